"""What a person ends: an entry id used twice, a claim that waits in vain, a claim in conflict."""

from __future__ import annotations

import pytest

from tongchou.base import clock
from tongchou.base.refusals import Refused
from tongchou.journal.conflicts import content_of, open_conflicts, settle_conflict
from tongchou.journal.models import ConflictSettled

TEXT = """
    a  03-20  open   trial:below:pending  at P  case 1
    b  03-20  state  trial:below:cleared  after a
    c  03-20  state  trial:below:away     after a
"""


@pytest.fixture
def conflict(books):
    b = books(TEXT)
    b.post("a", "b")
    b.entries["c"] = b.entries["b"]
    b.post("c")
    (found,) = open_conflicts()
    return found


def settled(conflict, **changes) -> str:
    said = {"actor": 7, "reason": "sent-twice", "at": clock.now()} | changes
    try:
        settle_conflict(conflict, **said)
    except Refused as refused:
        return refused.code
    return "settled"


def test_a_conflict_stays_open_until_a_named_person_settles_it(conflict):
    assert settled(conflict.id) == "settled"
    assert open_conflicts() == []
    assert ConflictSettled.objects.get().actor == 7


def test_a_conflict_is_settled_once(conflict):
    assert [settled(conflict.id), settled(conflict.id), settled(conflict.id, actor=8)] == [
        "settled",
        "settled",
        "conflict_settled",
    ]


def test_a_conflict_is_not_settled_without_a_reason_nor_by_another_number(conflict):
    assert [settled(conflict.id, reason=""), settled(conflict.id + 1)] == ["reason_missing", "conflict_unknown"]
    assert open_conflicts() == [conflict]


def test_what_was_kept_aside_can_be_read(conflict):
    assert content_of(conflict)[1:4] == ["test", 1, "field_worker"]


def test_a_claim_that_waits_in_vain_is_ended_by_a_decision(books):
    b = books("""
        a  03-20  open     trial:below:pending  at P  case 1
        b  03-20  state    trial:below:watch    after a
        c  03-21  state    trial:below:cleared  after b
        d  03-22  reverse  c
    """)
    b.post("a")
    b.post("c")
    assert b.standing("1") == "trial:below:pending @ P waiting"
    b.post("d")
    assert b.standing("1") == "trial:below:pending @ P"
    b.post("b")
    assert b.standing("1") == "trial:below:watch @ P"


def test_a_reversal_waits_for_what_it_reverses_and_can_be_ended_itself(books):
    b = books("""
        a  03-20  open     trial:below:pending  at P  case 1
        b  03-20  state    trial:below:cleared  after a
        c  03-21  reverse  b
        d  03-22  reverse  c
    """)
    b.post("a")
    b.post("c")
    assert b.standing("1") == "trial:below:pending @ P waiting"
    b.post("d")
    assert b.standing("1") == "trial:below:pending @ P"


def test_a_reversal_that_came_first_waits_no_more_when_its_target_comes(books):
    b = books(TEXT + "d  03-21  reverse  b\n")
    b.post("d")
    assert b.standing("1") == "outside waiting"
    b.post("a")
    b.post("b")
    assert b.standing("1") == "trial:below:pending @ P"


def test_a_case_that_settles_a_claim_of_another_waits_for_it_too(books):
    b = books("""
        a  03-20  open     trial:below:pending  at P  case 1
        b  03-20  open     trial:below:pending  at P  case 2
        c  03-21  state    trial:below:cleared  after b  settling a
    """)
    b.post("b")
    b.post("c")
    assert b.standing("2") == "trial:below:cleared @ P waiting"
    b.post("a")
    assert (b.standing("1"), b.standing("2")) == ("outside", "trial:below:cleared @ P")


def test_a_claim_in_conflict_is_ended_by_a_decision(books):
    b = books("""
        a  03-20  open     trial:below:pending  at P  case 1
        b  03-20  move     Q                    after a
        c  03-20  state    trial:below:cleared  after b
        d  03-21  reverse  c
    """)
    for name in "abcd":
        b.post(name)
    assert b.standing("1") == "trial:below:pending @ Q"


def test_a_decision_may_begin_the_case_anew_in_another_register(books):
    b = books("""
        a  03-20  open   trial:below:pending   at P  case 1
        b  03-20  state  trial:below:watch     after a
        c  03-21  open   othertrial:all:begun  at Q  settling a,b  case 1
    """)
    for name in "abc":
        b.post(name)
    assert b.balances() == {"othertrial:all:begun @ Q": 1}


def test_a_chain_of_thousands_of_steps_is_walked(books):
    names = [f"s{i}" for i in range(3000)]
    states = ["watch", "pending"]
    lines = ["a 03-20 open trial:below:pending at P case 1"]
    for i, name in enumerate(names):
        lines.append(f"{name} 03-20 state trial:below:{states[i % 2]} after {names[i - 1] if i else 'a'}")
    b = books("\n".join(lines))
    b.post("+".join(["a", *names]))
    assert b.standing("1") == "trial:below:pending @ P"
    assert b.flows() == {("outside", "pending"): 1, ("pending", "watch"): 1500, ("watch", "pending"): 1500}
