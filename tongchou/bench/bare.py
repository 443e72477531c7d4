"""The yardstick of posting: the very rows that the last commits wrote, inserted once more beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
from django.db import transaction
from django.db.models import Model

from tongchou.base.ids import new_id
from tongchou.journal.entries import Column
from tongchou.journal.models import INDEX_BITS, Claim, Line, Movement, Standing
from tongchou.journal.numbering import number_of
from tongchou.journal.posting import new_cases
from tongchou.journal.reading import stream
from tongchou.journal.rows import insert_columns, take_numbers

Rows = dict[str, dict[str, Column]]

MODELS: dict[str, type[Model]] = {"claim": Claim, "line": Line, "movement": Movement, "standing": Standing}
#: Columns that the models hold as dates.
DAYS = ("occurred_on", "booked_on")

TABLES = {
    "claim": "id entry case chain predecessor account place occurred_on sheet row",
    "line": "id entry batch from_account from_place to_account to_place item occurred_on booked_on count quantity",
    "movement": "line case claim",
    "standing": "case account place class_tip state_tip place_tip flags booked_on",
}


def read_last() -> Rows:
    """Return the rows that the last commit wrote."""
    return read_batch(int(stream("SELECT batch FROM commit_log ORDER BY n DESC LIMIT 1", 1)[0][0]))


def read_batch(batch: int, entries: Sequence[int] = ()) -> Rows:
    """Return the rows that one posting wrote, ready to be inserted again; of some of its entries, if they are named."""
    lines = f"id BETWEEN {batch << INDEX_BITS} AND {((batch + 1) << INDEX_BITS) - 1}"
    entry = f"entry IN (SELECT number FROM entry WHERE batch = {batch})"
    if entries:
        entry = f"entry IN ({', '.join(map(str, entries))})"
        lines += f" AND {entry}"
    movements = f"line IN (SELECT id FROM line WHERE {lines})"
    wheres = {
        "claim": entry,
        "line": lines,
        "movement": movements,
        "standing": f'"case" IN (SELECT "case" FROM movement WHERE {movements})',
    }
    found = {}
    for name, columns in TABLES.items():
        names = columns.split()
        quoted = ", ".join(f'"{column}"' for column in names)
        rows = stream(f'SELECT {quoted} FROM "{name}" WHERE {wheres[name]} ORDER BY 1', len(names))
        found[name] = dict(zip(names, rows, strict=True))
    return found


def beside(rows: Rows) -> Rows:
    """Return rows under keys that were never used, as large as their own, so that they stand beside the posted ones."""
    cases = rows["standing"]["case"]
    entries = [number_of(new_id()) for _ in np.unique(rows["claim"]["entry"])]
    claims = (entries[0] - int(rows["claim"]["entry"].min())) << INDEX_BITS
    lines = (take_numbers("batch", 1) - int(rows["line"]["batch"].min())) << INDEX_BITS
    span = int(cases.max() - cases.min()) + 1
    added = {"case": new_cases(span) - int(cases.min()), "claim": claims, "line": lines}
    added |= {"class_tip": claims, "state_tip": claims, "place_tip": claims}
    return {
        name: {
            column: values + (added.get(name, 0) if column == "id" else added.get(column, 0))
            for column, values in columns.items()
        }
        for name, columns in rows.items()
    }


def insert(rows: Rows, *, prefix: str = "") -> None:
    """Insert rows as they are, in one transaction, into the books' tables or those of the same name behind a prefix."""
    with transaction.atomic():
        for name, columns in rows.items():
            insert_columns(f"{prefix}{name}", columns)


def bulk_create(rows: Rows) -> None:
    """Insert rows as an ordinary developer does: an object for each, and `bulk_create`, in one transaction."""
    with transaction.atomic():
        for name, model in MODELS.items():
            objects = (model(**dict(zip(rows[name], values, strict=True))) for values in _by_row(rows[name]))
            model._default_manager.bulk_create(objects)


def _by_row(columns: dict[str, Column]) -> Iterator[tuple[object, ...]]:
    days = [name in DAYS for name in columns]
    for values in zip(*(column.tolist() for column in columns.values()), strict=True):
        yield tuple(date.fromordinal(v) if day else v for v, day in zip(values, days, strict=True))
