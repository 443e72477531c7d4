"""When something happened, by a phone whose clock may be wrong. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

#: A clock that is off by less is right.
RIGHT_WITHIN = timedelta(minutes=2)


def off_by(sent_at: datetime, received_at: datetime) -> int:
    """Return by how many seconds a phone's clock is behind, 0 where it is right."""
    off = received_at - sent_at
    return 0 if abs(off) <= RIGHT_WITHIN else round(off.total_seconds())


def told(off: int, *, set_ahead: timedelta) -> int:
    """Return the error that a phone is told of: by the county's clock, or by the real one where that is nearer.

    A demonstration's clock is set to another year; a phone that says today's time is not wrong for that.
    """
    own = min(off, off - round(set_ahead.total_seconds()), key=abs)
    return own if abs(own) > RIGHT_WITHIN.total_seconds() else 0


def happened_at(phone_at: datetime, off: int, received_at: datetime) -> datetime:
    """Return when an act happened by the county's clock: never after it was received."""
    return min(phone_at + timedelta(seconds=off), received_at)
