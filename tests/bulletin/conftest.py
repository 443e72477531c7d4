"""The figures' small county with people on lists, leads who answer for it, and a way to close its days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from tests.figures.conftest import books, county, home, places
from tests.figures.county import post_at
from tongchou.base import clock
from tongchou.bulletin.document import Bulletin
from tongchou.bulletin.report import situation_report
from tongchou.closing.close import Closed, close_day
from tongchou.closing.cut import cut
from tongchou.closing.models import Cut
from tongchou.journal.notation import Books

__all__ = ["books", "county", "home", "places"]

THE_20TH, THE_21ST = date(2020, 3, 20), date(2020, 3, 21)

#: Three people from abroad in P, one in Q, one in R from a key area; one of P cleared, one of Q asked into quarantine.
LIST = """
    a  03-20  open   screening:from-abroad:pending     at P  case 1
    b  03-20  open   screening:from-abroad:pending     at p  case 2
    c  03-20  open   screening:from-abroad:pending     at p  case 3
    d  03-20  open   screening:from-abroad:pending     at Q  case 4
    e  03-20  open   screening:from-key-area:pending   at R  case 5
    f  03-20  state  screening:from-abroad:cleared     after a
    g  03-20  state  screening:from-abroad:to-quarantine after d
    h  03-20  state  screening:from-abroad:cleared     after b
    k  03-20  open   screening:passport:pending        at P  case 6
    l  03-20  state  screening:passport:persuaded      after k
    x  03-20  reverse f
"""


def at(day: date, hour: int) -> datetime:
    """Return a local hour of a day."""
    return clock.local(day, hour)


def post(said: Books, hour: int, *names: str, day: date = THE_20TH) -> None:
    """Post lines of a text at an hour."""
    with clock.at(at(day, hour)):
        said.post(*names)


@pytest.fixture
def leads(places: dict[str, int]) -> dict[str, int]:
    """Return the leads of P, Q, R, T, U and the county's command at C, by the names of their places."""
    roles = {"P": "village_lead", "Q": "village_lead", "R": "village_lead", "T": "town_lead", "U": "town_lead"}
    return {name: post_at(places[name], role).pk for name, role in (roles | {"C": "county_command"}).items()}


@pytest.fixture
def close(leads: dict[str, int]) -> Callable[[date], Closed]:
    """Close a day of the county at midnight, by the system."""
    return lambda day: close_day(day, user=None, at=clock.local(day, 24))


@pytest.fixture
def flash() -> Callable[[date, int], Cut]:
    """Freeze the flash report of an hour."""
    return lambda day, hour: cut(day, cut_at=at(day, hour), user=None, at=at(day, hour))


@pytest.fixture
def report() -> Callable[..., Bulletin]:
    """Make a report: `report(day, lang=..., cut=...)`."""

    def make(day: date, *, lang: str = "zh-Hant", cut: Cut | None = None) -> Bulletin:
        return situation_report(day, at=clock.local(date(2020, 3, 27), 20), lang=lang, cut=cut)

    return make
