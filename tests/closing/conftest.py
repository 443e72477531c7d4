"""The figures' small county, with leads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import pytest

from tests.figures.conftest import books, county, home, places
from tests.figures.county import post_at
from tongchou.base import clock
from tongchou.closing.close import Closed, close_day, close_place
from tongchou.closing.pending import register_pending_figure
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.access import Scope, scope_of

__all__ = ["books", "county", "home", "places"]

register_pending_figure("trial.pending", title="待核查", figure_name="fig_pending")

THE_20TH = date(2020, 3, 20)


@dataclass(frozen=True)
class Leads:
    """Who leads what, by the names of the county's places."""

    scopes: dict[str, Scope]

    def __getitem__(self, name: str) -> Scope:
        return self.scopes[name]


@pytest.fixture
def leads(places: dict[str, int]) -> Leads:
    """Return the leads of P, Q, R, T, U and the county's command at C."""
    roles = {"P": "village_lead", "Q": "village_lead", "R": "village_lead", "T": "town_lead", "U": "town_lead"}
    roles["C"] = "county_command"
    now = tree(THE_20TH)
    users = {name: post_at(places[name], role) for name, role in roles.items()}
    return Leads({name: scope_of(user, on=THE_20TH, tree=now) for name, user in users.items()})


def night(day: date) -> datetime:
    """Return the cut-off of a day: midnight at its end."""
    return clock.local(day, 24)


@pytest.fixture
def close(leads: Leads) -> Callable[[date], Closed]:
    """Close a day of the county at its cut-off, by the system."""
    return lambda day: close_day(day, user=None, at=night(day))


@pytest.fixture
def close_at(leads: Leads, places: dict[str, int]) -> Callable[..., Closed]:
    """Close a place by its lead at 20:00 of the day: `close_at("P", day, reasons)`."""

    def act(name: str, day: date, reasons: dict[str, str] | None = None) -> Closed:
        return close_place(places[name], day, user=leads[name], at=clock.local(day, 20), reasons=reasons)

    return act
