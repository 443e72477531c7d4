"""An objection is answered in time, goes up a level, and at last is decided by two of two organisations."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.screening.conftest import NOW, TODAY
from tests.screening.test_conclude import refusal
from tongchou.base import clock
from tongchou.figures.asking import ask
from tongchou.figures.rows import rows
from tongchou.pillars.screening.services import conclude, end_observations
from tongchou.restrictions.models import Appeal, Order
from tongchou.restrictions.queries import appeals
from tongchou.restrictions.services import answer_appeal, escalate, file_appeal
from tongchou.tasks.work import left

HALF, DAY = NOW + timedelta(hours=12), NOW + timedelta(hours=24)


@pytest.fixture
def quarantined(acting, listed):
    """Put one of the village and one of the neighbour's under home quarantine, by the town's and its own lead."""
    (case,), (theirs,) = listed("罗镜社区"), listed("云龙村")
    conclude(acting("town"), {case: "home-quarantine"}, at=NOW)
    conclude(acting("neighbour"), {theirs: "home-quarantine"}, at=NOW)
    return case, theirs


@pytest.fixture
def appeal(acting, quarantined):
    return file_appeal(acting("village"), quarantined[0], ground="exposure-wrong", at=NOW).case


def work_of(scope, at):
    found = left(scope, on=clock.local_day(at), at=at)
    return {one.kind.name: one.count for one in found if one.kind.name.startswith("appeals") and one.count}


def test_an_objection_is_noted_once_and_stands_where_the_person_does(acting, quarantined, standing):
    first = file_appeal(acting("village"), quarantined[0], ground="hardship", at=NOW)
    again = file_appeal(acting("village"), quarantined[0], ground="hardship", at=NOW)
    assert (again.case, Appeal.objects.count(), standing(first.case)) == (first.case, 1, "filed @ 罗镜社区")


def test_who_may_not_and_the_neighbour_note_nothing(acting, quarantined, listed):
    def filed(username, case):
        return refusal(file_appeal, acting(username), case, ground="hardship", at=NOW).code

    assert filed("worker", quarantined[0]) == "not_allowed"
    assert filed("neighbour", quarantined[0]) == "order_unknown"
    assert filed("village", quarantined[1]) == "order_unknown"
    assert filed("village", listed("罗镜社区")[0]) == "order_unknown"


def test_the_authority_answers_within_twelve_hours_and_an_appeal_is_answered_once(acting, appeal, standing):
    town = acting("town")
    assert refusal(answer_appeal, acting("neighbour"), appeal, answer="upheld", at=NOW).code == "appeal_unknown"
    assert refusal(answer_appeal, acting("village"), appeal, answer="upheld", at=NOW).code == "not_allowed"
    assert refusal(answer_appeal, town, appeal, answer="perhaps", at=NOW).code == "answer_unknown"
    answer_appeal(town, appeal, answer="upheld", at=NOW)
    assert standing(appeal) == "upheld @ 罗镜社区"
    assert refusal(answer_appeal, town, appeal, answer="granted", at=NOW).code == "appeal_unknown"


def test_granted_means_released(acting, appeal, quarantined, standing):
    answer_appeal(acting("officer"), appeal, answer="granted", at=NOW)
    assert (standing(appeal), standing(quarantined[0])) == ("granted @ 罗镜社区", "released @ 罗镜社区")
    assert standing(quarantined[1]) == "home-quarantine @ 云龙村"


def test_shortened_means_an_earlier_end(acting, appeal, quarantined):
    end = TODAY + timedelta(days=3)
    officer = acting("officer")
    assert refusal(answer_appeal, officer, appeal, answer="shortened", at=NOW).code == "bad_end"
    late = Order.objects.get(case=quarantined[0]).ends_on
    assert refusal(answer_appeal, officer, appeal, answer="shortened", ends_on=late, at=NOW).code == "bad_end"
    answer_appeal(officer, appeal, answer="shortened", ends_on=end, at=NOW)
    later = NOW + timedelta(days=3)
    with clock.at(later):
        assert end_observations(acting("town"), [quarantined[0]], at=later).answer == "created"


def test_at_twelve_hours_it_goes_up_and_the_issuer_is_out(acting, appeal, standing):
    assert work_of(acting("town"), NOW) == {"appeals": 1}
    assert work_of(acting("officer"), NOW) == work_of(acting("neighbour"), HALF) == {}
    with clock.at(HALF):
        assert (escalate(at=HALF), escalate(at=HALF)) == (1, 0)
        assert standing(appeal) == "escalated @ 罗镜社区"
        assert (work_of(acting("town"), HALF), work_of(acting("officer"), HALF)) == ({}, {"appeals_escalated": 1})
        assert refusal(answer_appeal, acting("town"), appeal, answer="upheld", at=HALF).code == "own_order"
        assert answer_appeal(acting("officer"), appeal, answer="upheld", at=HALF) is not None


def test_overdue_takes_a_physician_and_an_officer_who_agree(acting, appeal, post_as, standing):
    with clock.at(DAY):
        escalate(at=DAY)
        physician, officer = acting("physician"), acting("officer")
        assert work_of(physician, DAY) == work_of(officer, DAY) == {"appeals_overdue": 1}
        assert refusal(answer_appeal, acting("town"), appeal, answer="granted", at=DAY).code == "not_allowed"
        assert answer_appeal(officer, appeal, answer="granted", at=DAY) is None
        assert answer_appeal(officer, appeal, answer="granted", at=DAY) is None, "one person twice is not two"
        second = post_as("officer2", "county_officer", "罗定市", group="supplies")
        assert answer_appeal(second, appeal, answer="granted", at=DAY) is None, "two officers are no physician"
        assert answer_appeal(physician, appeal, answer="upheld", at=DAY) is None, "they do not agree"
        assert standing(appeal) == "overdue @ 罗镜社区"
        assert answer_appeal(physician, appeal, answer="granted", at=DAY) is not None
        assert standing(appeal) == "granted @ 罗镜社区"


def test_a_physician_and_an_officer_of_one_organisation_are_one(acting, appeal, post_as):
    with clock.at(DAY):
        colleague = post_as("officer2", "county_officer", "罗定市", group="treatment")
        assert answer_appeal(colleague, appeal, answer="granted", at=DAY) is None
        assert answer_appeal(acting("physician"), appeal, answer="granted", at=DAY) is None
        assert answer_appeal(acting("officer"), appeal, answer="granted", at=DAY) is not None


def test_an_officer_of_the_issuers_organisation_has_no_say_when_it_is_overdue(acting, listed, post_as):
    (case,) = listed("罗镜社区")
    issuer = post_as("lead2", "town_lead", "罗镜镇", group="prevention")
    conclude(issuer, {case: "home-quarantine"}, at=NOW)
    number = file_appeal(acting("village"), case, ground="hardship", at=NOW).case
    with clock.at(DAY):
        assert refusal(answer_appeal, acting("officer"), number, answer="granted", at=DAY).code == "same_organisation"


def test_overdue_is_a_figure_that_opens_into_its_rows_for_whose_places_they_are(acting, appeal):
    with clock.at(DAY):
        escalate(at=DAY)
        on = clock.local_day(DAY)
        assert ask("appeals_overdue", on=on).value == 1
        assert rows("appeals_overdue", scope=acting("officer"), on=on).ids.tolist() == [appeal]
        assert [row.appeal.case for row in appeals(acting("village"), at=DAY)] == [appeal]
        assert appeals(acting("neighbour"), at=DAY) == []
