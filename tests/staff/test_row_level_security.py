"""PostgreSQL itself hides the neighbouring village, whatever a query forgets. Each test has someone there to leak."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from tests.people.conftest import AT, number, table
from tests.staff.conftest import CELL, COUNTY, ELSEWHERE, NEIGHBOUR, TOWN, VILLAGE, scope
from tongchou.registers.people.models import Fact, Household, Link, Look, Person, Phone, Whereabouts
from tongchou.registers.people.queries import look, persons_of
from tongchou.registers.people.services import link, take_in
from tongchou.registers.staff.session import ROLE, as_scope

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no row-level security"),
]

OURS, THEIRS, FAR = number(), number(sequence="003"), number(sequence="005")
TABLES = (Person, Phone, Fact, Household, Whereabouts, Link)


@pytest.fixture(autouse=True)
def people() -> list[int]:
    rows = table(
        ("陳大文", OURS, "13800001111"),
        ("李小妹", THEIRS, "13800002222"),
        ("黃三", FAR, "13800003333"),
        place=[CELL, NEIGHBOUR, ELSEWHERE],
        address=["龍岩村1號", "新西村2號", "雲龍村3號"],
        household=["A", "B", "C"],
    )
    found = take_in(rows, source="upload:1", at=AT).person.tolist()
    link([501, 502, 503], found)
    return found


def visible() -> dict[str, int]:
    """Return how many rows a query without any narrowing gets."""
    return {model.__name__: model.objects.count() for model in TABLES}


def every(count: int) -> dict[str, int]:
    return {model.__name__: count for model in TABLES}


def test_the_reading_role_is_bound_by_policies():
    with as_scope(scope("county_command", COUNTY)), connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (ROLE, False, False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)


def test_each_scope_sees_its_own():
    assert visible() == every(3)
    for role, place, count in (
        ("field_worker", CELL, 1),
        ("village_lead", VILLAGE, 1),
        ("village_lead", NEIGHBOUR, 1),
        ("town_lead", TOWN, 2),
        ("county_command", COUNTY, 3),
    ):
        with as_scope(scope(role, place)):
            assert visible() == every(count), (role, place)
    assert visible() == every(3)


def test_it_is_the_right_one_that_is_seen():
    with as_scope(scope("village_lead", NEIGHBOUR)):
        assert list(Person.objects.values_list("name", flat=True)) == ["李小妹"]


def test_an_empty_scope_sees_nothing():
    with as_scope(scope("", 0)):
        assert visible() == every(0)


def test_without_a_scope_the_role_sees_nothing():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
        assert visible() == every(0)
        cursor.execute("SET LOCAL ROLE NONE")


def test_a_neighbours_rows_can_neither_be_changed_nor_deleted():
    with as_scope(scope("village_lead", VILLAGE)):
        assert Person.objects.update(name="改") == 1
        assert Whereabouts.objects.exclude(place=CELL).delete()[0] == 0
    assert set(Person.objects.values_list("name", flat=True)) == {"改", "李小妹", "黃三"}
    assert Whereabouts.objects.count() == 3


def test_scopes_within_each_other_end_with_what_held_before():
    with as_scope(scope("town_lead", TOWN)):
        with as_scope(scope("village_lead", VILLAGE)):
            assert visible() == every(1)
        assert visible() == every(2)


def test_registering_the_neighbour_makes_no_second_person(people):
    with as_scope(scope("village_lead", VILLAGE)):
        taken = take_in(table(("李小妹", THEIRS), place=[VILLAGE]), source="upload:2", at=AT)
        assert taken.person.tolist() == [people[1]]
        assert not taken.is_new.any()
        assert set(Person.objects.values_list("pk", flat=True)) == {people[0], people[1]}
    assert Person.objects.count() == 3


def test_a_look_is_logged_within_the_scope(people):
    reader = scope("village_lead", VILLAGE, user=7)
    with as_scope(reader):
        assert look(reader, people[0], purpose="care", at=AT).id_number == OURS
    assert list(Look.objects.values_list("user", "person")) == [(7, people[0])]


def test_a_count_is_of_everyone_whoever_asks(people):
    with as_scope(scope("village_lead", VILLAGE)):
        assert persons_of([501, 502, 503]).tolist() == people
        assert visible() == every(1)
