"""Many rows into a table that may hold some of them already: set by set, in key order, on both stores.

Rows go to a temporary table first (COPY on PostgreSQL, which so never touches a protected table) and from there in one
statement that passes over what is there. Every writer inserts in key order, so two of them wait for each other and
never lock each other out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import Any

from django.db import connection

from tongchou.journal.rows import insert, on_postgresql

BIG, BYTES, TEXT, INT = "bigint", "blob", "text", "integer"


@contextmanager
def staged(name: str, columns: dict[str, str], rows: Iterable[Sequence[Any]], *, planned: bool = True) -> Iterator[str]:
    """Give the name of a temporary table that holds the rows, until the block ends.

    `planned` has PostgreSQL look at the rows first, for whoever joins them; who reads them all needs no plan.
    """
    table = f"staged_{name}"
    types = {BYTES: "bytea"} if on_postgresql() else {}
    body = ", ".join(f"{column} {types.get(kind, kind)}" for column, kind in columns.items())
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({body})")
        insert(table, list(columns), rows)
        if on_postgresql() and planned:
            cursor.execute(f"ANALYZE {table}")
        # No `finally`: after a failure the transaction is undone, and the table with it.
        yield table
        cursor.execute(f"DROP TABLE {table}")


def add_rows(
    table: str,
    columns: dict[str, str],
    rows: Iterable[Sequence[Any]],
    *,
    once: Sequence[str],
    made: range = range(0),
) -> int:
    """Insert the rows a table does not hold yet by its `once` columns, and return how many these were.

    `made` are persons of whom this transaction speaks for the first time, in this call: nobody else can have said
    anything, so PostgreSQL need not look for their rows, which takes it a third of the insert. SQLite has one writer
    and no protected tables: there the rows go straight in, which is a third faster.
    """
    names, order = ", ".join(columns), ", ".join(once)
    if not on_postgresql():
        values = ", ".join("?" for _ in columns)
        sql = f"INSERT INTO {table} ({names}) VALUES ({values}) ON CONFLICT ({order}) DO NOTHING"
        with connection.cursor() as cursor:
            return int(cursor.cursor.connection.executemany(sql, rows).rowcount)
    unheard, others = _told_apart(list(columns), rows, once, made)
    sql = f"INSERT INTO {table} ({names}) SELECT {names} FROM {{stage}} ORDER BY {order}"
    added = _moved(table, columns, unheard, sql) if unheard else 0
    return added + (_moved(table, columns, others, f"{sql} ON CONFLICT ({order}) DO NOTHING") if others else 0)


def _told_apart(
    columns: list[str], rows: Iterable[Sequence[Any]], once: Sequence[str], made: range
) -> tuple[Collection[Sequence[Any]], list[Sequence[Any]]]:
    """Return the rows of persons just made, each once, and those of all others."""
    said = list(rows)
    if not made:
        return [], said
    person, key = columns.index("person_id"), itemgetter(*(columns.index(name) for name in once))
    # Backwards, so that what was said first of all stays.
    unheard = {key(row): row for row in reversed(said) if row[person] in made}
    return unheard.values(), [row for row in said if row[person] not in made]


def _moved(table: str, columns: dict[str, str], rows: Iterable[Sequence[Any]], sql: str) -> int:
    with staged(table, columns, rows, planned=False) as stage, connection.cursor() as cursor:
        # To the transaction's end: what is sorted here is a slice of a list, which the server's 4 MB do not hold.
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute(sql.format(stage=stage))
        return int(cursor.rowcount)


def fetch(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return all rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def execute(sql: str, params: Sequence[Any] = ()) -> None:
    """Run a statement that answers nothing."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
