"""Which store a model lives in: the books, or on SQLite the office file beside them."""

from __future__ import annotations

from typing import Any

from django.conf import settings

OFFICE_APPS = frozenset({"sessions", "axes", "django_tasks_db", "django_tasks_database"})


class OfficeRouter:
    """Send sessions, sign-in attempts and jobs to the office file where there is one."""

    def _store(self, app_label: str) -> str:
        return "office" if "office" in settings.DATABASES and app_label in OFFICE_APPS else "default"

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return self._store(model._meta.app_label)

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == self._store(app_label)
