"""Rows in and out of the two stores by columns: many to a statement on SQLite, COPY on PostgreSQL.

The only place in the journal that knows which store it runs on, beside the migrations.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import chain as flatten
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from tongchou.journal.arrays import array, numbers
from tongchou.journal.entries import Column, Mask


@cache
def on_postgresql() -> bool:
    """Say whether the books are kept in PostgreSQL. Asked so often that finding out again would cost a tenth."""
    return connection.vendor == "postgresql"


def often(sql: str, params: Sequence[Any] = (), *, using: str = DEFAULT_DB_ALIAS) -> list[tuple[Any, ...]]:
    """Return the rows of a question that is asked at every request, on the store of an alias.

    PostgreSQL makes a plan for it once a connection, where Django sends it a new text each time: of five such
    questions, a page from a copy took 1.4 ms of the store's processor and takes 0.7; the server's own is 0.1 less.
    """
    store = connections[using]
    with _planning_once(store) if store.vendor == "postgresql" else store.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


#: The answers to questions asked already while a page is read.
_answered: ContextVar[dict[Hashable, list[tuple[Any, ...]]] | None] = ContextVar("answered", default=None)


@contextmanager
def asking_once() -> Iterator[None]:
    """Put a question that is asked `once` to the store only the first time in this block, which only reads."""
    outside = _answered.set({})
    try:
        yield
    finally:
        _answered.reset(outside)


def once(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return the rows of a question that a page asks again and again, of what does not change while it is read.

    An open day's bulletin asks for editions of places and rules 42 times: on PostgreSQL 18 ms of the 130 it takes.
    """
    answered, asked = _answered.get(), (sql, *params)
    if answered is None:
        return often(sql, params)
    if asked not in answered:
        answered[asked] = often(sql, params)
    return answered[asked]


def _planning_once(store: BaseDatabaseWrapper) -> CursorWrapper:
    """Return a cursor as Django's, but for whom PostgreSQL keeps its plans."""
    import psycopg

    store.ensure_connection()
    return store.make_cursor(psycopg.Cursor(store.connection))  # type: ignore[arg-type]


def for_update() -> str:
    """Return what ends a query that locks the rows it reads. On SQLite whoever writes is alone anyway."""
    return " FOR UPDATE" if on_postgresql() else ""


def to_store(value: Any) -> Any:
    """Return an instant or an id as the store keeps it; the ORM does the same, at a hundred times the cost."""
    if on_postgresql():
        return value
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None))
    return value.hex if isinstance(value, UUID) else value


def from_store(value: Any) -> datetime | None:
    """Return an instant that was read without the ORM: SQLite gives it in UTC, but does not say so."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    instant: datetime | None = value
    return instant.replace(tzinfo=UTC) if instant and not instant.tzinfo else instant


def take_numbers(name: str, count: int) -> int:
    """Take a block of numbers and return the first. Numbers may be skipped, never given twice."""
    if count == 0:
        return 0
    with connection.cursor() as cursor:
        if on_postgresql():
            # The sequence steps by one; a block is taken by moving it, under a lock that ends with the statement.
            cursor.execute("SELECT take_numbers(%s, %s)", [f"{name}_numbers", count])
            return int(cursor.fetchone()[0])
        # One statement: two processes that take a name's very first number would else both insert it.
        cursor.execute(
            "INSERT INTO sequence (name, next) VALUES (%s, %s)"
            " ON CONFLICT (name) DO UPDATE SET next = sequence.next + %s RETURNING next",
            [name, 1 + count, count],
        )
        return int(cursor.fetchone()[0]) - count


#: Up to so many rows PostgreSQL takes arrays in one statement sooner than it begins a COPY, and SQLite lists of marks.
FEW = 500


def insert(table: str, columns: Sequence[str], values: Iterable[Sequence[Any]]) -> None:
    """Insert rows, as fast as the store takes them. Values are plain Python or what the driver adapts."""
    names = ", ".join(f'"{c}"' for c in columns)
    with connection.cursor() as cursor:
        if on_postgresql():
            with cursor.cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in values:
                    copy.write_row(row)
        else:
            _insert_by_many(f'"{table}" ({names})', ["?"] * len(columns), flatten.from_iterable(values))


#: Values in one statement: as many as any SQLite takes that Django runs on.
MANY = 999


def _insert_by_many(into: str, marks: Sequence[str], values: Iterator[Any]) -> None:
    """Insert rows whose values come one after the other, as many rows in one statement as may be. Only on SQLite.

    `marks` say of each column "?", or the number that it has in every row. Between two rows of a statement SQLite stays
    where it is in the table: of a list of 100,000, a statement for each row took 1.6 times as long. OR FAIL, because to
    undo half a statement SQLite would first copy every page it touches, which took longer still where an index is not
    in the order of the rows: whoever asked undoes the transaction if it fails.
    """
    width = marks.count("?")
    full = MANY // width * width
    last: tuple[Any, ...] = ()

    def filled() -> Iterator[tuple[Any, ...]]:
        nonlocal last
        while len(last := tuple(islice(values, full))) == full:
            yield last

    row = f"({', '.join(marks)})"
    with connection.cursor() as cursor:
        executemany = cursor.cursor.connection.executemany
        executemany(f"INSERT OR FAIL INTO {into} VALUES {', '.join([row] * (full // width))}", filled())
        executemany(f"INSERT INTO {into} VALUES {row}", (last[at : at + width] for at in range(0, len(last), width)))


class Statement(NamedTuple):
    """What PostgreSQL is told to write, and what its marks stand for."""

    sql: str
    params: list[str]


@dataclass(frozen=True)
class Rows:
    """Rows of one table, by columns. `kinds` has PostgreSQL's type of each; without it all are whole numbers."""

    table: str
    columns: Mapping[str, Sequence[Any] | Column]
    kinds: dict[str, str] | None = None

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def statement(self) -> Statement:
        """Return what inserts them as arrays, which PostgreSQL takes sooner than a COPY while they are few."""
        kinds = self.kinds or dict.fromkeys(self.columns, "bigint")
        names = ", ".join(f'"{name}"' for name in kinds)
        source = ", ".join(f"%s::{kind}[]" for kind in kinds.values())
        arrays = [array(kind, self.columns[name]) for name, kind in kinds.items()]
        return Statement(f'INSERT INTO "{self.table}" ({names}) SELECT * FROM unnest({source})', arrays)


def insert_all(several: Sequence[Rows], *, also: Sequence[Statement] = ()) -> None:
    """Insert rows of several tables; on PostgreSQL those that are few, and what is written `also`, as one statement.

    To and fro, a statement costs either side 0.1 ms: of a batch of 30, a third of the time of both went into that.
    """
    few = list(also)
    for rows in several:
        if on_postgresql() and 0 < len(rows) <= FEW:
            few.append(rows.statement())
        elif rows.kinds:
            insert(rows.table, list(rows.columns), zip(*rows.columns.values(), strict=True))
        else:
            _insert_columns(rows.table, rows.columns)
    if few:
        *parts, last = few
        begun = ", ".join(f"part{i} AS ({part.sql})" for i, part in enumerate(parts))
        with connection.cursor() as cursor:
            params = [param for one in few for param in one.params]
            cursor.execute(f"WITH {begun} {last.sql}" if parts else last.sql, params)


def insert_few(table: str, columns: dict[str, str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows, of which there are mostly a few, in one statement. `columns` has PostgreSQL's type of each."""
    if rows:
        insert_all([Rows(table, dict(zip(columns, zip(*rows, strict=True), strict=True)), columns)])


def _arrays(columns: dict[str, str], rows: Sequence[Sequence[Any]]) -> list[str]:
    return [array(kind, values) for kind, values in zip(columns.values(), zip(*rows, strict=True), strict=True)]


def insert_new(table: str, columns: dict[str, str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows, passing over those whose key is there already. `columns` has PostgreSQL's type of each."""
    if not rows:
        return
    names = ", ".join(f'"{c}"' for c in columns)
    with connection.cursor() as cursor:
        if on_postgresql():
            source = ", ".join(f"%s::{kind}[]" for kind in columns.values())
            cursor.execute(
                f'INSERT INTO "{table}" ({names}) SELECT * FROM unnest({source}) ON CONFLICT DO NOTHING',
                _arrays(columns, rows),
            )
        else:
            marks = ", ".join("?" for _ in columns)
            cursor.cursor.connection.executemany(f'INSERT OR IGNORE INTO "{table}" ({names}) VALUES ({marks})', rows)


def update(table: str, key: str, columns: dict[str, str], rows: Sequence[Sequence[Any]]) -> None:
    """Write into rows that are there, found by `key`. `columns` has PostgreSQL's type of each, the key's among them."""
    if not rows:
        return
    others = [name for name in columns if name != key]
    with connection.cursor() as cursor:
        if on_postgresql():
            names = ", ".join(f'"{name}"' for name in columns)
            source = ", ".join(f"%s::{kind}[]" for kind in columns.values())
            sets = ", ".join(f'"{name}" = new."{name}"' for name in others)
            cursor.execute(
                f'UPDATE "{table}" SET {sets} FROM unnest({source}) AS new({names})'
                f' WHERE "{table}"."{key}" = new."{key}"',
                _arrays(columns, rows),
            )
            return
        sets = ", ".join(f'"{name}" = :{name}' for name in others)
        cursor.cursor.connection.executemany(
            f'UPDATE "{table}" SET {sets} WHERE "{key}" = :{key}',
            (dict(zip(columns, row, strict=True)) for row in rows),
        )


def insert_columns(table: str, columns: dict[str, Column]) -> None:
    """Insert whole numbers by columns; nothing else is in them, so PostgreSQL gets them as it holds them."""
    insert_all([Rows(table, columns)])


def _insert_columns(table: str, columns: Mapping[str, Any]) -> None:
    arrays: list[Column] = list(columns.values())
    if len(arrays[0]) == 0:
        return
    names = ", ".join(f'"{c}"' for c in columns)
    if not on_postgresql():
        # What is the same in all of many rows is said once; of few, the statement is better one that is known already.
        same = [len(a) > MANY and a is not arrays[0] and bool((a == a[0]).all()) for a in arrays]
        marks = [str(int(a[0])) if known else "?" for a, known in zip(arrays, same, strict=True)]
        other = np.stack([a for a, known in zip(arrays, same, strict=True) if not known], axis=1)
        _insert_by_many(f'"{table}" ({names})', marks, flatten.from_iterable(_in_python(other)))
        return
    with connection.cursor() as cursor:
        blocks = _blocks(columns, _widths(table))
        with cursor.cursor.copy(f'COPY "{table}" ({names}) FROM STDIN (FORMAT binary)') as copy:
            for block in blocks:
                copy.write(block)


def _in_python(table: Column, size: int = 50_000) -> Iterator[list[int]]:
    """Yield the numbers of a table row by row, some of its rows at a time."""
    for start in range(0, len(table), size):
        yield table[start : start + size].ravel().tolist()


#: What a binary COPY begins and ends with.
_HEAD, _END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
#: PostgreSQL's numbers of smallint, integer and bigint, as numpy says them.
_WHOLE = {21: ">i2", 23: ">i4", 20: ">i8"}


@cache
def _widths(table: str) -> dict[str, str]:
    """Return how PostgreSQL holds the whole-number columns of a table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, atttypid FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0", [table]
        )
        return {name: _WHOLE[kind] for name, kind in cursor.fetchall() if kind in _WHOLE}


def _blocks(columns: Mapping[str, Column], widths: dict[str, str], size: int = 50_000) -> Iterator[bytes]:
    """Yield a binary COPY of the columns: each row says how many fields it has, each field how long it is.

    As text they took eight times the processor time, and the store had to read them.
    """
    shape = np.dtype([("fields", ">i2"), *((n, [("length", ">i4"), ("value", widths[n])]) for n in columns)])
    count = len(next(iter(columns.values())))
    yield _HEAD
    for start in range(0, count, size):
        block = np.empty(min(size, count - start), shape)
        block["fields"] = len(columns)
        for name, column in columns.items():
            part = column[start : start + size]
            block[name]["length"] = shape[name]["value"].itemsize
            block[name]["value"] = part
            if not np.array_equal(block[name]["value"], part):
                raise OverflowError(f"a value of {name} is wider than its column")
        yield block.tobytes()
    yield _END


_JSON = "IN (SELECT value FROM json_each(%s))"


@contextmanager
def listed(ids: Column) -> Iterator[tuple[str, list[Any]]]:
    """Give a SQL fragment `IN (...)`/`= ANY(...)` for many ids, with its parameters."""
    if len(ids) > FEW and bool((np.diff(ids) == 1).all()):
        # The new cases of a list are numbered so: to look for each of 100,000 took a tenth of the list.
        yield "BETWEEN %s AND %s", [int(ids[0]), int(ids[-1])]
    elif on_postgresql():
        yield "= ANY(%s)", [numbers(ids)]
    elif len(ids) <= FEW:
        yield f"IN ({', '.join(['%s'] * len(ids))})" if len(ids) else "IN (NULL)", ids.tolist()
    else:
        # json_each binds any number of ids as one value; measured like a temporary table at 100,000, with no table.
        yield _JSON, ["[" + ",".join(map(str, ids.tolist())) + "]"]


def one_of(values: Collection[int] | Collection[str]) -> tuple[str, Any]:
    """Return a SQL fragment for a few numbers or words as `listed` does for many, the same however few, and its one
    parameter: a question that is asked `often` keeps its plan."""
    return ("= ANY(%s)", list(values)) if on_postgresql() else (_JSON, json.dumps(list(values)))


def listed_ids(ids: Iterable[UUID]) -> tuple[str, str]:
    """Return a SQL fragment for many ids of senders, as `listed` does for numbers, with its one parameter."""
    if on_postgresql():
        return "= ANY(%s)", array("uuid", ids)
    return _JSON, json.dumps([one.hex for one in ids])


def id_from(value: Any) -> UUID:
    """Return an id that was read without the ORM: SQLite gives its digits."""
    return value if isinstance(value, UUID) else UUID(value)


def among(values: Column, chosen: Collection[int] | Column) -> Mask:
    """Say which values are among some others, mostly none: numpy takes 30 µs to find out that nothing is."""
    if not len(values) or not len(chosen):
        return np.zeros(len(values), bool)
    return np.isin(values, chosen if isinstance(chosen, np.ndarray) else list(chosen))


def columns(sql: str, params: Sequence[Any], width: int) -> list[Column]:
    """Run a query of whole-number columns and return them as int64 arrays."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        # SQLite's own cursor hands each row straight into the array; a list of all of them would take twice as long.
        rows = cursor.fetchall() if on_postgresql() else cursor.cursor
        flat = np.fromiter(flatten.from_iterable(rows), np.int64)
    table = flat.reshape(-1, width)
    return [np.ascontiguousarray(table[:, i]) for i in range(width)]
