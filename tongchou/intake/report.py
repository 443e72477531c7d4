"""What became of a file: one object with the counts and every row of every sheet, for the command line and the API."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import IO, Any

from tongchou.intake import settling
from tongchou.intake.codes import NOT_DATA
from tongchou.intake.columns import Column
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
        self.shown: dict[str, Column | None] = {c.name: c for c in kind.columns}
        # Most values are shown as they are; only a reader with a way of its own, and days, are asked.
        self.own_way = {c.name for c in kind.columns if type(c.reader).show is not CellReader.show}
        self.plain = frozenset([str, int, float, bool, list])
        self.placed = "certainty" in staged.table
        self._from = -1
        self._rows: list[dict[str, Any]] = []

    def at(self, index: int) -> dict[str, Any]:
        """Return outcome, codes, values, place and person of a data row."""
        if not self._from <= index < self._from + len(self._rows) or self._from < 0:
            self._from = index - index % _SLICE
            self._rows = self.staged.table.frame.slice(self._from, _SLICE).to_dicts()
        cells = self._rows[index - self._from]
        codes, notes = split_codes(self.staged.table.codes.get(index, []))
        return {
            "outcome": self.staged.outcomes[index],
            "codes": codes,
            "notes": notes,
            "values": {
                k: v if type(v) in self.plain and k not in self.own_way else self._show(k, v)
                for k, v in cells.items()
                if v is not None and k not in _OWN
            },
            "place": self._place(cells) if self.placed else None,
            "person": self.staged.persons.get(index),
        }

    def _show(self, name: str, value: Any) -> Any:
        column = self.shown.get(name)
        if column is not None:
            return column.reader.show(value)
        return value.isoformat() if isinstance(value, date | datetime | time) else value

    def _place(self, cells: dict[str, Any]) -> dict[str, Any]:
        candidates = [dict(zip(("code", "name"), c.split(" ", 1), strict=False)) for c in cells["candidates"] or ()]
        return {"code": cells["place_code"], "certainty": cells["certainty"] or "none", "candidates": candidates}
