"""Which store a model lives in: the books, or on SQLite the office file beside them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connections

OFFICE_APPS = frozenset({"sessions", "axes", "django_tasks_db", "django_tasks_database"})


def let_go_of_connections() -> None:
    """Close every connection of this process, and their pools: to be done before it is forked.

    Two workers that inherit one connection read each other's answers off it: rows of another user's question, their
    session, or what no query expects.
    """
    for connection in connections.all(initialized_only=True):
        connection.close()
        if getattr(connection, "pool", None):
            connection.close_pool()  # type: ignore[attr-defined]


def give_back_pages(**signal: object) -> None:
    """Let SQLite's connections of this thread, which stay open, give back what they read of a file for a request.

    Each may keep 64 MB of pages, which a long list needs while it is written: half a gigabyte for the server's threads.
    """
    for connection in connections.all(initialized_only=True):
        if connection.vendor == "sqlite" and connection.connection is not None and not connection.in_atomic_block:
            connection.connection.execute("PRAGMA shrink_memory")


class OfficeRouter:
    """Send sessions, sign-in attempts and jobs to the office file where there is one."""

    def _store(self, app_label: str) -> str:
        return "office" if "office" in settings.DATABASES and app_label in OFFICE_APPS else "default"

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return self._store(model._meta.app_label)

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == self._store(app_label)
