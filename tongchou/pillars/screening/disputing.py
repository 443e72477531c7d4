"""What two people said differently, with all that a third needs to decide: an outcome, a place, or a day's visit.

A reader as `queries.py` is: it takes the scope first and narrows to it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np

from tongchou.journal.chart import chart
from tongchou.journal.models import Claim, Entry, Settles, Standing
from tongchou.journal.rows import columns
from tongchou.journal.standing import Chain
from tongchou.pillars.screening import doors, queries
from tongchou.pillars.screening.models import Check, Roster
from tongchou.pillars.screening.queries import CheckRow, Side
from tongchou.registers.staff.access import Scope, require

OUTCOME, PLACE, VISIT = "outcome", "place", "visit"


@dataclass(frozen=True)
class Contested:
    """One case in dispute: what of it, the check it is about, and its sides, each with the door it came by.

    `case` is the visit's for a visit, of `due_on`; the check's otherwise. `stands` is where both sides still agree.
    """

    kind: str
    case: int
    check: CheckRow
    stands: str
    due_on: date | None
    sides: tuple[tuple[Side, doors.Told], ...]


@dataclass(frozen=True)
class _Open:
    case: int
    check: CheckRow
    state: str
    place: int
    due_on: date | None


def contested(scope: Scope, *, place: int | None = None, limit: int = 50) -> list[Contested]:
    """Return what is in dispute in the reader's places: checks first, then visits; notes only for who may decide."""
    require(scope, "screening.read")
    found = queries.checks(scope, place=place, disputed=True, limit=limit)
    rows = [_Open(r.case, r, r.state, r.place, None) for r in found if r.flags & Standing.DISPUTED]
    rows += _visits(scope, place, limit)
    sides = _sides({row.case for row in rows})
    told = doors.told({side.entry for many in sides.values() for side in many})
    return [one for row in rows for one in _contested(row, sides.get(row.case, []), told)]


def _visits(scope: Scope, place: int | None, limit: int) -> list[_Open]:
    accounts = ", ".join(map(str, chart().matching("visit:*"))) or "NULL"
    within, params = scope.within_sql("s.place", place)
    rows = columns(
        'SELECT v."case", v.check_case, v.due_on, s.account, s.place, s.flags FROM screening_visit v'
        f' JOIN standing s ON s."case" = v."case" WHERE +s.account IN ({accounts}) AND s.flags > 0 AND {within}'
        # The plus keeps the planner from all visits in their order: the few that are flagged are found and sorted.
        ' ORDER BY +v."case" LIMIT %s',
        [*params, limit],
        6,
    )
    listed = [row for row in zip(*(one.tolist() for one in rows), strict=True) if row[5] & Standing.DISPUTED]
    checks = _checks({row[1] for row in listed})
    return [
        _Open(case, checks[check], chart().state(account), at, date.fromordinal(day))
        for case, check, day, account, at, _ in listed
        if check in checks
    ]


def _checks(cases: Collection[int]) -> dict[int, CheckRow]:
    """Return the checks that visits are due to, whose places are the visits' own."""
    stands = {one.case: one for one in Standing.objects.filter(case__in=cases)}
    days = dict(Roster.objects.filter(check__case__in=cases).values_list("pk", "list_on"))
    book_of = chart()
    return {
        one.case: CheckRow(
            one.case, one.person, book_of.case_class(stand.account), book_of.state(stand.account), stand.place,
            stand.flags, one.roster_id, days[one.roster_id], one.row, one.source_area, one.arrived_on,
        )
        for one in Check.objects.filter(case__in=cases)
        if (stand := stands.get(one.case)) and stand.account
    }  # fmt: skip


def _sides(cases: Collection[int]) -> dict[int, list[Side]]:
    """Return the unsettled claims of cases about their state or place, in the order the books learnt them."""
    rows = list(Claim.objects.filter(case__in=cases, chain__in=(Chain.STATE, Chain.PLACE)).order_by("id"))
    settled = set(Settles.objects.filter(target__in=[row.id for row in rows]).values_list("target", flat=True))
    entries = {one.number: one for one in Entry.objects.filter(number__in={row.entry for row in rows})}
    found: dict[int, list[Side]] = {}
    for row in rows:
        if row.id in settled:
            continue
        entry, state = entries[row.entry], chart().state(row.account) if row.account else ""
        side = Side(row.id, row.chain, state, row.place, entry.actor, entry.occurred_at, False, row.entry)
        found.setdefault(row.case, []).append(side)
    return found


def _contested(row: _Open, sides: list[Side], told: dict[int, doors.Told]) -> list[Contested]:
    """Return the disputes of one case: of its state, of its place, or of both."""
    state = [s for s in sides if s.chain == Chain.STATE and s.state != row.state]
    place = [s for s in sides if s.chain == Chain.PLACE and s.place != row.place]
    several = [many for many in (state, place) if len({(s.state, s.place) for s in many}) > 1]
    found = []
    for many, kind in ((state, OUTCOME if row.due_on is None else VISIT), (place, PLACE)):
        if many and (many in several or not several):
            pairs = tuple((side, told[side.entry]) for side in many)
            found.append(Contested(kind, row.case, row.check, row.state, row.due_on, pairs))
    return found


def places_of(scope: Scope) -> list[int]:
    """Return the place of everything in dispute in the reader's places, for counting what is left."""
    require(scope, "screening.read")
    accounts = ", ".join(map(str, [*chart().matching("screening:*"), *chart().matching("visit:*")])) or "NULL"
    within, params = scope.within_sql("s.place")
    place, flags = columns(
        f"SELECT s.place, s.flags FROM standing s WHERE +s.account IN ({accounts}) AND s.flags > 0 AND {within}",
        params,
        2,
    )
    chosen: list[int] = place[np.asarray(flags & Standing.DISPUTED, bool)].tolist()
    return chosen
