"""The little county with three stores, and whoever works with goods."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.web import county
from tongchou.base import clock
from tongchou.base.refusals import Refused
from tongchou.figures.cube import cube
from tongchou.journal import chart
from tongchou.journal.stock import Stored, on_hand
from tongchou.pillars.supplies import services
from tongchou.registers.items.catalogue import Item, by_code
from tongchou.registers.items.queries import lots_of
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.access import Scope, scope_of
from tongchou.registers.staff.models import Post, User

TODAY, NOW = county.TODAY, county.NOW


@pytest.fixture(autouse=True)
def _county(db: None) -> Iterator[None]:
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
    """Act as a user of the county: officer, keeper (the county's store), townkeeper, town, neighbour, worker."""
    return lambda name: scope_of(User.objects.get(username=name), on=TODAY, tree=tree(TODAY))


@pytest.fixture
def store(place: Callable[[str], int]) -> int:
    """Return the county's store."""
    return place("县总仓")


@pytest.fixture
def stocked(acting: Callable[[str], Scope], store: int) -> Callable[..., None]:
    """Put goods into the county's store: `stocked("medical-mask", 300, expires_on=...)`, a lot each."""

    def put(code: str, quantity: int, **more: object) -> None:
        good = services.Good(by_code()[code], quantity, **more)  # type: ignore[arg-type]
        services.receive_goods(acting("keeper"), store, [good], source="purchased", at=NOW)

    return put


def item(code: str) -> Item:
    """Return an item of the catalogue."""
    return by_code()[code]


def lies(account: str, place: int, code: str) -> int:
    """Return how much of an item, with its lots, lies in an account at a place."""
    ids = [item(code).id, *(lot.id for lot in lots_of(item(code).id))]
    return sum(on_hand([Stored(chart.chart().number(account), place, n) for n in ids]).values())


def refusal(verb: Callable[..., object], *args: object, **more: object) -> Refused:
    """Return what a verb refuses with."""
    with pytest.raises(Refused) as caught:
        verb(*args, **more)
    return caught.value


@pytest.fixture
def post_as(place: Callable[[str], int]) -> Callable[..., Scope]:
    """Appoint somebody new and act as them."""

    def appoint(username: str, role: str, at: str) -> Scope:
        user = User.objects.create_user(username, None, display_name=username)
        Post.objects.create(user=user, role=role, place=place(at), from_on=county.OPENED)
        return scope_of(user, on=TODAY, tree=tree(TODAY))

    return appoint
