"""What the county's day does by itself: mornings open, objections go up a level, days close at the cut-off.

`due` is pure: given the present and how far the books are, it says what has to be done now, in order. After the system
stood still for some days it opens and closes each of them in turn. Everything here may be done twice.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from tongchou.base import clock
from tongchou.base.refusals import Refused, words
from tongchou.closing import days
from tongchou.closing.close import close_day
from tongchou.journal.models import Commit
from tongchou.pillars.screening.announcing import taking as announcing
from tongchou.procedures.morning import last_opened, morning
from tongchou.restrictions.services import escalate

logger = logging.getLogger(__name__)
ONE = timedelta(days=1)


@dataclass(frozen=True)
class Hours:
    """When a day opens, and when it closes: a wall time of the day after, midnight being its first instant."""

    morning: time = time(6, 30)
    close: time = time(0, 0)


@dataclass(frozen=True)
class Act:
    """One thing to do for a day."""

    what: Literal["morning", "close"]
    on: date


def hours_of(settings: Mapping[str, Any]) -> Hours | None:
    """Return the hours that a home's `config.toml` says (`[daily]`, `morning`, `close`); None where it is off.

    Raises:
        Refused("bad_time").
    """
    said = settings.get("daily", {})
    if said is False:
        return None
    try:
        given = {name: time.fromisoformat(str(said[name])) for name in ("morning", "close") if name in said}
    except (TypeError, ValueError):
        raise Refused("bad_time", words("時間的寫法應如 17:00 或 2020-03-27T17:00。")) from None
    return Hours(**given)


def due(now: datetime, *, first_open: date, opened: date | None, hours: Hours) -> Iterator[Act]:
    """Yield what has to be done now: `first_open` is the first day not closed, `opened` the last whose morning was."""
    today = clock.local_day(now)
    for ordinal in range(first_open.toordinal(), today.toordinal() + 1):
        on = date.fromordinal(ordinal)
        if now >= _at(on, hours.morning) and (opened is None or opened < on):
            yield Act("morning", on)
        if now >= _at(on + ONE, hours.close):
            yield Act("close", on)


def _at(on: date, wall: time) -> datetime:
    return clock.local(on, wall.hour, wall.minute)


def first_open() -> date | None:
    """Return the first day that is not closed: before any closing, the day of the first entry; None without one."""
    known = days.county_open()
    if known is not None:
        return known
    first = Commit.objects.order_by("n").values_list("known_at", flat=True).first()
    return None if first is None else clock.local_day(first)


def run(hours: Hours, *, at: datetime) -> list[Act]:
    """Do what is due, and return what was done. A day that may not be sealed is tried again next time."""
    escalate(at=at)
    announcing.take_in(at=at)
    since = first_open()
    done: list[Act] = []
    for act in due(at, first_open=since, opened=last_opened(), hours=hours) if since else ():
        try:
            _do(act, at)
        except Refused as refused:
            # Somebody else closed it meanwhile, or a check failed: the closing page says which.
            logger.warning("daily: %s of %s refused: %s", act.what, act.on, refused.code)
            break
        done.append(act)
    return done


def _do(act: Act, at: datetime) -> None:
    if act.what == "close":
        # Who announced themselves in the day's last minutes is in the books before it closes.
        announcing.take_in(at=at, wait=timedelta(0))
        close_day(act.on, user=None, at=at)
    else:
        morning(act.on, at=at)
