"""Who sees what, and who may do what. Every test has something next door that could leak."""

from __future__ import annotations

from datetime import date

import pytest

from tests.staff.conftest import (
    CELL,
    COUNTY,
    ELSEWHERE,
    NEIGHBOUR,
    NEIGHBOUR_CELL,
    OTHER_TOWN,
    SECOND_CELL,
    TOWN,
    TREE,
    VILLAGE,
    scope,
)
from tongchou.base import rights
from tongchou.base.refusals import NotAllowed
from tongchou.registers.staff import access
from tongchou.registers.staff.access import ONE_BY_ONE, allow, may, require, scope_of
from tongchou.registers.staff.models import Post, Unit, User
from tongchou.registers.staff.roles import ROLES

ON = date(2020, 3, 20)
EVERY = [int(place) for place in TREE.ids]


def covered(reader) -> set[int]:
    return {place for place in EVERY if reader.covers(place)}


#: With every place told one by one, and with none told so.
@pytest.fixture(params=[ONE_BY_ONE, 0])
def units(db, request, monkeypatch) -> None:
    monkeypatch.setattr(access, "ONE_BY_ONE", request.param)
    Unit.objects.bulk_create(Unit(kind="department", place=place, name=str(place)) for place in EVERY)


def seen(reader, **how) -> set[int]:
    return set(reader.narrow(Unit.objects.all(), **how).values_list("place", flat=True))


def test_a_scope_is_a_place_and_all_below():
    assert covered(scope("village_lead", VILLAGE)) == {VILLAGE, CELL, SECOND_CELL}
    assert covered(scope("field_worker", CELL)) == {CELL}
    assert covered(scope("county_command", COUNTY)) == set(EVERY)


def test_posts_within_each_other_are_one_interval():
    reader = scope("field_worker", CELL, more=[("village_lead", VILLAGE), ("field_worker", ELSEWHERE)])
    assert reader.intervals == ((2, 5), (8, 9))
    assert (reader.role, reader.roots) == ("village_lead", {CELL, VILLAGE, ELSEWHERE})


def test_rows_are_narrowed_to_the_scope(units):
    assert seen(scope("village_lead", VILLAGE)) == {VILLAGE, CELL, SECOND_CELL}
    assert seen(scope("county_command", COUNTY)) == set(EVERY)
    assert seen(scope("", 0)) == set()


def test_narrowing_within_a_place_never_widens(units):
    reader = scope("village_lead", VILLAGE)
    assert seen(reader, within=CELL) == {CELL}
    assert seen(reader, within=TOWN) == {VILLAGE, CELL, SECOND_CELL}
    assert seen(reader, within=NEIGHBOUR) == set()
    assert seen(scope("county_command", COUNTY), within=NEIGHBOUR) == {NEIGHBOUR, NEIGHBOUR_CELL}


def test_hand_written_sql_is_narrowed_alike(units):
    for reader in (scope("village_lead", VILLAGE), scope("county_command", COUNTY), scope("", 0)):
        for within in (None, CELL, NEIGHBOUR):
            sql, params = reader.within_sql("place", within)
            rows = Unit.objects.raw(f"SELECT id, place FROM staff_unit WHERE {sql}", params)
            assert {row.place for row in rows} == seen(reader, within=within)


def test_the_whole_county_has_what_stands_at_no_place_of_the_day_too(units):
    Unit.objects.create(kind="department", place=999, name="撤併前的村")
    command = scope("county_command", COUNTY)
    assert seen(command) == seen(command, within=COUNTY) == {*EVERY, 999}
    assert command.within_sql("place", COUNTY) == ("1 = 1", [])
    assert 999 not in seen(scope("town_lead", TOWN), within=COUNTY)


def test_many_places_are_asked_at_once():
    reader = scope("village_lead", VILLAGE)
    assert reader.covers_each([CELL, NEIGHBOUR, 999]).tolist() == [True, False, False]
    assert not reader.covers_all([CELL, NEIGHBOUR])
    assert scope("", 0).covers_all([])


def test_below_is_of_the_tree_not_of_the_reader():
    reader = scope("field_worker", CELL)
    assert reader.is_below(NEIGHBOUR_CELL, TOWN) and not reader.is_below(TOWN, NEIGHBOUR_CELL)
    assert reader.below_any(NEIGHBOUR_CELL, [VILLAGE, NEIGHBOUR])
    assert reader.is_below_any_root(TOWN) and not reader.is_below_any_root(OTHER_TOWN)


@pytest.mark.django_db
def test_posts_count_from_their_first_day_to_their_last():
    user = User.objects.create_user("lead")
    Post.objects.create(user=user, role="village_lead", place=VILLAGE, from_on=ON, to_on=date(2020, 3, 22))
    days = {day: scope_of(user, on=date(2020, 3, day), tree=TREE).roots for day in (19, 20, 22, 23)}
    assert days == {19: frozenset(), 20: {VILLAGE}, 22: {VILLAGE}, 23: frozenset()}


@pytest.mark.django_db
def test_nobody_is_in_scope_without_a_post_or_switched_off_or_off_the_tree():
    without, off, gone = (User.objects.create_user(name) for name in ("without", "off", "gone"))
    Post.objects.create(user=off, role="county_command", place=COUNTY, from_on=ON)
    Post.objects.create(user=gone, role="village_lead", place=999, from_on=ON)
    User.objects.filter(pk=off.pk).update(is_active=False)
    for user in (without, off, gone):
        reader = scope_of(user, on=ON, tree=TREE)
        assert (reader.intervals, reader.role, covered(reader)) == ((), "", set())


def test_a_role_is_held_where_it_is_held():
    allow("trial.lead", roles=("village_lead",))
    reader = scope("village_lead", NEIGHBOUR, more=[("field_worker", VILLAGE)])
    assert may(reader, "trial.lead")
    assert [place for place in EVERY if may(reader, "trial.lead", place)] == [NEIGHBOUR, NEIGHBOUR_CELL]
    with pytest.raises(NotAllowed) as refused:
        require(reader, "trial.lead", place=CELL)
    assert refused.value.code == "not_allowed"


def test_an_undeclared_verb_is_our_own_mistake():
    with pytest.raises(AssertionError):
        may(scope("county_command", COUNTY), "trial.nobody")


def test_every_declared_right_names_known_roles():
    declared = {right.verb: right.roles for right in rights.rights() if not right.verb.startswith("trial.")}
    assert {"people.look", "staff.appoint"} <= declared.keys()
    assert {verb for verb, roles in declared.items() if not roles or roles - ROLES.keys()} == set()
