"""Many users, units and posts at once: thirty thousand in a second or two, each known one passed over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from tongchou.journal.rows import insert
from tongchou.registers.staff import sealing
from tongchou.registers.staff.models import Post, Unit, User
from tongchou.registers.staff.queries import fixed_teams
from tongchou.registers.staff.table import Loaded, StaffTable, Units

Row = tuple[Any, ...]


def load(table: StaffTable, units: Units | None = None) -> Loaded:
    """Load posts with their users and units. All or nothing; loading the same again changes nothing.

    Nobody loaded can sign in: a password is set one by one, by `services.set_password`.
    """
    with transaction.atomic():
        unit = _units(units or Units())
        before = User.objects.count()
        users = _users(table)
        user = [users[name] for name in table.username]
        made = _posts(table, user, unit)
        return Loaded(user, unit, User.objects.count() - before, made)


def _units(units: Units) -> list[int]:
    wanted = list(zip(units.kind, units.place, units.name, strict=True))
    if not wanted:
        return []
    kinds = set(units.kind)
    known = {row[1:] for row in _known_units(kinds)}
    insert("staff_unit", ("kind", "place", "name"), sorted(set(wanted) - known))
    number = {row[1:]: row[0] for row in _known_units(kinds)}
    return [number[unit] for unit in wanted]


def _known_units(kinds: set[str]) -> Iterable[Row]:
    return Unit.objects.filter(kind__in=kinds).values_list("pk", "kind", "place", "name")


def _users(table: StaffTable) -> dict[str, int]:
    """Make the users not known yet; return every known user by name."""
    known = dict(User.objects.values_list("username", "pk"))
    fresh = {name: n for n, name in reversed(list(enumerate(table.username))) if name not in known}
    rows = [fresh[name] for name in sorted(fresh)]
    boxes = iter(sealing.phones().seal_all([table.phone[n] for n in rows if table.phone[n]]))
    # One unusable password for all: nothing hashes to it, and making one costs a random string each.
    unusable = make_password(None)
    insert(
        "staff_user",
        ("password", "username", "display_name", "phone_sealed", "language", "is_active", "must_change"),
        (
            (
                unusable,
                table.username[n],
                table.name[n],
                next(boxes) if table.phone[n] else None,
                "zh-hant",
                True,
                False,
            )
            for n in rows
        ),
    )
    return dict(User.objects.values_list("username", "pk")) if fresh else known


def _posts(table: StaffTable, user: Sequence[int], unit: Sequence[int]) -> int:
    wanted = {
        (
            user[n], table.role[n], table.kind[n], table.group[n], table.duty[n], table.place[n],
            unit[table.unit[n]] if table.unit[n] >= 0 else None, table.from_on[n].toordinal(),
            until.toordinal() if (until := table.to_on[n]) else None,
        )
        for n in range(len(table))
    }  # fmt: skip
    columns = ("user_id", "role", "kind", "group", "duty", "place", "unit_id", "from_on", "to_on")
    with connection.cursor() as cursor:
        names = ", ".join(f'"{column}"' for column in columns)
        cursor.execute(f"SELECT {names} FROM {Post._meta.db_table}")
        fresh = wanted - set(map(tuple, cursor.fetchall()))
    insert("staff_post", columns, sorted(fresh, key=lambda row: row[0]))
    return len(fresh)


def load_teams(place: Sequence[int], *, from_on: date, members: Sequence[Mapping[str, int]]) -> list[int]:
    """Form the fixed teams of many places from a day, with the user of each slot; return the teams.

    A place that has a fixed team on that day keeps it as it is.
    """
    with transaction.atomic():
        kept = fixed_teams(from_on)
        fresh = [n for n, one in enumerate(place) if one not in kept]
        insert("staff_team", ("place", "is_fixed", "from_on"), [(place[n], True, from_on.toordinal()) for n in fresh])
        team = fixed_teams(from_on)
        slots = [(team[place[n]], slot, user, from_on.toordinal()) for n in fresh for slot, user in members[n].items()]
        insert("staff_slot", ("team_id", "slot", "user_id", "from_on"), slots)
        return [team[one] for one in place]
