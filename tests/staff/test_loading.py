"""Thirty thousand at once: what is loaded, and that loading again changes nothing."""

from __future__ import annotations

from datetime import date

import pytest

from tests.staff.conftest import CELL, VILLAGE
from tongchou.registers.staff import sealing
from tongchou.registers.staff.loading import load, load_teams
from tongchou.registers.staff.models import Post, Slot, Team, Unit, User
from tongchou.registers.staff.table import StaffTable, Units

pytestmark = pytest.mark.django_db
ON, LAST = date(2020, 1, 23), date(2020, 2, 4)
UNITS = Units(["branch"], [CELL], ["第1格臨時黨支部"])


def table() -> StaffTable:
    return StaffTable(
        username=["a", "b", "a"],
        name=["陳一", "李二", "陳一"],
        role=["field_worker", "field_worker", "village_lead"],
        place=[CELL, CELL, VILLAGE],
        from_on=[ON] * 3,
        kind=["party_member", "volunteer", ""],
        phone=["13800001234", "", "13800001234"],
        unit=[0, -1, -1],
        to_on=[None, LAST, None],
    )


def test_rows_become_users_posts_and_units():
    loaded = load(table(), UNITS)
    assert (loaded.new_users, loaded.new_posts, len(set(loaded.user))) == (2, 3, 2)
    assert set(User.objects.values_list("username", "display_name", "is_active")) == {
        ("a", "陳一", True),
        ("b", "李二", True),
    }
    assert set(
        Post.objects.values_list("user__username", "role", "kind", "place", "unit__kind", "from_on", "to_on")
    ) == {
        ("a", "field_worker", "party_member", CELL, "branch", ON, None),
        ("b", "field_worker", "volunteer", CELL, None, ON, LAST),
        ("a", "village_lead", "", VILLAGE, None, ON, None),
    }


def test_the_same_list_again_changes_nothing():

    first = load(table(), UNITS)
    again = load(table(), UNITS)
    assert (again.new_users, again.new_posts, again.user, again.unit) == (0, 0, first.user, first.unit)
    assert (User.objects.count(), Post.objects.count(), Unit.objects.count()) == (2, 3, 1)


def test_telephones_are_sealed():
    load(table(), UNITS)
    sealed = User.objects.get(username="a").phone_sealed
    assert b"13800001234" not in bytes(sealed) and sealing.phones().open(sealed) == "13800001234"
    assert User.objects.get(username="b").phone_sealed is None


def test_nobody_loaded_can_sign_in():
    load(table(), UNITS)
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_a_place_keeps_the_fixed_team_it_has():
    user = load(table(), UNITS).user[0]
    first = load_teams([VILLAGE], from_on=ON, members=[{"health": user}])
    again = load_teams([VILLAGE, CELL], from_on=ON, members=[{"police": user}, {"police": user}])
    assert again[0] == first[0]
    assert set(Slot.objects.values_list("team__place", "slot")) == {(VILLAGE, "health"), (CELL, "police")}
    assert Team.objects.count() == 2
