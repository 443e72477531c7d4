"""What a pillar tells of the restrictions it orders: their names, which of them restrict, and how one is lifted.

register_kinds("screening", {"home-quarantine": Kind(title, restricts=True)}, rules=rules, lift=lift)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from tongchou.registers.staff.access import Scope

if TYPE_CHECKING:
    from tongchou.restrictions.models import Order

#: More than this many people restricted under one rule within 24 hours takes two people of two organisations.
RESTRICTED_ALONE = 20
#: An objection goes one level up after so many hours, and is overdue after so many.
ESCALATES_HOURS, OVERDUE_HOURS = 12, 24

#: Gives the rules in force on a day that people are restricted under: their sources, each with its words.
Rules = Callable[[date], Mapping[str, str]]
#: Ends what an order began, in the books, in the name of whoever granted the objection; nothing where it ended already.
Lift = Callable[[Scope, "Order", datetime], None]


@dataclass(frozen=True)
class Kind:
    """One kind of order. One that does not restrict (monitoring) has a ground and an end all the same.

    It is in force while its case stands in one of `states`; without any, in the state of the kind's own code.
    """

    title: str
    restricts: bool
    states: tuple[str, ...] = ()


@dataclass(frozen=True)
class Registered:
    """The kinds of one register of cases, the rules they follow from, and how an order of theirs is lifted."""

    kinds: Mapping[str, Kind]
    rules: Rules = field(repr=False)
    lift: Lift = field(repr=False)


_registered: dict[str, Registered] = {}


def register_kinds(register: str, kinds: Mapping[str, Kind], *, rules: Rules, lift: Lift) -> None:
    """Announce the restrictions of a register. Called once, from the app of the pillar that keeps it."""
    _registered[register] = Registered(dict(kinds), rules, lift)


def registered(register: str) -> Registered:
    """Return what a register announced."""
    return _registered[register]


def rules_on(on: date) -> dict[str, str]:
    """Return every rule in force on a day that people are restricted under, with its words."""
    return {source: title for one in _registered.values() for source, title in one.rules(on).items()}


def kinds() -> dict[str, Kind]:
    """Return every kind of order of every register, by code."""
    return {code: kind for one in _registered.values() for code, kind in one.kinds.items()}


def restricting() -> frozenset[str]:
    """Return the codes of the kinds that restrict."""
    return frozenset(code for code, kind in kinds().items() if kind.restricts)
