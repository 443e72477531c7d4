"""PostgreSQL itself hides the neighbour's organisations, and from a clerk every one but their own."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.orgs.test_take_in import AT, CODE, OTHER, clerk_of, take
from tests.staff.conftest import COUNTY, NEIGHBOUR, VILLAGE, scope
from tongchou.registers.orgs.models import Organisation
from tongchou.registers.people.models import Person
from tongchou.registers.people.services import take_in as take_people
from tongchou.registers.people.table import PeopleTable
from tongchou.registers.staff.session import as_scope

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no row-level security"),
]


def test_each_scope_sees_its_own():
    mine, _ = take(("甲廠", CODE), ("乙廠", OTHER)).organisation.tolist()
    take(("丙廠", ""), place=NEIGHBOUR)
    for reader, names in (
        (scope("village_lead", VILLAGE), {"甲廠", "乙廠"}),
        (scope("village_lead", NEIGHBOUR), {"丙廠"}),
        (scope("county_officer", COUNTY), {"甲廠", "乙廠", "丙廠"}),
        (scope("", 0), set()),
        (clerk_of(mine), {"甲廠"}),
    ):
        with as_scope(reader):
            assert set(Organisation.objects.values_list("name", flat=True)) == names
    assert Organisation.objects.count() == 3


def test_a_clerk_sees_nobody_of_the_village():
    take_people(PeopleTable(row=[1], name=["陳大文"], place=[VILLAGE]), source="list", at=AT)
    with as_scope(clerk_of(5)):
        assert Person.objects.count() == 0
    assert Person.objects.count() == 1
