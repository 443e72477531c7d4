"""The demonstration county's staff, in the numbers the county printed."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from demo import staff
from demo.places import GRID_ON, build_luoding
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.access import scope_of
from tongchou.registers.staff.models import Post, Unit, User
from tongchou.registers.staff.queries import fixed_teams, live, team_members, teams_of

pytestmark = pytest.mark.django_db
LAST = date(2020, 3, 27)
BEFORE = GRID_ON - timedelta(days=1)


@pytest.fixture
def samples() -> list[staff.Sample]:
    build_luoding()
    return staff.build_luoding(password="let me in")


def test_the_county_has_its_numbers(samples):
    kinds = Counter(Post.objects.filter(live(LAST)).values_list("kind", flat=True))
    assert (kinds["party_member"], Counter(Unit.objects.values_list("kind", flat=True))) == (
        14_425, {"branch": 2_170, "party_group": 4_433, "vanguard": 43, "pickup": 10, "department": 27}
    )  # fmt: skip
    assert {"teacher", "delegate", "volunteer"} <= kinds.keys()
    workers = Post.objects.filter(live(LAST)).values("user").distinct().count()
    assert round(workers, -4) == 30_000

    early = Post.objects.filter(live(BEFORE), kind="volunteer")
    assert (early.count(), early.values("place").distinct().count()) == (494, 40)
    assert not early.filter(live(GRID_ON)).exists()

    _branches_and_groups_stand_one_in_each_cell()
    _every_small_cell_and_village_has_a_whole_team()
    _samples_see_their_own(samples)
    assert User.objects.exclude(password__startswith="!").count() == len(samples)


def _branches_and_groups_stand_one_in_each_cell() -> None:
    places = tree(LAST)
    for unit, level in (("branch", "small"), ("party_group", "micro")):
        assert sorted(Unit.objects.filter(kind=unit).values_list("place", flat=True)) == sorted(places.of_kind(level))
        staffed = Post.objects.filter(live(LAST), unit__kind=unit, kind="party_member").values("unit").distinct()
        assert staffed.count() == len(places.of_kind(level))


def _every_small_cell_and_village_has_a_whole_team() -> None:
    teams = fixed_teams(LAST)
    assert set(tree(LAST).of_kind("small").tolist()) < teams.keys()
    assert len(fixed_teams(BEFORE)) == 336 == len(teams) - 2_170
    assert {frozenset(slots) for slots in team_members(teams.values(), LAST).values()} == {
        frozenset({"village_committee", "health", "police"})
    }


def _samples_see_their_own(samples: list[staff.Sample]) -> None:
    places = tree(LAST)
    seen = {}
    for sample in samples:
        user = User.objects.get(username=sample.username)
        assert user.check_password("let me in")
        reader = scope_of(user, on=LAST, tree=places)
        seen[sample.username] = (reader.role, {str(places.code[places.position(place)]) for place in reader.roots})
    assert seen == {
        "command": ("county_command", {"445381"}),
        "officer": ("county_officer", {"445381"}),
        "town": ("town_lead", {"445381100"}),
        "village": ("village_lead", {"445381100001"}),
        "worker": ("field_worker", {"445381100001-01"}),
        "auditor": ("auditor", {"445381"}),
        "keeper": ("storekeeper", {"445381-S1"}),
        "site": ("site_manager", {"445381-Q1"}),
        "pickup": ("pickup_lead", {"445381-P1"}),
    }
    assert len(teams_of(User.objects.get(username="worker").pk, LAST)) == 1
