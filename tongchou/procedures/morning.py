"""The county's morning: visits and readings fall due, villages are asked to report, holds end. Twice does nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tongchou.closing.models import Morning
from tongchou.pillars.quarantine import services as quarantine
from tongchou.pillars.resumption import services as resumption
from tongchou.pillars.screening import services as screening
from tongchou.pillars.screening.announcing import taking as announcing


@dataclass(frozen=True)
class Opened:
    """How many visits and readings fell due, how many villages and enterprises are asked to report, how many holds
    ended.
    """

    visits: int
    villages: int
    readings: int = 0
    holds: int = 0
    enterprises: int = 0


def morning(on: date, *, at: datetime) -> Opened:
    """Open what a day brings by itself. The system's own act, before anybody is at work."""
    announcing.take_in(at=at)
    opened = Opened(
        screening.open_visits(on=on, at=at),
        screening.expect_zero_reports(on=on, at=at),
        quarantine.open_readings(on=on, at=at),
        quarantine.lapse_holds(at=at),
        resumption.expect_sheets(on=on, at=at),
    )
    Morning.objects.get_or_create(day=on, defaults={"at": at})
    return opened


def last_opened() -> date | None:
    """Return the last day whose morning was opened."""
    return Morning.objects.order_by("-day").values_list("day", flat=True).first()
