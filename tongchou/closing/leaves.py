"""The leaves of a day-book: one for each entry, bound to what the books hold of it.

A leaf is SHA-256(salt + canonical CBOR of the entry): its own columns, its claims, what they settle, and the
quantities it moves. The salt lies apart; once erasing has deleted it, nobody can try out what an entry may have said,
and the book still verifies.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection

from tongchou.base.canonical import canonical
from tongchou.journal.entries import Column
from tongchou.journal.models import INDEX_BITS
from tongchou.journal.rows import columns

#: Bytes of an entry's id and of its leaf, side by side in `leaves.bin`.
ID_BYTES, LEAF_BYTES = 16, 32
RECORD = ID_BYTES + LEAF_BYTES

_CLAIM = ("id", "case", "chain", "predecessor", "account", "place", "occurred_on", "sheet", "row")
_QUANTITY = ("from_account", "from_place", "to_account", "to_place", "item", "occurred_on", "quantity")


@dataclass(frozen=True)
class Leaf:
    """An entry's id and leaf."""

    id: bytes
    leaf: bytes


def leaves_between(after: int, up_to: int) -> list[Leaf]:
    """Return the leaves of all entries of the commits after one number, up to another, sorted by entry id."""
    entries = list(_entries(after, up_to))
    numbers = np.array([number for number, _, _ in entries], np.int64)
    parts = [_Table.read(after, up_to, *table).bytes_of(numbers) for table in _TABLES]
    found = []
    for (_, salt, head), *own in zip(entries, *parts, strict=True):
        found.append(Leaf(head[1], hashlib.sha256(salt + canonical([*head, *own])).digest()))
    return sorted(found, key=lambda leaf: leaf.id)


def _entries(after: int, up_to: int) -> Iterator[tuple[int, bytes, list[Any]]]:
    """Yield number, salt and own columns of each entry."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.number, s.salt, e.id, e.code, e.actor, e.role, e.occurred_at, e.voucher, e.reason, e.digest"
            " FROM commit_log c JOIN entry e ON e.batch = c.batch LEFT JOIN salt s ON s.entry = e.number"
            " WHERE c.n > %s AND c.n <= %s",
            [after, up_to],
        )
        for number, salt, id_, code, actor, role, occurred_at, voucher, reason, digest in cursor.fetchall():
            own = ["entry/1", _uuid(id_), code, actor, role, _micros(occurred_at), voucher, reason, bytes(digest)]
            yield int(number), bytes(salt) if salt is not None else b"", own


def _uuid(value: Any) -> bytes:
    return value.bytes if isinstance(value, UUID) else bytes.fromhex(str(value).replace("-", ""))


def _micros(value: Any) -> int:
    """Return the instant in microseconds since 1970, from a driver's datetime or SQLite's text in UTC."""
    instant = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    instant = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    whole = instant - datetime(1970, 1, 1, tzinfo=UTC)
    return (whole.days * 86_400 + whole.seconds) * 1_000_000 + whole.microseconds


#: What belongs to an entry: its claims, what they settle, its quantities. The first column is the entry's number.
#: SQLite keeps the order of a CROSS JOIN: each step goes by a key.
_TABLES = (
    (
        "SELECT t.entry, " + ", ".join(f't."{name}"' for name in _CLAIM) + " FROM commit_log c"
        " CROSS JOIN entry e CROSS JOIN claim t WHERE e.batch = c.batch"
        " AND t.id >= e.number * {span} AND t.id < (e.number + 1) * {span} AND c.n > %s AND c.n <= %s",
        len(_CLAIM),
    ),
    (
        "SELECT e.number, t.target, t.claim FROM settles t CROSS JOIN entry e CROSS JOIN commit_log c"
        " WHERE e.number = t.claim / {span} AND c.batch = e.batch AND c.n > %s AND c.n <= %s",
        2,
    ),
    (
        "SELECT t.entry, " + ", ".join(f't."{name}"' for name in _QUANTITY) + " FROM commit_log c"
        " CROSS JOIN line t WHERE t.batch = c.batch AND t.item > 0 AND c.n > %s AND c.n <= %s",
        len(_QUANTITY),
    ),
)


@dataclass(frozen=True)
class _Table:
    """Rows sorted by entry, so that one entry's are one slice of bytes (little-endian, 8 bytes a number)."""

    entry: Column
    rows: np.ndarray

    @staticmethod
    def read(after: int, up_to: int, sql: str, width: int) -> _Table:
        found = columns(sql.format(span=1 << INDEX_BITS), [after, up_to], width + 1)
        order = np.lexsort(found[::-1])
        rows = np.stack([column[order] for column in found[1:]], axis=1) if len(order) else np.zeros((0, width))
        return _Table(found[0][order], np.ascontiguousarray(rows, "<i8"))

    def bytes_of(self, entries: Column) -> list[bytes]:
        """Return the rows of each of some entries, as bytes; none for an entry without any."""
        width = self.rows.shape[1] * 8
        low = np.searchsorted(self.entry, entries) * width
        high = np.searchsorted(self.entry, entries, "right") * width
        raw = self.rows.tobytes()
        return [raw[a:b] for a, b in zip(low.tolist(), high.tolist(), strict=True)]


def packed(leaves: list[Leaf]) -> bytes:
    """Return `leaves.bin`: id and leaf of each entry, in order."""
    return b"".join(leaf.id + leaf.leaf for leaf in leaves)
