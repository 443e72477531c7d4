"""The demonstration county's staff: about thirty thousand people who do not exist, in the numbers the county printed.

A branch of the party for each small cell, a group for each micro cell, 14,425 members in them; 494 volunteers at the 40
checkpoints until the grid took over; teachers, delegates and volunteers in the cells; a three-person team for every
village from the first day and for every small cell from the grid's. Only the sample users get a password.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password

from demo.people import GIVEN, SURNAMES
from demo.places import FIRST_ON, GRID_ON
from tongchou.registers.places.queries import tree
from tongchou.registers.places.tree import Tree
from tongchou.registers.staff.loading import load, load_teams
from tongchou.registers.staff.models import User
from tongchou.registers.staff.roles import GROUPS
from tongchou.registers.staff.services import set_password
from tongchou.registers.staff.table import StaffTable, Units

PARTY_MEMBERS = 14_425
CHECKPOINT_VOLUNTEERS = 494
#: The teams that meet flights, and the days on which they change ports.
PICKUP_TEAMS = 10
TURNS = (date(2020, 3, 20), date(2020, 3, 23), date(2020, 3, 26))
TEACHERS, DELEGATES, VOLUNTEERS = 4_300, 1_380, 5_950
DEPARTMENTS = (
    *("市委組織部", "市委宣傳部", "市政法委", "市發展改革局", "市教育局", "市工業和信息化局", "市公安局", "市民政局"),
    *("市司法局", "市財政局", "市人力資源社會保障局", "市自然資源局", "市住房城鄉建設局", "市交通運輸局", "市水務局"),
    *(
        "市農業農村局",
        "市文化廣電旅遊體育局",
        "市衛生健康局",
        "市應急管理局",
        "市市場監管局",
        "市統計局",
        "市醫療保障局",
    ),
    *("市城市管理綜合執法局", "市林業局", "市總工會", "團市委", "市婦聯"),
)
#: The community and the small cell of the sample users, in the town of 罗镜.
VILLAGE, CELL = "445381100001", "445381100001-01"


@dataclass(frozen=True)
class Sample:
    """A user one may sign in as: what they are, and the password, shown once."""

    username: str
    title: str
    password: str


COLUMNS = ("username", "name", "phone", "role", "place", "from_on", "kind", "group", "unit", "to_on")


@dataclass
class Rows:
    """The staff list as it grows, column by column, and the units named in it."""

    names: Random = field(default_factory=lambda: Random(20_200_123))
    columns: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in COLUMNS})
    units: list[tuple[str, int, str]] = field(default_factory=list)

    def unit(self, kind: str, place: int, name: str) -> int:
        """Add a unit and return its position."""
        self.units.append((kind, place, name))
        return len(self.units) - 1

    def add(self, role: str, place: int, from_on: date, *, username: str = "", name: str = "", **more: object) -> str:
        """Add someone new with a post, and return their username."""
        number = len(self.columns["username"])
        row = {"username": username or f"w{number + 1:05}", "name": name or self._name(), "phone": self._phone(number)}
        self._put(row | {"role": role, "place": place, "from_on": from_on} | more)
        return row["username"]

    def again(self, username: str, role: str, place: int, from_on: date, **more: object) -> None:
        """Add a further post of someone."""
        self._put({"username": username, "role": role, "place": place, "from_on": from_on} | more)

    def _put(self, row: dict[str, Any]) -> None:
        empty = {"unit": -1, "to_on": None}
        for column in COLUMNS:
            self.columns[column].append(row.get(column, empty.get(column, "")))

    def _name(self) -> str:
        pick = self.names
        return pick.choice(SURNAMES) + pick.choice(GIVEN) + (pick.choice(GIVEN) if pick.random() < 0.8 else "")

    def _phone(self, number: int) -> str:
        return f"137{number * 7919 % 10**8:08}"


Members = dict[int, dict[str, str]]


def build_luoding(*, password: str = "") -> list[Sample]:
    """Write Luoding's staff into the books of this home; return who may sign in. The places must be there already.

    `password` is given to every sample user; without it each gets one of their own.
    """
    before, after = tree(FIRST_ON), tree(GRID_ON)
    rows = Rows()
    _command(rows, before)
    _towns(rows, before)
    village_teams = _villages(rows, before)
    _checkpoints(rows, before)
    _quarantine(rows, before)
    cell_teams = _cells(rows, after, village_teams)
    _party(rows, after)
    _helpers(rows, after)
    _storekeepers(rows, after)
    kinds, places, names = zip(*rows.units, strict=True)
    load(StaffTable(**rows.columns), Units(kinds, places, names))
    _teams(village_teams, FIRST_ON)
    _teams(cell_teams, GRID_ON)
    if not password:
        return [Sample(username, title, set_password(username)) for username, title in SAMPLES]
    # One password, printed for everyone: stretched once, not nine times.
    samples = [username for username, _ in SAMPLES]
    User.objects.filter(username__in=samples).update(password=make_password(password))
    return [Sample(username, title, password) for username, title in SAMPLES]


SAMPLES = (
    ("command", "縣指揮部"),
    ("officer", "疫情防控組"),
    ("town", "羅鏡鎮負責人"),
    ("village", "羅鏡社區負責人"),
    ("worker", "羅鏡社區第1格一線人員"),
    ("keeper", "防控物資總倉保管員"),
    ("auditor", "審計"),
    ("site", "第一集中隔離點負責人"),
    ("pickup", "口岸接返工作組負責人"),
)


def _command(rows: Rows, places: Tree) -> None:
    """The command post, eight officers in each of its groups, two auditors, and the departments' people."""
    county = places.root
    units = [rows.unit("department", county, name) for name in DEPARTMENTS]
    rows.add("county_command", county, FIRST_ON, username="command", kind="department_staff")
    for _ in range(4):
        rows.add("county_command", county, FIRST_ON, kind="department_staff")
    for number, group in enumerate(GROUPS):
        for n in range(8):
            first = "officer" if group == "prevention" and n == 0 else ""
            unit = units[(number * 8 + n) % len(units)]
            rows.add(
                "county_officer", county, FIRST_ON, username=first, kind="department_staff", group=group, unit=unit
            )
    rows.add("auditor", county, FIRST_ON, username="auditor", kind="department_staff")
    rows.add("auditor", county, FIRST_ON, kind="department_staff")


def _towns(rows: Rows, places: Tree) -> None:
    """Three leads a town (the first answers for it), and a dozen of its people."""
    for place in [*places.of_kind("town").tolist(), *_farms(places)]:
        sample = places.by_code[VILLAGE[:9]] == place
        rows.add("town_lead", place, FIRST_ON, username="town" if sample else "", kind="department_staff")
        for _ in range(2):
            rows.add("town_lead", place, FIRST_ON, kind="department_staff")
        for _ in range(12):
            rows.add("field_worker", place, FIRST_ON, kind="department_staff")


def _farms(places: Tree) -> list[int]:
    return [place for place in places.of_kind("farm").tolist() if places.depth[places.position(place)] == 1]


def _villages(rows: Rows, places: Tree) -> Members:
    """A lead, a cadre, a doctor a village and a policeman for every two: the village's team from the first day."""
    teams: Members = {}
    police = ""
    for number, place in enumerate(_village_places(places)):
        sample = places.by_code[VILLAGE] == place
        rows.add("village_lead", place, FIRST_ON, username="village" if sample else "", kind="village_committee")
        cadre = rows.add("field_worker", place, FIRST_ON, kind="village_committee")
        doctor = rows.add("field_worker", place, FIRST_ON, kind="health_worker")
        if number % 2 == 0:
            police = rows.add("field_worker", place, FIRST_ON, kind="police")
        else:
            rows.again(police, "field_worker", place, FIRST_ON, kind="police")
        teams[place] = {"village_committee": cadre, "health": doctor, "police": police}
    return teams


def _village_places(places: Tree) -> list[int]:
    """Return the villages: medium cells that stand under a town."""
    return [p for p in places.of_kind("medium").tolist() if places.depth[places.position(p)] == 2]


def _checkpoints(rows: Rows, places: Tree) -> None:
    """494 volunteers in turn at the 40 checkpoints until the grid took over; then a vanguard at every site."""
    codes = {p: str(places.code[places.position(p)]) for p in places.of_kind("site").tolist()}
    sites = [p for p, code in codes.items() if "-K" in code or "-H" in code]
    stations = [p for p in sites if "-K" in str(places.code[places.position(p)])]
    until = GRID_ON - timedelta(days=1)
    for n in range(CHECKPOINT_VOLUNTEERS):
        rows.add("field_worker", stations[n % len(stations)], FIRST_ON, kind="volunteer", to_on=until)
    for place in sites:
        name = str(places.name[places.position(place)])
        unit = rows.unit("vanguard", place, f"{name}黨員先鋒隊")
        kind = "police" if place in stations else "health_worker"
        for _ in range(3 if place in stations else 20):
            rows.add("field_worker", place, GRID_ON, kind=kind, unit=unit)


def _quarantine(rows: Rows, places: Tree) -> None:
    """A manager and two nurses at each quarantine site; ten pick-up teams that change ports twice a week."""
    posts = {str(places.code[places.position(p)]): p for p in places.of_kind("site").tolist()}
    for code in sorted(code for code in posts if "-Q" in code):
        sample = "site" if code.endswith("-Q1") else ""
        rows.add("site_manager", posts[code], FIRST_ON, username=sample, kind="health_worker")
        for _ in range(2):
            rows.add("field_worker", posts[code], FIRST_ON, kind="health_worker")
    ports = [posts[code] for code in sorted(code for code in posts if "-P" in code)]
    for team in range(PICKUP_TEAMS):
        unit = rows.unit("pickup", places.root, f"第{team + 1}接返工作組")
        lead = ""
        for turn, from_on in enumerate(TURNS):
            to_on = TURNS[turn + 1] - timedelta(days=1) if turn + 1 < len(TURNS) else None
            post: dict[str, Any] = {"unit": unit, "kind": "department_staff", "to_on": to_on}
            port = ports[(team + turn) % len(ports)]
            if lead:
                rows.again(lead, "pickup_lead", port, from_on, **post)
            else:
                sample = "pickup" if team == 0 else ""
                lead = rows.add("pickup_lead", port, from_on, username=sample, **post)


def _cells(rows: Rows, places: Tree, village_teams: Members) -> Members:
    """A grid worker for each small cell, who makes its team with the village's doctor and policeman."""
    teams: Members = {}
    for place in places.of_kind("small").tolist():
        sample = places.by_code[CELL] == place
        worker = rows.add("field_worker", place, GRID_ON, username="worker" if sample else "", kind="grid_worker")
        village = next(p for p in reversed(places.path(place)) if p in village_teams)
        teams[place] = village_teams[village] | {"village_committee": worker}
    return teams


def _party(rows: Rows, places: Tree) -> None:
    """A branch and its secretary for each small cell, a group for each micro cell, and members to 14,425."""
    small, micro = places.of_kind("small").tolist(), places.of_kind("micro").tolist()
    for place in small:
        unit = rows.unit("branch", place, f"{_full_name(places, place)}臨時黨支部")
        rows.add("field_worker", place, GRID_ON, kind="party_member", unit=unit)
    groups = [rows.unit("party_group", place, f"{_full_name(places, place)}黨小組") for place in micro]
    for n in range(PARTY_MEMBERS - len(small)):
        k = n % len(micro)
        rows.add("field_worker", micro[k], GRID_ON, kind="party_member", unit=groups[k])


def _full_name(places: Tree, place: int) -> str:
    """Return a cell's name with its village's: 罗镜居委会第1格."""
    path = [p for p in places.path(place) if places.depth[places.position(p)] >= 2]
    return "".join(str(places.name[places.position(p)]) for p in (path[0], path[-1]))


def _helpers(rows: Rows, places: Tree) -> None:
    """Teachers, delegates and volunteers, spread over the small cells."""
    small = places.of_kind("small").tolist()
    for kind, number in (("teacher", TEACHERS), ("delegate", DELEGATES), ("volunteer", VOLUNTEERS)):
        for n in range(number):
            rows.add("field_worker", small[n % len(small)], GRID_ON, kind=kind)


def _storekeepers(rows: Rows, places: Tree) -> None:
    """A storekeeper for each store; the county's is a sample user."""
    for place in places.of_kind("store").tolist():
        sample = places.depth[places.position(place)] == 1
        rows.add("storekeeper", place, FIRST_ON, username="keeper" if sample else "", kind="department_staff")


def _teams(teams: Members, from_on: date) -> None:
    users = dict(User.objects.values_list("username", "pk"))
    places: Sequence[int] = list(teams)
    members = [{slot: users[name] for slot, name in teams[place].items()} for place in places]
    load_teams(places, from_on=from_on, members=members)
