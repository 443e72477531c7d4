"""The fixtures of every suite that acts in the little county (`tests/web/county.py`): imported by its conftest."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.web import county
from tongchou.base import clock
from tongchou.figures.cube import cube
from tongchou.journal import chart
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.access import Scope, scope_of
from tongchou.registers.staff.models import Post, User

TODAY, NOW = county.TODAY, county.NOW


@pytest.fixture(autouse=True)
def little_county(db: None) -> Iterator[None]:
    """Build the little county; the clock stands still at its afternoon."""
    chart.forget()
    cube().forget()
    with clock.at(NOW):
        county.build()
        yield
    cube().forget()


@pytest.fixture
def place() -> Callable[[str], int]:
    """Return the number of a place by its name."""
    now = tree(TODAY)
    by_name = {str(name): int(number) for name, number in zip(now.name, now.ids, strict=True)}
    return lambda name: by_name[name]


@pytest.fixture
def acting() -> Callable[[str], Scope]:
    """Act as a user of the county: officer, town, village, neighbour, worker, auditor, keeper, site, clerk."""
    return lambda name: scope_of(User.objects.get(username=name), on=TODAY, tree=tree(TODAY))


@pytest.fixture
def post_as(place: Callable[[str], int]) -> Callable[..., Scope]:
    """Appoint somebody new and act as them."""

    def appoint(username: str, role: str, at: str, **more: str) -> Scope:
        user = User.objects.create_user(username, None, display_name=username)
        Post.objects.create(user=user, role=role, place=place(at), from_on=county.OPENED, **more)
        return scope_of(user, on=TODAY, tree=tree(TODAY))

    return appoint
