"""Where the numbers of a place stand in the tree of a day."""

from __future__ import annotations

from datetime import date

import numpy as np

from tongchou.journal.entries import Column
from tongchou.registers.places.queries import retired_positions, standing_positions
from tongchou.registers.places.tree import Tree


def positions_of(tree: Tree, places: Column, on: date) -> Column:
    """Return the position of each place, -1 where none leads there.

    What was booked at a place that another edition retired is given to whoever answers for it on that day.
    """
    positions = tree.positions(places)
    return standing_positions(places, on) if bool((positions < 0).any()) else positions


def places_within(tree: Tree, left: int, right: int, on: date) -> Column:
    """Return every place whose numbers stand at positions `left` up to `right` on a day, retired ones too."""
    retired, positions = retired_positions(on)
    return np.concatenate([tree.ids[left:right], retired[(positions >= left) & (positions < right)]])
