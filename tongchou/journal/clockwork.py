"""The one-row clock at which every posting transaction ends, and at which a closer holds the books still.

Ids commit out of order; commit numbers do not. Whoever takes the clock holds its row to the end of the transaction, so
`n` and `known_at` rise strictly with the order in which others can see the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from tongchou.base import clock as county_clock
from tongchou.journal.models import Clock, Commit


@dataclass(frozen=True)
class Tick:
    """A turn of the clock: the commit number, the instant the books learnt it, and the closes so far."""

    n: int
    known_at: datetime
    closes: int


def closes() -> int:
    """Return how many times a day has been closed, without holding the clock."""
    return Clock.objects.values_list("closes", flat=True).get(id=1)


def last_commit() -> int:
    """Return the number of the newest commit that can be seen."""
    return Clock.objects.values_list("n", flat=True).get(id=1)


def hold() -> Clock:
    """Take the clock's row, to the end of the transaction, without turning it."""
    assert transaction.get_connection().in_atomic_block, "the clock is held inside a transaction"
    return Clock.objects.select_for_update().get(id=1)


def tick(batch: int) -> Tick:
    """Turn the clock for a batch and write its commit. Nothing slow may follow in this transaction.

    `known_at` is read here and not at the door: a list that took ten seconds to write was not known before it ended.
    """
    clock = hold()
    now = county_clock.now()
    clock.n += 1
    clock.known_at = now if clock.known_at is None else max(now, clock.known_at + timedelta(microseconds=1))
    clock.save(update_fields=["n", "known_at"])
    Commit.objects.create(n=clock.n, batch=batch, known_at=clock.known_at)
    return Tick(clock.n, clock.known_at, clock.closes)


def count_close() -> None:
    """Note that a day was closed: whoever booked under the old open days books again."""
    clock = hold()
    clock.closes += 1
    clock.save(update_fields=["closes"])
