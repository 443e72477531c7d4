"""A small county to ask figures of: two towns, three villages, a register and a store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import LazySettings

from tests.figures.county import COUNTY, PLACES, open_county
from tongchou.base import clock
from tongchou.config.home import Home
from tongchou.figures.cube import cube
from tongchou.journal import chart
from tongchou.journal.notation import Books
from tongchou.registers.places.queries import tree


@pytest.fixture(autouse=True)
def home(settings: LazySettings, tmp_path: Path) -> Home:
    """Every test has a home of its own: what it writes beside the books is nobody else's."""
    settings.HOME = Home(tmp_path)
    return settings.HOME


@pytest.fixture(autouse=True)
def county(db: None, home: Home) -> Iterator[None]:
    """Every test happens on the evening of 27 March 2020, in a county of its own."""
    chart.forget()
    cube().forget()
    with clock.at(clock.local(date(2020, 3, 27), 20)):
        open_county(COUNTY)
        yield
    cube().forget()


@pytest.fixture
def places(county: None) -> dict[str, int]:
    """Return place numbers by the names of the county."""
    return {name: tree(date(2020, 3, 1)).by_code[code] for name, code in PLACES.items()}


@pytest.fixture
def books(places: dict[str, int]) -> Callable[[str], Books]:
    """Write down some claims; post them as the test likes."""
    return lambda text: Books(text, places)
