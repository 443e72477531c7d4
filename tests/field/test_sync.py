"""What a phone sends: each act once, answered each on its own, whatever the order it comes in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from tests.field.conftest import NOW, TODAY
from tests.field.phone import own, spoken
from tongchou.base import clock
from tongchou.field.models import Received
from tongchou.journal.models import Claim, Commit, Entry
from tongchou.pillars.screening.models import Visit
from tongchou.pillars.screening.services import conclude, hand_over, open_visits

pytestmark = pytest.mark.django_db(databases="__all__")
CELL = "罗镜社区第1格"


def test_an_outcome_is_in_the_books_with_a_number_and_the_clock_of_the_phone(phone, listed, standing):
    (case,) = listed(CELL)
    worker = phone("worker")
    answer = worker.send_whole(worker.outcome(case, "cleared"))
    assert (answer["status"], answer["clock_off_seconds"]) == (200, 0)
    (one,) = answer["answers"]
    assert one["answer"] == "created" and one["acknowledgement"] > 0
    assert standing(case) == "cleared @ 罗镜社区第1格"
    assert Entry.objects.get(id=one["id"]).occurred_at == NOW


def test_a_repeat_exists_with_the_same_number_and_posts_nothing(phone, listed):
    (case,) = listed(CELL)
    worker = phone("worker")
    act = worker.outcome(case, "cleared")
    first = worker.send_whole(act)["answers"][0]
    commits = Commit.objects.count()
    second = worker.send_whole(act)["answers"][0]
    assert (second["answer"], second["acknowledgement"]) == ("exists", first["acknowledgement"])
    assert Commit.objects.count() == commits


def test_the_same_id_with_other_content_is_kept_aside(phone, listed, standing):
    (case,) = listed(CELL)
    worker = phone("worker")
    act = worker.outcome(case, "cleared")
    other = act | {"outcomes": {str(case): "not-found"}}
    assert worker.send(act) == ["created"]
    assert worker.send(other, other) == [("conflict", "id_used")] * 2
    assert standing(case) == "cleared @ 罗镜社区第1格"
    assert Received.objects.count() == 2


def test_one_bad_entry_spoils_no_other(phone, listed, standing):
    case, another = listed(CELL, 2)
    worker = phone("worker")
    bad = [
        worker.outcome(another, "no-such-outcome"),
        worker.act("outcome", outcomes={}),
        worker.act("dance"),
        worker.outcome(another, "cleared", made_at="yesterday"),
        {"id": "none"},
        worker.outcome(another, "cleared", after="99999999999999"),
    ]
    answers = worker.send(bad[0], worker.outcome(case, "cleared"), *bad[1:])
    malformed = ("refused", "entry_malformed")
    assert answers == [
        ("refused", "outcome_not_in_set"), "created", malformed, malformed, malformed, malformed,
        ("refused", "claim_unknown"),
    ]  # fmt: skip
    assert (standing(case), standing(another)) == ("cleared @ 罗镜社区第1格", "pending @ 罗镜社区第1格")


def test_refused_entries_have_a_number_too_and_keep_it(phone, listed):
    listed(CELL)
    worker = phone("worker")
    bad = worker.act("outcome", outcomes={})
    first, second = (worker.send_whole(bad)["answers"][0] for _ in "ab")
    assert first == second and first["acknowledgement"] > 0


def test_a_case_the_phone_never_held_is_unknown_to_it(phone, listed, standing):
    (theirs,) = listed("云龙村第1格")
    worker = phone("worker")
    assert worker.send(worker.outcome(theirs, "cleared", after="1")) == [("refused", "check_unknown")]
    assert standing(theirs) == "pending @ 云龙村第1格"


def test_what_was_recorded_before_a_hand_over_is_booked_where_the_case_is_now(phone, listed, acting, place, standing):
    (case,) = listed(CELL)
    worker = phone("worker")
    hand_over(acting("officer"), [case], to=place("云龙村第1格"), at=NOW)
    assert worker.send(worker.outcome(case, "cleared")) == ["created"]
    assert standing(case) == "cleared @ 云龙村第1格"


def test_a_chain_of_one_phone_may_arrive_in_any_order_and_in_parts(phone, listed, standing):
    (case,) = listed(CELL)
    worker = phone("worker")
    first = worker.outcome(case, "in-transit")
    second = worker.outcome(case, "not-found", after=own(first))
    third = worker.outcome(case, "cleared", after=own(second))
    assert worker.send(third) == ["waiting"]
    assert worker.send(first) == ["waiting"]
    assert worker.send(second, third) == ["created", "created"]
    assert worker.send(first, second) == ["created", "exists"]
    assert standing(case) == "cleared @ 罗镜社区第1格"


def test_two_phones_say_different_things_offline_and_both_learn_of_it(phone, listed, standing, post_as):
    (case,) = listed(CELL)
    post_as("second", "field_worker", CELL)
    one, other = phone("worker"), phone("second")
    mine, theirs = one.outcome(case, "cleared"), other.outcome(case, "not-found")
    assert one.send(mine) == ["created"]
    assert other.send(theirs) == [("conflict", "disputed")]
    assert one.send(mine) == [("conflict", "disputed")]
    assert [spoken(told) for told in one.fetch()["answers"]] == [("conflict", "disputed")]
    assert standing(case) == "pending @ 罗镜社区第1格 disputed"
    assert Claim.objects.filter(case=case).count() == 3


def test_two_phones_that_say_the_same_confirm_each_other(phone, listed, standing, post_as):
    (case,) = listed(CELL)
    post_as("second", "field_worker", CELL)
    one, other = phone("worker"), phone("second")
    assert one.send(one.outcome(case, "cleared")) + other.send(other.outcome(case, "cleared")) == ["created"] * 2
    assert standing(case) == "cleared @ 罗镜社区第1格"


def test_a_demonstrations_own_clock_is_no_fault_of_the_phone(phone, listed, monkeypatch):
    (case,) = listed(CELL)
    monkeypatch.setattr(clock, "_offset", -timedelta(days=2430))
    worker = phone("worker", behind=-timedelta(days=2430))
    act = worker.outcome(case, "cleared")
    assert worker.send_whole(act)["clock_off_seconds"] == 0
    assert Entry.objects.get(id=act["id"]).occurred_at == NOW


def test_a_wrong_clock_is_noticed_and_both_times_are_kept(phone, listed):
    (case,) = listed(CELL)
    worker = phone("worker", behind=timedelta(hours=3))
    act = worker.outcome(case, "cleared", made_at=(worker.time - timedelta(minutes=30)).isoformat())
    assert worker.send_whole(act)["clock_off_seconds"] == 3 * 3600
    assert Entry.objects.get(id=act["id"]).occurred_at == NOW - timedelta(minutes=30)
    kept = Received.objects.get(id=act["id"])
    assert (kept.phone_at, kept.received_at) == (worker.time - timedelta(minutes=30), NOW)


def test_nothing_happens_after_it_was_received(phone, listed):
    (case,) = listed(CELL)
    worker = phone("worker")
    act = worker.outcome(case, "cleared", made_at=(NOW + timedelta(minutes=1)).isoformat())
    worker.send(act)
    assert Entry.objects.get(id=act["id"]).occurred_at == NOW


def test_visits_are_answered_with_what_was_measured(phone, listed, acting):
    home, monitored = listed(CELL, 2)
    conclude(acting("village"), {home: "home-quarantine", monitored: "health-monitoring"}, at=NOW)
    open_visits(on=TODAY, at=NOW)
    worker = phone("worker")
    a, b = (one["case"] for one in worker.held["visits"])
    sent = worker.visit(a, temperature_tenths=372), worker.visit(b, "by-telephone", how="telephone", told_by="其子")
    assert worker.send(*sent) == ["created", "created"]
    rows = {row.case: (row.temperature_tenths, row.seen_by_id) for row in Visit.objects.all()}
    assert rows == {a: (372, acting("worker").user_id), b: (None, acting("worker").user_id)}


def test_a_device_that_is_not_the_users_is_unknown(phone, listed):
    (case,) = listed(CELL)
    worker, neighbour = phone("worker"), phone("neighbour", cell="445381105001-01")
    act = worker.outcome(case, "cleared")
    neighbour.device = worker.device
    answer = neighbour.send_whole(act)
    assert (answer["status"], answer["code"]) == (404, "device_unknown")


def test_a_batch_costs_the_same_queries_however_long_it_is(phone, listed, django_assert_max_num_queries):
    cases = listed(CELL, 40)
    worker = phone("worker")
    few, many = cases[:2], cases[2:]
    from django.test.utils import CaptureQueriesContext

    def cost(some: list[int]) -> int:
        acts = [worker.outcome(case, "cleared") for case in some]
        with CaptureQueriesContext(connection) as ran:
            assert worker.send(*acts) == ["created"] * len(some)
        return len(ran)

    assert cost(few) == cost(many)
