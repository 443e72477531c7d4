"""The little county with three stores, and whoever works with goods."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.acting import NOW, TODAY, acting, little_county, place, post_as
from tongchou.base.refusals import Refused
from tongchou.journal import chart
from tongchou.journal.stock import Stored, on_hand
from tongchou.pillars.supplies import services
from tongchou.registers.items.catalogue import Item, by_code
from tongchou.registers.items.queries import lots_of
from tongchou.registers.staff.access import Scope


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
