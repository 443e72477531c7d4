"""A bulletin as data, already in its language: parts, paragraphs, tables, a map. What HTML, Word and Markdown draw.

Every number knows its figure, place and day, and where it opens; nothing else in a text is a number of the books.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, TypeAlias

from tongchou.bulletin.outlines import Outline

Kind = Literal["flash", "sealed", "draft", "notice"]


@dataclass(frozen=True)
class Number:
    """A figure's answer as it is printed. `href` is the way to its rows; a public notice has none."""

    text: str
    figure: str
    title: str
    place: str
    on: date
    href: str


#: A stretch of text, or a number.
Run: TypeAlias = str | Number
Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True)
class Text:
    """A paragraph. `head` is the heading of the second level above it, empty for none; `note` marks small print."""

    runs: Runs
    head: str = ""
    note: bool = False


@dataclass(frozen=True)
class Table:
    """A table: `head` repeats on every page; `numeric` says which columns stand to the right; `note` below it."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Runs, ...], ...]
    numeric: tuple[bool, ...]
    note: str = ""


class Mark(StrEnum):
    """How a place is marked, the weakest first."""

    CLEAR = "clear"
    DUE = "due"
    SILENT = "silent"
    OVERDUE = "overdue"
    RESTRICTED = "restricted"


@dataclass(frozen=True)
class Spot:
    """A place on the map: its outline, its number, who answered, its level in force (empty for none), its mark."""

    code: str
    name: str
    value: int | None
    text: str
    reported: int
    expected: int
    level: str
    mark: Mark
    href: str
    outline: Outline


@dataclass(frozen=True)
class SituationMap:
    """The map of a figure and day. `answered` of `len(spots)` places have figures on it."""

    figure: str
    title: str
    on: date
    spots: tuple[Spot, ...]
    height: float
    is_schematic: bool
    is_derived: bool

    @property
    def answered(self) -> int:
        return sum(spot.mark is not Mark.SILENT for spot in self.spots)


@dataclass(frozen=True)
class Drawing:
    """A map, with the table that says the same where it cannot be drawn."""

    title: str
    map: SituationMap
    table: Table


Block: TypeAlias = Text | Table | Drawing


@dataclass(frozen=True)
class Part:
    """A section under a heading of the first level."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Bulletin:
    """One bulletin. `root` is the sealed day's, in hex, empty where it is not sealed; `base` is where links lead to."""

    lang: str
    kind: Kind
    title: str
    number: str
    issuer: str
    on: date
    period: str
    known: str
    parts: tuple[Part, ...]
    root: str
    foot: tuple[str, ...]
    base: str
    made_at: datetime

    def numbers(self) -> Iterator[Number]:
        """Yield every number printed, in order."""
        for part in self.parts:
            for block in part.blocks:
                for runs in _runs_of(block):
                    yield from (run for run in runs if isinstance(run, Number))


def _runs_of(block: Block) -> Iterator[Runs]:
    if isinstance(block, Text):
        yield block.runs
        return
    table = block if isinstance(block, Table) else block.table
    for row in table.rows:
        yield from row


def plain(runs: Runs) -> str:
    """Return runs as text."""
    return "".join(run if isinstance(run, str) else run.text for run in runs)


def grouped(root: str) -> str:
    """Return a root in groups of eight hex digits, so that two people can compare it aloud."""
    return " ".join(root[at : at + 8] for at in range(0, len(root), 8))
