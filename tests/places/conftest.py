"""Two kinds of county: a small one written in the test, and Luoding whole, built once for a module and rolled back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from demo import places
from tongchou.registers.places.editions import Row, open_edition
from tongchou.registers.places.models import Edition, Place

DAY = date(2020, 1, 23)

#: A county of two towns, each with a 云龙, written as its statistical table is.
SMALL = """
    445381        罗定市        -             county
    445381003     附城街道      445381        town
    445381003001  附城居委会    445381003     medium  community
    445381003218  云龙村委会    445381003     medium  fringe
    445381100     罗镜镇        445381        town
    445381100001  罗镜居委会    445381100     medium  community
    445381100202  水摆村委会    445381100     medium  rural
    445381100217  云龙村委会    445381100     medium  rural
"""


def rows(text: str) -> list[Row]:
    """Return the places of a table in a text: code, name, parent's code or -, kind, area kind."""
    found = []
    for line in text.strip().splitlines():
        code, name, parent, kind, *area = line.split()
        found.append(Row(code, name, "" if parent == "-" else parent, kind, *area))
    return found


def code_of(place: int) -> str:
    """Return the code of a place."""
    return Place.objects.get(pk=place).code


def place_of(code: str) -> int:
    """Return the place of a code."""
    return Place.objects.get(code=code).pk


@pytest.fixture
def small(db: None) -> Edition:
    """The small county, from 23 January."""
    return open_edition(rows(SMALL), from_on=DAY, title="初始")


def _rolled_back(build: Callable[[], object], blocker: DjangoDbBlocker) -> Iterator[object]:
    with blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def luoding(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[object]:
    """Luoding whole, for the tests of a module that only read it (they ask for no `db`)."""
    yield from _rolled_back(places.write_luoding, django_db_blocker)


@pytest.fixture(scope="module")
def guangnan(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[object]:
    """Guangnan whole, likewise."""
    yield from _rolled_back(places.write_guangnan, django_db_blocker)
