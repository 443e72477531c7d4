"""Whose posts go on after an edition: of what came out of a place alone, never of what took others in."""

from __future__ import annotations

import pytest

from tests.places.conftest import place_of
from tests.places.test_reorganise import BY, EAST, FEB, SHUIBAI, TOWN, WEST, YUNLONG, evening  # noqa: F401
from tongchou.registers.places.queries import tree
from tongchou.registers.places.reorganise import NewPlace, merge, split
from tongchou.registers.staff.access import scope_of
from tongchou.registers.staff.models import Post, User
from tongchou.registers.staff.queries import stranded

pytestmark = pytest.mark.django_db


@pytest.fixture
def leads():
    """Appoint a lead of each of two villages."""
    found = {}
    for code in (SHUIBAI, YUNLONG):
        user = User.objects.create_user(f"lead{code}")
        Post.objects.create(user=user, role="village_lead", place=place_of(code), from_on=FEB)
        found[code] = user.pk
    return found


def places_of(user: int) -> set[str]:
    now = tree(FEB)
    return {str(now.code[now.position(root)]) for root in scope_of(user, on=FEB, tree=now).roots}


def shared(code: str) -> tuple[NewPlace, NewPlace]:
    """Return the two that a village is split into, its cells all going to the first."""
    now = tree(FEB)
    cells = tuple(str(now.code[now.position(int(cell))]) for cell in now.children(place_of(code)))
    return NewPlace(EAST.code, EAST.name, takes=cells), WEST


def test_whoever_led_a_village_that_was_split_leads_both_halves(leads):
    split(place_of(SHUIBAI), shared(SHUIBAI), **BY)
    assert places_of(leads[SHUIBAI]) == {EAST.code, WEST.code}
    assert places_of(leads[YUNLONG]) == {YUNLONG}
    assert not stranded(FEB, tree(FEB)).exists()


def test_whoever_led_a_village_that_was_merged_into_another_leads_nobody_new_and_is_named(leads):
    into = NewPlace("445381100299", "水龙村委会")
    merge([place_of(SHUIBAI), place_of(YUNLONG)], into, **BY)
    assert places_of(leads[SHUIBAI]) == places_of(leads[YUNLONG]) == set()
    assert set(stranded(FEB, tree(FEB)).values_list("user", flat=True)) == set(leads.values())


def test_the_one_that_takes_the_other_in_keeps_its_lead(leads):
    now = tree(FEB)
    name = str(now.name[now.position(place_of(YUNLONG))])
    merge([place_of(SHUIBAI), place_of(YUNLONG)], NewPlace(YUNLONG, name), **BY)
    assert (places_of(leads[YUNLONG]), places_of(leads[SHUIBAI])) == ({YUNLONG}, set())
    assert list(stranded(FEB, tree(FEB)).values_list("user", flat=True)) == [leads[SHUIBAI]]
