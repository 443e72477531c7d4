"""Which team answers for a place on a day."""

from __future__ import annotations

from datetime import date

import numpy as np

from tongchou.journal.entries import Column
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.queries import fixed_teams


def teams_at(places: Column, on: date) -> Column:
    """Return the team of each place: its own fixed team, else the nearest up the tree; 0 where there is none."""
    now = tree(on)
    fixed = fixed_teams(on)
    own = np.array([fixed.get(int(place), 0) for place in now.ids], np.int64)
    # In preorder a parent comes before its children, so one pass hands each team down to the cells without one.
    for position, above in enumerate(now.parent.tolist()):
        if own[position] == 0 and above >= 0:
            own[position] = own[above]
    spots = now.positions(places)
    return np.where(spots >= 0, own[spots], 0)
