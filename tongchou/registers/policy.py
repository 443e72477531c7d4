"""Row-level security on PostgreSQL: the store itself hides what lies outside the reader's places.

Three settings, local to a transaction, say what may be seen (`staff/session.py` sets them): `tongchou.reach` is "all"
for everything; else `tongchou.places` lists the places in scope, and `tongchou.organisations` those the reader works
for. Without any of them nothing is seen.

Whoever protects a table does it by `by_place("organisation")` or `protect(...)` in the operations of a hand-written
migration. On SQLite all of this is nothing: there one owner has the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from tongchou.journal.steps import StoreStep

ALL = "current_setting('tongchou.reach', true) = 'all'"
#: Subselects, so that a setting is parsed once a query and not once a row.
PLACES = "ANY ((SELECT nullif(current_setting('tongchou.places', true), '')::bigint[])::bigint[])"
ORGANISATIONS = "ANY ((SELECT nullif(current_setting('tongchou.organisations', true), '')::bigint[])::bigint[])"


def by_place(table: str, column: str = "place") -> StoreStep:
    """Return the migration step that shows a table's rows by their place."""
    return protect(table, f"{table}.{column} = {PLACES}")


def by_case(table: str, column: str = "case", *, also: Iterable[str] = ()) -> StoreStep:
    """Return the migration step that shows a table's rows by where their case stands in the books.

    `also` are queries of one column, each ending in a condition: further places whose readers see the row. `{of}` in
    them is the case.
    """
    of = f'{table}."{column}"'
    more = "".join(f" OR EXISTS ({query.format(of=of)} AND {query.split()[1]} = {PLACES})" for query in also)
    return protect(table, f'EXISTS (SELECT 1 FROM standing s WHERE s."case" = {of} AND s.place = {PLACES}){more}')


def protect(table: str, seen: str) -> StoreStep:
    """Return the migration step that shows those rows of a table that a condition holds of."""

    def on(editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
            editor.execute(f'CREATE POLICY scope ON "{table}" USING ({ALL} OR {seen}) WITH CHECK (true)')

    def off(editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f'DROP POLICY scope ON "{table}"')
            editor.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')

    return StoreStep(on, off)


def opened(table: str, reach: str, seen: str) -> StoreStep:
    """Return the migration step that shows those rows of a protected table that a condition holds of to everybody.

    Only within `as_anyone(reach)`, and only to read: whoever signs in sees by their places as before.
    """

    def on(editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            asked = f"current_setting('tongchou.reach', true) = '{reach}'"
            editor.execute(f'CREATE POLICY "{reach}" ON "{table}" FOR SELECT USING ({asked} AND ({seen}))')

    def off(editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f'DROP POLICY "{reach}" ON "{table}"')

    return StoreStep(on, off)


@contextmanager
def register_open() -> Iterator[None]:
    """Let the register meet everyone, whoever called it, to the end of the block.

    A village that registers someone must not make a second person because the first lives next door, and a count is of
    everyone. Nothing that is read within goes to a screen but numbers.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('tongchou.reach', true), '')")
        before = cursor.fetchone()[0]
        cursor.execute("SELECT set_config('tongchou.reach', 'all', true)")
        # No `finally`: after a failure the transaction is undone, and the setting with it.
        yield
        cursor.execute("SELECT set_config('tongchou.reach', %s, true)", [before])
