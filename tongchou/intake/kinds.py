"""The kinds of list there are. A register or pillar declares its own in `intake.py`; the engine finds them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from tongchou.base.refusals import NotFound, words
from tongchou.intake.codes import REFUSE, WARN, declare
from tongchou.intake.columns import Column
from tongchou.intake.table import Listing, Table


class PlaceMatch(Protocol):
    """What the places register answers for one address."""

    @property
    def place(self) -> int | None: ...

    @property
    def code(self) -> str | None: ...

    @property
    def certainty(self) -> str: ...

    @property
    def candidates(self) -> Sequence[tuple[str, str]]: ...


#: Finds places: (addresses, node they must lie within or None, day) -> one match per address.
Finder = Callable[[Sequence[str], int | None, date], Sequence[PlaceMatch]]


@dataclass(frozen=True)
class Replaced:
    """The earlier row that a row of this list replaces: where it stood, and what its commit answered."""

    upload: UUID
    sheet: str
    row: int
    person: int | None
    ref: int | None


@dataclass(frozen=True)
class Handing:
    """What a kind's `commit` is handed: only rows to be stored, inside the transaction that marks the upload committed.

    `entry` is the journal entry's id, made when the file came: a repeat after `kill -9` posts the same entry.
    `replaces` has an item per row index that supersedes an earlier one. `repeats` are this file's own further rows of
    the same record (outcome `duplicate`), for a kind that keeps contradicting facts.
    """

    table: Table
    listing: Listing
    upload: UUID
    entry: UUID
    voucher: str
    at: datetime
    user: Any
    replaces: dict[int, Replaced] = field(default_factory=dict)
    repeats: Table | None = None


@dataclass
class Handed:
    """What a kind's `commit` answers, an item per row: person numbers, its own case numbers, late codes."""

    persons: Sequence[int | None] = ()
    refs: Sequence[int | None] = ()
    codes: dict[int, list[str]] = field(default_factory=dict)


def _no_check(table: Table, listing: Listing) -> None:
    """Check nothing."""


def _no_keys(table: Table, listing: Listing) -> list[str | None]:
    return [None] * len(table)


def _list_day(listing: Listing) -> str:
    return listing.on.isoformat()


def _anyone(user: Any) -> bool:
    return True


@dataclass(frozen=True)
class Kind:
    """One kind of list.

    `check` marks codes on rows, in batch, a slice at a time, and may put derived columns. `keys` names the record a
    row is about (None: cannot repeat), `also` the key it would have without its number. `list_key` names the list
    within a sender: rows of the same key and list repeat or supersede each other; a register gives one constant.
    `content` are the columns that make a row the same row when it is sent again (all of the kind's when empty).
    `address` joins into the address that `place` matches.
    `commit` stores and posts; it runs once, in one transaction. `totals` are whole-number columns whose printed totals
    are compared with the rows, `counted` in what a total says how many rows there are (共23人). `once` are columns of
    which a cell merged over several rows counts for the first alone.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    commit: Callable[[Handing], Handed]
    check: Callable[[Table, Listing], None] = _no_check
    keys: Callable[[Table, Listing], Sequence[str | None]] = _no_keys
    also: Callable[[Table, Listing], Sequence[str | None]] = _no_keys
    list_key: Callable[[Listing], str] = _list_day
    content: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    place: Finder | None = None
    allowed: Callable[[Any], bool] = _anyone
    totals: tuple[str, ...] = ()
    counted: str = "人名例"
    once: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Return a column by our name for it."""
        return next(c for c in self.columns if c.name == name)


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Announce a kind of list. Names are unique; the same kind again replaces itself (tests reload modules)."""
    names = [c.name for c in kind.columns]
    assert len(names) == len(set(names)), f"kind {kind.name} has a column twice"
    assert not set(names) & {"sheet", "row", "listed_on", "section", "place", "certainty", "candidates"}, names
    for column in kind.columns:
        if column.required:
            declare(f"{column.name}_missing", REFUSE, words("缺少必填項：%(column)s。"))
        elif column.expected:
            declare(f"{column.name}_wanting", WARN, words("未填：%(column)s。"))
    _KINDS[kind.name] = kind
    return kind


def kinds() -> list[Kind]:
    """Return every kind in the order in which they are offered: the pillars' as they are installed, registers' last."""
    return sorted(_KINDS.values(), key=lambda kind: kind.commit.__module__.startswith("tongchou.intake."))


def kind_named(name: str) -> Kind:
    """Return a kind by its name.

    Raises:
        NotFound("kind_unknown"): no register or pillar declares it.
    """
    if name not in _KINDS:
        raise NotFound("kind_unknown", words("沒有這一類名單：%(kind)s。"), kind=name)
    return _KINDS[name]
