"""The little county, its users signed in, and a clock that stands at the afternoon of 20 March 2020."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from tests.web import county
from tongchou.base import clock
from tongchou.registers.staff.models import User
from tongchou.registers.staff.signed_in import BACKEND


@pytest.fixture
def at_work() -> Iterator[None]:
    """Hold the clock."""
    with clock.at(county.NOW):
        yield


@pytest.fixture
def desk(at_work: None) -> Callable[[str], Client]:
    """Return a client signed in as one of the county's users, nobody for an empty name.

    Tests that use it name both stores: `pytest.mark.django_db(databases="__all__")`.
    """
    county.build()
    return visitor


def visitor(username: str) -> Client:
    """Return a client signed in without the cost of checking a password."""
    client = Client()
    if username:
        client.force_login(User.objects.get(username=username), backend=BACKEND)
    return client
