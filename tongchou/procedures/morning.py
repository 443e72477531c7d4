"""The county's morning: the day's visits fall due, and every village is asked to report. Twice does nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tongchou.closing.models import Morning
from tongchou.pillars.screening import services as screening


@dataclass(frozen=True)
class Opened:
    """How many visits fell due, and how many villages are newly asked to report."""

    visits: int
    villages: int


def morning(on: date, *, at: datetime) -> Opened:
    """Open what a day brings by itself. The system's own act, before anybody is at work."""
    opened = Opened(screening.open_visits(on=on, at=at), screening.expect_zero_reports(on=on, at=at))
    Morning.objects.get_or_create(day=on, defaults={"at": at})
    return opened


def last_opened() -> date | None:
    """Return the last day whose morning was opened."""
    return Morning.objects.order_by("-day").values_list("day", flat=True).first()
