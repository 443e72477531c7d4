"""The tree as columns: intervals, totals, ways up and down."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongchou.base.refusals import NotFound
from tongchou.registers.places.tree import Tree, preorder


def tree_of(parents: list[int]) -> Tree:
    """Return a tree whose place ids are 100 + the row, from each row's parent row."""
    order = preorder(parents)
    n = len(order.rows)
    texts = np.array([f"n{row}" for row in order.rows], dtype=object)
    return Tree(
        edition=1,
        stamp="s",
        from_on=date(2020, 1, 23),
        ids=np.array(order.rows) + 100,
        right=np.array(order.right),
        parent=np.array(order.parent),
        depth=np.array(order.depth),
        kind=np.array(["town"] * n, dtype=object),
        area_kind=np.array([""] * n, dtype=object),
        name=texts,
        code=texts,
    )


# county 100: town 101 (villages 103, 104), town 102 without villages
COUNTY = [-1, 0, 0, 1, 1]


@st.composite
def parents(draw: st.DrawFn) -> list[int]:
    """Return a random tree: every row's parent is an earlier row."""
    size = draw(st.integers(1, 40))
    return [-1, *(draw(st.integers(0, row - 1)) for row in range(1, size))]


def test_preorder_keeps_the_order_of_siblings() -> None:
    tree = tree_of(COUNTY)
    assert tree.ids.tolist() == [100, 101, 103, 104, 102]
    assert [tree.interval(place) for place in (100, 101, 103, 104, 102)] == [(0, 5), (1, 4), (2, 3), (3, 4), (4, 5)]


def test_sums_are_own_and_all_below() -> None:
    tree = tree_of(COUNTY)
    assert tree.sums([1, 10, 100, 1000, 10000]).tolist() == [11111, 1110, 100, 1000, 10000]


def test_sums_of_a_childless_town_are_its_own_where_reduceat_gives_its_neighbours() -> None:
    """Children of 101 are positions 2..3, of 104 (a leaf) the empty slice 4..4: reduceat answers 10000 for it."""
    tree = tree_of(COUNTY)
    values = np.array([0, 0, 7, 0, 10000])
    left = np.arange(5) + 1
    naive = np.add.reduceat(np.append(values, 0), np.column_stack([left, tree.right]).ravel())[::2]
    assert naive[3] == 10000
    assert tree.sums(values)[3] == 0


def test_sums_take_many_figures_at_once() -> None:
    tree = tree_of(COUNTY)
    assert tree.sums([[1, 0, 0, 0, 0], [0, 0, 1, 1, 1]]).tolist() == [[1, 0, 0, 0, 0], [3, 2, 1, 1, 1]]


@given(parents(), st.data())
def test_sums_equal_a_recursive_count(shape: list[int], data: st.DataObject) -> None:
    tree = tree_of(shape)
    own = data.draw(st.lists(st.integers(-5, 5), min_size=len(shape), max_size=len(shape)))
    value_of = dict(zip(tree.ids.tolist(), own, strict=True))

    def total(place: int) -> int:
        return value_of[place] + sum(total(child) for child in tree.children(place).tolist())

    assert tree.sums(own).tolist() == [total(place) for place in tree.ids.tolist()]


@given(parents(), st.data())
def test_lowest_common_place_is_the_last_of_the_shared_path(shape: list[int], data: st.DataObject) -> None:
    tree = tree_of(shape)
    some = data.draw(st.lists(st.sampled_from(tree.ids.tolist()), min_size=1, max_size=4))
    shared = set(tree.path(some[0])).intersection(*(tree.path(place) for place in some))
    assert tree.common(some) == max(shared, key=lambda place: len(tree.path(place)))


@given(parents())
def test_at_depth_agrees_with_the_paths(shape: list[int]) -> None:
    tree = tree_of(shape)
    for place in tree.ids.tolist():
        path = tree.path(place)
        found = tree.ids[tree.at_depth[:, tree.position(place)]].tolist()
        assert found == (path + [place] * len(found))[: len(found)]


def test_positions_are_minus_one_for_places_of_another_tree() -> None:
    assert tree_of(COUNTY).positions([104, 999, 100]).tolist() == [3, -1, 0]


def test_position_of_a_place_not_in_the_tree_is_refused() -> None:
    with pytest.raises(NotFound) as refused:
        tree_of(COUNTY).position(999)
    assert refused.value.code == "place_not_in_tree"


def test_children_leaves_and_below() -> None:
    tree = tree_of(COUNTY)
    assert tree.children(100).tolist() == [101, 102]
    assert tree.children(102).tolist() == []
    assert tree.leaves().tolist() == [103, 104, 102]
    assert tree.leaves(101).tolist() == [103, 104]
    assert tree.below(101).tolist() == [101, 103, 104]
