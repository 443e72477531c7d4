"""Which team answers for a place on a day: the staff register decides; who worked there last is in the books."""

from __future__ import annotations

from datetime import date

import numpy as np

from tongchou.journal.entries import Column
from tongchou.journal.rows import columns, listed
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.queries import fixed_teams, teams_of
from tongchou.registers.staff.teams import team_of


def teams_at(places: Column, on: date) -> Column:
    """Return the team of each place, 0 where there is none: "no team" is itself pending."""
    fixed = fixed_teams(on)
    bare = np.array([place for place in np.unique(places).tolist() if place not in fixed], np.int64)
    return team_of(places, tree(on), fixed, _last(bare, on))


def _last(places: Column, on: date) -> dict[int, int]:
    """Return the team whose member last concluded a check at each place, for places that have no fixed team."""
    if not len(places):
        return {}
    with listed(places) as (among, params):
        place, entry = columns(
            "SELECT l.to_place, max(l.entry) FROM line l JOIN entry e ON e.number = l.entry "
            f"WHERE e.code = 'outcome' AND l.to_place {among} GROUP BY l.to_place",
            params,
            2,
        )
    if not len(entry):
        return {}
    with listed(entry) as (among, params):
        number, actor = columns(f"SELECT number, actor FROM entry WHERE number {among}", params, 2)
    who = dict(zip(number.tolist(), actor.tolist(), strict=True))
    teams = {user: min(teams_of(user, on), default=0) for user in set(who.values())}
    found = {p: teams[who[e]] for p, e in zip(place.tolist(), entry.tolist(), strict=True)}
    return {p: team for p, team in found.items() if team}
