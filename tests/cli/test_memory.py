"""What a server's threads keep open does not keep what they read."""

from __future__ import annotations

import pytest
from django.db import connection, connections

from tongchou.config.memory import keep_few_heaps, settle
from tongchou.config.stores import give_back_pages

pytestmark = pytest.mark.django_db(databases="__all__")


def test_connections_stay_usable_when_they_gave_back_their_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_few_heaps()
    settle()
    # A test's own transaction: what a request leaves has none.
    monkeypatch.setattr(connections["default"], "in_atomic_block", False)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (n integer)")
    give_back_pages()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO kept (n) VALUES (7)")
        give_back_pages()
        cursor.execute("SELECT n FROM kept")
        assert cursor.fetchone() == (7,)
        cursor.execute("DROP TABLE kept")
