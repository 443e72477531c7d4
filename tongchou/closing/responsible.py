"""Who answers for a place: whoever leads it, or the nearest place above that somebody leads."""

from __future__ import annotations

from datetime import date

import numpy as np

from tongchou.journal.entries import Column
from tongchou.registers.places.tree import Tree
from tongchou.registers.staff.queries import posts_on

#: Roles that answer for a place, the first that is held there.
LEADS = ("village_lead", "town_lead", "county_command")


def leads(tree: Tree, on: date) -> Column:
    """Return, by position, the user who answers for the place; 0 where nobody does, up to the county."""
    posts = posts_on(on).filter(role__in=LEADS)
    own = np.zeros(len(tree), np.int64)
    for _, place, user in sorted(posts.values_list("role", "place", "user_id"), key=_first_last):
        if place in tree:
            own[tree.position(place)] = user
    for depth in range(1, int(tree.depth.max(initial=0)) + 1):
        bare = np.flatnonzero((tree.depth == depth) & (own == 0))
        own[bare] = own[tree.parent[bare]]
    return own


def _first_last(post: tuple[str, int, int]) -> tuple[int, int]:
    """Sort so that the leading role, then the earliest user, is written last."""
    return -LEADS.index(post[0]), -post[2]
