"""What is left to do: each pillar announces its kinds of work, and a reader asks for theirs.

A provider is asked with the reader's scope and gives what waits, by place; it derives it from the books. A kind of work
says how it comes to zero, so that the page can show the way there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from tongchou.base.rights import may
from tongchou.registers.staff.access import Scope


@dataclass(frozen=True)
class Left:
    """What is left of one kind at one place: how many, since when the oldest waits, and which team has it (0: none)."""

    place: int
    count: int
    oldest_on: date | None = None
    team: int = 0
    is_late: bool = False


#: Gives what is left within a scope on a day, as seen at an instant.
Provider = Callable[[Scope, date, datetime], Iterable[Left]]


@dataclass(frozen=True)
class Kind:
    """One kind of work. `figure` counts it; `target_on` or `hour` says by when; `way` says how it comes to zero.

    Only readers with `verb` are asked for it; without one the provider says itself whose it is.
    """

    name: str
    title: str
    figure: str
    way: str
    order: int
    provider: Provider = field(repr=False)
    hour: int = 24
    target_on: date | None = None
    verb: str = ""


@dataclass(frozen=True)
class Work:
    """All that is left of one kind within a reader's places."""

    kind: Kind
    left: tuple[Left, ...]

    @property
    def count(self) -> int:
        return sum(part.count for part in self.left)

    @property
    def oldest_on(self) -> date | None:
        return min((part.oldest_on for part in self.left if part.oldest_on), default=None)

    @property
    def late(self) -> int:
        return sum(part.count for part in self.left if part.is_late)


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Announce a kind of work, from a pillar's `tasks.py`."""
    _kinds[kind.name] = kind


def kinds() -> tuple[Kind, ...]:
    """Return every kind of work, in the order in which it is to be shown."""
    return tuple(sorted(_kinds.values(), key=lambda k: (k.order, k.name)))


def left(scope: Scope, *, on: date, at: datetime, place: int | None = None) -> list[Work]:
    """Return what is left to do within the reader's places (and below `place`), most urgent kind first.

    A kind with nothing left is given too: a zero is an answer.
    """
    found = []
    for kind in kinds():
        if kind.verb and not may(scope, kind.verb):
            continue
        parts = kind.provider(scope, on, at)
        if place is not None:
            parts = (part for part in parts if scope.is_below(part.place, place))
        found.append(Work(kind, tuple(sorted(parts, key=lambda p: -p.count))))
    return found
