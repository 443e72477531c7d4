"""Which team a cell's check goes to. Pure columns: no store, no clock.

A fixed team of the smallest known cell; else the team that last worked there; else the nearest of these up the tree;
else none, which is itself pending.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
NO_TEAM = 0


class TreeOfPlaces(Protocol):
    """What is asked of a tree: preorder columns; a parent always stands before its children."""

    @property
    def ids(self) -> Ints: ...

    @property
    def parent(self) -> Ints: ...

    def positions(self, places: ArrayLike) -> Ints: ...


def team_of(places: ArrayLike, tree: TreeOfPlaces, fixed: Mapping[int, int], last: Mapping[int, int]) -> Ints:
    """Return the team of each place, `NO_TEAM` where there is none up to the root or the place is not in the tree.

    `fixed` and `last` give teams by place: the fixed one, and the one that last worked there.
    """
    positions = tree.positions(places)
    teams = np.append(teams_by_position(tree, fixed, last), NO_TEAM)
    return teams[positions]


def teams_by_position(tree: TreeOfPlaces, fixed: Mapping[int, int], last: Mapping[int, int]) -> Ints:
    """Return the team of every node of the tree."""
    teams = _own(tree, fixed)
    teams = np.where(teams == NO_TEAM, _own(tree, last), teams)
    above = np.where(tree.parent < 0, 0, tree.parent)
    # Each round hands a team one level down; a tree is a handful of levels deep.
    while True:
        handed = np.where(teams == NO_TEAM, teams[above], teams)
        if np.array_equal(handed, teams):
            return teams
        teams = handed


def _own(tree: TreeOfPlaces, team_by_place: Mapping[int, int]) -> Ints:
    places = np.fromiter(team_by_place.keys(), np.int64, len(team_by_place))
    numbers = np.fromiter(team_by_place.values(), np.int64, len(team_by_place))
    positions = tree.positions(places)
    teams = np.full(len(tree.ids), NO_TEAM, np.int64)
    teams[positions[positions >= 0]] = numbers[positions >= 0]
    return teams
