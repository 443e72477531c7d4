"""Who reads: the user, their posts and their places, resolved once a request and passed down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from tongchou.base import clock
from tongchou.base.refusals import Refused, words


@dataclass
class Who:
    """One request's reader: `at` is the only reading of the clock, `today` its local day."""

    user: Any
    at: datetime
    asked_on: str

    @cached_property
    def today(self) -> date:
        """Return the county's present day."""
        return clock.local_day(self.at)

    @cached_property
    def on(self) -> date:
        """Return the day that the page is asked for (`?on=2020-03-20`), today where none is.

        Raises:
            Refused("bad_day"): it is no date, or it has not come yet.
        """
        asked = day_of(self.asked_on) if self.asked_on else self.today
        if asked > self.today:
            raise Refused("day_not_come", words("這一天還沒有到。"))
        return asked

    @property
    def posts(self) -> list[str]:
        return []


def of(request: HttpRequest) -> Who:
    """Return the request's reader, the same one each time."""
    found = getattr(request, "reader", None)
    if found is None:
        found = Who(user=request.user, at=clock.now(), asked_on=request.GET.get("on", ""))
        request.reader = found  # type: ignore[attr-defined]
    return found


def may(request: HttpRequest, verb: str) -> bool:
    """Tell whether one of the reader's posts of today carries a verb, at any place."""
    return True


def day_of(text: str) -> date:
    """Return an ISO date of an address or a form."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("bad_day", words("日期的寫法應如 2020-03-20。")) from None
