"""The order of arrival must not matter: the sequences of BOOKS.md that break a naive version."""

from __future__ import annotations

from itertools import permutations

import pytest

from tongchou.journal.models import Claim, Conflict, Entry, Line, Movement, Standing


def everything(books):
    return {
        "standing": {case: books.standing(case) for case in books.cases},
        "balances": books.balances(),
        "flows": books.flows(),
    }


def test_a_case_opens_and_is_cleared(books):
    b = books("""
        a  03-20  open   trial:below:pending  at P  case 1
        b  03-20  state  trial:below:cleared  after a
    """)
    assert [r.answer for r in b.post("a", "b")] == ["created", "created"]
    assert b.standing("1") == "trial:below:cleared @ P"
    assert b.balances() == {"trial:below:cleared @ P": 1}


def test_two_steps_that_arrive_reversed_wait_and_then_stand(books):
    b = books("""
        a  03-20  open   trial:below:pending  at P  case 1
        b  03-20  state  trial:below:watch    after a
        c  03-21  state  trial:below:cleared  after b
    """)
    b.post("a")
    b.post("c")
    assert b.standing("1") == "trial:below:pending @ P waiting"
    b.post("b")
    assert b.standing("1") == "trial:below:cleared @ P"
    assert b.flows() == {("outside", "pending"): 1, ("pending", "watch"): 1, ("watch", "cleared"): 1}


LOOP = """
    a  03-20  open   trial:below:pending  at P  case 1
    b  03-20  state  trial:below:watch    after a
    c  03-21  state  trial:below:pending  after b
    d  03-22  state  trial:below:cleared  after c
"""


@pytest.mark.parametrize("order", list(permutations("bcd")), ids="".join)
def test_a_loop_back_to_pending_stands_the_same_in_every_order(books, order):
    b = books(LOOP)
    b.post("a")
    for name in order:
        b.post(name)
    assert everything(b) == {
        "standing": {"1": "trial:below:cleared @ P"},
        "balances": {"trial:below:cleared @ P": 1},
        "flows": {
            ("outside", "pending"): 1,
            ("pending", "watch"): 1,
            ("watch", "pending"): 1,
            ("pending", "cleared"): 1,
        },
    }


def test_an_outcome_recorded_offline_before_a_hand_over_is_booked_where_the_case_is_now(books):
    b = books("""
        a  03-20  open   trial:below:pending  at P  case 1
        b  03-21  move   Q                    after a
        c  03-21  state  trial:below:cleared  after a
    """)
    b.post("a")
    b.post("b")
    b.post("c")
    assert b.balances() == {"trial:below:cleared @ Q": 1}


@pytest.mark.parametrize("order", list(permutations("bcd")), ids="".join)
def test_a_reversal_before_or_after_its_successor_leaves_the_same_dispute(books, order):
    b = books("""
        a  03-20  open     trial:below:pending  at P  case 1
        b  03-20  state    trial:below:watch    after a
        c  03-21  state    trial:below:cleared  after b
        d  03-21  reverse  b
    """)
    b.post("a")
    for name in order:
        b.post(name)
    assert b.standing("1") == "trial:below:cleared @ P disputed"


def test_a_reversal_undoes_the_flow_and_is_never_refused(books):
    b = books("""
        a  03-20  open     trial:below:pending  at P  case 1
        b  03-20  state    trial:below:cleared  after a
        c  03-21  reverse  b
        d  03-22  reverse  b
    """)
    assert [r.answer for name in "abcd" for r in b.post(name)] == ["created"] * 4
    assert b.standing("1") == "trial:below:pending @ P"
    assert b.flows() == {("outside", "pending"): 1}


def test_a_reversal_that_overtakes_its_claim_still_settles_it(books):
    b = books("""
        a  03-20  open     trial:below:pending  at P  case 1
        b  03-20  state    trial:below:cleared  after a
        c  03-21  reverse  b
    """)
    b.post("a")
    b.post("c")
    b.post("b")
    assert b.standing("1") == "trial:below:pending @ P"


@pytest.mark.parametrize("order", list(permutations("bc")), ids="".join)
def test_a_class_change_beside_an_offline_outcome_is_no_dispute(books, order):
    b = books("""
        a  03-20  open   trial:below:pending  at P  case 1
        b  03-21  class  trial:above:pending  after a
        c  03-21  state  trial:below:cleared  after a
    """)
    b.post("a")
    for name in order:
        b.post(name)
    assert everything(b) == {
        "standing": {"1": "trial:above:cleared @ P"},
        "balances": {"trial:above:cleared @ P": 1},
        "flows": {("outside", "pending"): 1, ("pending", "cleared"): 1},
    }


def test_two_outcomes_are_a_dispute_and_the_case_stands_where_all_agreed(books):
    b = books("""
        a  03-20  open   trial:below:pending  at P  case 1
        b  03-20  state  trial:below:cleared  after a
        c  03-20  state  trial:below:away     after a
    """)
    b.post("a")
    b.post("b")
    b.post("c")
    assert b.standing("1") == "trial:below:pending @ P disputed"
    assert b.flows() == {("outside", "pending"): 1}


def test_a_decision_settles_the_loser_and_extending_the_winner_reopens_nothing(books):
    b = books("""
        a  03-20  open   trial:below:pending  at P  case 1
        b  03-20  state  trial:below:watch    after a
        c  03-20  state  trial:below:away     after a
        d  03-21  state  trial:below:watch    after a  settling c
        e  03-22  state  trial:below:cleared  after b
    """)
    for name in "abcde":
        b.post(name)
    assert b.standing("1") == "trial:below:cleared @ P"


def test_an_unsettled_claim_on_the_losing_branch_reopens_the_dispute(books):
    b = books("""
        a  03-20  open   trial:below:pending  at P  case 1
        b  03-20  state  trial:below:watch    after a
        c  03-20  state  trial:below:away     after a
        d  03-21  state  trial:below:watch    after a  settling c
        e  03-22  state  trial:below:done     after c
    """)
    for name in "abcde":
        b.post(name)
    assert b.standing("1") == "trial:below:pending @ P disputed"


def test_the_same_outcome_from_two_people_is_a_confirmation(books):
    b = books("""
        a  03-20  open   trial:below:pending  at P  case 1
        b  03-20  state  trial:below:cleared  after a
        c  03-20  state  trial:below:cleared  after a
    """)
    for name in "abc":
        b.post(name)
    assert b.standing("1") == "trial:below:cleared @ P"
    assert b.flows()[("pending", "cleared")] == 1
    assert Claim.objects.count() == 3


def test_a_predecessor_of_another_chain_is_a_conflict(books):
    b = books("""
        a  03-20  open   trial:below:pending  at P  case 1
        b  03-20  move   Q                    after a
        c  03-20  state  trial:below:cleared  after b
    """)
    b.post("a", "b")
    b.post("c")
    assert b.standing("1") == "trial:below:pending @ Q conflict"


@pytest.mark.parametrize("order", list(permutations("abc")), ids="".join)
def test_a_predecessor_of_another_case_is_a_conflict_in_every_order(books, order):
    b = books("""
        a  03-20  open   trial:below:pending  at P  case 1
        b  03-20  open   trial:below:pending  at P  case 2
        c  03-20  state  trial:below:cleared  after b  case 1
    """)
    for name in order:
        b.post(name)
    assert (b.standing("1"), b.standing("2")) == (
        "trial:below:pending @ P conflict",
        "trial:below:pending @ P",
    )


def test_a_claim_to_where_the_case_already_is_is_a_conflict(books):
    b = books("""
        a  03-20  open   trial:below:pending  at P  case 1
        b  03-20  move   P                    after a
    """)
    b.post("a", "b")
    assert b.standing("1") == "trial:below:pending @ P conflict"


def test_an_entry_sent_twice_exists_and_changes_nothing(books):
    b = books("""
        a  03-20  open   trial:below:pending  at P  case 1
        b  03-20  state  trial:below:cleared  after a
    """)
    b.post("a", "b")
    before = (Entry.objects.count(), Claim.objects.count(), Line.objects.count(), Movement.objects.count())
    assert [r.answer for r in b.post("b", "a")] == ["exists", "exists"]
    assert (Entry.objects.count(), Claim.objects.count(), Line.objects.count(), Movement.objects.count()) == before


def test_the_same_id_with_other_content_is_kept_aside_and_the_first_stands(books):
    b = books("""
        a  03-20  open   trial:below:pending  at P  case 1
        b  03-20  state  trial:below:cleared  after a
        c  03-20  state  trial:below:away     after a
    """)
    b.post("a", "b")
    b.entries["c"] = b.entries["b"]
    assert [r.answer for r in b.post("c")] == ["conflict"]
    assert [r.answer for r in b.post("c")] == ["conflict"]
    assert b.standing("1") == "trial:below:cleared @ P"
    assert Conflict.objects.count() == 1


def test_two_openings_of_one_case_at_two_places_leave_it_outside_and_disputed(books):
    b = books("""
        a  03-20  open  trial:below:pending  at P  case 1
        b  03-20  open  trial:below:pending  at Q  case 1
        c  03-21  reverse  b
    """)
    b.post("a")
    b.post("b")
    assert (b.standing("1"), b.balances()) == ("outside disputed", {})
    b.post("c")
    assert (b.standing("1"), b.balances()) == ("trial:below:pending @ P", {"trial:below:pending @ P": 1})


def test_one_entry_may_open_a_case_and_take_it_further(books):
    b = books("""
        a  03-20  open   trial:below:pending  at P  case 1
        b  03-20  state  trial:below:cleared  after a
        c  03-20  move   Q                    after a
    """)
    b.post("a+b+c")
    assert b.balances() == {"trial:below:cleared @ Q": 1}
    assert Standing.objects.get().flags == 0


def test_a_case_that_went_round_in_a_circle_is_undone_way_by_way(books):
    b = books("""
        a  03-16  open     trial:below:pending  at P  case 1
        b  03-16  move     Q                    after a
        c  03-17  move     P                    after b
        d  03-18  move     Q                    after c
        e  03-19  open     trial:above:pending  at R  case 1
    """)
    b.post("a", "b", "c", "d")
    b.post("e")
    assert (b.standing("1"), b.balances()) == ("outside disputed", {})
    assert Movement.objects.filter(line__in=Line.objects.filter(count__lt=0).values("id")).count() == 4
