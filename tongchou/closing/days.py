"""Open days: which day a place is on. `OpenDay` is the only state of closing."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from django.db import connection

from tongchou.base.refusals import Refused, words
from tongchou.closing.models import Closing
from tongchou.journal.entries import Column
from tongchou.journal.keeping import open_days
from tongchou.journal.models import OpenDay
from tongchou.registers.places.tree import Tree


def first_open(tree: Tree) -> Column:
    """Return, by position, the ordinal of the first open day; 0 where every day is open."""
    return open_days(tree.ids).at(tree.ids)


def county_open() -> date | None:
    """Return the county's first open day, None before the first closing."""
    return OpenDay.objects.filter(place=OpenDay.COUNTY).values_list("first_open", flat=True).first()


def last_closed() -> date | None:
    """Return the last day the county closed."""
    return Closing.objects.order_by("-day").values_list("day", flat=True).first()


def require_turn(first_open_on: date | None, day: date) -> None:
    """Refuse to close a day that is closed, or before the day ahead of it.

    Raises:
        Refused("day_closed"), Refused("earlier_day_open").
    """
    if first_open_on is None or first_open_on == day:
        return
    if first_open_on > day:
        raise Refused("day_closed", words("%(day)s 已經日結。"), day=day.isoformat())
    raise Refused("earlier_day_open", words("%(day)s 尚未日結，請先結清。"), day=first_open_on.isoformat())


def open_from(places: Column, day: date) -> None:
    """Move the first open day of some places forward to a day. Under the clock only."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO open_day (place, first_open) VALUES (%s, %s) ON CONFLICT (place) DO UPDATE"
            " SET first_open = excluded.first_open WHERE open_day.first_open < excluded.first_open",
            [(place, day.toordinal()) for place in places.tolist()],
        )


def open_county_from(day: date) -> None:
    """Move the whole county forward to a day: one row. Places that are not ahead of it need no row any more."""
    open_from(np.array([OpenDay.COUNTY]), day)
    OpenDay.objects.exclude(place=OpenDay.COUNTY).filter(first_open__lte=day).delete()


def next_day(day: date) -> date:
    """Return the day after."""
    return day + timedelta(days=1)
