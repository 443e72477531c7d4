"""The way back to work, verb by verb: allowed, the wrong role, the neighbour, sent twice, taken back."""

from __future__ import annotations

from datetime import date

import pytest

from tests.resumption.conftest import HERE, NOW, THERE, TODAY
from tongchou.base import clock
from tongchou.base.dated import in_force, shipped
from tongchou.base.ids import new_id
from tongchou.base.refusals import NotAllowed, NotFound, Refused
from tongchou.figures.asking import ask
from tongchou.figures.declare import figure
from tongchou.pillars.resumption import dated, queries, rules, services
from tongchou.pillars.resumption.models import Answer, Member, Step

FEBRUARY = clock.local(date(2020, 2, 12), 10)
IN_FEBRUARY = in_force(shipped(rules.DATA, "regimes"), date(2020, 2, 12))
PAPERS = dict.fromkeys(rules.regime_of(IN_FEBRUARY, "below-scale").papers, b"paper")


def at_work(file, count=1, at=HERE):
    return file(at, count, state="management")


def test_filed_with_a_pledge_an_enterprise_is_at_work_at_once(file, clerk_of, stands):
    case = file()[0]
    clerk = clerk_of(case)
    services.hand_in(clerk, {case: PAPERS}, at=NOW)
    services.apply(clerk, [case], at=NOW)
    assert stands(case) == "below-scale:management"
    assert Step.objects.get(state="management").regime == "filing"


def test_under_approval_it_is_inspected_first(file, clerk_of, acting, stands):
    with clock.at(FEBRUARY):
        case = file(on=date(2020, 2, 11))[0]
        clerk, officer = clerk_of(case), acting("officer")
        services.hand_in(clerk, {case: PAPERS}, at=FEBRUARY)
        services.apply(clerk, [case], at=FEBRUARY, workshops="一車間")
        assert stands(case) == "below-scale:application"
        services.inspect(officer, [case], at=FEBRUARY)
        services.refuse(officer, [case], reason="no-isolation", at=FEBRUARY)
        services.apply(clerk, [case], at=FEBRUARY)
        services.approve(officer, [case], at=FEBRUARY, workshops="一車間")
    assert stands(case) == "below-scale:management"
    way = [(s.state, s.regime, s.reason, s.workshops) for s in queries.way(officer, case)]
    assert way[1:] == [
        ("application", "approval", "", "一車間"),
        ("inspection", "approval", "", ""),
        ("refused", "approval", "no-isolation", ""),
        ("application", "approval", "", ""),
        ("management", "approval", "", "一車間"),
    ]


def test_the_regime_of_any_day_is_answered_later(file, acting):
    case = file(group="restaurant", state="shut")[0]
    ways = [(r.from_on, r.way) for r in dated.regimes("restaurant")]
    assert ways == [
        (date(2020, 1, 23), "shut"), (date(2020, 2, 10), "shut"), (date(2020, 2, 24), "approval"),
        (date(2020, 3, 10), "filing"),
    ]  # fmt: skip
    assert queries.regime_of(acting("officer"), case, date(2020, 2, 20)).way == "shut"
    assert queries.regime_of(acting("officer"), case, TODAY).way == "filing"


def test_a_venue_kept_shut_cannot_open_and_another_can(file, acting, stands):
    officer = acting("officer")
    karaoke, inn = file(group="entertainment", state="shut")[0], file(group="hotel", state="shut")[0]
    with pytest.raises(Refused, match="kept_shut"):
        services.approve(officer, [karaoke], at=NOW)
    services.approve(officer, [inn], at=NOW)
    assert (stands(karaoke), stands(inn)) == ("entertainment:shut", "hotel:management")


def test_papers_are_asked_for_once(file, clerk_of, acting):
    case = file()[0]
    clerk, officer = clerk_of(case), acting("officer")
    with pytest.raises(Refused, match="papers_missing") as missing:
        services.apply(clerk, [case], at=NOW)
    assert missing.value.params["papers"] == "復工備案表、疫情防控承諾書、疫情防控方案"
    services.hand_in(clerk, {case: {"pledge": b"we pledge"}}, at=NOW)
    assert queries.papers_missing(officer, case, on=TODAY) == ["filing-form", "prevention-plan"]
    asked = services.ask_paper(officer, case, question="pledge", at=NOW)
    assert queries.paper(officer, asked.pk)[1] == b"we pledge"
    assert ask(figure("resumption_asked_twice"), on=TODAY).value == 1


def test_the_checklist_is_told_once_and_twice_is_a_defect_that_is_counted(file, acting):
    cases = file(count=3)
    officer = acting("officer")
    assert services.consult(officer, cases, at=NOW) == 3
    assert services.consult(officer, cases[:1], at=NOW) == 0
    assert ask(figure("resumption_told"), on=TODAY).value == 3
    assert ask(figure("resumption_asked_twice"), on=TODAY).value == 1
    services.answer_question(officer, cases[1], question="masks", at=NOW)
    services.answer_question(officer, cases[1], question="masks", at=NOW)
    assert Answer.objects.filter(is_repeat=True).count() == 2


def test_sent_twice_is_once(file, acting, stands):
    case = file(state="application")[0]
    entry = new_id()
    first = services.approve(acting("officer"), [case], at=NOW, entry=entry)
    with pytest.raises(Refused, match="already_there"):
        services.approve(acting("officer"), [case], at=NOW, entry=entry)
    assert first.answer == "created"
    assert Step.objects.filter(case=case).count() == 2


def test_suspended_needs_a_reason_and_it_goes_back_to_work(file, acting, stands):
    case = at_work(file)[0]
    officer = acting("officer")
    with pytest.raises(Refused, match="reason_missing"):
        services.suspend(officer, [case], reason="", at=NOW)
    services.suspend(officer, [case], reason="site", at=NOW)
    assert stands(case) == "below-scale:suspended"
    services.approve(officer, [case], at=NOW)
    assert stands(case) == "below-scale:management"


def test_the_last_step_is_taken_back_and_both_stay(file, acting, stands):
    case = file(state="application")[0]
    officer = acting("officer")
    services.approve(officer, [case], at=NOW)
    services.take_back(officer, case, reason="mistyped", at=NOW)
    assert stands(case) == "below-scale:application"
    assert [(step.state, step.settled) for step in queries.way(officer, case)] == [
        ("application", False), ("management", True),
    ]  # fmt: skip


VERBS = {
    "inspect": lambda scope, case: services.inspect(scope, [case], at=NOW),
    "approve": lambda scope, case: services.approve(scope, [case], at=NOW),
    "refuse": lambda scope, case: services.refuse(scope, [case], reason="site", at=NOW),
    "consult": lambda scope, case: services.consult(scope, [case], at=NOW),
    "set_plan": lambda scope, case: services.set_plan(scope, [case], measures=["workers"], at=NOW),
    "assign": lambda scope, case: services.assign(scope, [case], role="liaison", user=scope.user_id, at=NOW),
    "take_back": lambda scope, case: services.take_back(scope, case, reason="mistyped", at=NOW),
}


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_is_the_towns_own_and_nobody_elses(verb, file, acting, clerk_of, post_as):
    case = file(state="application")[0]
    if verb == "take_back":
        services.inspect(acting("officer"), [case], at=NOW)
    act = VERBS[verb]
    for wrong in ("worker", "auditor", "village"):
        with pytest.raises(NotAllowed, match="not_allowed"):
            act(acting(wrong), case)
    with pytest.raises(NotAllowed, match="not_allowed"):
        act(clerk_of(case), case)
    with pytest.raises(NotFound, match="enterprise_unknown"):
        act(post_as("elsewhere", "town_lead", "附城街道"), case)
    act(acting("town"), case)


def test_a_difficulty_is_raised_answered_and_settled(file, clerk_of, acting, stands):
    case, other = file(count=2)
    clerk, officer = clerk_of(case), acting("officer")
    number = services.raise_difficulty(clerk, case, kind="workers", text="缺五十名縫紉工", at=NOW)
    with pytest.raises(Refused, match="not_answered"):
        services.settle_difficulties(clerk, [number], at=NOW)
    services.answer_difficulties(officer, {number: "已安排專車接回四十人"}, at=NOW)
    with pytest.raises(NotFound, match="difficulty_unknown"):
        services.settle_difficulties(clerk_of(other), [number], at=NOW)
    services.settle_difficulties(clerk, [number], at=NOW)
    assert queries.own_words(clerk, number) == ("缺五十名縫紉工", "已安排專車接回四十人")
    assert [row.state for row in queries.difficulties(acting("town"))] == ["settled"]
    assert queries.difficulties(acting("neighbour")) == []
    with pytest.raises(NotFound, match="difficulty_unknown"):
        queries.own_words(acting("neighbour"), number)


def test_spot_checks_look_at_those_at_work_and_what_is_found_is_mended(file, acting, stands):
    case, idle = at_work(file)[0], file()[0]
    village = acting("village")
    with pytest.raises(Refused, match="not_at_work"):
        services.spot_check(village, {idle: []}, at=NOW)
    number = services.spot_check(village, {case: ["masks", "canteen"]}, at=NOW)[0]
    assert [(row.state, row.found) for row in queries.spot_checks(village)] == [("to-mend", ("masks", "canteen"))]
    services.mend(village, [number], at=NOW)
    with pytest.raises(Refused, match="nothing_to_mend"):
        services.mend(village, [number], at=NOW)
    with pytest.raises(NotFound, match="enterprise_unknown"):
        services.spot_check(acting("neighbour"), {case: []}, at=NOW)


def test_one_plan_and_one_team_each(file, acting):
    cases = file(count=2)
    officer = acting("officer")
    services.set_plan(officer, cases, measures=["workers", "funds"], at=NOW)
    services.assign(officer, cases, role="liaison", user=acting("town").user_id, at=NOW)
    services.assign(officer, cases[:1], role="liaison", user=acting("village").user_id, at=NOW)
    assert Member.objects.filter(to_on=None).count() == 2
    services.assign(officer, cases[:1], role="member", user=officer.user_id, at=NOW)
    assert [(m.role, m.user.username) for m in queries.team(officer, cases[0], on=TODAY)] == [
        ("liaison", "village"), ("member", "officer"),
    ]  # fmt: skip
    assert ask(figure("resumption_served"), on=TODAY).value == 2


def test_cells_of_enterprises_each_with_a_lead(file, acting, place):
    cases = file(count=3)
    town = acting("town")
    services.form_cell(town, "一格", place=place(HERE), lead=town.user_id, cases=cases[:2], at=NOW)
    services.form_cell(town, "二格", place=place("罗镜镇"), lead=town.user_id, cases=cases[2:], at=NOW)
    assert {cell.name: many for cell, many in queries.cells(town)} == {"二格": 1, "一格": 2}
    assert ask(figure("resumption_cells"), on=TODAY).value == 2
    with pytest.raises(NotAllowed, match="not_allowed"):
        services.form_cell(town, "三格", place=place(THERE), lead=town.user_id, cases=[], at=NOW)


def test_loans_are_money_in_the_books(file, acting):
    cases = file(count=2)
    officer = acting("officer")
    loans = [
        services.Granted(cases[0], "羅定農商銀行", "preferential", 300_000_00, entry=new_id()),
        services.Granted(cases[1], "建設銀行", "relending", 120_000_00, entry=new_id()),
    ]
    services.lend(officer, loans, at=NOW)
    services.lend(officer, loans, at=NOW)
    assert ask(figure("loans_granted"), on=TODAY).value == 420_000_00
    assert ask(figure("loans_relending"), on=TODAY).value == 120_000_00
    assert {(row.enterprise, row.fen) for row in queries.loans(officer)} == {
        (cases[0], 300_000_00), (cases[1], 120_000_00),
    }  # fmt: skip
    assert queries.loans(acting("neighbour")) == []
    with pytest.raises(NotAllowed, match="not_allowed"):
        services.lend(acting("town"), loans, at=NOW)


def test_a_clerk_reads_their_own_enterprise_and_surveys_none(file, clerk_of):
    mine, other = file(count=2)
    clerk = clerk_of(mine)
    assert [row.case for row in queries.own(clerk)] == [mine]
    assert [row.case for row in queries.enterprises(clerk)] == [mine]
    with pytest.raises(NotFound, match="enterprise_unknown"):
        queries.enterprise(clerk, other)
    with pytest.raises(NotAllowed, match="not_allowed"):
        queries.counts(clerk)


def test_the_neighbouring_village_lists_its_own(file, acting):
    here, there = file(HERE)[0], file(THERE)[0]
    assert [row.case for row in queries.enterprises(acting("village"))] == [here]
    assert [row.case for row in queries.enterprises(acting("neighbour"))] == [there]
    assert [row.case for row in queries.enterprises(acting("officer"))] == [here, there]
    with pytest.raises(NotFound, match="enterprise_unknown"):
        queries.way(acting("neighbour"), here)
