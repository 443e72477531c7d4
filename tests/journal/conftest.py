"""A register to try the books with: two classes, five states, four places."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.journal import throwaway
from tongchou.base import clock
from tongchou.journal import chart, clockwork
from tongchou.journal.chart import Register, Store, declare
from tongchou.journal.models import OpenDay
from tongchou.journal.notation import Books

declare(Register("trial", "outside:trial", ("pending", "watch", "cleared", "away", "done"), ("below", "above")))
declare(Register("othertrial", "outside:trial", ("begun", "done")))
declare(Store("trialstock", ("usable", "spoilt")))

PLACES = {"P": 101, "Q": 102, "R": 103, "S": 104}


@pytest.fixture(autouse=True)
def _march(db: None) -> object:
    """Every test happens on the evening of 27 March 2020, with a chart read afresh."""
    chart.forget()
    with clock.at(clock.local(date(2020, 3, 27), 20)):
        yield


@pytest.fixture
def books() -> Callable[[str], Books]:
    """Write down some claims; post them as the test likes."""
    return lambda text: Books(text, PLACES)


@pytest.fixture
def close(db: None) -> Callable[[str, str], None]:
    """Close a place up to and with a day of 2020: `close("P", "03-19")`; "county" is place 0."""

    def close_place(place: str, day: str) -> None:
        month, number = (int(part) for part in day.split("-"))
        first_open = date.fromordinal(date(2020, month, number).toordinal() + 1)
        OpenDay.objects.update_or_create(place=PLACES.get(place, 0), defaults={"first_open": first_open})
        clockwork.count_close()

    return close_place


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> throwaway.Store:
    """A store with tables and nothing in them, to be copied by tests whose transactions really commit."""
    return throwaway.prepare(tmp_path_factory.mktemp("books"))


@pytest.fixture
def store(prepared: throwaway.Store, tmp_path: Path) -> Iterator[throwaway.Store]:
    with throwaway.copy_of(prepared, tmp_path) as copied:
        yield copied
