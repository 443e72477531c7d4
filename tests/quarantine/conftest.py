"""A little county with two sites and a port, and one actor for each role of quarantine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tests.acting import NOW, TODAY, acting, little_county, place
from tongchou.journal import chart
from tongchou.journal.models import Standing
from tongchou.pillars.quarantine import services
from tongchou.pillars.quarantine.models import Stay
from tongchou.pillars.quarantine.services import Answer, Ask
from tongchou.registers.people.services import take_in
from tongchou.registers.people.table import PeopleTable
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.models import Post, Unit


@pytest.fixture
def asked(acting, place) -> Callable[..., list[int]]:
    """Ask for quarantine of people of a village: gives the requests."""
    made = iter(range(1, 10_000))

    def ask(
        count: int = 1, *, at: str = "罗镜社区", exposed: date | None = date(2020, 3, 18), by: str = "officer",
        basis: str = "default",
    ) -> list[int]:  # fmt: skip
        numbers = [next(made) for _ in range(count)]
        people = take_in(
            PeopleTable(row=numbers, name=[f"隔{n}" for n in numbers], id_number=[f"Q{n:08d}" for n in numbers],
                        id_kind=["other"] * count, place=[place(at)] * count),
            source=f"asked {numbers[0]}", at=NOW,
        )  # fmt: skip
        asks = [Ask(person=int(p), home=place(at), exposed_on=exposed, basis=basis) for p in people.own]
        return services.request(acting(by), asks, at=NOW)

    return ask


@pytest.fixture
def ordered(asked, acting, place) -> Callable[..., list[int]]:
    """Order quarantine of people at the first site: gives the stays, with the question of their home answered."""

    def order(count: int = 1, *, answered: bool = True, site: str = "第一隔离点", **how) -> list[int]:
        cases = asked(count, **how)
        services.order(acting("officer"), cases, site=place(site), at=NOW)
        stays = list(Stay.objects.filter(request__in=cases).order_by("case").values_list("case", flat=True))
        if answered:
            services.answer_home(acting("officer"), {case: Answer() for case in stays}, at=NOW)
        return stays

    return order


@pytest.fixture
def rooms(acting, place) -> Callable[..., list[int]]:
    """Open rooms at a site: gives their cases in order of name."""

    def add(count: int = 3, *, site: str = "第一隔离点") -> list[int]:
        names = [f"{200 + n}" for n in range(1, count + 1)]
        services.add_rooms(acting("officer"), names, site=place(site), at=NOW)
        found = services.rooms_at(place(site))
        return [found[name] for name in names]

    return add


@pytest.fixture
def admitted(ordered, rooms, acting) -> Callable[..., list[int]]:
    """Take people into the first site, a room each: gives the stays."""

    def admit(count: int = 1, **how) -> list[int]:
        stays = ordered(count, **how)
        services.admit(acting("site"), dict(zip(stays, rooms(count), strict=True)), at=NOW)
        return stays

    return admit


@pytest.fixture
def standing() -> Callable[[int], str]:
    """Say where a case stands, as `state @ place name`, with its flags."""

    def say(case: int) -> str:
        row, now = Standing.objects.get(case=case), tree(TODAY)
        flags = [name for bit, name in ((1, "disputed"), (2, "waiting"), (4, "conflict")) if row.flags & bit]
        spot = f"{chart.chart().state(row.account)} @ {now.name[now.position(row.place)]}" if row.account else "outside"
        return " ".join([spot, *flags])

    return say


@pytest.fixture
def team(place) -> int:
    """A pick-up team on duty at the port, led by the user `pickup`."""
    unit = Unit.objects.create(kind="pickup", place=place("罗定市"), name="第1接返工作组")
    Post.objects.filter(user__username="pickup").update(unit=unit)
    return int(unit.pk)
