"""What each pillar plays in the county's spring: one file a pillar, called by the hours of each day.

The clock only goes forward, so a pillar acts between the hours named here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from demo.quarantine import Quarantine
from demo.resumption import Resumption
from demo.supplies import Supplies

if TYPE_CHECKING:
    from demo.days import Day


class Month(Protocol):
    """One pillar's share of the story. It keeps in memory what it must remember from day to day."""

    def begin(self) -> None:
        """Set up what stands before the first day, at 06:00 of that day."""

    def morning(self, day: Day) -> None:
        """Act between 08:00 and 09:59: `with clock.at(day.at(8, 30))`."""

    def evening(self, day: Day) -> None:
        """Act between 18:00 and 19:59."""


#: The pillars that act in Luoding, in the order in which they act within an hour.
LUODING: tuple[Callable[[], Month], ...] = (Quarantine, Supplies, Resumption)
