"""A column of a kind: what it is called here, what departments call it, and who reads its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

#: Codes of the cells that have any, by index into the cells that were read.
Codes = dict[int, tuple[str, ...]]


@dataclass(frozen=True)
class Hint:
    """What is known beside the cell: the list's day, and the header as written (units and legends stand in it)."""

    on: date
    header: str = ""


class Reader(Protocol):
    """Reads the cells of one column at once; never raises for what a cell holds."""

    dtype: Any

    def read(self, cells: Sequence[Any], hint: Hint) -> tuple[list[Any], Codes]:
        """Return one value (None where there is none) per cell, and the codes of those that have any."""
        ...

    def sniff(self, cells: Sequence[Any]) -> float:
        """Return which part of the cells (0-1) could only be this column's, for columns without a known header."""
        ...

    def show(self, value: Any) -> Any:
        """Return a value as JSON says it: ISO dates, digits as text."""
        ...


@dataclass(frozen=True)
class Column:
    """A column a kind takes.

    `synonyms` are headers as departments write them, simplified or traditional, strongest first; `?` stands for one
    to four characters, and one that begins with `=` is never found inside a longer header. A row without a
    `required` value is refused (`<name>_missing`), without an `expected` one stored and flagged (`<name>_wanting`).
    `repeatable`: 同上 in it may be read as the row above's, where its reader describes and does not name.
    `gathers`: several source columns feed one list of values (phones), instead of the first that is filled.
    """

    name: str
    title: str
    synonyms: tuple[str, ...]
    reader: Reader
    required: bool = False
    expected: bool = False
    gathers: bool = False
    repeatable: bool = True

    @property
    def dtype(self) -> Any:
        """Return the polars type of the column's values."""
        return self.reader.dtype

    def needed(self) -> Column:
        """Return the same column, without which a row is refused."""
        return replace(self, required=True)

    def wanted(self) -> Column:
        """Return the same column, without which a row is flagged."""
        return replace(self, expected=True)

    def also(self, *synonyms: str) -> Column:
        """Return the same column under further headers, which are stronger than its own."""
        return replace(self, synonyms=(*synonyms, *self.synonyms))

    def called(self, name: str, title: str = "") -> Column:
        """Return the same column under another name of ours."""
        return replace(self, name=name, title=title or self.title)
