"""The cube: the journal's lines folded by commit number, so that any figure at any place and day is a slice.

Each process keeps a base and the lines that came after it, and looks at the clock at every question: an answer is never
older than what somebody saw before. The base lies in the home as plain numpy files; deleting them costs time, nothing
else. Nothing here is a fact: `recount.audit` compares it with the books.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection
from django.utils.functional import cached_property

from tongchou.figures import kept
from tongchou.figures.carrying import Carrying
from tongchou.figures.cells import ANY_ITEM, Cells, Fold, Runs, flow_cells, stock_cells
from tongchou.figures.placing import positions_of
from tongchou.journal import reading
from tongchou.journal.chart import chart
from tongchou.journal.entries import Column
from tongchou.journal.reading import Lines
from tongchou.registers.places.tree import Tree

#: Lines a process keeps beside its base before it folds them in, at least; and the part of the base that they may be.
DELTA_LINES, DELTA_PART = 20_000, 0.1
#: Views of the past that stay at hand.
PAST_VIEWS = 4
#: A day before and after all days.
FIRST_DAY, LAST_DAY = 0, date.max.toordinal()


@dataclass(frozen=True)
class View:
    """The books as known at commit `n`. Does not change; ask the cube for a newer one.

    They are what `fold` says, with `added` lines put to it and `taken` ones left out, which are too few, or asked too
    seldom, to be worth folding. `parts` hold every line up to `n`, in commit order, for those who open a figure into
    its records. `carrying` holds what others made of the books, for them to carry on.
    """

    n: int
    fold: Fold
    added: Lines
    taken: Lines
    parts: tuple[Lines, ...] = field(repr=False)
    carrying: Carrying = field(repr=False, default_factory=Carrying)

    def lines(self, wanted: Callable[[Lines], Any]) -> Lines:
        """Return the lines for which `wanted` gives a true mask, in commit order."""
        return reading.joined([part.take(np.flatnonzero(wanted(part))) for part in self.parts])

    def booked(self, first: date, last: date) -> Lines:
        """Return the lines booked on the days from one to another, both included, in commit order."""
        return reading.joined([part.take(part.booked(first.toordinal(), last.toordinal())) for part in self.parts])

    def lines_after(self, n: int) -> Lines:
        """Return the lines of the commits after `n`."""
        return reading.joined([part.after(n) for part in self.parts])

    def stock(self, accounts: Sequence[int], on: date, *, item: int = ANY_ITEM, measure: str = "count") -> Sums:
        """Return what stands in these accounts at the end of a day, by place. Cost: a slice for each account."""
        asked = _Asked(np.asarray(accounts, np.int64), None, item, FIRST_DAY, on.toordinal(), measure)
        return asked.sums(self.fold.stock, self.loose_stock)

    def flow(
        self,
        frm: Sequence[int],
        to: Sequence[int],
        days: tuple[date, date],
        *,
        item: int = ANY_ITEM,
        measure: str = "count",
    ) -> Sums:
        """Return what went from some accounts to others on the days from one to another, both included, by place."""
        a, b = np.asarray(frm, np.int64), np.asarray(to, np.int64)
        asked = _Asked(a, b, item, days[0].toordinal(), days[1].toordinal(), measure)
        return asked.sums(self.fold.flow, self.loose_flow)

    def balances(self, on: date) -> Cells:
        """Return every balance that is not zero at the end of a day: account `a`, item, place, count and quantity."""
        return _table(self.fold.stock, self.loose_stock, FIRST_DAY, on.toordinal())

    def flows(self, days: tuple[date, date]) -> Cells:
        """Return every flow that is not zero, from account `a` to `b`, over some days."""
        return _table(self.fold.flow, self.loose_flow, days[0].toordinal(), days[1].toordinal())

    @cached_property
    def loose_stock(self) -> tuple[Cells, ...]:
        """Return what is to be put to the fold's stocks; what is taken out stands with the other sign."""
        taken = [cells.negative() for cells in stock_cells(self.taken)]
        return tuple(cells for cells in (*stock_cells(self.added), *taken) if len(cells))

    @cached_property
    def loose_flow(self) -> tuple[Cells, ...]:
        """Return the same for flows."""
        both = (flow_cells(self.added, chart()), flow_cells(self.taken, chart()).negative())
        return tuple(cells for cells in both if len(cells))


@dataclass(frozen=True)
class _Asked:
    """What a question picks: accounts `a` (to `b`), an item, days from one ordinal to another, and what is summed."""

    a: Column
    b: Column | None
    item: int
    first: int
    last: int
    measure: str

    def sums(self, runs: Runs, loose: Iterable[Cells]) -> Sums:
        chosen = runs.runs(self.a, self.b, self.item)
        places = [runs.places]
        values = [runs.sums(chosen, self.first, self.last, measure=self.measure)]
        for cells in loose:
            rows = cells.picked(self.a, self.b, self.item, first=self.first, last=self.last)
            places.append(cells.place[rows])
            values.append(getattr(cells, self.measure)[rows])
        # By a table of places: of 1,200,000 lines that are not folded 20 ms, where sorting takes 180 ms.
        weights = np.concatenate(values).astype(np.float64)
        total = np.rint(np.bincount(np.concatenate(places), weights=weights)).astype(np.int64)
        place = np.flatnonzero(total)
        return Sums(place, total[place])


def _table(runs: Runs, loose: Iterable[Cells], first: int, last: int) -> Cells:
    return runs.cells.table(first, last).plus(*(cells.table(first, last) for cells in loose))


@dataclass(frozen=True)
class Sums:
    """Whole numbers by place, each once: `values[i]` belongs to `places[i]`. Places without a number are zero."""

    places: Column
    values: Column

    def spread(self, tree: Tree, on: date) -> Column:
        """Return the numbers by position of a day's tree: each place's own, without what lies below it.

        Numbers at places that lead nowhere on that day are left out; `elsewhere` tells how much that is.
        """
        positions = positions_of(tree, self.places, on)
        own = np.zeros(len(tree), np.int64)
        known = positions >= 0
        np.add.at(own, positions[known], self.values[known])
        return own

    def elsewhere(self, tree: Tree, on: date) -> int:
        """Return the sum at places that lead nowhere on a day."""
        return int(self.values[positions_of(tree, self.places, on) < 0].sum())


class Cube:
    """The folded books of one process."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._past: OrderedDict[int, View] = OrderedDict()
        self.forget()

    def forget(self) -> None:
        """Drop everything; the next question starts from the files, or from the books."""
        with self._lock:
            self._base = kept.Base.empty()
            self._delta = self._base.lines
            self._carrying = Carrying()
            self._n, self._mark, self._loaded = 0, "", False
            self._past.clear()

    def view(self, *, known_at: datetime | None = None) -> View:
        """Return the books as they are known now, or were known at an instant."""
        n = None if known_at is None else reading.commit_known(known_at)
        return self.view_at(n)

    def view_at(self, n: int | None = None) -> View:
        """Return the books as known at commit `n`; the newest without one."""
        with self._lock:
            newest = self._refresh()
            if n is None or n >= newest.n:
                return newest
            if n not in self._past:
                self._past[n] = self._view_of_past(newest, n)
                while len(self._past) > PAST_VIEWS:
                    self._past.popitem(last=False)
            self._past.move_to_end(n)
            return self._past[n]

    def _refresh(self) -> View:
        """Look at the clock, and fold what was committed since."""
        if not self._loaded:
            self._load()
        newest, seen = reading.tips(self._n) if self._n else (reading.tip(), None)
        if seen is not None and seen.mark != self._mark:
            # These are other books than those folded: a copy was put back, or a transaction we saw was undone. The file
            # says by its own mark whether it is of these.
            self.forget()
            self._load()
        if newest.n > self._n:
            self._fold_in(reading.lines_between(self._n, newest.n), newest)
        base, none = self._base, self._base.lines.take(slice(0, 0))
        return View(self._n, base.fold, self._delta, none, (base.lines, self._delta), self._carrying)

    def _fold_in(self, lines: Lines, newest: reading.Tip) -> None:
        self._n, self._mark = newest.n, newest.mark
        if not len(lines):
            return
        self._delta = reading.joined([self._delta, lines])
        if len(self._delta) <= max(DELTA_LINES, DELTA_PART * len(self._base.lines)):
            return
        fold = self._base.fold.plus(Fold.of(self._delta, chart()))
        self._start(kept.Base(self._n, self._mark, reading.joined([self._base.lines, self._delta]), fold))
        # What an open transaction sees may still be undone: only committed lines are written down.
        if not connection.in_atomic_block:
            kept.save(self._base, settings.HOME.path / "cube")
            # From here on all workers share one memory-mapped base, instead of 500 MB for each at 10,000,000 movements.
            mapped = kept.load(settings.HOME.path / "cube")
            if mapped is not None and (mapped.n, mapped.mark) == (self._n, self._mark):
                self._base = mapped

    def _start(self, base: kept.Base) -> None:
        empty = kept.Base.empty()
        self._base, self._delta = base, empty.lines
        self._n, self._mark = base.n, base.mark

    def _load(self) -> None:
        base = kept.load(settings.HOME.path / "cube")
        if base is not None and reading.tip(at=base.n).mark == base.mark:
            self._start(base)
        self._loaded = True

    def _view_of_past(self, newest: View, n: int) -> View:
        """Return the fold with what came after the base, or without the base's end; or a short beginning by itself.

        Nothing is folded for it: to sort 2,400,000 lines costs 4 s, and to pick a figure's from them 0.1 s.
        """
        before = tuple(part.up_to(n) for part in newest.parts)
        base, delta = before
        none = base.take(slice(0, 0))
        after = self._base.lines.after(n)
        if len(base) < len(after):
            return View(n, kept.Base.empty().fold, base, none, before)
        return View(n, newest.fold, delta, after, before)


_cube = Cube()


def cube() -> Cube:
    """Return this process's cube."""
    return _cube
