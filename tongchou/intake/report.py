"""What became of a file: one object with the counts and every row of every sheet, for the command line and the API."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import IO, Any

import polars as pl

from tongchou.intake import settling
from tongchou.intake.codes import NOT_DATA
from tongchou.intake.kinds import Kind
from tongchou.intake.models import Upload
from tongchou.intake.staged import Staged, split_codes, walk_rows
from tongchou.intake.values import CellReader

#: Columns of the table that are the engine's, not values of the list.
_OWN = frozenset(["sheet", "row", "listed_on", "section", "place", "place_code", "certainty", "candidates"])
#: Rows read out at once.
_SLICE = 20_000
#: What a row may have come to.
EVERY = frozenset(["stored", "flagged", "refused", "duplicate", "superseded", NOT_DATA])


@dataclass
class Report:
    """A file, its kind, and the list as staged or committed. `trial`: nothing was posted, nothing
    is kept, and `content` is the file itself."""

    upload: Upload
    kind: Kind
    staged: Staged
    trial: bool = False
    content: bytes | None = None

    @property
    def counts(self) -> dict[str, int]:
        """Return how many rows there are and how many have each outcome; the outcomes add up to `rows`."""
        return {"rows": self.staged.rows.height, **self.staged.counts()}

    def head(self) -> dict[str, Any]:
        """Return all but the rows."""
        staged, upload = self.staged, self.upload
        return {
            "file": upload.file_name,
            "sha256": upload.sha256,
            "kind": self.kind.name,
            "upload": None if self.trial else str(upload.pk),
            "trial": self.trial,
            "committed": upload.committed_at is not None,
            "on": staged.listing.on.isoformat(),
            "on_assumed": staged.listing.on_assumed,
            "title": staged.listing.title,
            "unit": staged.listing.unit,
            "sender": upload.sender,
            "counts": self.counts,
            "totals": [
                {**{k: v for k, v in one.items() if k != "at"}, "sheet": staged.listing.sheets[one["sheet"]].name}
                for one in staged.totals
            ],
            "columns": [
                {
                    "sheet": staged.listing.sheets[c.sheet].name,
                    "letter": c.letter,
                    "header": c.source,
                    "column": c.column,
                    "how": c.how,
                }
                for c in staged.columns
            ],
            "dropped_columns": staged.dropped,
            "unrecognised_columns": staged.unrecognised,
            "ignored_files": staged.ignored,
            "settled": settling.answers(staged, self.kind),
        }

    def rows(self, outcomes: Container[str] = EVERY) -> Iterator[dict[str, Any]]:
        """Yield one object for every row of every sheet, in order; or only for those with one of the outcomes."""
        names = [sheet.name for sheet in self.staged.listing.sheets]
        data = _DataRows(self.staged, self.kind)
        for sheet, row, code, index in walk_rows(self.staged):
            if (self.staged.outcomes[index] if index >= 0 else NOT_DATA) not in outcomes:
                continue
            if index < 0:
                yield {
                    "sheet": names[sheet],
                    "row": row,
                    "outcome": NOT_DATA,
                    "codes": [code],
                    "notes": [],
                    "values": {},
                    "place": None,
                    "person": None,
                }
            else:
                yield {"sheet": names[sheet], "row": row, **data.at(index)}

    def as_json(self) -> dict[str, Any]:
        """Return the whole object; for a long list rather `write_json`."""
        return {**self.head(), "rows": list(self.rows())}

    def write_json(self, out: IO[str]) -> None:
        """Write the whole object row by row, so that a million rows need no memory."""
        encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
        head = encode(self.head())
        out.write(head[:-1] + ', "rows": [')
        for number, row in enumerate(self.rows()):
            out.write((",\n" if number else "\n") + encode(row))
        out.write("\n]}\n")


class _DataRows:
    """Reads data rows out of the columns, a slice at a time."""

    def __init__(self, staged: Staged, kind: Kind) -> None:
        self.staged = staged
        self.readers = {c.name: c.reader for c in kind.columns}
        self.placed = "certainty" in staged.table
        self._from, self._until = 0, 0
        self._values: list[dict[str, Any]] = []
        self._places: list[dict[str, Any] | None] = []

    def at(self, index: int) -> dict[str, Any]:
        """Return outcome, codes, values, place and person of a data row."""
        if not self._from <= index < self._until:
            self._read(index - index % _SLICE)
        codes, notes = split_codes(self.staged.table.codes.get(index, []))
        return {
            "outcome": self.staged.outcomes[index],
            "codes": codes,
            "notes": notes,
            "values": self._values[index - self._from],
            "place": self._places[index - self._from],
            "person": self.staged.persons.get(index),
        }

    def _read(self, start: int) -> None:
        """Read a slice column by column, which takes half as long as row by row."""
        part = self.staged.table.frame.slice(start, _SLICE)
        self._from, self._until = start, start + part.height
        names = [name for name in part.columns if name not in _OWN]
        shown = zip(*(self._shown(name, part[name]) for name in names), strict=True)
        self._values = [
            {name: value for name, value in zip(names, row, strict=True) if value is not None} for row in shown
        ] or [{}] * part.height  # fmt: skip
        self._places = [None] * part.height
        if self.placed:
            columns = (part[name].to_list() for name in ("place_code", "certainty", "candidates"))
            self._places = [_place(*row) for row in zip(*columns, strict=True)]

    def _shown(self, name: str, column: pl.Series) -> list[Any]:
        """Return a column as it is shown: days by their reader, what has no reader with a way of its own as it is."""
        reader, values = self.readers.get(name), column.to_list()
        own_way = reader is not None and type(reader).show is not CellReader.show
        if not own_way and not column.dtype.is_temporal():
            return values
        show = reader.show if reader is not None else _iso
        return [None if value is None else show(value) for value in values]


def _iso(value: date | time) -> str:
    return value.isoformat()


def _place(code: str | None, certainty: str | None, candidates: list[str] | None) -> dict[str, Any]:
    named = [dict(zip(("code", "name"), c.split(" ", 1), strict=False)) for c in candidates or ()]
    return {"code": code, "certainty": certainty or "none", "candidates": named}
