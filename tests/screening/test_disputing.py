"""Disputes: both sides with who, by which door and when; a lead decides outcome, place and visit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.screening.conftest import NOW, TODAY
from tests.screening.test_conclude import refusal
from tests.web.conftest import visitor
from tongchou.journal.models import Standing
from tongchou.journal.recount import audit
from tongchou.pillars.acting import posted
from tongchou.pillars.screening import disputing, doors
from tongchou.pillars.screening.services import (
    Conclusion,
    HandedOver,
    Visited,
    conclude,
    conclude_each,
    decide_place,
    decide_visit,
    hand_over_each,
    open_visits,
    visit_each,
)
from tongchou.tasks.work import left

pytestmark = pytest.mark.django_db(databases="__all__")


def tip(case, chain="state"):
    return getattr(Standing.objects.get(case=case), f"{chain}_tip")


@pytest.fixture
def two_outcomes(listed, acting):
    """Two people conclude one check differently, after the same claim."""
    (case,) = listed("罗镜社区")
    seen = {case: tip(case)}
    posted(conclude_each(acting("village"), [Conclusion({case: "cleared"}, predecessors=seen)], at=NOW))
    posted(conclude_each(acting("town"), [Conclusion({case: "not-found"}, predecessors=seen)], at=NOW))
    return case


@pytest.fixture
def two_visits(listed, acting):
    """Two people answer one visit differently, after the same claim."""
    (check,) = listed("罗镜社区")
    conclude(acting("village"), {check: "health-monitoring"}, at=NOW)
    open_visits(on=TODAY, at=NOW)
    case = Standing.objects.latest("case").case
    seen = {case: tip(case)}
    for user, answer in (("village", "seen"), ("town", "not-seen")):
        posted(visit_each(acting(user), [Visited([case], answer, predecessors=seen)], at=NOW))
    return case


@pytest.fixture
def two_places(listed, acting, place):
    """Two people hand one check over to different places, after the same claim."""
    (case,) = listed("罗镜镇")
    seen = {case: tip(case, "place")}
    for to in ("罗镜社区", "水摆村"):
        posted(hand_over_each(acting("town"), [HandedOver([case], place(to), predecessors=seen)], at=NOW))
    return case


def test_both_sides_of_an_outcome_are_told_with_door_and_names(two_outcomes, acting):
    (one,) = disputing.contested(acting("town"))
    assert (one.kind, one.case, one.stands) == ("outcome", two_outcomes, "pending")
    assert {side.state for side, _ in one.sides} == {"cleared", "not-found"}
    assert {told.door for _, told in one.sides} == {doors.DESK}
    assert disputing.contested(acting("neighbour")) == []


def test_a_door_tells_of_its_own_entries_alone(two_outcomes, acting, monkeypatch):
    (one,) = disputing.contested(acting("town"))
    first = one.sides[0][0].entry
    said = doors.Told("phone", NOW - timedelta(hours=9), NOW, None, "在田裏")
    monkeypatch.setitem(doors._tellers, "phone", lambda entries: {first: said} if first in entries else {})
    (again,) = disputing.contested(acting("town"))
    assert [told.door for _, told in again.sides] == ["phone", "desk"]
    page = visitor("town").get("/disputes/").content.decode()
    assert "手機時鐘" in page and "在田裏" in page and "以此為準" in page
    below = visitor("village").get("/disputes/").content.decode()
    assert "在田裏" not in below and "以此為準" not in below


def test_a_disputed_visit_is_shown_and_decided(two_visits, acting, standing):
    (one,) = disputing.contested(acting("town"))
    assert (one.kind, one.case, one.due_on) == ("visit", two_visits, TODAY)
    assert {side.state for side, _ in one.sides} == {"seen", "not-seen"}
    assert (
        refusal(decide_visit, acting("village"), two_visits, "seen", reason="authority", at=NOW).code == "not_allowed"
    )
    assert refusal(decide_visit, acting("town"), two_visits, "seen", reason="", at=NOW).code == "reason_missing"
    assert refusal(decide_visit, acting("town"), two_visits, "maybe", reason="x", at=NOW).code == "answer_unknown"
    for _ in range(2):
        done = visitor("town").post(f"/visits/{two_visits}/decide/", {"outcome": "seen", "reason": "verified-on-site"})
        assert done.status_code == 302
    assert standing(two_visits) == "seen @ 罗镜社区"
    assert refusal(decide_visit, acting("town"), two_visits, "seen", reason="x", at=NOW).code == "nothing_disputed"
    assert disputing.contested(acting("town")) == [] and audit() == []


def test_a_disputed_place_is_shown_and_decided(two_places, acting, place, standing):
    (one,) = disputing.contested(acting("town"))
    assert (one.kind, {side.place for side, _ in one.sides}) == ("place", {place("罗镜社区"), place("水摆村")})
    wrong = refusal(decide_place, acting("town"), two_places, place("云龙村"), reason="authority", at=NOW)
    assert wrong.code == "place_unknown"
    body = {"place": "445381102002", "reason": "verified-by-phone"}
    assert visitor("town").post(f"/checks/{two_places}/decide-place/", body).status_code == 302
    assert standing(two_places) == "pending @ 水摆村"
    assert audit() == []


def test_what_is_in_dispute_is_work_of_the_places(two_outcomes, two_visits, acting):
    counts = {work.kind.name: work.count for work in left(acting("town"), on=TODAY, at=NOW)}
    assert counts["disputes"] == 2
    theirs = {work.kind.name: work.count for work in left(acting("neighbour"), on=TODAY, at=NOW)}
    assert theirs["disputes"] == 0


def test_the_api_gives_disputes_with_their_doors(two_outcomes):
    (one,) = visitor("town").get("/api/disputes/").json()
    assert one["kind"] == "outcome" and {side["told"]["door"] for side in one["sides"]} == {"desk"}
    assert visitor("neighbour").get("/api/disputes/").json() == []
