"""What the public reads: no small number can be had back, by subtraction or otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongchou.base.refusals import Refused
from tongchou.bulletin.disclosure import STEP, PublicTotal, require_disjoint, stepped, table, total

#: Stocks by name, over days: each a number for each town.
TOWNS = st.lists(st.integers(0, 40), min_size=1, max_size=6)
STOCKS = st.dictionaries(st.sampled_from(["pending d1", "pending d2", "concluded d1"]), TOWNS, min_size=1)


def within_step(value: int) -> list[int]:
    """Return all numbers that are printed like one."""
    return [other for other in range(max(value - STEP, 0), value + STEP + 1) if stepped(other) == stepped(value)]


@given(STOCKS, st.data())
def test_any_number_of_the_same_step_gives_the_same_notice(stocks, data):
    """So of each number its reader learns the step alone: no sum, difference or day tells more."""
    changed = {
        name: [data.draw(st.sampled_from(within_step(value))) for value in values] for name, values in stocks.items()
    }
    assert table(changed) == table(stocks)


@given(st.integers(0, STEP - 1))
def test_a_small_number_could_be_any_small_number(value):
    assert within_step(value) == [0, 1, 2, 3, 4]


@given(st.integers(0, 10**6))
def test_a_step_is_wide_and_never_far(value):
    assert len(within_step(value)) >= 3
    assert abs(stepped(value).shown - value) < STEP


@given(TOWNS)
def test_a_total_is_made_of_printed_numbers_alone(values):
    steps = [stepped(value) for value in values]
    assert total(steps) == PublicTotal(sum(s.shown for s in steps), sum(s.shown == 0 for s in steps))


@given(TOWNS)
def test_all_sums_of_towns_leave_every_small_one_open(values):
    """Whoever knows all other towns exactly still cannot say which small number is hidden."""
    steps, whole = table({"pending": values})["pending"]
    for at, value in enumerate(values):
        if steps[at].is_small:
            others = [table({"pending": [*values[:at], v, *values[at + 1 :]]})["pending"][1] for v in range(STEP)]
            assert value < STEP and set(others) == {whole}


def test_a_number_below_zero_is_refused():
    with pytest.raises(Refused) as refused:
        stepped(-1)
    assert refused.value.code == "not_publishable"


def test_stocks_that_share_an_account_are_refused():
    require_disjoint({"pending": [1, 2], "concluded": [3]})
    with pytest.raises(Refused) as refused:
        require_disjoint({"pending": [1, 2], "all": [1, 2, 3]})
    assert (refused.value.code, refused.value.params) == ("tables_overlap", {"one": "pending", "other": "all"})
