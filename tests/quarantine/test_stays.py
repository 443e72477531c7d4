"""From a request to a release: allowed, the wrong role, the neighbour, sent twice, sent late."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.quarantine.conftest import NOW, TODAY
from tests.web import county
from tongchou.base import clock
from tongchou.base.ids import new_id
from tongchou.base.refusals import NotAllowed, NotFound, Refused
from tongchou.journal.models import Line
from tongchou.pillars.quarantine import services
from tongchou.pillars.quarantine.models import Care, Request, RoomUse
from tongchou.pillars.quarantine.services import Answer
from tongchou.restrictions.models import Order
from tongchou.restrictions.services import answer_appeal, approve_many, file_appeal, sign


def refusal(act, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    return refused.value


def later(days: int):
    return NOW + timedelta(days=days)


def test_a_request_takes_nobody_away(asked, standing):
    (case,) = asked(by="village")
    assert standing(case) == "asked @ 罗镜社区"


def test_the_neighbouring_village_asks_for_nobody_here(asked):
    assert isinstance(refusal(asked, by="neighbour"), NotAllowed)


def test_an_order_makes_a_stay_with_evidence_ground_issuer_and_end(asked, acting, place, standing):
    (case,) = asked()
    services.order(acting("officer"), [case], site=place("第一隔离点"), at=NOW)
    order = Order.objects.get()
    assert standing(case) == "ordered @ 罗镜社区"
    assert standing(order.case) == "ordered @ 第一隔离点"
    assert (order.exposed_on, order.ends_on) == (date(2020, 3, 18), date(2020, 4, 1))
    assert order.legal_ground and order.rule and order.issuer_id == acting("officer").user_id


@pytest.mark.parametrize("name", ["town", "village", "worker", "site", "pickup", "auditor"])
def test_nobody_but_the_command_post_orders(asked, acting, place, name):
    (case,) = asked()
    assert isinstance(refusal(services.order, acting(name), [case], site=place("第一隔离点"), at=NOW), NotAllowed)


def test_no_order_without_a_dated_exposure(asked, acting, place, standing):
    (case,) = asked(exposed=None)
    officer, site = acting("officer"), place("第一隔离点")
    assert refusal(services.order, officer, [case], site=site, at=NOW).code == "evidence_missing"
    assert standing(case) == "asked @ 罗镜社区"
    person = Request.objects.get().person
    sign(acting("tracer"), person, kind="central-quarantine", text="同乘一輛車", expires_on=date(2020, 4, 2),
         password=county.PASSWORD, at=NOW)  # fmt: skip
    services.order(officer, [case], site=site, at=NOW)
    assert (Order.objects.get().evidence, Order.objects.get().ends_on) == ("determination", date(2020, 4, 2))


def test_no_order_after_the_last_day(asked, acting, place):
    cases = asked(exposed=date(2020, 3, 1))
    refused = refusal(services.order, acting("officer"), cases, site=place("第一隔离点"), at=NOW)
    assert refused.code == "observation_over"


def test_a_letter_counts_its_own_days(asked, acting, place):
    cases = asked(exposed=date(2020, 3, 18))
    services.order(acting("officer"), cases, site=place("第一隔离点"), at=NOW, basis="by-letter")
    assert Order.objects.get().ends_on == date(2020, 4, 7)


def test_more_than_twenty_in_a_day_take_two_people_of_two_organisations(asked, acting, place):
    cases = asked(21)
    officer, site = acting("officer"), place("第一隔离点")
    assert refusal(services.order, officer, cases, site=site, at=NOW).code == "second_person_needed"
    services.order(officer, cases[:20], site=site, at=NOW)
    assert refusal(services.order, officer, cases[20:], site=site, at=NOW).code == "second_person_needed"
    rule = Order.objects.first().rule
    approve_many(acting("command"), asked_by=officer.user_id, rule=rule, place=place("罗定市"), at=NOW)
    services.order(officer, cases[20:], site=site, at=NOW)
    assert Order.objects.count() == 21


def test_a_hold_needs_whoever_is_on_call_and_ends_at_its_hour(asked, acting, standing):
    (case,) = asked()
    officer, site = acting("officer"), acting("officer")
    assert refusal(services.hold, site, [case], issuer=officer.user_id, at=NOW).code == "not_on_call"
    services.put_on_call(officer, officer.user_id, on=TODAY)
    services.hold(site, [case], issuer=officer.user_id, at=NOW)
    assert standing(case) == "held @ 罗镜社区"
    assert services.lapse_holds(at=NOW + timedelta(hours=11)) == 0
    assert services.lapse_holds(at=NOW + timedelta(hours=12)) == 1
    assert standing(case) == "asked @ 罗镜社区"
    assert refusal(services.hold, site, [case], issuer=officer.user_id, at=NOW).code == "held_before"


def test_nobody_is_moved_before_it_is_asked_who_is_left_at_home(ordered, rooms, acting, standing):
    (stay,), (room, *_) = ordered(answered=False), rooms()
    assert refusal(services.admit, acting("site"), {stay: room}, at=NOW).code == "at_home_unanswered"
    tasks = services.answer_home(acting("village"), {stay: Answer({"old": 2, "animals": 5})}, at=NOW)
    assert sorted(standing(task) for task in tasks) == ["waiting @ 罗镜社区"] * 2
    services.admit(acting("site"), {stay: room}, at=NOW)
    assert (standing(stay), standing(room)) == ("in-site @ 第一隔离点", "in-use @ 第一隔离点")
    services.settle_care(acting("village"), tasks, how="relative", at=NOW)
    assert set(Care.objects.values_list("done_how", "heads")) == {("relative", 2), ("relative", 5)}


def test_a_named_reason_stands_for_an_answer(ordered, rooms, acting, standing):
    (stay,), (room, *_) = ordered(answered=False), rooms()
    assert services.answer_home(acting("site"), {stay: Answer(unanswered="unwell")}, at=NOW) == []
    services.admit(acting("site"), {stay: room}, at=NOW)
    assert standing(stay) == "in-site @ 第一隔离点"


def test_the_neighbour_neither_answers_nor_learns_that_the_stay_exists(ordered, acting):
    (stay,) = ordered(answered=False)
    for name in ("neighbour", "other-site"):
        refused = refusal(services.answer_home, acting(name), {stay: Answer()}, at=NOW)
        assert (type(refused), refused.code) == (NotFound, "case_unknown")


def test_another_site_admits_nobody_from_here(ordered, rooms, acting, standing):
    (stay,), mine, theirs = ordered(), rooms(), rooms(site="第二隔离点")
    assert refusal(services.admit, acting("other-site"), {stay: theirs[0]}, at=NOW).code == "case_unknown"
    assert refusal(services.admit, acting("officer"), {stay: theirs[0]}, at=NOW).code == "case_unknown"
    services.admit(acting("site"), {stay: mine[0]}, at=NOW)


def test_only_a_family_shares_a_room_and_says_why(ordered, rooms, acting):
    one, two, three = ordered(3)
    room, *_ = rooms()
    site = acting("site")
    assert refusal(services.admit, site, {one: room, two: room}, at=NOW).code == "sharing_reason"
    services.admit(site, {one: room, two: room}, sharing={two: "child"}, at=NOW)
    assert refusal(services.admit, site, {three: room}, sharing={three: "friend"}, at=NOW).code == "sharing_reason"
    assert refusal(services.admit, site, {three: room}, sharing={three: "child"}, at=NOW).code == "room_full"


def test_the_same_act_sent_twice_exists(ordered, rooms, acting):
    (stay,), (room, *_) = ordered(), rooms()
    entry = new_id()
    sent = [services.admit(acting("site"), {stay: room}, at=NOW, entry=entry) for _ in "ab"]
    assert [s.answer for s in sent] == ["created", "exists"]
    assert RoomUse.objects.count() == 1


def test_release_comes_on_the_last_day_from_whoever_ordered(admitted, acting, standing):
    (stay,) = admitted(exposed=date(2020, 3, 7))
    assert refusal(services.release, acting("officer"), [stay], at=NOW).code == "too_early"
    assert isinstance(refusal(services.release, acting("site"), [stay], at=later(1)), NotAllowed)
    services.release(acting("officer"), [stay], at=later(1))
    assert standing(stay) == "released @ 第一隔离点"
    room = RoomUse.objects.get().room
    assert standing(room) == "awaiting-disinfection @ 第一隔离点"
    services.disinfect(acting("site"), [room], at=later(1))
    assert standing(room) == "ready @ 第一隔离点"


def test_a_release_told_late_stays_dated_to_its_day(admitted, acting):
    (stay,) = admitted(exposed=date(2020, 3, 7))
    with clock.at(later(3)):
        services.release(acting("officer"), [stay], at=later(3), on=TODAY + timedelta(days=1))
    line = Line.objects.order_by("-id").filter(to_account__gt=0).first()
    assert line.occurred_on == TODAY + timedelta(days=1)


def test_hospital_is_no_release_and_the_same_stay_goes_on(admitted, acting, standing):
    (stay,) = admitted()
    services.to_hospital(acting("site"), [stay], at=NOW)
    assert standing(stay) == "hospital @ 第一隔离点"
    assert refusal(services.release, acting("officer"), [stay], at=later(20)).code == "not_in_quarantine"
    services.found_positive(acting("officer"), [stay], at=NOW)
    assert standing(stay) == "found-positive @ 第一隔离点"


def test_an_extension_takes_new_evidence_and_gives_a_new_end(admitted, acting):
    (stay,) = admitted()
    officer = acting("officer")
    assert refusal(services.extend, officer, stay, exposed_on=date(2020, 3, 18), at=NOW).code == "no_new_evidence"
    assert refusal(services.extend, officer, stay, at=NOW).code == "evidence_missing"
    services.extend(officer, stay, exposed_on=TODAY, at=NOW)
    assert [o.ends_on for o in Order.objects.order_by("pk")] == [date(2020, 4, 1), date(2020, 4, 3)]
    assert refusal(services.release, officer, [stay], at=later(12)).code == "too_early"


def test_a_granted_objection_ends_the_stay_at_once(admitted, ordered, acting, standing):
    (stay,), (waiting,) = admitted(), ordered()
    for case in (stay, waiting):
        appeal = file_appeal(acting("officer"), case, ground="not-the-person", at=NOW)
        answer_appeal(acting("officer"), appeal.case, answer="granted", at=NOW)
    assert (standing(stay), standing(waiting)) == ("released @ 第一隔离点", "revoked @ 第一隔离点")


def test_quarantine_goes_on_at_home_with_the_same_end(admitted, acting, standing):
    (stay,) = admitted(exposed=date(2020, 3, 7))
    services.to_home(acting("officer"), [stay], at=NOW)
    assert standing(stay) == "home-after @ 罗镜社区"
    services.release(acting("officer"), [stay], at=later(1))
    assert standing(stay) == "released @ 罗镜社区"
