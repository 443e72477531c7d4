"""The rows a figure counts: every published number opens into them.

Totals leave, rows do not: of the rows behind a number only those within the reader's own places are handed out, and how
many more there are is said. `len(rows)` is the figure for a reader who may see them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

import numpy as np

from tongchou.base.refusals import NotAllowed, Refused, words
from tongchou.figures.cube import View, cube
from tongchou.figures.declare import Count, Figure, Flow, Mean, Rank, Ratio, State, Stock, figure
from tongchou.figures.placing import places_within, positions_of
from tongchou.figures.selecting import (
    case_nets,
    flow_days,
    flow_lines,
    line_parts,
    mean_days,
    persons_of,
    stock_lines,
)
from tongchou.journal.entries import Column
from tongchou.registers.places.queries import tree as tree_on
from tongchou.registers.places.tree import Tree

Kind = Literal["cases", "persons", "lines", "register"]
Days = tuple[date, date]


class Scope(Protocol):
    """What a reader may see (`registers.staff.access.Scope`)."""

    @property
    def roles(self) -> frozenset[str]: ...

    def covers_each(self, places: Column) -> np.ndarray: ...


@dataclass(frozen=True)
class Rows:
    """The rows behind a number, sorted by place and number.

    `kind` says what `ids` are: cases, persons (a case without a person as minus its number), lines, rows of a register.
    `amounts`: 1 for a row counted, -1 for one taken back from a day before, the quantity of a line of goods.
    `hidden`: rows that count too, but outside the reader's places.
    """

    figure: Figure
    kind: Kind
    ids: Column
    places: Column
    amounts: Column
    hidden: int = 0

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def total(self) -> int:
        """Return what the shown rows add up to; with nothing hidden it is the figure."""
        return int(self.amounts.sum())

    def page(self, number: int, *, size: int = 50) -> Rows:
        """Return one page, from 0."""
        part = slice(number * size, (number + 1) * size)
        return Rows(self.figure, self.kind, self.ids[part], self.places[part], self.amounts[part], self.hidden)


def rows(
    name: str | Figure,
    *,
    scope: Scope | None,
    on: date,
    place: int | None = None,
    known_at: datetime | None = None,
    days: Days | None = None,
) -> Rows:
    """Return the rows that a figure counts at a place and day. A ratio opens into its numerator, a mean into its flow.

    `scope` None is for the system's own use (checks, closing), never for a face.

    Raises:
        Refused("figure_has_no_rows"): it is a state, or a rank.
        NotAllowed("place_not_in_scope"): nothing at the place is within the reader's places.
        NotAllowed("rows_not_for_role"): the rows of this figure are not for the reader's roles.
    """
    of = figure(name) if isinstance(name, str) else name
    view = cube().view(known_at=known_at)
    while isinstance(of, Ratio | Mean):
        mean, of = of, figure(of.numerator if isinstance(of, Ratio) else of.of)
        if isinstance(mean, Mean) and isinstance(of, Flow):
            days = days or mean_days(of, on=on, view=view)
    if isinstance(of, State | Rank):
        raise Refused("figure_has_no_rows", words("「%(title)s」不是逐條相加的數，沒有明細。"), title=of.title)
    if scope is not None and of.roles and not set(of.roles) & set(scope.roles):
        raise NotAllowed("rows_not_for_role", words("您的崗位不能查看「%(title)s」的明細。"), title=of.title)
    tree = tree_on(on)
    left, right = tree.interval(tree.root if place is None else place)
    seen = visible(scope, tree)
    if not seen[left:right].any():
        raise NotAllowed("place_not_in_scope", words("這裡不在您負責的範圍內。"))
    within = None if (left, right) == (0, len(tree)) else places_within(tree, left, right, on)
    kind, ids, places, amounts = _all_rows(of, view=view, on=on, days=days, places=within)
    positions = positions_of(tree, places, on)
    here = (positions >= left) & (positions < right)
    ids, places, amounts, positions = ids[here], places[here], amounts[here], positions[here]
    if kind in ("persons", "register"):
        ids, places, amounts, positions = _each_person(ids, places, amounts, positions, seen)
    elif kind == "cases":
        ids, places, amounts, positions = _each_time(ids, places, amounts, positions)
    shown = seen[positions]
    order = np.flatnonzero(shown)[np.lexsort((ids[shown], positions[shown]))]
    return Rows(of, kind, ids[order], places[order], amounts[order], int((~shown).sum()))


def visible(scope: Scope | None, tree: Tree) -> np.ndarray:
    """Return, by position, what a reader may see the rows of."""
    if scope is None:
        return np.ones(len(tree), bool)
    return scope.covers_each(tree.ids)


def _all_rows(
    of: Stock | Flow | Count, *, view: View, on: date, days: Days | None, places: Column | None
) -> tuple[Kind, Column, Column, Column]:
    if isinstance(of, Count):
        pairs = np.array(list(of.select(on)), np.int64).reshape(-1, 2)
        return "register", pairs[:, 0], pairs[:, 1], np.ones(len(pairs), np.int64)
    if of.measure == "quantity":
        window = days or (flow_days(of, on=on) if isinstance(of, Flow) else (on, on))
        lines = flow_lines(of, view=view, days=window) if isinstance(of, Flow) else stock_lines(of, view=view, on=on)
        index, place, amount = line_parts(of, lines, "quantity")
        return "lines", lines.id[index], place, amount
    case, place, net = case_nets(of, view=view, on=on, days=days, places=places)
    if of.counts == "persons":
        return "persons", persons_of(case), place, net
    return "cases", case, place, net


def _each_time(ids: Column, places: Column, amounts: Column, positions: Column) -> tuple[Column, ...]:
    """Give a case that went twice two rows, so that the list is as long as the number."""
    times = np.abs(amounts)
    return tuple(np.repeat(c, times) for c in (ids, places, np.sign(amounts), positions))


def _each_person(
    ids: Column, places: Column, amounts: Column, positions: Column, seen: np.ndarray
) -> tuple[Column, ...]:
    """Keep each person once, at a place the reader may see if there is one."""
    order = np.lexsort((positions, ~seen[positions], ids))
    ids, places, amounts, positions = ids[order], places[order], amounts[order], positions[order]
    first = np.flatnonzero(np.append(True, ids[1:] != ids[:-1])) if len(ids) else np.zeros(0, np.int64)
    net = np.add.reduceat(amounts, first) if len(ids) else amounts
    kept = first[net > 0]
    return ids[kept], places[kept], np.ones(len(kept), np.int64), positions[kept]
