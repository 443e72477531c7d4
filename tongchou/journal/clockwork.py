"""The one-row clock at which every posting transaction ends, and at which a closer holds the books still.

Ids commit out of order; commit numbers do not. Whoever takes the clock holds its row to the end of the transaction, so
`n` and `known_at` rise strictly with the order in which others can see the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from tongchou.base import clock as county_clock
from tongchou.journal.rows import for_update, from_store, on_postgresql, take_numbers, to_store


@dataclass(frozen=True)
class Tick:
    """What the clock shows: the newest commit's number, the instant the books learnt it, and the closes so far."""

    n: int
    closes: int
    known_at: datetime | None


def closes() -> int:
    """Return how many times a day has been closed, without holding the clock."""
    return _look("").closes


def begin() -> tuple[int, int]:
    """Return how many times a day has been closed, and a number for a new batch."""
    if not on_postgresql():
        return closes(), take_numbers("batch", 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT closes, take_numbers('batch_numbers', 1) FROM clock WHERE id = 1")
        closed, batch = cursor.fetchone()
    return int(closed), int(batch)


def last_commit() -> int:
    """Return the number of the newest commit that can be seen."""
    return _look("").n


def hold() -> Tick:
    """Take the clock's row, to the end of the transaction, without turning it."""
    assert connection.in_atomic_block, "the clock is held inside a transaction"
    return _look(for_update())


def tick(batch: int) -> Tick:
    """Turn the clock for a batch and write its commit. Nothing slow may follow in this transaction.

    `known_at` is read here and not at the door: a list that took ten seconds to write was not known before it ended.
    """
    if on_postgresql():
        return _tick_at_once(batch)
    was = hold()
    now = county_clock.now()
    known_at = now if was.known_at is None else max(now, was.known_at + timedelta(microseconds=1))
    n = was.n + 1
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clock SET n = %s, known_at = %s WHERE id = 1", [n, to_store(known_at)])
        row = [n, batch, to_store(known_at)]
        cursor.execute("INSERT INTO commit_log (n, batch, known_at) VALUES (%s, %s, %s)", row)
    return Tick(n, was.closes, known_at)


def _tick_at_once(batch: int) -> Tick:
    """Do the same in one statement: all other writers wait for whatever is said to and fro while the clock is held.

    `known_at` is of before the wait for the clock, which other writers make a few milliseconds long; it still rises.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH turned AS (UPDATE clock SET n = n + 1,"
            " known_at = GREATEST(%s, known_at + interval '1 microsecond') WHERE id = 1 RETURNING n, closes, known_at),"
            " written AS (INSERT INTO commit_log (n, batch, known_at) SELECT n, %s, known_at FROM turned)"
            " SELECT n, closes, known_at FROM turned",
            [county_clock.now(), batch],
        )
        return Tick(*cursor.fetchone())


def count_close() -> None:
    """Note that a day was closed: whoever booked under the old open days books again."""
    hold()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clock SET closes = closes + 1 WHERE id = 1")


def _look(lock: str) -> Tick:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT n, closes, known_at FROM clock WHERE id = 1{lock}")
        n, closed, known_at = cursor.fetchone()
    return Tick(int(n), int(closed), from_store(known_at))
