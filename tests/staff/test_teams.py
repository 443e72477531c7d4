"""Which team a check goes to. The tree: county 1, towns 10 and 20, villages 11, 12 and 21, cells 111, 112 and 121."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.staff.conftest import TREE
from tongchou.registers.staff.teams import team_of

PLACES = [int(place) for place in TREE.ids]
teams = st.dictionaries(st.sampled_from(PLACES), st.integers(1, 9))


def test_the_fixed_team_of_the_cell_itself_comes_first():
    assert team_of([111], TREE, {111: 5, 11: 6}, {111: 7}).tolist() == [5]


def test_without_a_fixed_team_the_last_that_worked_there():
    assert team_of([111], TREE, {11: 6}, {111: 7}).tolist() == [7]


def test_else_the_nearest_up_the_tree_fixed_before_last():
    assert team_of([111, 112], TREE, {11: 6, 10: 8}, {11: 7}).tolist() == [6, 6]
    assert team_of([111], TREE, {10: 8}, {11: 7}).tolist() == [7]


def test_a_neighbours_team_is_never_taken():
    assert team_of([111, 121, 21], TREE, {112: 5, 12: 6}, {}).tolist() == [0, 6, 0]


def test_a_place_outside_the_tree_has_no_team():
    assert team_of([999], TREE, {1: 5, 999: 6}, {}).tolist() == [0]
    assert team_of([], TREE, {1: 5}, {}).tolist() == []


@given(teams, teams)
def test_columns_agree_with_walking_up_one_by_one(fixed, last):
    def walk(position: int) -> int:
        place = int(TREE.ids[position])
        own = fixed.get(place) or last.get(place)
        above = int(TREE.parent[position])
        return own or (walk(above) if above >= 0 else 0)

    assert team_of(PLACES, TREE, fixed, last).tolist() == [walk(n) for n in range(len(PLACES))]
