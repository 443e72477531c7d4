"""One visit is due each day to everyone under observation; it is answered, or carried by name at closing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import numpy as np
from django.db import transaction

from tongchou.base.ids import new_id
from tongchou.base.refusals import Refused, words
from tongchou.journal.chart import chart
from tongchou.journal.entries import Entry, Named, Receipt
from tongchou.journal.models import Standing
from tongchou.journal.posting import new_cases, post
from tongchou.journal.rows import columns, update
from tongchou.journal.standing import Chain
from tongchou.pillars.screening.accounts import OBSERVED, VISIT_ANSWERS
from tongchou.pillars.screening.models import Visit
from tongchou.pillars.screening.services.acting import (
    Abreast,
    Drafts,
    columns_of,
    day_of,
    drafted,
    posted,
    predecessors_of,
    reach_each,
)
from tongchou.registers.staff.access import Scope


def open_visits(*, on: date, at: datetime) -> int:
    """Open the day's visit for every check under observation; return how many were opened. Twice opens none twice.

    The system's own act, each morning: a visit is due because somebody is under observation, not because it was typed.
    """
    observed = chart().matching([f"screening:*:{state}" for state in OBSERVED])
    marks = ", ".join(["%s"] * len(observed))
    with transaction.atomic():
        check, number, place = columns(
            f'SELECT s."case", s.account, s.place FROM standing s WHERE s.account IN ({marks}) AND NOT EXISTS '
            '(SELECT 1 FROM screening_visit v WHERE v.check_case = s."case" AND v.due_on = %s) ORDER BY s."case"',
            [*observed, on.toordinal()],
            3,
        )
        if not len(check):
            return 0
        first = new_cases(len(check))
        case = np.arange(first, first + len(check), dtype=np.int64)
        due = {n: chart().number(f"visit:{chart().state(n)}:due") for n in observed}
        claims = columns_of(
            case,
            chain=Chain.OPEN,
            account=np.array([due[int(n)] for n in number], np.int64),
            place=place,
            on=on.toordinal(),
        )
        Visit.objects.bulk_create(
            [Visit(case=c, check_case=k, due_on=on) for c, k in zip(case.tolist(), check.tolist(), strict=True)],
            batch_size=5000,
        )
        post(Entry(new_id(), "visits-due", 0, "system", at, claims))
    return len(check)


@dataclass(frozen=True)
class Visited:
    """One act that answers due visits. `told_by` is the colleague who called, or `BY_NOTE` where a note says who did.

    `predecessors` are the claims the actor saw, by visit; `occurred_at` is when it happened, if before it is told.
    """

    cases: Sequence[int]
    answer: str
    on: date | None = None
    told_by: int | None = None
    temperature_tenths: int | None = None
    entry: UUID | None = None
    predecessors: Mapping[int, int | Named] | None = None
    occurred_at: datetime | None = None


#: Told by somebody who is no user, a member of the household or the person: who it was stands in the act's note.
BY_NOTE = -1


def visit(
    scope: Scope,
    cases: Sequence[int],
    *,
    answer: str,
    at: datetime,
    on: date | None = None,
    told_by: int | None = None,
    temperature_tenths: int | None = None,
    entry: UUID | None = None,
) -> Receipt:
    """Answer due visits: seen, not seen, symptoms, or told by telephone (代錄, with both names).

    Raises:
        Refused("answer_unknown"), Refused("already_there"): it was answered before,
        Refused("teller_missing"): told by telephone, but by whom is not said.
    """
    with transaction.atomic():
        return posted(visit_each(scope, [Visited(cases, answer, on, told_by, temperature_tenths, entry)], at=at))


def visit_each(scope: Scope, acts: Sequence[Visited], *, at: datetime, own: Sequence[int] = ()) -> Drafts:
    """Make acts ready that answer due visits; each is whole, and refused alone. See `visit`.

    `own` are visits that the actor answers for wherever they stand now. The claims of an act are in the order of their
    cases. An act that names what the actor saw is never refused because somebody answered meanwhile.
    """
    abreast = reach_each(scope, "screening.visit", [one.cases for one in acts], own=own)
    made: list[Entry | Refused] = []
    for i, one in enumerate(acts):
        try:
            made.append(_visit(scope, one, abreast, i, at=at))
        except Refused as refusal:
            made.append(refusal)

    def note(receipts: Mapping[int, Receipt]) -> None:
        """Write who saw the person and what was measured; where two say different things, the first word stays."""
        rows = []
        for i, receipt in receipts.items():
            one = acts[i]
            disputed = {index for index, flags in receipt.flags if flags & Standing.DISPUTED}
            told = one.told_by if one.told_by and one.told_by > 0 else None
            seen_by, told_to = told or scope.user_id, scope.user_id if told else None
            rows += [
                (case, seen_by, told_to, one.temperature_tenths)
                for n, case in enumerate(abreast.found.case[abreast.span(i)].tolist())
                if n not in disputed
            ]
        update("screening_visit", "case", NOTED, rows)

    return Drafts(made, note)


#: What PostgreSQL calls the types of what is noted of a visit; the case comes first.
NOTED = {"case": "bigint", "seen_by_id": "bigint", "told_to_id": "bigint", "temperature_tenths": "smallint"}


def _visit(scope: Scope, one: Visited, abreast: Abreast, i: int, *, at: datetime) -> Entry:
    if one.answer not in VISIT_ANSWERS:
        raise Refused("answer_unknown", words("沒有這一種訪視結果。"))
    if one.answer == "by-telephone" and one.told_by is None:
        raise Refused("teller_missing", words("電話代錄要寫明是誰來電報告。"))
    if i in abreast.refused:
        raise abreast.refused[i]
    rows = abreast.span(i)
    cases: list[int] = abreast.found.case[rows].tolist()
    accounts: list[int] = abreast.found.account[rows].tolist()
    if not one.predecessors and any(chart().state(number) not in ("due", "unreported") for number in accounts):
        raise Refused("already_there", words("今天的訪視已經錄過。"))
    before, names = predecessors_of(cases, abreast.found.state_tip[rows], one.predecessors)
    target = [chart().number(f"visit:{chart().case_class(number)}:{one.answer}") for number in accounts]
    table = columns_of(
        abreast.found.case[rows], chain=Chain.STATE, predecessor=before, account=np.array(target, np.int64),
        on=day_of(one.occurred_at or at, one.on), names=names,
    )  # fmt: skip
    return drafted(scope, "visit", table, at=at, entry=one.entry, occurred_at=one.occurred_at)


def carry_visits(*, on: date, at: datetime, places: Iterable[int] | None = None) -> int:
    """Mark the visits of a day that nobody answered as unreported, at closing; return how many.

    The system says what it knows: that nobody said anything. A late answer still follows.
    """
    due = chart().matching("visit:*:due")
    marks = ", ".join(["%s"] * len(due))
    with transaction.atomic():
        case, number, place, tip = columns(
            'SELECT s."case", s.account, s.place, s.state_tip FROM standing s JOIN screening_visit v '
            f'ON v."case" = s."case" WHERE s.account IN ({marks}) AND v.due_on <= %s ORDER BY s."case"',
            [*due, on.toordinal()],
            4,
        )
        if places is not None:
            mine = np.isin(place, np.array(sorted(places), np.int64))
            case, number, tip = case[mine], number[mine], tip[mine]
        if not len(case):
            return 0
        to = {n: chart().number(f"visit:{chart().case_class(n)}:unreported") for n in due}
        table = columns_of(
            case,
            chain=Chain.STATE,
            predecessor=tip,
            account=np.array([to[int(n)] for n in number], np.int64),
            on=on.toordinal(),
        )
        post(Entry(new_id(), "carry", 0, "system", at, table, reason="unreported"))
    return len(case)
