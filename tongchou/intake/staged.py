"""A list as staged: every row's outcome, the data rows' values, and what was made of the columns.

It is kept as one encrypted blob in the voucher store, never as rows of the database: it holds personal data, and a
list of 100,000 must be written and read at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from io import BytesIO
from typing import Any

import cbor2
import polars as pl

from tongchou.intake.codes import CODES, NOT_DATA, NOTE, REFUSE, WARN
from tongchou.intake.table import Listing, SheetFacts, Table

STORED, FLAGGED, REFUSED, DUPLICATE, SUPERSEDED = "stored", "flagged", "refused", "duplicate", "superseded"
#: Every outcome there is, in the order they are counted out.
OUTCOMES = (STORED, FLAGGED, REFUSED, DUPLICATE, SUPERSEDED, NOT_DATA)

ROWS_SCHEMA = {"sheet": pl.Int16, "row": pl.Int32, "code": pl.Categorical, "data": pl.Int32}


@dataclass(frozen=True)
class ColumnFound:
    """One column of theirs, for the screen: `source` is its header, `letter` where it stands, `column` ours or None."""

    sheet: int
    letter: str
    source: str
    column: str | None
    how: str


@dataclass
class Staged:
    """`rows`: sheet, row, the code of what is no data, and the index into `table` of what is.

    `outcomes` has one per data row; `repeats` gives the row that a duplicate repeats, by data index (-1: an earlier
    list's). `keys`, `also` and `contents` are digests by which later lists are compared. `foretold` are the codes among
    the rows' own that only a trial of the commit gave. `totals` are the sums that the sheets print, compared. `settled`
    has the place that somebody chose for an address, who and when; `unsettled` how the rows of it stood before (place,
    code, certainty, codes). `apart` are the sender's committed lists known to have no row in common with this one.
    """

    listing: Listing
    rows: pl.DataFrame
    table: Table
    columns: list[ColumnFound] = field(default_factory=list)
    signatures: dict[str, dict[str, str | None]] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    form: str = ""
    outcomes: list[str] = field(default_factory=list)
    repeats: dict[int, int] = field(default_factory=dict)
    replaces: dict[int, tuple[str, int]] = field(default_factory=dict)
    keys: list[bytes | None] = field(default_factory=list)
    also: list[bytes | None] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)
    persons: dict[int, int] = field(default_factory=dict)
    refs: dict[int, int] = field(default_factory=dict)
    foretold: dict[int, list[str]] = field(default_factory=dict)
    totals: list[dict[str, Any]] = field(default_factory=list)
    settled: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    unsettled: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    apart: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Return how many rows have each outcome; they add up to `rows`."""
        found = dict.fromkeys(OUTCOMES, 0)
        for outcome in self.outcomes:
            found[outcome] += 1
        found[NOT_DATA] = self.rows.height - len(self.outcomes)
        return found

    @property
    def dropped(self) -> list[str]:
        """Return the headers of columns that may not be read, each once."""
        return list(dict.fromkeys(c.source for c in self.columns if c.how == "dropped"))

    @property
    def unrecognised(self) -> list[str]:
        """Return the headers of columns that no column of ours is, each once."""
        return list(
            dict.fromkeys(c.source for c in self.columns if c.column is None and c.how not in ("dropped", "ignored"))
        )

    def judge(self) -> None:
        """Set each row's outcome from its codes: refusals before repeats, repeats before warnings."""
        outcomes = [STORED] * len(self.table)
        for index, codes in self.table.codes.items():
            effects = {CODES[code].effect for code in codes}
            if WARN in effects:
                outcomes[index] = FLAGGED
            for effect in (SUPERSEDED, DUPLICATE, REFUSED):
                if (REFUSE if effect == REFUSED else effect) in effects:
                    outcomes[index] = effect
        self.outcomes = outcomes

    def to_store(self) -> list[int]:
        """Return the indices of the rows that go into the books."""
        return [i for i, outcome in enumerate(self.outcomes) if outcome in (STORED, FLAGGED)]


def split_codes(codes: list[str]) -> tuple[list[str], list[str]]:
    """Return the codes that decide an outcome, and the notes beside them."""
    deciding = [code for code in codes if CODES[code].effect != NOTE]
    return deciding, [code for code in codes if CODES[code].effect == NOTE]


def pack(staged: Staged) -> bytes:
    """Return the staged list as bytes: two Arrow frames and a CBOR head."""
    head = {
        "listing": _plain(asdict(staged.listing)),
        "columns": [asdict(c) for c in staged.columns],
        "codes": {i: list(c) for i, c in staged.table.codes.items()},
        **{name: getattr(staged, name) for name in _PLAIN},
        "rows": _frame(staged.rows),
        "table": _frame(staged.table.frame),
    }
    return cbor2.dumps(head)


def unpack(data: bytes) -> Staged:
    """Return the staged list that `pack` made."""
    head = cbor2.loads(data)
    listing = _listing(head["listing"])
    table = Table(pl.read_ipc(BytesIO(head["table"])), {int(i): list(c) for i, c in head["codes"].items()})
    staged = Staged(listing, pl.read_ipc(BytesIO(head["rows"])), table, [ColumnFound(**c) for c in head["columns"]])
    for name in _PLAIN:
        setattr(staged, name, head.get(name) or getattr(staged, name))
    staged.replaces = {int(i): (r[0], r[1]) for i, r in head["replaces"].items()}
    return staged


_PLAIN = tuple(f.name for f in fields(Staged) if f.name not in ("listing", "rows", "table", "columns"))


def _frame(frame: pl.DataFrame) -> bytes:
    out = BytesIO()
    frame.write_ipc(out, compression="zstd")
    return out.getvalue()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def _listing(said: dict[str, Any]) -> Listing:
    sheets = tuple(
        SheetFacts(**{**s, "on": date.fromisoformat(s["on"]) if s["on"] else None}) for s in said.pop("sheets")
    )
    on, at = date.fromisoformat(said.pop("on")), datetime.fromisoformat(said.pop("at"))
    return Listing(on=on, at=at, sheets=sheets, **said)


def walk_rows(staged: Staged) -> Iterator[tuple[int, int, str | None, int]]:
    """Yield (sheet, row, code of what is no data or None, data index or -1) for every row in order."""
    yield from staged.rows.select("sheet", "row", "code", "data").iter_rows()
