"""By which door something was said: the desk says so itself, the field page and the day sheets tell of theirs.

A dispute is decided by a person who has to weigh both sides: who saw it, when it happened, when it came, and what was
noted beside it. The books keep who and when; what a door keeps beside them it tells here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

DESK, PHONE, PAPER = "desk", "phone", "paper"


@dataclass(frozen=True)
class Told:
    """How an entry came. `said_at` is what the phone's own clock showed, `received_at` when it came to the county.

    `seen_by` is who saw it, where that is not who entered it (代錄). `note` is for whoever decides, for nobody else.
    """

    door: str
    said_at: datetime | None = None
    received_at: datetime | None = None
    seen_by: int | None = None
    note: str = ""


#: Gives, for some entries by their numbers, how those came that are this door's.
Teller = Callable[[Collection[int]], dict[int, Told]]

_tellers: dict[str, Teller] = {}


def register(door: str, teller: Teller) -> None:
    """Let a door tell of its entries; called once, when it starts."""
    _tellers[door] = teller


def told(entries: Collection[int]) -> dict[int, Told]:
    """Return how each of some entries came; what no door tells of was said at the desk."""
    found = {number: Told(DESK) for number in entries}
    for teller in _tellers.values():
        found |= teller(entries)
    return found
