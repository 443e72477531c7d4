"""What the store is asked in a block, whichever cursor asks: plans that are kept never pass Django's own log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def asked() -> Iterator[list[str]]:
    """Give a list that fills with the SQL of the block's questions."""
    found: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        found.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(note):
        yield found
