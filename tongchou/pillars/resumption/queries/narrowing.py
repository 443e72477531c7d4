"""How every reader of resumption narrows: by the reader's places, and by the organisations they work for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from tongchou.registers.staff.access import Scope


def narrowed(scope: Scope, place: int | None = None) -> tuple[str, list[Any]]:
    """Return the condition on a standing `s` and an enterprise `e`, with its parameters."""
    within, params = scope.within_sql("s.place", place)
    if not scope.organisations:
        return within, params
    return f"({within} OR e.organisation IN ({among(scope.organisations)}))", params


def among(numbers: Iterable[int]) -> str:
    """Return numbers for an IN list, which is never empty."""
    return ", ".join(str(int(n)) for n in numbers) or "NULL"


def fetched(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return all rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return list(cursor.fetchall())
