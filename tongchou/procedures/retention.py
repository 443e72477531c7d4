"""How long each kind of personal data is kept (`retention.toml`, dated), what of it is due, and its erasing.

table(on)               the rows in force on a day: what a page and the reference show
due(at=at)              what is due now, counted; nothing is touched
erase_due(scope, at=at) erases it
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from tongchou.base.clock import local, local_day
from tongchou.procedures.retention_kinds import KINDS
from tongchou.registers.staff.access import Scope, require

FILE = Path(__file__).with_name("retention.toml")


@dataclass(frozen=True)
class Row:
    """One row of the table. `days` after what `counted_from` says, `act` is done: "erase" by date, or "retire"."""

    kind: str
    from_on: date
    title: str
    counted_from: str
    days: int
    ground: str
    act: str
    text: str


@dataclass(frozen=True)
class Due:
    """What is due of one kind: how many, and under which row."""

    row: Row
    count: int


@cache
def rows() -> tuple[Row, ...]:
    """Return every edition of every row."""
    return tuple(Row(**one) for one in tomllib.loads(FILE.read_text("utf-8"))["row"])


def table(on: date) -> list[Row]:
    """Return the rows in force on a day, in the file's order."""
    found: dict[str, Row] = {}
    for row in sorted(rows(), key=lambda one: one.from_on):
        if row.from_on <= on:
            found[row.kind] = row
    return list(found.values())


def due(*, at: datetime) -> list[Due]:
    """Return what is due of every kind that ends by date, zeros too: nothing due is an answer."""
    return [Due(row, len(KINDS[row.kind].find(_since(row, at)))) for row in _by_date(at)]


def erase_due(scope: Scope, *, at: datetime) -> list[Due]:
    """Erase what is due and return how much it was. It cannot be undone.

    Raises:
        NotAllowed("not_allowed").
    """
    require(scope, "procedures.retire")
    done = []
    for row in _by_date(at):
        found = KINDS[row.kind].find(_since(row, at))
        if found:
            KINDS[row.kind].erase(found, scope, at)
        done.append(Due(row, len(found)))
    return done


def _by_date(at: datetime) -> list[Row]:
    return [row for row in table(local_day(at)) if row.act == "erase"]


def _since(row: Row, at: datetime) -> datetime:
    """Return the instant before which things of a row are due."""
    return at if row.days == 0 else local(local_day(at) - timedelta(days=row.days), 24)
