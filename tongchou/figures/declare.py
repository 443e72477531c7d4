"""What a figure is: a question to the books, declared once, by whoever keeps the accounts it asks about.

Board, map, bulletin, department form, page and command line name a figure and get the same answer. A declaration says
what is counted (account patterns such as `screening:*:pending`), in which unit, cases or persons, and its definition
(口徑) in words; targets and deadlines are data beside it (`targets.toml`). `mission` names the rows of the articles'
table that it answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeAlias

from tongchou.base.refusals import NotFound, words
from tongchou.figures.cells import ANY_ITEM

Patterns: TypeAlias = tuple[str, ...]
Counts = Literal["cases", "persons"]
Measure = Literal["count", "quantity"]
#: Which days a flow adds up when a day is asked: that day, its month so far, or all days up to it.
Window = Literal["day", "month", "start"]


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What every figure has. `precision`: decimals shown, of per cent for a ratio. `coverage` names who answers for it.

    `outward` figures may leave the county in totals; small cells are hidden by the public tables, not here.
    """

    name: str
    title: str
    unit: str
    definition: str
    mission: tuple[str, ...] = ()
    precision: int = 0
    coverage: str = "cells"
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Stock(Declared):
    """What stands in accounts at the end of a day. Of quantities, `item` with its lots; a `unit` is `steps` of them."""

    accounts: Patterns
    counts: Counts = "cases"
    measure: Measure = "count"
    item: int = ANY_ITEM
    steps: int = 1


@dataclass(frozen=True, kw_only=True)
class Flow(Declared):
    """What went from accounts to accounts. Changes of class or place are not flows; what was undone is taken off."""

    frm: Patterns
    to: Patterns
    window: Window = "day"
    counts: Counts = "cases"
    measure: Measure = "count"
    item: int = ANY_ITEM
    steps: int = 1


@dataclass(frozen=True, kw_only=True)
class Count(Declared):
    """Rows of a register on a day: cells by kind, posts, teams.

    `select(on)` gives (row number, place) of each row, as a queryset's `values_list` or any sequence of pairs. Where
    the tree of the day says it all, as with cells, the rows are `of_tree` and counted once for each tree.
    """

    select: Callable[[date], Iterable[tuple[int, int]]] = field(repr=False)
    of_tree: bool = False


@dataclass(frozen=True, kw_only=True)
class Ratio(Declared):
    """One figure over another, both named; shown with numerator and denominator."""

    numerator: str
    denominator: str
    unit: str = "%"


@dataclass(frozen=True, kw_only=True)
class Mean(Declared):
    """The daily mean of a flow, from its first day with anything up to the day asked."""

    of: str


@dataclass(frozen=True, kw_only=True)
class Rank(Declared):
    """A place's rank among its siblings by another figure, 1 is first; equal values share a rank."""

    of: str
    best: Literal["most", "least"] = "most"
    unit: str = "名"


@dataclass(frozen=True, kw_only=True)
class State(Declared):
    """What is in operation, as a count, a word or a date: a mechanism, a milestone. `read(on)` None is not yet."""

    read: Callable[[date], int | str | date | None] = field(repr=False)
    unit: str = ""


Figure: TypeAlias = Stock | Flow | Count | Ratio | Mean | Rank | State

_figures: dict[str, Figure] = {}


def declare(*figures: Figure) -> None:
    """Add figures. Called from an app's `figures.py` when the project starts; a name is taken once."""
    for figure in figures:
        known = _figures.get(figure.name)
        assert known is None or known == figure, f"figure {figure.name} is declared twice, differently"
        _figures[figure.name] = figure


def declared() -> tuple[Figure, ...]:
    """Return every figure, in the order of declaration."""
    return tuple(_figures.values())


def is_declared(name: str) -> bool:
    """Say whether somebody collects this figure."""
    return name in _figures


def figure(name: str) -> Figure:
    """Return a figure by name.

    Raises:
        NotFound("figure_unknown"): nobody collects it.
    """
    try:
        return _figures[name]
    except KeyError:
        raise NotFound("figure_unknown", words("本台賬未採集「%(name)s」。"), name=name) from None


def answering(row: str) -> Figure | None:
    """Return the figure that answers a row of the articles' table."""
    return next((f for f in _figures.values() if row in f.mission), None)


def parts(of: Figure) -> tuple[Figure, ...]:
    """Return the figures that a figure is made of; itself where it asks the books directly."""
    named: Any = {
        Ratio: lambda f: (f.numerator, f.denominator),
        Mean: lambda f: (f.of,),
        Rank: lambda f: (f.of,),
    }.get(type(of))
    return tuple(figure(name) for name in named(of)) if named else (of,)
