"""A worker whom an enterprise's sheet tells of as abnormal becomes somebody to check, where the enterprise is.

The enterprise's return keeps a number; whom it is about is a check of screening, with its team and its outcome.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import numpy as np

from tongchou.base.ids import new_id
from tongchou.base.refusals import words
from tongchou.journal.chart import chart
from tongchou.journal.rows import columns, listed
from tongchou.pillars.resumption.services.health import Named
from tongchou.pillars.screening.models import Check, Roster
from tongchou.pillars.screening.services import open_checks
from tongchou.pillars.screening.services.lists import NewChecks
from tongchou.registers.places.queries import tree


def check(named: Sequence[Named], on: date, at: datetime) -> list[int]:
    """Return the check of each worker: one that is pending already, else one opened now, all as one entry."""
    pending = _pending({one.person for one in named})
    fresh = list({one.person: one for one in named if one.person not in pending}.values())
    if fresh:
        pending |= dict(zip((one.person for one in fresh), _open(fresh, on, at), strict=True))
    return [pending[one.person] for one in named]


def _pending(persons: set[int]) -> dict[int, int]:
    """Return the pending check of each person who has one: somebody still abnormal tomorrow is checked once."""
    cases = dict(Check.objects.filter(person__in=persons).values_list("case", "person"))
    waiting = np.array(chart().matching("screening:*:pending"), np.int64)
    with listed(np.array(sorted(cases), np.int64)) as (among, params):
        case, number = columns(f'SELECT "case", account FROM standing WHERE "case" {among}', params, 2)
    return {cases[c]: c for c in case[np.isin(number, waiting)].tolist()}


def _open(fresh: Sequence[Named], on: date, at: datetime) -> list[int]:
    size = len(fresh)
    roster = Roster(
        title=str(words("企業日報異常職工")), origin="enterprise", list_on=on, taken_at=at,
        place=int(tree(on).root), rows=size, entry=new_id(),
    )  # fmt: skip
    checks = NewChecks(
        person=[one.person for one in fresh], group=["met"] * size,
        place=np.array([one.place for one in fresh], np.int64), sheet=[0] * size, row=[0] * size,
        source_area=[""] * size, left_on=[None] * size, arrived_on=[None] * size, transport=[""] * size,
    )  # fmt: skip
    return open_checks(checks, roster=roster, actor=0, role="system", at=at).tolist()  # type: ignore[no-any-return]
