"""The county's clock.

Read once at the door of an act and passed down; nothing below a door reads it again. A home may set its clock to
another instant (the demonstration county lives in March 2020), and `at()` holds it still for one act.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")

_held: ContextVar[datetime | None] = ContextVar("held", default=None)
_offset = timedelta(0)


def now() -> datetime:
    """Return the present instant, with zone, in UTC."""
    held = _held.get()
    return held if held is not None else datetime.now(UTC) + _offset


def set_ahead() -> timedelta:
    """Return by how much this process's clock was set ahead of the real one: nothing, but in a demonstration."""
    return _offset


def today() -> date:
    """Return the present local day of the county."""
    return local_day(now())


def local_day(instant: datetime) -> date:
    """Return the local calendar day of an instant that carries a zone."""
    assert instant.tzinfo is not None, "an instant carries its zone"
    return instant.astimezone(ZONE).date()


def local(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """Return the instant of a local wall time; hour 24 is midnight at the day's end."""
    return datetime(day.year, day.month, day.day, tzinfo=ZONE) + timedelta(hours=hour, minutes=minute)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Hold the clock still at an instant, for one act or one test."""
    assert instant.tzinfo is not None, "an instant carries its zone"
    token = _held.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _held.reset(token)


def start_from(instant: datetime) -> None:
    """Let the clock of this process run on from an instant (the demonstration county opens in March 2020)."""
    global _offset
    _offset = instant - datetime.now(UTC)
