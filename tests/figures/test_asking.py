"""A figure at any place, day and known_at; and the rows it opens into."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from tests.figures.county import post_at
from tongchou.base import clock
from tongchou.base.refusals import Refused
from tongchou.figures.asking import ask, ask_all
from tongchou.figures.rows import rows
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.access import scope_of

THE_20TH, THE_21ST, THE_22ND = (date(2020, 3, day) for day in (20, 21, 22))

LIST = """
    a  03-20  open   figtrial:below:pending  at p  case 1
    b  03-20  open   figtrial:below:pending  at P  case 2
    c  03-20  open   figtrial:above:pending  at Q  case 3
    d  03-20  open   figtrial:above:pending  at R  case 4
    e  03-21  state  figtrial:below:cleared  after a
    f  03-21  move   R                       after b
    g  03-22  class  figtrial:above:pending  after b
    h  03-22  state  figtrial:above:cleared  after d
"""


def test_stock_at_every_place_is_own_and_childrens(books, places):
    books(LIST).post(*"abcd")
    totals = ask_all(["fig_pending"], on=THE_20TH)["fig_pending"]
    assert {name: totals.at(place).value for name, place in places.items()} == {
        "C": 4, "T": 3, "P": 2, "p": 1, "Q": 1, "U": 1, "R": 1,
    }  # fmt: skip


def test_stock_follows_the_days(books, places):
    books(LIST).post(*"abcdefgh")
    assert [ask("fig_pending", on=on).value for on in (THE_20TH, THE_21ST, THE_22ND)] == [4, 3, 2]
    assert [ask("fig_pending", place=places["U"], on=on).value for on in (THE_20TH, THE_21ST, THE_22ND)] == [1, 2, 1]
    assert ask("fig_pending", on=date(2020, 3, 19)).value == 0


def test_flow_leaves_out_moves_and_changes_of_class(books):
    books(LIST).post(*"abcdefgh")
    assert [ask("fig_cleared", on=on).value for on in (THE_20TH, THE_21ST, THE_22ND)] == [0, 1, 1]
    assert ask("fig_listed", on=THE_22ND).value == 4
    assert ask("fig_cleared", on=THE_22ND, days=(THE_20TH, THE_22ND)).value == 2


def test_a_cleared_case_that_changes_class_or_place_is_not_cleared_again(books, places):
    text = """
        i  03-22  class  figtrial:above:cleared  after a
        j  03-22  move   Q                       after a
    """
    books(LIST.rstrip() + text).post(*"abcdeij")
    assert ask("fig_cleared", on=THE_21ST).value == 1
    assert ask("fig_cleared", on=THE_22ND).value == 0
    assert len(rows("fig_cleared_total", scope=None, on=THE_22ND)) == 1


def test_flow_takes_back_what_was_reversed(books):
    text = LIST + "    r  03-21  reverse  e"
    books(text).post(*"abcder")
    assert ask("fig_cleared", on=THE_21ST).value == 0
    assert len(rows("fig_cleared", scope=None, on=THE_21ST)) == 0


def test_ratio_shows_both_numbers(books):
    books(LIST).post(*"abcdefgh")
    answer = ask("fig_rate", on=THE_22ND)
    assert (answer.value, answer.numerator, answer.denominator) == (Fraction(1, 2), 2, 4)


def test_ratio_of_nothing_is_unsaid():
    answer = ask("fig_rate", on=THE_22ND)
    assert (answer.value, answer.numerator, answer.denominator) == (None, 0, 0)


def test_children_come_with_the_answer(books, places):
    books(LIST).post(*"abcd")
    children = {child.place: child.value for child in ask("fig_pending", on=THE_20TH).children}
    assert children == {places["T"]: 3, places["U"]: 1}


def test_known_at_answers_as_it_was_known(books):
    b = books(LIST)
    with clock.at(clock.local(THE_20TH, 9)):
        b.post(*"abcd")
    with clock.at(clock.local(THE_21ST, 12)):
        b.post("e", "f")
    assert ask("fig_pending", on=THE_21ST).value == 3
    assert ask("fig_pending", on=THE_21ST, known_at=clock.local(THE_21ST, 11)).value == 4
    assert ask("fig_pending", on=THE_21ST, known_at=clock.local(THE_20TH, 8)).value == 0
    then = rows("fig_pending", scope=None, on=THE_21ST, known_at=clock.local(THE_21ST, 11))
    assert set(then.ids.tolist()) == set(b.cases.values())


@pytest.mark.parametrize("name", ["fig_pending", "fig_persons", "fig_cleared", "fig_listed", "fig_cleared_total"])
def test_rows_are_as_many_as_the_figure_at_every_place_and_day(books, places, name):
    books(LIST).post(*"abcdefgh")
    for on in (THE_20TH, THE_21ST, THE_22ND):
        for place in places.values():
            found = rows(name, scope=None, place=place, on=on)
            assert len(found) == found.total == ask(name, place=place, on=on).value


def test_rows_are_only_those_of_the_readers_places(books, places):
    b = books(LIST)
    b.post(*"abcd")

    town = scope_of(post_at(places["T"], "town_lead"), on=THE_20TH, tree=tree(THE_20TH))
    found = rows("fig_pending", scope=town, on=THE_20TH)
    assert set(found.ids.tolist()) == {b.cases[name] for name in "123"}
    assert found.hidden == 1
    with pytest.raises(Refused) as refused:
        rows("fig_pending", scope=town, place=places["U"], on=THE_20TH)
    assert refused.value.code == "place_not_in_scope"


def test_a_figure_nobody_collects_is_refused_by_its_name():
    with pytest.raises(Refused) as refused:
        ask("nobody_counts_this", on=THE_20TH)
    assert refused.value.code == "figure_unknown"
