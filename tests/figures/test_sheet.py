"""A sheet says of every figure what the figure says by itself, whether it was made or carried from commit to commit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from tongchou.figures.cells import Fold
from tongchou.figures.cube import View
from tongchou.figures.declare import Stock, declared
from tongchou.figures.selecting import own_sums
from tongchou.figures.sheet import figures, sheet
from tongchou.journal.chart import chart
from tongchou.journal.reading import LINE_COLUMNS, Lines
from tongchou.journal.stock import LOT_BITS
from tongchou.registers.places.queries import tree

ON = date(2020, 3, 20)


def random_lines(draw: st.DataObject, many: int, places: list[int]) -> Lines:
    """Return lines between accounts that figures ask about, at places of the tree and one that leads nowhere."""
    random = np.random.default_rng(draw.draw(st.integers(0, 1 << 32)))
    accounts = np.array(sorted(chart().parts))
    items = sorted({of.item for of in figures().listed if of.item > 0})
    lots = [item + 1 for item in items if not item & ((1 << LOT_BITS) - 1)]
    columns = {name: np.zeros(many, np.int64) for name in LINE_COLUMNS}
    columns |= {"n": np.arange(1, many + 1), "id": np.arange(1, many + 1), "entry": np.arange(1, many + 1)}
    for name in ("from_account", "to_account"):
        columns[name] = random.choice(accounts, many)
    for name in ("from_place", "to_place"):
        columns[name] = random.choice([*places, 999_999], many)
    columns["booked_on"] = ON.toordinal() + random.choice([-40, -20, -1, 0, 0, 1], many)
    columns["count"] = random.integers(-2, 4, many)
    columns["quantity"] = random.integers(-(1 << 40), 1 << 40, many)
    columns["item"] = random.choice([0, 0, *items, *lots, 7 << LOT_BITS], many)
    return Lines(**columns)


def says_the_same(view: View) -> None:
    now = tree(ON)
    made = sheet(view, now, ON)
    assert made.n == view.n
    for of in made.figures.listed:
        own = own_sums(of, view=view, on=ON, days=None)
        assert len(set(own.places.tolist())) == len(own.places), of.name
        alone = now.sums(own.spread(now, ON))
        assert (made.of(of) == alone).all(), of.name


@effort(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_sheet_says_what_each_figure_says(places: dict[str, int], data: st.DataObject) -> None:
    lines = random_lines(data, 400, list(places.values()))
    assert any(isinstance(of, Stock) for of in figures().listed)
    n, folded = data.draw(st.integers(1, 400)), data.draw(st.integers(0, 400))
    base, none = lines.up_to(folded), lines.take(slice(0, 0))
    first = lines.up_to(n)
    if folded <= n:
        view = View(n, Fold.of(base, chart()), first.after(folded), none, (base, first.after(folded)))
    else:
        view = View(n, Fold.of(base, chart()), none, base.after(n), (first,))
    says_the_same(view)
    # The newer view finds the older one's sheet, and carries it on.
    newest = View(400, Fold.of(base, chart()), lines.after(folded), none, (base, lines.after(folded)), view.carrying)
    says_the_same(newest)
    # And who still holds the older view is not shown the newer numbers.
    says_the_same(view)


def test_a_figure_of_the_same_name_that_is_declared_otherwise_is_not_on_the_sheet(places: dict[str, int]) -> None:
    lines = no_lines()
    made = sheet(View(0, Fold.of(lines, chart()), lines, lines, (lines,)), tree(ON), ON)
    of = next(of for of in declared() if isinstance(of, Stock) and of.counts == "cases")
    assert made.of(of) is not None
    assert made.of(replace(of, accounts=("outside:people",))) is None
    assert made.of(next(of for of in declared() if getattr(of, "counts", "") == "persons")) is None


def no_lines() -> Lines:
    return Lines(*(np.zeros(0, np.int64) for _ in LINE_COLUMNS))
