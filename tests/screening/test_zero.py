"""零報告: zero is an answer, silence another; a village answers for all its cells."""

from __future__ import annotations

import pytest

from tests.screening.conftest import NOW, TODAY
from tests.screening.test_conclude import refusal
from tongchou.base.ids import new_id
from tongchou.base.refusals import NotAllowed
from tongchou.figures.asking import ask
from tongchou.pillars.screening import queries
from tongchou.pillars.screening.services import carry_silence, expect_zero_reports, report_zero


@pytest.fixture
def asked():
    """Ask every village for its answer of today."""
    return expect_zero_reports(on=TODAY, at=NOW)


def states(scope):
    return {row.place: row.state for row in queries.zero_reports(scope, on=TODAY)}


def test_every_village_is_asked_once_a_day(asked):
    assert (asked, expect_zero_reports(on=TODAY, at=NOW)) == (4, 0)


def test_a_village_reports_zero_and_the_others_are_still_expected(asked, acting, place):
    report_zero(acting("village"), [place("罗镜社区")], at=NOW)
    assert states(acting("officer")) == {
        place("罗镜社区"): "received", place("水摆村"): "expected", place("云龙村"): "expected",
        place("新西村"): "expected",
    }  # fmt: skip
    assert states(acting("village")) == {place("罗镜社区"): "received"}


def test_nobody_reports_for_the_neighbouring_village_and_a_worker_not_at_all(asked, acting, place):
    assert refusal(report_zero, acting("neighbour"), [place("罗镜社区")], at=NOW).code == "village_unknown"
    assert isinstance(refusal(report_zero, acting("worker"), [place("罗镜社区第1格")], at=NOW), NotAllowed)


def test_a_report_sent_twice_exists(asked, acting, place):
    entry = new_id()
    sent = [report_zero(acting("village"), [place("罗镜社区")], at=NOW, entry=entry).answer for _ in "ab"]
    assert sent == ["created", "exists"]


def test_silence_is_carried_and_a_later_word_is_late(asked, acting, place):
    report_zero(acting("town"), [place("水摆村")], at=NOW)
    carry_silence(on=TODAY, at=NOW)
    report_zero(acting("village"), [place("罗镜社区")], at=NOW)
    assert sorted(states(acting("officer")).values()) == ["late", "received", "silent", "silent"]


def test_a_village_that_answers_covers_all_its_cells(asked, acting, place, listed):
    listed("云龙村第1格")
    before = ask("screening_pending", on=TODAY).coverage
    report_zero(acting("village"), [place("罗镜社区")], at=NOW)
    after = ask("screening_pending", on=TODAY).coverage
    assert (before.reported, after.reported, after.expected) == (0, 2, 5)
