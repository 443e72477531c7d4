"""The yardstick of a whole act: every row it wrote, into tables with the same columns and indexes.

Inserted as a program does that has the rows (`INSERT`, in one `executemany`), and on PostgreSQL, where an
administrator would load a file, also by one `COPY` a table.
"""

from __future__ import annotations

import re

from django.db import connection, transaction

Tables = dict[str, list[tuple[object, ...]]]


def counts() -> dict[str, int]:
    """Return how many rows each table has."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table] = int(cursor.fetchone()[0])
    return found


def grown(before: dict[str, int], *, by: int) -> Tables:
    """Return all rows of the tables that grew by more than `by` rows."""
    return {table: _rows_of(table) for table, many in counts().items() if many > before[table] + by}


def _rows_of(table: str) -> list[tuple[object, ...]]:
    # Past Django's cursor, which would turn the values of SQLite into Python's.
    with connection.connection.cursor() if connection.vendor == "postgresql" else connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return [tuple(row) for row in cursor.fetchall()]


def make(name: str, table: str) -> None:
    """Make an empty table of the same columns and indexes; no triggers, nothing that refers to others."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f'CREATE TABLE "{name}" (LIKE "{table}" INCLUDING ALL)')
            return
        cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s AND sql > '' AND type <> 'trigger'", [table])
        prefix = name.removesuffix(table)
        for (sql,) in cursor.fetchall():
            made = re.sub(rf'"{table}"', f'"{name}"', re.sub(r"REFERENCES [^,)]+\)[^,)]*", "", sql))
            made = re.sub(r"(INDEX )\"?(\w+)\"?", rf'\1"{prefix}\2"', made)
            cursor.execute(re.sub(rf"(TABLE |ON ){table}\b", rf'\1"{name}"', made))


def insert(tables: Tables, *, prefix: str) -> None:
    """Insert the rows of each table again, in one transaction, into the table of the same name behind a prefix."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in tables.items():
            # Past Django's cursor, which has marks of its own.
            mark, raw = ("%s", cursor.cursor) if connection.vendor == "postgresql" else ("?", cursor.cursor.connection)
            marks = ", ".join(mark for _ in rows[0])
            raw.executemany(f'INSERT INTO "{prefix}{table}" VALUES ({marks})', rows)


def load(tables: Tables, *, prefix: str) -> None:
    """Do the same in the quickest way that the store has: one COPY a table on PostgreSQL."""
    if connection.vendor != "postgresql":
        insert(tables, prefix=prefix)
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in tables.items():
            with cursor.cursor.copy(f'COPY "{prefix}{table}" FROM STDIN') as out:
                for row in rows:
                    out.write_row(row)
