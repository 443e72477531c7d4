"""One visit is due each day to everyone under observation; it is answered, or carried by name at closing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

import numpy as np
from django.db import transaction

from tongchou.base.ids import new_id
from tongchou.base.refusals import Refused, words
from tongchou.journal.chart import chart
from tongchou.journal.entries import Entry, Receipt
from tongchou.journal.posting import new_cases, post
from tongchou.journal.rows import columns
from tongchou.journal.standing import Chain
from tongchou.pillars.screening.accounts import OBSERVED, VISIT_ANSWERS
from tongchou.pillars.screening.models import Visit
from tongchou.pillars.screening.services.acting import act, columns_of, day_of, reach
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
    if answer not in VISIT_ANSWERS:
        raise Refused("answer_unknown", words("沒有這一種訪視結果。"))
    if answer == "by-telephone" and told_by is None:
        raise Refused("teller_missing", words("電話代錄要寫明是誰來電報告。"))
    with transaction.atomic():
        found = reach(scope, "screening.visit", cases)
        if any(found.state(i) not in ("due", "unreported") for i in range(len(found.case))):
            raise Refused("already_there", words("今天的訪視已經錄過。"))
        target = np.array([chart().number(f"visit:{found.group(i)}:{answer}") for i in range(len(found.case))])
        table = columns_of(
            found.case, chain=Chain.STATE, predecessor=found.state_tip, account=target, on=day_of(at, on)
        )
        receipt = act(scope, "visit", table, at=at, entry=entry)
        Visit.objects.filter(case__in=found.case.tolist()).update(
            seen_by=told_by or scope.user_id,
            told_to=scope.user_id if told_by else None,
            temperature_tenths=temperature_tenths,
        )
    return receipt


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
