"""Concluding a check: allowed, wrong role, the neighbouring village, sent twice, sent late, and what evidence asks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.screening.conftest import NOW, TODAY
from tongchou.base.ids import new_id
from tongchou.base.refusals import NotAllowed, NotFound, Refused
from tongchou.journal.models import Claim, Line, OpenDay
from tongchou.pillars.screening.services import conclude, decide, hand_over, take_back
from tongchou.restrictions.models import Order
from tongchou.restrictions.services import approve_many


def refusal(act, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    return refused.value


def test_a_worker_clears_a_check_of_the_own_cell(acting, listed, standing):
    (case,) = listed("罗镜社区第1格")
    assert conclude(acting("worker"), {case: "cleared"}, at=NOW).answer == "created"
    assert standing(case) == "cleared @ 罗镜社区第1格"


def test_an_auditor_may_not_conclude(acting, listed, standing):
    (case,) = listed("罗镜社区第1格")
    assert isinstance(refusal(conclude, acting("auditor"), {case: "cleared"}, at=NOW), NotAllowed)
    assert standing(case) == "pending @ 罗镜社区第1格"


def test_the_neighbouring_village_does_not_even_learn_that_the_check_exists(acting, listed, standing):
    mine, theirs = listed("罗镜社区")[0], listed("云龙村")[0]
    assert conclude(acting("neighbour"), {theirs: "cleared"}, at=NOW).answer == "created"
    refused = refusal(conclude, acting("neighbour"), {mine: "cleared"}, at=NOW)
    assert (type(refused), refused.code) == (NotFound, "check_unknown")
    assert refusal(conclude, acting("neighbour"), {10**9: "cleared"}, at=NOW).code == "check_unknown"
    assert standing(mine) == "pending @ 罗镜社区"


def test_one_check_out_of_reach_leaves_the_whole_act_unposted(acting, listed, standing):
    mine, theirs = listed("罗镜社区")[0], listed("云龙村")[0]
    assert refusal(conclude, acting("village"), {mine: "cleared", theirs: "cleared"}, at=NOW).code == "check_unknown"
    assert (standing(mine), standing(theirs)) == ("pending @ 罗镜社区", "pending @ 云龙村")


def test_the_same_act_sent_twice_exists(acting, listed):
    (case,) = listed("罗镜社区")
    entry, tip = new_id(), {}
    from tongchou.journal.models import Standing

    tip = {case: Standing.objects.get(case=case).state_tip}
    sent = [conclude(acting("village"), {case: "cleared"}, at=NOW, entry=entry, predecessors=tip) for _ in "ab"]
    assert [s.answer for s in sent] == ["created", "exists"]
    assert Claim.objects.filter(case=case).count() == 2


def test_an_act_for_a_closed_day_is_booked_on_the_next_and_stays_dated(acting, listed):
    (case,) = listed("罗镜社区", on=date(2020, 3, 18))
    OpenDay.objects.create(place=0, first_open=date(2020, 3, 20))
    conclude(acting("village"), {case: "cleared"}, at=NOW, on=date(2020, 3, 18))
    line = Line.objects.order_by("-id").first()
    assert (line.occurred_on, line.booked_on) == (date(2020, 3, 18), date(2020, 3, 20))


def test_an_outcome_outside_the_closed_set_of_the_group_is_refused(acting, listed):
    (passport,) = listed("罗镜社区", group="passport")
    assert refusal(conclude, acting("village"), {passport: "home-quarantine"}, at=NOW).code == "outcome_not_in_set"
    assert conclude(acting("village"), {passport: "persuaded"}, at=NOW).answer == "created"


def test_home_quarantine_has_a_ground_an_issuer_and_an_end_counted_from_exposure(acting, listed):
    (case,) = listed("罗镜社区", arrived=date(2020, 3, 18))
    village = acting("village")
    conclude(village, {case: "home-quarantine"}, at=NOW)
    order = Order.objects.get()
    assert (order.case, order.exposed_on, order.ends_on, order.issuer_id) == (
        case, date(2020, 3, 18), date(2020, 4, 1), village.user_id,
    )  # fmt: skip
    assert order.legal_ground
    assert order.evidence == "dated-exposure"


def test_home_quarantine_without_a_dated_exposure_is_refused(acting, listed, standing):
    (case,) = listed("罗镜社区", arrived=None)
    assert refusal(conclude, acting("village"), {case: "home-quarantine"}, at=NOW).code == "evidence_missing"
    assert (standing(case), Order.objects.count()) == ("pending @ 罗镜社区", 0)


def test_observation_that_is_over_already_is_not_ordered(acting, listed):
    (case,) = listed("罗镜社区", arrived=date(2020, 3, 1))
    assert refusal(conclude, acting("village"), {case: "home-quarantine"}, at=NOW).code == "observation_over"


def test_more_than_twenty_restricted_in_a_day_take_a_second_person_of_another_organisation(acting, listed):
    cases = listed("罗镜社区", 21)
    town = acting("town")
    conclude(town, dict.fromkeys(cases[:20], "home-quarantine"), at=NOW)
    last = {cases[20]: "home-quarantine"}
    assert refusal(conclude, town, last, at=NOW).code == "second_person_needed"
    rule = Order.objects.first().rule
    officer = acting("officer")
    assert refusal(approve_many, officer, asked_by=officer.user_id, rule=rule, place=1, at=NOW).code == "same_person"
    approve_many(officer, asked_by=town.user_id, rule=rule, place=officer.held[0].place, at=NOW)
    assert conclude(town, last, at=NOW).answer == "created"


def test_twenty_more_may_be_restricted_after_twenty_four_hours(acting, listed):
    cases = listed("罗镜社区", 21)
    town = acting("town")
    conclude(town, dict.fromkeys(cases[:20], "home-quarantine"), at=NOW - timedelta(hours=25), on=TODAY)
    assert conclude(town, {cases[20]: "home-quarantine"}, at=NOW).answer == "created"


def test_a_hand_over_is_a_movement_and_the_new_village_sees_the_check(acting, listed, place, standing):
    (case,) = listed("罗镜社区")
    hand_over(acting("village"), [case], to=place("云龙村"), at=NOW)
    assert standing(case) == "pending @ 云龙村"
    assert refusal(conclude, acting("village"), {case: "cleared"}, at=NOW).code == "check_unknown"
    assert conclude(acting("neighbour"), {case: "cleared"}, at=NOW).answer == "created"


def test_an_outcome_is_taken_back_with_a_reason_and_both_acts_stay(acting, listed, standing):
    (case,) = listed("罗镜社区")
    village = acting("village")
    receipt = conclude(village, {case: "cleared"}, at=NOW)
    assert refusal(take_back, village, receipt.first_claim, reason="", at=NOW).code == "reason_missing"
    assert (
        refusal(take_back, acting("neighbour"), receipt.first_claim, reason="mistake", at=NOW).code == "check_unknown"
    )
    take_back(village, receipt.first_claim, reason="mistake", at=NOW)
    assert standing(case) == "pending @ 罗镜社区"
    assert Claim.objects.filter(case=case).count() == 3


def test_two_outcomes_are_a_dispute_that_the_town_decides(acting, listed, standing):
    from tongchou.journal.models import Standing

    (case,) = listed("罗镜社区第1格")
    tip = {case: Standing.objects.get(case=case).state_tip}
    conclude(acting("worker"), {case: "cleared"}, at=NOW, predecessors=tip)
    conclude(acting("village"), {case: "not-found"}, at=NOW, predecessors=tip)
    assert standing(case) == "pending @ 罗镜社区第1格 disputed"
    assert isinstance(refusal(decide, acting("village"), case, "cleared", reason="met", at=NOW), NotAllowed)
    decide(acting("town"), case, "cleared", reason="met", at=NOW)
    assert standing(case) == "cleared @ 罗镜社区第1格"
    assert refusal(decide, acting("town"), case, "cleared", reason="met", at=NOW).code == "nothing_disputed"


def test_a_towns_list_of_273_closes_as_its_outcomes(acting, listed, post_as):
    from collections import Counter

    from tongchou.journal.chart import chart
    from tongchou.journal.models import Standing

    cases = iter(listed("罗镜社区", 273))
    town = acting("town")
    replay = {"cleared": 98, "home-quarantine": 47, "health-monitoring": 12, "not-living-here": 29,
              "wrong-information": 16, "missed-before": 25, "passed-through": 38, "in-transit": 8}  # fmt: skip
    approve_many(acting("officer"), asked_by=town.user_id, rule=_rule(), place=acting("officer").held[0].place, at=NOW)
    for outcome, many in replay.items():
        conclude(town, {next(cases): outcome for _ in range(many)}, at=NOW)
    assert Counter(chart().state(a) for a in Standing.objects.values_list("account", flat=True)) == replay


def _rule():
    from tongchou.dated.queries import rule_on

    return rule_on("screening.observation", TODAY).source
