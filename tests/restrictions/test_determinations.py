"""The one ground beside the dated rule: a named epidemiologist's determination, signed with the password again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.screening.conftest import NOW, TODAY
from tests.screening.test_conclude import refusal
from tests.web.county import PASSWORD
from tongchou.intake.vouchers import open_voucher
from tongchou.pillars.screening.models import Check
from tongchou.pillars.screening.services import conclude
from tongchou.registers.people.models import Look
from tongchou.registers.people.services import locate
from tongchou.registers.staff.models import Post
from tongchou.restrictions.checks import evidence
from tongchou.restrictions.models import Determination, Order
from tongchou.restrictions.queries import determinations
from tongchou.restrictions.services import is_genuine, sign, text_of, withdraw

UNTIL = TODAY + timedelta(days=10)
KIND = "home-quarantine"


@pytest.fixture
def exposed(listed, place):
    """Give a check without any date of travel, in the village, and its person."""
    (case,) = listed("罗镜社区", arrived=None)
    person = Check.objects.get(case=case).person
    locate([person], place("罗镜社区"))
    return case, person


def signing(scope, person, **more):
    return sign(
        scope, person, **{"kind": KIND, "text": "同車廂", "expires_on": UNTIL, "password": PASSWORD, "at": NOW} | more
    )


def test_without_a_date_only_a_determination_restricts_and_no_longer_than_it_says(acting, exposed, standing):
    case, person = exposed
    assert refusal(conclude, acting("village"), {case: KIND}, at=NOW).code == "evidence_missing"
    row = signing(acting("tracer"), person)
    conclude(acting("village"), {case: KIND}, at=NOW)
    order = Order.objects.get()
    assert (order.determination_id, order.evidence, order.ends_on) == (row.pk, "determination", UNTIL)
    assert standing(case) == "home-quarantine @ 罗镜社区"


def test_where_the_rule_has_run_out_a_determination_carries_the_order(acting, listed, place):
    (case,) = listed("罗镜社区", arrived=date(2020, 3, 1))
    person = Check.objects.get(case=case).person
    locate([person], place("罗镜社区"))
    assert refusal(conclude, acting("village"), {case: KIND}, at=NOW).code == "observation_over"
    signing(acting("tracer"), person)
    conclude(acting("village"), {case: KIND}, at=NOW)
    assert (Order.objects.get().exposed_on, Order.objects.get().ends_on) == (date(2020, 3, 1), UNTIL)


def test_a_dated_exposure_needs_no_determination(acting, listed, place):
    (case,) = listed("罗镜社区")
    person = Check.objects.get(case=case).person
    locate([person], place("罗镜社区"))
    signing(acting("tracer"), person)
    conclude(acting("village"), {case: KIND}, at=NOW)
    assert Order.objects.get().evidence == "dated-exposure"


def test_it_carries_its_own_person_and_its_own_kind_alone(acting, exposed, listed):
    case, person = exposed
    (other,) = listed("罗镜社区", arrived=None)
    signing(acting("tracer"), person, kind="health-monitoring")
    village = acting("village")
    assert refusal(conclude, village, {case: KIND}, at=NOW).code == "evidence_missing"
    assert refusal(conclude, village, {other: "health-monitoring"}, at=NOW).code == "evidence_missing"
    assert conclude(village, {case: "health-monitoring"}, at=NOW).answer == "created"


@pytest.mark.parametrize("username", ["officer", "command", "town", "village", "worker", "physician", "auditor"])
def test_nobody_else_signs(acting, exposed, username):
    assert refusal(signing, acting(username), exposed[1]).code == "not_allowed"
    assert not Determination.objects.exists()


def test_signing_takes_the_password_a_text_a_known_kind_and_an_end(acting, exposed):
    _, person = exposed
    tracer = acting("tracer")
    assert refusal(signing, tracer, person, password="wrong").code == "wrong_password"
    assert refusal(signing, tracer, person, text="  ").code == "text_missing"
    assert refusal(signing, tracer, person, kind="prison").code == "kind_unknown"
    assert refusal(signing, tracer, person, expires_on=TODAY - timedelta(days=1)).code == "bad_expiry"
    assert refusal(signing, tracer, person, expires_on=TODAY + timedelta(days=60)).code == "bad_expiry"
    assert refusal(signing, tracer, 10**9).code == "person_unknown"
    assert not Determination.objects.exists()


def test_an_epidemiologist_of_the_neighbouring_town_does_not_meet_the_person(post_as, acting, exposed):
    elsewhere = post_as("tracer2", "epidemiologist", "附城街道")
    assert refusal(signing, elsewhere, exposed[1]).code == "person_unknown"
    signing(acting("tracer"), exposed[1])
    assert determinations(elsewhere, at=NOW) == []
    assert len(determinations(acting("tracer"), at=NOW)) == 1


def test_a_withdrawn_or_expired_one_carries_nothing_more(acting, exposed):
    case, person = exposed
    row = signing(acting("tracer"), person, expires_on=TODAY)
    assert refusal(withdraw, acting("officer"), row.pk, at=NOW).code == "not_allowed"
    assert (
        refusal(conclude, acting("village"), {case: KIND}, at=NOW, on=TODAY + timedelta(days=1)).code
        == "evidence_missing"
    )
    withdraw(acting("tracer"), row.pk, at=NOW)
    assert refusal(conclude, acting("village"), {case: KIND}, at=NOW).code == "evidence_missing"
    assert refusal(withdraw, acting("tracer"), row.pk, at=NOW).code == "determination_unknown"


def test_what_was_changed_after_signing_is_no_ground_and_stops_the_seal(acting, exposed):
    case, person = exposed
    row = signing(acting("tracer"), person)
    conclude(acting("village"), {case: KIND}, at=NOW)
    assert evidence(None) == []  # type: ignore[arg-type]
    Determination.objects.filter(pk=row.pk).update(expires_on=UNTIL + timedelta(days=30))
    assert not is_genuine(Determination.objects.get())
    assert [str(one) for one in evidence(None)] == [f"第 {row.pk} 號流行病學判定與簽署時不符。"]  # type: ignore[arg-type]
    assert refusal(conclude, acting("village"), {case: "health-monitoring"}, at=NOW).code == "evidence_missing"


def test_one_signed_by_somebody_who_was_no_epidemiologist_that_day_is_not_genuine(acting, exposed):
    row = signing(acting("tracer"), exposed[1])
    Post.objects.filter(role="epidemiologist").update(role="county_officer")
    assert not is_genuine(Determination.objects.get(pk=row.pk))


def test_an_order_without_any_evidence_stops_the_seal(acting, listed):
    (case,) = listed("罗镜社区")
    conclude(acting("village"), {case: KIND}, at=NOW)
    Order.objects.update(exposed_on=None)
    assert [str(one) for one in evidence(None)] == [f"第 {case} 號的限制既無暴露日期，也無流行病學判定。"]  # type: ignore[arg-type]


def test_the_text_is_sealed_and_reading_it_is_a_look_at_the_person(acting, exposed):
    row = signing(acting("tracer"), exposed[1])
    assert open_voucher(row.text) == "同車廂".encode()
    assert text_of(acting("officer"), row.pk, at=NOW) == "同車廂"
    assert [(look.person_id, look.purpose) for look in Look.objects.all()] == [(exposed[1], "tracing")]
    assert refusal(text_of, acting("neighbour"), row.pk, at=NOW).code == "person_unknown"
    assert refusal(text_of, acting("auditor"), row.pk, at=NOW).code == "not_allowed"
