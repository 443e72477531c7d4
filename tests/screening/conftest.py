"""A little county with people to check, and one actor for each role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import numpy as np
import pytest

from tests.acting import NOW, TODAY, acting, little_county, place, post_as
from tongchou.base.ids import new_id
from tongchou.journal import chart
from tongchou.pillars.screening.models import Roster
from tongchou.pillars.screening.services import open_checks
from tongchou.pillars.screening.services.lists import NewChecks
from tongchou.registers.people.services import take_in
from tongchou.registers.people.table import PeopleTable
from tongchou.registers.places.queries import tree


@pytest.fixture
def listed(place: Callable[[str], int]) -> Callable[..., list[int]]:
    """Put people on a list: `listed("罗镜社区", 3)` gives three case numbers, pending there."""
    made = iter(range(1, 10_000))

    def put(
        at: str,
        count: int = 1,
        *,
        group: str = "from-key-area",
        on: date = TODAY,
        arrived: date | None = date(2020, 3, 18),
        taken_at: datetime = NOW,
    ) -> list[int]:
        numbers = [next(made) for _ in range(count)]
        people = take_in(
            PeopleTable(row=numbers, name=[f"試{n}" for n in numbers], id_number=[f"T{n:08d}" for n in numbers],
                        id_kind=["other"] * count),
            source=f"list {numbers[0]}", at=taken_at,
        )  # fmt: skip
        roster = Roster(
            upload=new_id(), title="試用名單", sender="公安", origin="pushed", list_on=on, taken_at=taken_at,
            place=place("罗定市"), rows=count, entry=new_id(),
        )  # fmt: skip
        checks = NewChecks(
            person=people.own.tolist(), group=[group] * count, place=np.full(count, place(at), np.int64),
            sheet=[0] * count, row=list(range(2, 2 + count)), source_area=["湖北"] * count, left_on=[None] * count,
            arrived_on=[arrived] * count, transport=[""] * count,
        )  # fmt: skip
        return open_checks(checks, roster=roster, actor=1, role="county_officer", at=taken_at).tolist()

    return put


@pytest.fixture
def standing() -> Callable[[int], str]:
    """Say where a case stands, as `state @ place name`, with its flags."""
    from tongchou.journal.models import Standing

    def say(case: int) -> str:
        row, now = Standing.objects.get(case=case), tree(TODAY)
        flags = [name for bit, name in ((1, "disputed"), (2, "waiting"), (4, "conflict")) if row.flags & bit]
        spot = f"{chart.chart().state(row.account)} @ {now.name[now.position(row.place)]}" if row.account else "outside"
        return " ".join([spot, *flags])

    return say
