"""What can be read of screening: the only reader. Every function takes the reader's scope first and narrows to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from tongchou.base.refusals import NotFound, words
from tongchou.journal.chart import chart
from tongchou.journal.models import Claim, Entry, Settles, Standing
from tongchou.journal.standing import Chain
from tongchou.pillars.screening.accounts import OBSERVED, ZERO_REPORT
from tongchou.pillars.screening.models import Check, Declined, Finding, Roster, Unclaimed
from tongchou.pillars.screening.rules import CLAIM_MINUTES
from tongchou.registers.staff.access import Scope, require


@dataclass(frozen=True)
class CheckRow:
    """One check as a list shows it. The person's card is asked of the people register, masked or with a purpose."""

    case: int
    person: int
    group: str
    state: str
    place: int
    flags: int
    roster: int
    list_on: date
    row: int
    source_area: str
    arrived_on: date | None


@dataclass(frozen=True)
class Pending:
    """What is pending of one group in the reader's places: how many, and since when the oldest waits."""

    group: str
    count: int
    oldest_on: date
    places: tuple[tuple[int, int], ...]


def _among(numbers: Sequence[int]) -> str:
    return ", ".join(str(int(n)) for n in numbers) or "NULL"


def _rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return list(cursor.fetchall())


_COLUMNS = (
    'c."case", c.person, s.account, s.place, s.flags, c.roster_id, r.list_on, c."row", c.source_area, c.arrived_on'
)
_FROM = 'FROM screening_check c JOIN standing s ON s."case" = c."case" JOIN screening_roster r ON r.id = c.roster_id'


def checks(
    scope: Scope,
    *,
    patterns: Sequence[str] = ("screening:*",),
    roster: int | None = None,
    place: int | None = None,
    disputed: bool = False,
    after: int = 0,
    limit: int = 50,
) -> list[CheckRow]:
    """Return checks in the reader's places, oldest first, a page after case `after`.

    `place` narrows to it and below; `patterns` are account patterns; `disputed` keeps those with flags.
    """
    require(scope, "screening.read")
    accounts = chart().matching([p if p.count(":") == 2 else f"{p}:*" for p in patterns])
    within, params = scope.within_sql("s.place", place)
    # A plus before a column keeps the planner from its index. Nearly every check of a county is in some account, so a
    # list of them all goes by case number and stops after a page; disputed ones go by the small index of flags.
    is_wide = scope.is_everywhere and place in (None, scope.tree.ids[0]) and any(p.endswith("*") for p in patterns)
    account, case = "+s.account" if is_wide or disputed else "s.account", '+c."case"' if disputed else 'c."case"'
    if is_wide:
        within, params = "1 = 1", []
    sql = f"SELECT {_COLUMNS} {_FROM} WHERE {account} IN ({_among(accounts)}) AND {case} > %s AND {within}"
    given: list[Any] = [after, *params]
    if roster is not None:
        sql, given = f"{sql} AND c.roster_id = %s", [*given, roster]
    if disputed:
        sql += " AND s.flags > 0"
    return [_check_row(row) for row in _rows(f"{sql} ORDER BY {case} LIMIT %s", [*given, limit])]


def _check_row(row: tuple[Any, ...]) -> CheckRow:
    case, person, account, place, flags, roster, list_on, number, area, arrived = row
    book_of = chart()
    return CheckRow(
        case, person, book_of.case_class(account), book_of.state(account), place, flags, roster,
        date.fromordinal(list_on), number, area, date.fromordinal(arrived) if arrived else None,
    )  # fmt: skip


def check(scope: Scope, case: int) -> CheckRow:
    """Return one check.

    Raises:
        NotFound("check_unknown"): not there, or not in the reader's places.
    """
    require(scope, "screening.read")
    within, params = scope.within_sql("s.place")
    rows = _rows(f'SELECT {_COLUMNS} {_FROM} WHERE c."case" = %s AND s.account > 0 AND {within}', [case, *params])
    if not rows:
        raise NotFound("check_unknown", words("在您負責的範圍內沒有這一筆核查。"))
    return _check_row(rows[0])


def pending(scope: Scope, *, place: int | None = None) -> list[Pending]:
    """Return what waits for an outcome in the reader's places, by group, most first."""
    require(scope, "screening.read")
    accounts = chart().matching("screening:*:pending")
    within, params = scope.within_sql("s.place", place)
    rows = _rows(
        f"SELECT s.account, s.place, count(*), min(r.list_on) {_FROM} "
        f"WHERE s.account IN ({_among(accounts)}) AND {within} GROUP BY s.account, s.place",
        params,
    )
    found: dict[str, list[tuple[int, int, int]]] = {}
    for account, at, count, oldest in rows:
        found.setdefault(chart().case_class(account), []).append((at, count, oldest))
    result = [
        Pending(
            group,
            sum(n for _, n, _ in parts),
            date.fromordinal(min(o for *_, o in parts)),
            tuple((at, n) for at, n, _ in sorted(parts, key=lambda p: -p[1])),
        )
        for group, parts in found.items()
    ]
    return sorted(result, key=lambda p: -p.count)


@dataclass(frozen=True)
class Disputed:
    """A check that two people say different things of: each side is an outcome or a place, by whom, when."""

    check: CheckRow
    sides: tuple[Side, ...]


@dataclass(frozen=True)
class Side:
    """One unsettled claim about a check."""

    claim: int
    chain: int
    state: str
    place: int
    actor: int
    occurred_at: datetime
    settled: bool
    entry: int


def history(scope: Scope, case: int) -> list[Side]:
    """Return every claim about a check, in the order the books learnt them, with who said it and what was settled."""
    check(scope, case)
    rows = list(Claim.objects.filter(case=case).order_by("id"))
    entries = {e.number: e for e in Entry.objects.filter(number__in={r.entry for r in rows})}
    settled = set(Settles.objects.filter(target__in=[r.id for r in rows]).values_list("target", flat=True))
    return [
        Side(
            r.id, r.chain, chart().state(r.account) if r.account else "", r.place, entries[r.entry].actor,
            entries[r.entry].occurred_at, r.id in settled, r.entry,
        )
        for r in rows
    ]  # fmt: skip


def disputes(scope: Scope, *, place: int | None = None, limit: int = 50) -> list[Disputed]:
    """Return disputed checks in the reader's places, with their sides."""
    rows = [r for r in checks(scope, place=place, disputed=True, limit=limit) if r.flags & Standing.DISPUTED]
    return [
        Disputed(r, tuple(s for s in history(scope, r.case) if not s.settled and s.chain == Chain.STATE)) for r in rows
    ]


@dataclass(frozen=True)
class Waiting:
    """An unclaimed address: where it waits, who is asked, since when, and whether it went up a level."""

    case: int
    person: int
    place: int
    certainty: str
    candidates: tuple[int, ...]
    declined: tuple[int, ...]
    asked_at: datetime
    escalated: bool


def unclaimed(scope: Scope, *, at: datetime, place: int | None = None, limit: int = 200) -> list[Waiting]:
    """Return unclaimed addresses that the reader is asked about: a candidate is theirs, or they answer above it."""
    require(scope, "screening.read")
    rows = Unclaimed.objects.order_by("asked_at", "case")
    standing = dict(Standing.objects.filter(case__in=rows.values("case")).values_list("case", "place"))
    persons = dict(Check.objects.filter(case__in=rows.values("case")).values_list("case", "person"))
    declined: dict[int, list[int]] = {}
    for case, by in Declined.objects.filter(case__in=rows.values("case")).values_list("case", "place"):
        declined.setdefault(case, []).append(by)
    found = []
    for row in rows:
        here = standing.get(row.case, 0)
        mine = scope.covers(here) or any(scope.covers(c) for c in row.candidates)
        mine = mine or (not row.candidates and scope.is_below_any_root(here))
        narrowed = place is None or scope.is_below(here, place) or any(scope.is_below(c, place) for c in row.candidates)
        if here and mine and narrowed:
            late = at - row.asked_at > timedelta(minutes=CLAIM_MINUTES)
            found.append(
                Waiting(
                    row.case, persons[row.case], here, row.certainty, tuple(row.candidates),
                    tuple(declined.get(row.case, ())), row.asked_at, late,
                )
            )  # fmt: skip
        if len(found) == limit:
            break
    return found


@dataclass(frozen=True)
class RosterRow:
    """A list with what became of its rows: the outcomes add up to `rows`, by closing's check."""

    roster: Roster
    outcomes: dict[str, int]

    @property
    def pending(self) -> int:
        return self.outcomes.get("pending", 0)


def rosters(scope: Scope, *, on: date | None = None, place: int | None = None, limit: int = 100) -> list[RosterRow]:
    """Return lists that have checks in the reader's places, newest first, with outcomes within those places."""
    require(scope, "screening.read")
    accounts = chart().matching("screening:*")
    within, params = scope.within_sql("s.place", place)
    day, given = ("AND r.list_on = %s", [on.toordinal()]) if on else ("", [])
    rows = _rows(
        f"SELECT c.roster_id, s.account, count(*) {_FROM} WHERE s.account IN ({_among(accounts)}) AND {within} {day} "
        "GROUP BY c.roster_id, s.account",
        [*params, *given],
    )
    outcomes: dict[int, dict[str, int]] = {}
    for roster, account, count in rows:
        states = outcomes.setdefault(roster, {})
        states[chart().state(account)] = states.get(chart().state(account), 0) + count
    found = Roster.objects.filter(pk__in=outcomes).order_by("-list_on", "-pk")[:limit]
    return [RosterRow(r, outcomes[r.pk]) for r in found]


def roster(scope: Scope, number: int) -> RosterRow:
    """Return one list.

    Raises:
        NotFound("roster_unknown"): not there, or nobody of it lives in the reader's places.
    """
    require(scope, "screening.read")
    within, params = scope.within_sql("s.place")
    rows = _rows(
        f"SELECT s.account, count(*) {_FROM} WHERE c.roster_id = %s AND s.account > 0 AND {within} GROUP BY s.account",
        [number, *params],
    )
    if not rows:
        raise NotFound("roster_unknown", words("在您負責的範圍內沒有這一份名單。"))
    outcomes: dict[str, int] = {}
    for account, count in rows:
        outcomes[chart().state(account)] = outcomes.get(chart().state(account), 0) + count
    return RosterRow(Roster.objects.get(pk=number), outcomes)


@dataclass(frozen=True)
class VisitRow:
    """One due visit: whose check, where, how it was answered, and with both names where it was told by telephone."""

    case: int
    check: int
    person: int
    kind: str
    state: str
    place: int
    due_on: date
    seen_by: int | None
    told_to: int | None


def visits(
    scope: Scope, *, on: date, place: int | None = None, state: str = "*", after: int = 0, limit: int = 50
) -> list[VisitRow]:
    """Return the visits of a day in the reader's places."""
    require(scope, "screening.read")
    accounts = chart().matching(f"visit:*:{state}")
    within, params = scope.within_sql("s.place", place)
    rows = _rows(
        'SELECT v."case", v.check_case, c.person, s.account, s.place, v.due_on, v.seen_by_id, v.told_to_id '
        'FROM screening_visit v JOIN standing s ON s."case" = v."case" '
        'JOIN screening_check c ON c."case" = v.check_case '
        f'WHERE s.account IN ({_among(accounts)}) AND v.due_on = %s AND v."case" > %s AND {within} '
        'ORDER BY v."case" LIMIT %s',
        [on.toordinal(), after, *params, limit],
    )
    book_of = chart()
    return [
        VisitRow(c, k, p, book_of.case_class(a), book_of.state(a), at, date.fromordinal(day), by, to)
        for c, k, p, a, at, day, by, to in rows
    ]


def visit_counts(scope: Scope, *, on: date, place: int | None = None) -> dict[str, int]:
    """Return how many visits of a day stand in each answer, in the reader's places."""
    require(scope, "screening.read")
    accounts = chart().matching("visit:*")
    within, params = scope.within_sql("s.place", place)
    rows = _rows(
        'SELECT s.account, count(*) FROM screening_visit v JOIN standing s ON s."case" = v."case" '
        f"WHERE s.account IN ({_among(accounts)}) AND v.due_on = %s AND {within} GROUP BY s.account",
        [on.toordinal(), *params],
    )
    found: dict[str, int] = {}
    for account, count in rows:
        found[chart().state(account)] = found.get(chart().state(account), 0) + count
    return found


def findings(scope: Scope, case: int) -> list[Finding]:
    """Return what the slots of the team found of a check, latest first."""
    check(scope, case)
    return list(Finding.objects.filter(check_case=case).select_related("user").order_by("-found_at"))


def due_release(scope: Scope, *, on: date, place: int | None = None) -> list[int]:
    """Return the checks under observation whose last full day is over by the end of a day."""
    require(scope, "screening.read")
    accounts = chart().matching([f"screening:*:{state}" for state in OBSERVED])
    within, params = scope.within_sql("s.place", place)
    rows = _rows(
        'SELECT s."case" FROM standing s JOIN restriction_order o ON o.claim = s.state_tip '
        f'WHERE s.account IN ({_among(accounts)}) AND o.ends_on <= %s AND {within} ORDER BY s."case"',
        [on.toordinal(), *params],
    )
    return [case for (case,) in rows]


@dataclass(frozen=True)
class ZeroReport:
    """How a village answered for a day: expected, received, silent, not-applicable or late."""

    place: int
    state: str


def zero_reports(scope: Scope, *, on: date, place: int | None = None) -> list[ZeroReport]:
    """Return how the villages in the reader's places answered for a day; those nobody expects are left out."""
    require(scope, "screening.read")
    accounts = chart().matching(f"returns:{ZERO_REPORT.name}:*")
    within, params = scope.within_sql("s.place", place)
    rows = _rows(
        'SELECT s.place, s.account FROM return_case r JOIN standing s ON s."case" = r."case" '
        f"WHERE s.account IN ({_among(accounts)}) AND r.day = %s AND {within} ORDER BY s.place",
        [on.toordinal(), *params],
    )
    return [ZeroReport(at, chart().state(account)) for at, account in rows]
