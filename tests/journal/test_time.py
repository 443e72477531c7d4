"""Two times: when it happened, and the day it is booked on."""

from __future__ import annotations

from datetime import date

from tongchou.base import clock
from tongchou.journal import keeping
from tongchou.journal.models import Claim, Commit, Line


def days(lines):
    return sorted((line.occurred_on.day, line.booked_on.day) for line in lines)


def test_a_late_fact_is_booked_on_the_first_open_day(books, close):
    close("P", "03-21")
    b = books("""
        a  03-20  open  trial:below:pending  at P  case 1
    """)
    b.post("a")
    assert days(Line.objects.all()) == [(20, 22)]


def test_an_outcome_dated_before_its_list_is_booked_after_it(books):
    b = books("""
        a  03-20  open   trial:below:pending  at P  case 1
        b  03-19  state  trial:below:cleared  after a
    """)
    b.post("a")
    b.post("b")
    assert days(Line.objects.all()) == [(19, 20), (20, 20)]
    assert b.balances(date(2020, 3, 19)) == {}
    assert b.balances(date(2020, 3, 20)) == {"trial:below:cleared @ P": 1}


def test_an_outcome_dated_before_a_hand_over_is_booked_after_it(books):
    b = books("""
        a  03-18  open   trial:below:pending  at P  case 1
        b  03-20  move   Q                    after a
        c  03-19  state  trial:below:cleared  after a
    """)
    for name in "abc":
        b.post(name)
    assert b.balances(date(2020, 3, 19)) == {"trial:below:pending @ P": 1}
    assert b.balances(date(2020, 3, 20)) == {"trial:below:cleared @ Q": 1}


def test_a_hand_over_into_a_closed_place_waits_for_its_open_day(books, close):
    close("Q", "03-22")
    b = books("""
        a  03-20  open  trial:below:pending  at P  case 1
        b  03-20  move  Q                    after a
    """)
    b.post("a", "b")
    assert days(Line.objects.all()) == [(20, 20), (20, 23)]


def test_a_claimed_day_is_never_after_today(books):
    b = books("""
        a  04-20  open  trial:below:pending  at P  case 1
    """)
    b.post("a")
    assert Claim.objects.get().occurred_on == date(2020, 3, 27)


def test_known_at_rises_strictly_even_when_the_clock_stands_still(books):
    b = books("""
        a  03-20  open  trial:below:pending  at P  case 1
        b  03-20  open  trial:below:pending  at P  case 2
        c  03-20  open  trial:below:pending  at P  case 3
    """)
    for name in "abc":
        b.post(name)
    known = list(Commit.objects.order_by("n").values_list("known_at", flat=True))
    assert known == sorted(set(known))
    assert len(known) == 3


def test_no_place_is_open_before_its_county(books, close):
    close("county", "03-21")
    close("P", "03-20")
    close("Q", "03-22")
    b = books("""
        a  03-20  open  trial:below:pending  at P  case 1
        b  03-20  open  trial:below:pending  at Q  case 2
        c  03-20  open  trial:below:pending  at R  case 3
    """)
    b.post("a", "b", "c")
    assert {(line.to_place, line.booked_on.day) for line in Line.objects.all()} == {(101, 22), (102, 23), (103, 22)}


def test_what_the_books_learn_is_known_when_it_is_written_not_when_it_knocked(books, monkeypatch):
    b = books("""
        a  03-20  open  trial:below:pending  at P  case 1
    """)
    ended = clock.local(date(2020, 3, 27), 21)
    monkeypatch.setattr(keeping, "write_lines", lambda *_: clock._held.set(ended))
    b.post("a")
    assert Commit.objects.get().known_at == ended
