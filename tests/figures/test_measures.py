"""What is not counted by cases: quantities of goods, persons, the mean of a flow, a place's rank."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pytest

from tests.figures.test_asking import LIST, THE_20TH, THE_21ST, THE_22ND
from tongchou.base.clock import local
from tongchou.base.ids import new_id
from tongchou.figures.asking import ask, ask_all
from tongchou.figures.rows import rows
from tongchou.journal.chart import chart
from tongchou.journal.entries import Entry, Transfers
from tongchou.journal.posting import post

MASK, GOWN = 7, 8


def carried(*rows: tuple[str, int, str, int, int, int, date]) -> Entry:
    """Return an entry of transfers: (from, its place, to, its place, item, quantity, day)."""
    numbered = [
        (chart().number(frm), at, chart().number(to), there, item, many, on.toordinal())
        for frm, at, to, there, item, many, on in rows
    ]
    columns = np.array(numbered, np.int64).T
    return Entry(new_id(), "carry", 1, "storekeeper", local(rows[-1][-1], 12), transfers=Transfers(*columns))


@pytest.fixture
def stock(places):
    """1,000 masks and 5 gowns come to the county; 300 masks go to the town, which gives out 120 of them in two days."""
    c, t = places["C"], places["T"]
    world, usable, issued = "outside:figtrial", "figstock:usable", "figstock:issued"
    post(carried((world, c, usable, c, MASK, 1000, THE_20TH), (world, c, usable, c, GOWN, 5, THE_20TH)))
    post(carried((usable, c, usable, t, MASK, 300, THE_21ST), (usable, t, issued, t, MASK, 100, THE_21ST)))
    post(carried((usable, t, issued, t, MASK, 20, THE_22ND)))


def test_goods_are_counted_by_quantity_at_every_place(stock, places):
    totals = ask_all(["fig_masks"], on=THE_22ND)["fig_masks"]
    assert {name: totals.at(places[name]).value for name in "CTU"} == {"C": 885, "T": 180, "U": 0}


def test_what_was_issued_on_a_day_is_a_flow_of_quantity(stock, places):
    assert [ask("fig_issued", place=places["T"], on=on).value for on in (THE_20TH, THE_21ST, THE_22ND)] == [0, 100, 20]


def test_the_rows_of_a_quantity_add_up_to_it(stock, places):
    for place in ("C", "T"):
        found = rows("fig_issued", scope=None, place=places[place], on=THE_21ST)
        assert found.total == ask("fig_issued", place=places[place], on=THE_21ST).value == 100


def test_the_mean_runs_from_the_first_day_with_anything(books):
    books(LIST).post(*"abcdefgh")
    answer = ask("fig_daily_cleared", on=THE_22ND)
    assert (answer.value, answer.numerator, answer.denominator) == (Fraction(1), 2, 2)


def test_a_mean_opens_into_the_rows_it_is_the_mean_of(books):
    books(LIST).post(*"abcdefgh")
    assert rows("fig_daily_cleared", scope=None, on=THE_22ND).total == 2


def test_a_mean_before_anything_happened_is_no_number_above_zero(books):
    books(LIST).post(*"abcd")
    assert not ask("fig_daily_cleared", on=THE_20TH).value


def test_places_are_ranked_among_their_siblings_and_equals_share_a_rank(books, places):
    books(LIST).post(*"abcd")
    totals = ask_all(["fig_rank"], on=THE_20TH)["fig_rank"]
    ranks = {name: totals.at(places[name]).value for name in "TUPQR"}
    assert ranks == {"T": 2, "U": 1, "P": 2, "Q": 1, "R": 1}
    books("""
        z  03-20  open  figtrial:below:pending  at U  case 9
        y  03-20  open  figtrial:below:pending  at U  case 10
    """).post("z", "y")
    again = ask_all(["fig_rank"], on=THE_20TH)["fig_rank"]
    assert {name: again.at(places[name]).value for name in "TU"} == {"T": 1, "U": 1}
