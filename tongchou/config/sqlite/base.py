"""Django's SQLite, but tables lie in the order of their keys, and whoever is about to write waits in a row.

SQLite lets a second writer try again after pauses of up to a tenth of a second, and whoever posts one list after the
other has the lock again before it wakes up. Here one waits at a time for the turn, at the door (a file beside the store
for each); the others wait for the door, and so does whoever had the turn just now and wants it again. Threads and
processes wait alike. SQLite's own lock stays what keeps the books right; a turn only says who asks for it next, and
ends with the transaction or the process.
"""

from __future__ import annotations

import fcntl
import os
from typing import Any

from django.db.backends.sqlite3 import base, schema
from django.db.models import CompositePrimaryKey


class SchemaEditor(schema.DatabaseSchemaEditor):
    """Makes tables whose rows lie in the order of their keys, instead of a table and an index of its keys beside it."""

    def table_sql(self, model: Any) -> tuple[str, list[Any]]:
        """Return what makes a model's table; one whose key has several columns is kept by that key alone.

        100,000 movements take 3 MB instead of 5, and a fifth less time.
        """
        sql, params = super().table_sql(model)
        return f"{sql} WITHOUT ROWID" if isinstance(model._meta.pk, CompositePrimaryKey) else sql, params


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that holds the file for as long as its transaction lasts. Django's stubs lack what it calls."""

    SchemaEditorClass = SchemaEditor
    # SQLite keeps a table by its key only if that is an "integer"; of a "bigint" it keeps an index beside the table.
    # Its whole numbers have 64 bits, whatever they are called. Of 100,000 claims: 4 MB instead of 5, 15 % less time.
    data_types = base.DatabaseWrapper.data_types | {"BigIntegerField": "integer"}

    _turn: int | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._leave()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._leave()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._leave()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._leave()

    def _take_turn(self) -> None:
        if self.is_in_memory_db():
            return
        self._leave()
        door = self._opened("door")
        try:
            fcntl.flock(door, fcntl.LOCK_EX)
            self._turn = self._opened("turn")
            fcntl.flock(self._turn, fcntl.LOCK_EX)
        except BaseException:
            self._leave()
            raise
        finally:
            os.close(door)

    def _opened(self, name: str) -> int:
        """Open a file of this transaction's own: what locks is the open file, and closing it lets go."""
        return os.open(f"{self.settings_dict['NAME']}.{name}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def _leave(self) -> None:
        if self._turn is not None:
            os.close(self._turn)
            self._turn = None
