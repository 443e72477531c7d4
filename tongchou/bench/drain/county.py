"""A county whose every phone has fifty acts to send: places, workers signed in, checks, and who holds which.

A phone works a cell of its own. It was registered and took its people yesterday, so that what is measured is the drain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import numpy as np
from django.db import router, transaction

from tongchou.base import clock
from tongchou.base.ids import new_id
from tongchou.bench.telling import tell
from tongchou.field.models import Device, Held, Shift
from tongchou.journal.models import Standing
from tongchou.journal.rows import insert, to_store
from tongchou.pillars.screening.models import Roster
from tongchou.pillars.screening.services import open_checks
from tongchou.pillars.screening.services.lists import NewChecks
from tongchou.registers.people.services import take_in
from tongchou.registers.people.table import PeopleTable
from tongchou.registers.places.models import Place
from tongchou.registers.places.services import Row, open_edition
from tongchou.registers.staff.loading import load
from tongchou.registers.staff.models import User
from tongchou.registers.staff.signed_in import BACKEND, SessionStore
from tongchou.registers.staff.table import StaffTable

#: Cells of a village, villages of a town, checks opened as one list.
CELLS, VILLAGES, SLICE = 10, 20, 100_000


@dataclass(frozen=True)
class Signed:
    """A phone before the storm: who is signed in on it, and the first of its checks with the claim that opened it."""

    device: UUID
    user: int
    session: str
    case: int
    tip: int


def build(phones: int, entries: int, *, named: int, at: datetime) -> list[Signed]:
    """Put the county into an empty store; the first `named` phones' checks are of persons who have a name."""
    with transaction.atomic():
        cells = _places(phones)
        tell(f"{phones:,} cells")
        users = _workers(cells, clock.local_day(at))
        tell(f"{len(users):,} workers")
        cases = _checks(cells, entries, named=named, at=at)
        devices = [uuid4() for _ in cells]
        sessions = _sessions(users, at)
        _registered(devices, users, cells, cases, entries, at)
        tell(f"{len(devices):,} phones signed in")
    tips = dict(Standing.objects.filter(case__in=cases[::entries]).values_list("case", "state_tip"))
    rows = zip(devices, users, sessions, cases[::entries], strict=True)
    return [Signed(device, user, session, case, tips[case]) for device, user, session, case in rows]


def _places(cells: int) -> list[int]:
    """Write the tree; return the cells."""
    rows = [Row("C", "县", "", "county")]
    for n in range(cells):
        if n % (CELLS * VILLAGES) == 0:
            rows.append(Row(f"T{n}", f"第{n}镇", "C", "town"))
        if n % CELLS == 0:
            rows.append(Row(f"V{n}", f"第{n}村", f"T{n - n % (CELLS * VILLAGES)}", "medium"))
        rows.append(Row(f"G{n}", f"第{n}格", f"V{n - n % CELLS}", "small"))
    open_edition(rows, from_on=date(2020, 1, 1), title="bench")
    found = dict(Place.objects.filter(code__startswith="G").values_list("code", "pk"))
    return [found[f"G{n}"] for n in range(cells)]


def _workers(cells: Sequence[int], on: date) -> list[int]:
    """Load one worker a cell; return them in the order of the cells."""
    many, from_on = len(cells), on - timedelta(days=30)
    table = StaffTable(
        username=[f"w{n}" for n in range(many)], name=[f"员{n}" for n in range(many)], phone=[""] * many,
        role=["field_worker"] * many, place=list(cells), from_on=[from_on] * many, kind=["grid_worker"] * many,
        group=[""] * many, unit=[-1] * many, to_on=[None] * many,
    )  # fmt: skip
    return load(table).user


def _checks(cells: Sequence[int], entries: int, *, named: int, at: datetime) -> list[int]:
    """Open every phone's checks; return the cases, phone after phone."""
    place = np.repeat(np.array(cells, np.int64), entries)
    persons = _persons(min(named, len(cells)) * entries, at)
    persons += range(max(persons, default=0) + 1, max(persons, default=0) + 1 + len(place) - len(persons))
    found: list[int] = []
    for start in range(0, len(place), SLICE):
        some, on = place[start : start + SLICE], clock.local_day(at)
        size = len(some)
        roster = Roster(
            upload=new_id(), title="bench", sender="公安", origin="pushed", list_on=on, taken_at=at,
            place=int(cells[0]), rows=size, entry=new_id(),
        )  # fmt: skip
        checks = NewChecks(
            person=persons[start : start + size], group=["from-key-area"] * size, place=some, sheet=[0] * size,
            row=list(range(1, size + 1)), source_area=["湖北"] * size, left_on=[None] * size,
            arrived_on=[on] * size, transport=[""] * size,
        )  # fmt: skip
        found += open_checks(checks, roster=roster, actor=0, role="system", at=at).tolist()
        tell(f"{len(found):,} checks of {len(place):,}")
    return found


def _persons(many: int, at: datetime) -> list[int]:
    numbers = list(range(1, many + 1))
    table = PeopleTable(
        row=numbers, name=[f"試{n}" for n in numbers], id_number=[f"T{n:08d}" for n in numbers],
        id_kind=["other"] * many, phones=[(f"138{n:08d}",) for n in numbers],
        address=[f"{n % 90 + 1}號" for n in numbers],
    )  # fmt: skip
    own: list[int] = take_in(table, source="bench", at=at).own.tolist() if many else []
    return own


def _sessions(users: Sequence[int], at: datetime) -> list[str]:
    """Sign everybody in, as the sign-in page did this morning; return the keys of their sessions."""
    # Nobody loaded has a password of their own, so one hash serves all.
    shared = User.objects.get(pk=users[0]).get_session_auth_hash()
    store, keys = SessionStore(), [uuid4().hex for _ in users]
    session = store.model
    rows = [
        session(
            session_key=key,
            session_data=store.encode(
                {"_auth_user_id": str(user), "_auth_user_backend": BACKEND, "_auth_user_hash": shared}
            ),
            expire_date=at + timedelta(hours=14),
        )
        for key, user in zip(keys, users, strict=True)
    ]
    session.objects.using(router.db_for_write(session)).bulk_create(rows, batch_size=5000)
    return keys


def _registered(
    devices: Sequence[UUID],
    users: Sequence[int],
    cells: Sequence[int],
    cases: Sequence[int],
    entries: int,
    at: datetime,
) -> None:
    key = {"kty": "EC", "crv": "P-256", "x": "x" * 43, "y": "y" * 43}
    rows = list(zip(devices, users, cells, strict=True))
    Device.objects.bulk_create(
        [Device(id=d, user=u, place=p, public_key=key, registered_at=at, seen_at=at) for d, u, p in rows],
        batch_size=2000,
    )
    Shift.objects.bulk_create([Shift(device=d, user=u, place=p, since=at) for d, u, p in rows], batch_size=5000)
    on = clock.local_day(at).toordinal()
    given = ((to_store(devices[n // entries]), case, on) for n, case in enumerate(cases))
    insert(Held._meta.db_table, ("device", "case", "given_on"), given)
