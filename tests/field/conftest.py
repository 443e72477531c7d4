"""A little county, a phone for each of its workers, and people to check."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.acting import NOW, TODAY, acting, little_county, place, post_as
from tests.field.phone import Phone
from tests.screening.conftest import listed, standing


@pytest.fixture
def phone() -> Callable[..., Phone]:
    """Sign in on a phone: `phone("worker")`; a name of its own is another phone of the same user."""
    return Phone.signed_in
