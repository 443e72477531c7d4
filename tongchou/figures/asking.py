"""Asking a figure: at any place and day, as known now or at an instant; one figure at one place, or all everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

import numpy as np

from tongchou.figures.coverage import Coverage, CoverageCells, coverage_cells
from tongchou.figures.cube import View, cube
from tongchou.figures.declare import Count, Figure, Flow, Mean, Rank, Ratio, State, Stock, figure
from tongchou.figures.selecting import distinct_by_node, mean_days, own_sums, person_nets
from tongchou.figures.sheet import Sheet, sheet
from tongchou.figures.targets import Target, target_of
from tongchou.journal.entries import Column
from tongchou.registers.places.queries import tree as tree_on
from tongchou.registers.places.tree import Tree

Value: TypeAlias = int | Fraction | str | date | None
Days: TypeAlias = tuple[date, date]


@dataclass(frozen=True)
class Answer:
    """What a figure says of a place and day.

    `value` is a whole number, a fraction (numerator over denominator, both given), a word or a date; None where it
    cannot be said: nothing to divide by, or not in operation. `n` is the commit it was answered by.
    """

    figure: Figure
    place: int
    on: date
    n: int
    value: Value
    numerator: int | None = None
    denominator: int | None = None
    coverage: Coverage | None = None
    target: Target | None = None
    children: tuple[Answer, ...] = ()

    @property
    def in_unit(self) -> Value:
        """Return the value in the figure's unit: a quantity is kept in smallest steps, yuan are a hundred fen."""
        steps = getattr(self.figure, "steps", 1)
        if steps == 1 or not isinstance(self.value, int):
            return self.value
        whole, rest = divmod(self.value, steps)
        return Fraction(self.value, steps) if rest else whole


@dataclass(frozen=True)
class Totals:
    """A figure's answer at every place of a tree: own + children's, by position.

    `top` is a figure's numerator (or its only number), `bottom` the denominator of a ratio or mean; `word` a state's
    answer, which holds for the whole county.
    """

    figure: Figure
    tree: Tree
    on: date
    n: int
    top: Column | None
    bottom: Column | None = None
    word: Value = None
    cells: CoverageCells | None = field(default=None, repr=False)

    @property
    def covered(self) -> tuple[Column, Column] | None:
        """Return how many units answered, and how many were asked, by position; None where nobody keeps who is."""
        return None if self.cells is None else self.cells.summed(self.tree)

    def at(self, place: int) -> Answer:
        """Return the answer at one place, without its children."""
        position = self.tree.position(place)
        top = None if self.top is None else int(self.top[position])
        bottom = None if self.bottom is None else int(self.bottom[position])
        covered = self.covered
        return Answer(
            figure=self.figure,
            place=place,
            on=self.on,
            n=self.n,
            value=self._value(top, bottom),
            numerator=top if self.bottom is not None else None,
            denominator=bottom,
            coverage=Coverage(int(covered[0][position]), int(covered[1][position])) if covered else None,
            target=target_of(self.figure.name),
        )

    def children_of(self, place: int) -> tuple[Answer, ...]:
        """Return the answers at the places directly below."""
        return tuple(self.at(int(child)) for child in self.tree.children(place))

    def _value(self, top: int | None, bottom: int | None) -> Value:
        if top is None:
            return self.word
        if self.bottom is None:
            return top if not isinstance(self.figure, Rank) or top > 0 else None
        return Fraction(top, bottom) if bottom else None


def ask(
    name: str | Figure,
    *,
    on: date,
    place: int | None = None,
    known_at: datetime | None = None,
    days: Days | None = None,
) -> Answer:
    """Answer one figure at one place (the county without one) on a day, with the places directly below it.

    `known_at` answers as the books knew it then. `days` overrides the days that a flow adds up.

    Raises:
        NotFound("figure_unknown"), NotFound("place_not_in_tree"), NotFound("no_edition").
    """
    totals = totals_of(_figure(name), on=on, view=cube().view(known_at=known_at), days=days)
    where = totals.tree.root if place is None else place
    answer = totals.at(where)
    return replace(answer, children=totals.children_of(where))


def ask_all(
    names: Iterable[str | Figure], *, on: date, known_at: datetime | None = None, view: View | None = None
) -> dict[str, Totals]:
    """Answer many figures at all places of the day's tree, from one state of the books."""
    seen, tree = view or cube().view(known_at=known_at), tree_on(on)
    asked = [_figure(name) for name in names]
    wanted = {of.coverage for of in asked if not isinstance(of, State)}
    cells = {name: coverage_cells(name, on=on, tree=tree, view=seen) for name in wanted}
    listed = sheet(seen, tree, on)
    return {of.name: _totals(of, on, seen, None, tree, cells.get(of.coverage), listed) for of in asked}


def totals_of(of: Figure, *, on: date, view: View, days: Days | None = None) -> Totals:
    """Answer one figure at all places, from a given state of the books."""
    tree = tree_on(on)
    return _totals(of, on, view, days, tree, coverage_cells(of.coverage, on=on, tree=tree, view=view))


def _totals(
    of: Figure,
    on: date,
    view: View,
    days: Days | None,
    tree: Tree,
    cells: CoverageCells | None = None,
    listed: Sheet | None = None,
) -> Totals:
    def of_part(name: str) -> Totals:
        return _totals(figure(name), on, view, days, tree, None, listed)

    if isinstance(of, State):
        return Totals(of, tree, on, view.n, None, word=of.read(on))
    if isinstance(of, Ratio):
        return Totals(of, tree, on, view.n, of_part(of.numerator).top, of_part(of.denominator).top, cells=cells)
    if isinstance(of, Mean):
        return replace(_mean(of, on, view, days, tree), cells=cells)
    if isinstance(of, Rank):
        return Totals(of, tree, on, view.n, _ranks(of_part(of.of), best=of.best), cells=cells)
    top = listed.of(of) if listed else None
    return Totals(of, tree, on, view.n, _plain(of, on, view, days, tree) if top is None else top, cells=cells)


def _plain(of: Stock | Flow | Count, on: date, view: View, days: Days | None, tree: Tree) -> Column:
    """Return own + children's of a figure that asks the books or a register directly."""
    if isinstance(of, Count):
        return _counted_once(of, min(on, tree.from_on), tree) if of.of_tree else _counted(of, on, tree)
    if of.counts == "persons":
        return distinct_by_node(tree, on, *person_nets(of, view=view, on=on, days=days))
    return tree.sums(own_sums(of, view=view, on=on, days=days).spread(tree, on))


def _counted(of: Count, on: date, tree: Tree) -> Column:
    rows = np.array(list(of.select(on)), np.int64).reshape(-1, 2)
    return distinct_by_node(tree, on, rows[:, 0], rows[:, 1], np.ones(len(rows), np.int64))


#: Seven figures of a few trees. They took an eighth of an open day's bulletin, rendered once a second while it is read.
_counted_once = lru_cache(64)(_counted)


def _mean(of: Mean, on: date, view: View, days: Days | None, tree: Tree) -> Totals:
    flow = figure(of.of)
    assert isinstance(flow, Flow), "a mean is the mean of a flow"
    first, last = days or mean_days(flow, on=on, view=view)
    top = _plain(flow, on, view, (first, last), tree)
    bottom = np.full(len(tree), (last - first).days + 1, np.int64)
    return Totals(of, tree, on, view.n, top, bottom)


def _ranks(totals: Totals, *, best: str) -> Column:
    """Return each place's rank among its siblings; 0 where there is nothing to rank."""
    assert totals.top is not None, "only numbers have a rank"
    top = totals.top.astype(np.float64)
    value = top if totals.bottom is None else np.where(totals.bottom > 0, top / np.maximum(totals.bottom, 1), np.nan)
    value = -value if best == "most" else value
    parent = totals.tree.parent
    order = np.lexsort((value, parent))
    rank = np.zeros(len(order), np.int64)
    start, shown, before = 0, 0, (None, None)
    for i, position in enumerate(order.tolist()):
        if parent[position] != before[0]:
            start, before = i, (parent[position], None)
        if value[position] != before[1]:
            shown, before = i - start + 1, (parent[position], value[position])
        rank[position] = 0 if np.isnan(value[position]) else shown
    return rank


def _figure(name: str | Figure) -> Figure:
    return figure(name) if isinstance(name, str) else name


def walk(totals: Totals, place: int) -> Iterator[Answer]:
    """Yield the answers at a place and all below it, in preorder."""
    left, right = totals.tree.interval(place)
    for position in range(left, right):
        yield totals.at(int(totals.tree.ids[position]))
