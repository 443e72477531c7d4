"""What may be left when a day closes, and what must hold before it is sealed: registered by pillars in `checks.py`.

    register_pending("screening.unchecked", unchecked, title=words("待核查"), figure="screening_pending")
    register_check("screening.lists_add_up", lists_add_up, title=words("名單結果合計等於行數"))
    register_sweep("screening.visits", carry_visits)

A provider gives the pending of a day by place, each with the user who answers for it (0 lets the closing name whoever
leads the place). A check gives what is wrong, in words; anything it gives stops the closing. A sweep is what the
system itself enters at the cut-off for what is left of a kind (a visit nobody answered becomes unreported).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeAlias

import numpy as np
from django.utils.functional import cached_property

from tongchou.figures.cells import Cells
from tongchou.figures.cube import View
from tongchou.figures.declare import Stock, figure
from tongchou.figures.selecting import own_sums
from tongchou.journal.entries import Column
from tongchou.registers.places.tree import Tree


@dataclass(frozen=True)
class Question:
    """The day that is to be closed, its tree, and the books as known.

    `since` is the commit up to which everything was checked already; 0 where nothing was. A check that takes long may
    look only at what came after it: then nobody can post until it is done.
    """

    on: date
    tree: Tree
    view: View
    since: int = 0

    @cached_property
    def balances(self) -> Cells:
        """Return every balance at the end of the day: account `a`, item, place, count and quantity."""
        return self.view.balances(self.on)


@dataclass(frozen=True)
class PendingCells:
    """What is pending, by place and the user who answers for it; `responsible` 0 where the place's lead does."""

    places: Column
    counts: Column
    responsible: Column

    @staticmethod
    def of(places: Column, counts: Column) -> PendingCells:
        """Return pending that the places' leads answer for."""
        kept = counts > 0
        return PendingCells(places[kept], counts[kept], np.zeros(int(kept.sum()), np.int64))


@dataclass(frozen=True)
class Finding:
    """Something that must not be so when a day is sealed. `place` is 0 where it is nowhere in particular."""

    check: str
    text: str
    params: dict[str, Any]
    place: int = 0

    def __str__(self) -> str:
        return self.text % self.params if self.params else self.text


class Sweep(Protocol):
    """Enter, for a day, what the system knows of what is left of a kind, everywhere or at some places; return how much.

    Done twice it does nothing more.
    """

    def __call__(self, *, on: date, at: datetime, places: Iterable[int] | None = None) -> int: ...


Provider: TypeAlias = Callable[[Question], PendingCells]
Check: TypeAlias = Callable[[Question], list[Finding]]


@dataclass(frozen=True)
class PendingKind:
    """One kind of what may be left. `reason` is what the system writes when it carries it; `figure` opens its rows."""

    name: str
    title: str
    provider: Provider
    reason: str = "overdue"
    figure: str = ""


@dataclass(frozen=True)
class NamedCheck:
    """One check before a seal."""

    name: str
    title: str
    check: Check


_kinds: dict[str, PendingKind] = {}
_checks: dict[str, NamedCheck] = {}
_sweeps: dict[str, Sweep] = {}


def register_pending(name: str, provider: Provider, *, title: str, reason: str = "overdue", figure: str = "") -> None:
    """Add a kind of pending. Its provider is asked at each closing and each look at the tree: one query or two."""
    _kinds[name] = PendingKind(name, title, provider, reason, figure)


def register_pending_figure(name: str, *, title: str, figure_name: str, reason: str = "overdue") -> None:
    """Add a kind of pending that is a stock figure: whatever it counts at the day's end is left."""
    register_pending(name, lambda q: of_figure(q, figure_name), title=title, reason=reason, figure=figure_name)


def register_sweep(kind_name: str, sweep: Sweep) -> None:
    """Say what the system enters at the cut-off for what is left of a kind of pending."""
    _sweeps[kind_name] = sweep


def sweep_of(kind_name: str) -> Sweep | None:
    """Return the sweep of a kind of pending, if it has one."""
    return _sweeps.get(kind_name)


def register_check(name: str, check: Check, *, title: str) -> None:
    """Add a check before a seal."""
    _checks[name] = NamedCheck(name, title, check)


def kinds() -> tuple[PendingKind, ...]:
    """Return every kind of pending, in the order of registration."""
    return tuple(_kinds.values())


def kind(name: str) -> PendingKind:
    """Return a kind of pending by name."""
    return _kinds[name]


def checks() -> tuple[NamedCheck, ...]:
    """Return every check, in the order of registration."""
    return tuple(_checks.values())


def of_figure(question: Question, name: str) -> PendingCells:
    """Return what a stock figure counts, by place, for the leads of the places."""
    of = figure(name)
    assert isinstance(of, Stock), "only what stands somewhere can be left there"
    sums = own_sums(of, view=question.view, on=question.on, days=None)
    return PendingCells.of(sums.places, sums.values)
