"""The county that many seeds share: a village for each, with three cells, their workers, a lead, and people to check.

Each seed has days of its own and never meets another's cases, so that it plays the same alone as among others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from tongchou.base import clock
from tongchou.base.ids import new_id
from tongchou.pillars.screening.models import Check, Roster
from tongchou.pillars.screening.services import open_checks
from tongchou.pillars.screening.services.lists import NewChecks
from tongchou.registers.people.services import take_in
from tongchou.registers.people.table import PeopleTable
from tongchou.registers.places.editions import Row, open_edition
from tongchou.registers.places.models import Place
from tongchou.registers.staff.models import Post, User

FIRST = date(2020, 2, 10)
#: Seeds that share a county, and days between the beginnings of two of them.
SHARED, APART = 50, 3
#: Whose checks stand in which cell at the beginning: four in the first, two in the second, none in the third.
PEOPLE = ("A", "A", "A", "A", "B", "B")
#: The cell of each phone's worker; two of them work the same one.
WORKERS = ("A", "A", "B")
TOWN = "T"


@dataclass(frozen=True)
class Village:
    """What belongs to one seed. `mirrors` are the checks of the same people, told of again in another order."""

    seed: int
    code: str
    cells: dict[str, str]
    workers: tuple[User, ...]
    lead: User
    town_lead: User
    cases: tuple[int, ...]
    mirrors: tuple[int, ...]

    @property
    def begins_at(self) -> datetime:
        return clock.local(FIRST + timedelta(days=self.seed % SHARED * APART), 8)


def build(seeds: list[int]) -> dict[int, Village]:
    """Put the villages of some seeds into an empty store."""
    rows = [Row("C", "縣", "", "county"), Row(TOWN, "鎮", "C", "town")]
    for seed in seeds:
        rows.append(Row(f"V{seed}", f"村{seed}", TOWN, "medium"))
        rows += [Row(f"V{seed}-{cell}", f"第{cell}格", f"V{seed}", "small") for cell in "ABC"]
    with clock.at(clock.local(FIRST - timedelta(days=1), 8)):
        open_edition(rows, from_on=FIRST - timedelta(days=30), title="模擬")
        places = dict(Place.objects.values_list("code", "id"))
        users = _users(seeds, places)
        cases = _list(seeds, places)
    size = len(PEOPLE)
    return {
        seed: Village(
            seed,
            f"V{seed}",
            {cell: f"V{seed}-{cell}" for cell in "ABC"},
            tuple(users[f"w{seed}-{n}"] for n in range(len(WORKERS))),
            users[f"l{seed}"],
            users["town"],
            tuple(cases[n * size * 2 : n * size * 2 + size]),
            tuple(cases[n * size * 2 + size : (n + 1) * size * 2]),
        )
        for n, seed in enumerate(seeds)
    }


def _users(seeds: list[int], places: dict[str, int]) -> dict[str, User]:
    wanted = [("town", "town_lead", TOWN)]
    for seed in seeds:
        wanted.append((f"l{seed}", "village_lead", f"V{seed}"))
        wanted += [(f"w{seed}-{n}", "field_worker", f"V{seed}-{cell}") for n, cell in enumerate(WORKERS)]
    User.objects.bulk_create([User(username=name, display_name=name, password="!") for name, _, _ in wanted])
    users = {user.username: user for user in User.objects.all()}
    Post.objects.bulk_create(
        [
            Post(user=users[name], role=role, place=places[at], from_on=FIRST - timedelta(days=30))
            for name, role, at in wanted
        ]
    )
    return users


def _list(seeds: list[int], places: dict[str, int]) -> list[int]:
    """Open all checks as one list; whoever is told of in the mirror waits at the town, where no phone is given them."""
    rows = [(seed, cell, mirrored) for seed in seeds for mirrored in (False, True) for cell in PEOPLE]
    numbers = list(range(1, len(rows) + 1))
    people = take_in(
        PeopleTable(row=numbers, name=[f"試{n}" for n in numbers], id_number=[f"T{n:08d}" for n in numbers],
                    id_kind=["other"] * len(rows), phones=[(f"138{n:08d}",) for n in numbers]),
        source="simulated", at=clock.now(),
    )  # fmt: skip
    roster = Roster(
        upload=new_id(), title="模擬名單", sender="公安", origin="pushed", list_on=FIRST, taken_at=clock.now(),
        place=places["C"], rows=len(rows), entry=new_id(),
    )  # fmt: skip
    at = [places[TOWN] if mirrored else places[f"V{seed}-{cell}"] for seed, cell, mirrored in rows]
    arrived = [FIRST + timedelta(days=seed % SHARED * APART - 2) for seed, _, _ in rows]
    checks = NewChecks(
        person=people.own.tolist(), group=["from-key-area"] * len(rows), place=np.array(at, np.int64),
        sheet=[0] * len(rows), row=numbers, source_area=["湖北"] * len(rows), left_on=[None] * len(rows),
        arrived_on=arrived, transport=[""] * len(rows),
    )  # fmt: skip
    return open_checks(checks, roster=roster, actor=1, role="county_officer", at=clock.now()).tolist()


def persons_of(cases: list[int]) -> dict[int, int]:
    """Return the person of each check."""
    return dict(Check.objects.filter(case__in=cases).values_list("case", "person"))
