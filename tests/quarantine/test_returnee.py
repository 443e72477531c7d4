"""From a check to a request: one transaction, once, with what screening knows of the exposure."""

from __future__ import annotations

from datetime import date

from tests.quarantine.conftest import NOW
from tests.screening.conftest import listed  # noqa: F401
from tongchou.pillars.quarantine.models import Request
from tongchou.pillars.screening.models import Check
from tongchou.pillars.screening.services import conclude
from tongchou.procedures import quarantine_returnee


def test_a_check_that_ends_so_becomes_a_request(acting, listed, standing):  # noqa: F811
    (case,) = listed("罗镜社区", group="from-abroad", arrived=date(2020, 3, 19))
    quarantine_returnee.conclude(acting("village"), {case: "to-quarantine"}, at=NOW)
    request = Request.objects.get()
    assert (request.origin, request.exposed_on, request.basis) == (case, date(2020, 3, 19), "from-abroad")
    assert standing(request.case) == "asked @ 罗镜社区"
    assert Check.objects.get(case=case).person == request.person


def test_a_check_asks_once_however_often(acting, listed):  # noqa: F811
    (case,) = listed("罗镜社区", group="from-abroad")
    quarantine_returnee.conclude(acting("village"), {case: "to-quarantine"}, at=NOW)
    again = quarantine_returnee.request(acting("village"), [case], at=NOW)
    assert again == list(Request.objects.values_list("case", flat=True))


def test_what_was_concluded_offline_is_asked_for_later(acting, listed):  # noqa: F811
    (case,) = listed("罗镜社区", group="from-abroad")
    conclude(acting("village"), {case: "to-quarantine"}, at=NOW)
    assert quarantine_returnee.missing(acting("officer")) == [case]
    quarantine_returnee.request(acting("officer"), [case], at=NOW)
    assert quarantine_returnee.missing(acting("officer")) == []


def test_another_outcome_asks_for_nothing(acting, listed):  # noqa: F811
    (case,) = listed("罗镜社区")
    quarantine_returnee.conclude(acting("village"), {case: "cleared"}, at=NOW)
    assert not Request.objects.exists()
