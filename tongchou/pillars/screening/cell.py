"""What a cell's worker takes along: the checks and visits of one cell, each with the claims to go on from.

A reader as `queries.py` is: it takes the scope first and narrows to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import numpy as np

from tongchou.base.clock import ZONE
from tongchou.journal.chart import chart
from tongchou.journal.entries import Column
from tongchou.journal.rows import columns, listed
from tongchou.pillars.screening.models import Finding, Roster
from tongchou.registers.staff.access import Scope, require

#: A visit that nobody answered may still be answered on so many later days.
LATE_DAYS = 2


@dataclass(frozen=True)
class CellCheck:
    """One check of a cell; `done` says that it was concluded, on the day asked for."""

    case: int
    person: int
    group: str
    state: str
    done: bool
    roster: int
    list_on: date
    tip: int
    place_tip: int
    flags: int


@dataclass(frozen=True)
class CellVisit:
    """One visit of a cell that is due, overdue, or was answered on the day asked for."""

    case: int
    check: int
    person: int
    due_on: date
    state: str
    tip: int
    flags: int


@dataclass(frozen=True)
class Tried:
    """What was found at a door without a conclusion; `entry` is the act that said it, where it came with a number."""

    found: str
    at: datetime
    entry: UUID | None


def cell_checks(scope: Scope, place: int, *, on: date) -> list[CellCheck]:
    """Return the checks of a cell that are pending or in dispute, oldest first, then those concluded on a day."""
    require(scope, "screening.read")
    pending = np.array(chart().matching("screening:*:pending"), np.int64)
    any_state = ", ".join(map(str, chart().matching("screening:*")))
    with listed(scope.places(place)) as (among, params):
        case, person, account, roster, list_on, tip, place_tip, flags = columns(
            'SELECT s."case", c.person, s.account, c.roster_id, r.list_on, s.state_tip, s.place_tip, s.flags'
            ' FROM standing s JOIN screening_check c ON c."case" = s."case"'
            " JOIN screening_roster r ON r.id = c.roster_id"
            f" WHERE s.place {among} AND s.account IN ({any_state})"
            f" AND (s.account IN ({', '.join(map(str, pending.tolist())) or 'NULL'}) OR s.flags > 0"
            " OR s.booked_on >= %s)"
            ' ORDER BY r.list_on, s."case"',
            [*params, on.toordinal()],
            8,
        )
    book_of, open_ = chart(), np.isin(account, pending) | (flags > 0)
    rows = zip(*(one.tolist() for one in (case, person, account, open_, roster, list_on, tip, place_tip, flags)),
               strict=True)  # fmt: skip
    found = [
        CellCheck(k, p, book_of.case_class(a), book_of.state(a), not o, r, date.fromordinal(day), t, pt, f)
        for k, p, a, o, r, day, t, pt, f in rows
    ]
    return sorted(found, key=lambda one: one.done)


def cell_visits(scope: Scope, place: int, *, on: date) -> list[CellVisit]:
    """Return the visits of a cell for a day, and those of the days before that nobody answered."""
    require(scope, "screening.read")
    numbers = ", ".join(map(str, chart().matching("visit:*")))
    silent = ", ".join(map(str, chart().matching(["visit:*:due", "visit:*:unreported"])))
    with listed(scope.places(place)) as (among, params):
        rows = columns(
            'SELECT s."case", v.check_case, c.person, v.due_on, s.account, s.state_tip, s.flags'
            ' FROM standing s JOIN screening_visit v ON v."case" = s."case"'
            ' JOIN screening_check c ON c."case" = v.check_case'
            f" WHERE s.place {among} AND s.account IN ({numbers}) AND v.due_on <= %s"
            f' AND (v.due_on = %s OR (v.due_on >= %s AND s.account IN ({silent}))) ORDER BY v.due_on, s."case"',
            [*params, on.toordinal(), on.toordinal(), on.toordinal() - LATE_DAYS],
            7,
        )
    return [
        CellVisit(case, check, person, date.fromordinal(day), chart().state(account), tip, flags)
        for case, check, person, day, account, tip, flags in zip(*(one.tolist() for one in rows), strict=True)
    ]


def tried(scope: Scope, cases: Column) -> dict[int, list[Tried]]:
    """Return what was found of checks of the reader's, by case, latest last."""
    require(scope, "screening.read")
    found: dict[int, list[Tried]] = {}
    rows = Finding.objects.filter(check_case__in=cases.tolist()).order_by("found_at", "pk")
    for case, what, at, entry in rows.values_list("check_case", "found", "found_at", "entry"):
        found.setdefault(case, []).append(Tried(what, at.astimezone(ZONE), entry))
    return found


def roster_titles(rosters: Sequence[int]) -> dict[int, str]:
    """Return the titles of lists."""
    return dict(Roster.objects.filter(pk__in=set(rosters)).values_list("pk", "title"))
