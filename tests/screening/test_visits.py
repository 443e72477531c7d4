"""One visit a day for everyone under observation; answered, told by telephone, or carried by name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.screening.conftest import NOW, TODAY
from tests.screening.test_conclude import refusal
from tongchou.journal.models import Standing
from tongchou.pillars.screening import queries
from tongchou.pillars.screening.models import Visit
from tongchou.pillars.screening.services import carry_visits, conclude, end_observations, open_visits, visit


@pytest.fixture
def observed(acting, listed):
    """Put two of the village's three people under observation, and one of the neighbour's."""
    home, monitored, cleared = listed("罗镜社区第1格", 3)
    (theirs,) = listed("云龙村")
    conclude(acting("village"), {home: "home-quarantine", monitored: "health-monitoring", cleared: "cleared"}, at=NOW)
    conclude(acting("neighbour"), {theirs: "health-monitoring"}, at=NOW)
    return home, monitored, theirs


def test_each_person_under_observation_is_due_once_a_day_however_often_it_is_opened(observed):
    assert (open_visits(on=TODAY, at=NOW), open_visits(on=TODAY, at=NOW)) == (3, 0)
    assert set(Visit.objects.values_list("check_case", flat=True)) == set(observed)


def test_a_worker_sees_only_the_visits_of_the_own_cell(observed, acting):
    open_visits(on=TODAY, at=NOW)
    home, monitored, _ = observed
    assert {v.check for v in queries.visits(acting("worker"), on=TODAY)} == {home, monitored}
    assert queries.visit_counts(acting("worker"), on=TODAY) == {"due": 2}


def test_a_visit_told_by_telephone_keeps_both_names(observed, acting):
    open_visits(on=TODAY, at=NOW)
    due = queries.visits(acting("village"), on=TODAY)[0]
    village, worker = acting("village"), acting("worker")
    assert refusal(visit, village, [due.case], answer="by-telephone", at=NOW).code == "teller_missing"
    visit(village, [due.case], answer="by-telephone", at=NOW, told_by=worker.user_id)
    row = Visit.objects.get(case=due.case)
    assert (row.seen_by_id, row.told_to_id) == (worker.user_id, village.user_id)


def test_a_visit_is_answered_once_and_not_by_the_neighbour(observed, acting):
    open_visits(on=TODAY, at=NOW)
    due = queries.visits(acting("village"), on=TODAY)[0]
    assert refusal(visit, acting("neighbour"), [due.case], answer="seen", at=NOW).code == "check_unknown"
    visit(acting("worker"), [due.case], answer="seen", at=NOW, temperature_tenths=365)
    assert refusal(visit, acting("worker"), [due.case], answer="seen", at=NOW).code == "already_there"


def test_what_nobody_answered_is_carried_as_unreported_and_may_still_be_answered_late(observed, acting):
    open_visits(on=TODAY, at=NOW)
    answered, *silent = queries.visits(acting("village"), on=TODAY)
    visit(acting("village"), [answered.case], answer="seen", at=NOW)
    assert carry_visits(on=TODAY, at=NOW) == 2
    assert queries.visit_counts(acting("officer"), on=TODAY) == {"seen": 1, "unreported": 2}
    visit(acting("village"), [silent[0].case], answer="seen", at=NOW)
    assert queries.visit_counts(acting("officer"), on=TODAY) == {"seen": 2, "unreported": 1}


def test_people_are_released_on_their_day_and_not_before(observed, acting):
    home, *_ = observed
    ends = date(2020, 4, 1)
    town = acting("town")
    assert refusal(end_observations, town, [home], at=NOW).code == "too_early"
    later = NOW + timedelta(days=(ends - TODAY).days)
    from tongchou.base import clock

    with clock.at(later):
        assert queries.due_release(town, on=ends) == sorted(observed[:2])
        end_observations(town, [home], at=later)
    assert Standing.objects.get(case=home).flags == 0
    assert queries.due_release(town, on=ends) == [observed[1]]
