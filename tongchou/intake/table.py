"""The data rows of a list as columns: what a kind checks, places and commits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import polars as pl


@dataclass(frozen=True)
class SheetFacts:
    """What a sheet says of itself outside its rows.

    `of` is the sheet of the file it is part of, where two lists stand side by side on one (then both have all its
    rows); -1 where it is the file's sheet of the same index.
    """

    index: int
    name: str
    title: str = ""
    unit: str = ""
    on: date | None = None
    hidden: bool = False
    of: int = -1


@dataclass(frozen=True)
class Listing:
    """What is known of the list as a whole. `on` is its day, `unit` the 填報單位 it names, `at` the door's clock."""

    kind: str
    on: date
    at: datetime
    user: int
    sender: str = ""
    file_name: str = ""
    title: str = ""
    unit: str = ""
    sheets: tuple[SheetFacts, ...] = ()
    on_assumed: bool = False

    @property
    def titles(self) -> str:
        """Return every title, sheet name and the file name as one text, for a kind that looks for a group in them."""
        parts = [self.file_name, self.title, *(f"{s.name} {s.title}" for s in self.sheets)]
        return " ".join(part for part in parts if part)


@dataclass
class Table:
    """Rows of a list as polars columns, one per column of the kind, and `sheet`, `row`, `listed_on`, `section`.

    `place`, `certainty` and `candidates` are filled by the engine where the kind asks for places. Codes are kept per
    row index; the code's effect decides what becomes of the row.
    """

    frame: pl.DataFrame
    codes: dict[int, list[str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.frame.height

    def __contains__(self, name: str) -> bool:
        return name in self.frame.columns

    def says(self, name: str) -> bool:
        """Say whether any row has a value in a column."""
        return name in self.frame.columns and self.frame[name].null_count() < len(self)

    def __getitem__(self, name: str) -> list[Any]:
        """Return a column as Python values; a column that the file did not have is all None."""
        return self.frame[name].to_list() if name in self.frame.columns else [None] * len(self)

    def put(self, name: str, values: Sequence[Any] | pl.Series, dtype: Any = None) -> None:
        """Add or replace a column of derived values."""
        if isinstance(values, pl.Series):
            series = values
        elif dtype == pl.List(pl.String):
            # Ten times faster than handing polars a list of lists.
            texts = [None if value is None else "\x1f".join(value) for value in values]
            series = pl.Series(name, texts, dtype=pl.String).str.split("\x1f")
        else:
            series = pl.Series(name, values, dtype=dtype, strict=False)
        self.frame = self.frame.with_columns(series.alias(name))

    def mark(self, index: int, code: str) -> None:
        """Give a row a code, once."""
        codes = self.codes.setdefault(index, [])
        if code not in codes:
            codes.append(code)

    def mark_all(self, indices: Iterable[int], code: str) -> None:
        """Give each of the rows a code."""
        for index in indices:
            self.mark(index, code)

    def take(self, indices: Sequence[int]) -> Table:
        """Return some of the rows, in the given order, with their codes."""
        picked = {new: list(self.codes[old]) for new, old in enumerate(indices) if old in self.codes}
        return Table(self.frame[list(indices)], picked)

    def slices(self, size: int = 50_000) -> Iterator[Table]:
        """Yield the rows in slices, so that a long list is never Python objects all at once."""
        for start in range(0, len(self), size):
            stop = min(start + size, len(self))
            codes = {i - start: self.codes[i] for i in self.codes if start <= i < stop} if self.codes else {}
            yield Table(self.frame.slice(start, size), codes)
