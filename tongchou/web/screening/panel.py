"""What screening adds to a person's page: their checks, and whether one of them is the reader's team's to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tongchou.base.refusals import NotFound
from tongchou.pillars.screening import queries
from tongchou.pillars.screening.accounts import OBSERVED, PENDING
from tongchou.pillars.screening.queries import CheckRow
from tongchou.pillars.screening.teams import teams_at
from tongchou.registers.staff.queries import teams_of
from tongchou.web.people.panels import Panel
from tongchou.web.screening.showing import check_rows
from tongchou.web.shell.who import Who


def _checks(reader: Who, cases: Sequence[int]) -> list[CheckRow]:
    """Return those of the cases that are checks within the reader's places."""
    if not reader.may("screening.read"):
        return []
    found = []
    for case in cases:
        try:
            found.append(queries.check(reader.scope, case))
        except NotFound:
            continue
    return found


def context(reader: Who, cases: Sequence[int]) -> dict[str, Any]:
    """Return the checks as the template shows them."""
    return {"checks": check_rows(reader, _checks(reader, cases))}


def is_assigned(reader: Who, cases: Sequence[int]) -> bool:
    """Tell whether an open check or observation among the cases is the task of a team the reader stands in."""
    places = [row.place for row in _checks(reader, cases) if row.state == PENDING or row.state in OBSERVED]
    if not places:
        return False
    teams = teams_at(np.array(places, np.int64), reader.today).tolist()
    return not teams_of(reader.scope.user_id, reader.today).isdisjoint(teams)


PANEL = Panel("screening", "web/screening/_person.html", context, is_assigned)
