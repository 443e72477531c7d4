"""Difficulties: an enterprise raises one, the county answers it, the enterprise says whether that settles it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

import numpy as np
from django.db import transaction

from tongchou.base.ids import new_id
from tongchou.base.refusals import NotFound, Refused, words
from tongchou.intake import vouchers
from tongchou.journal.chart import chart
from tongchou.journal.entries import Receipt
from tongchou.journal.posting import new_cases
from tongchou.journal.standing import Chain
from tongchou.pillars import acting
from tongchou.pillars.resumption.accounts import ANSWERED, DIFFICULTY_KINDS, RAISED, SETTLED
from tongchou.pillars.resumption.models import Difficulty
from tongchou.pillars.resumption.services.acting import act, columns_of, day_of, own_cases, reach
from tongchou.registers.staff.access import Scope


def raise_difficulty(
    scope: Scope, enterprise: int, *, kind: str, text: str, at: datetime, entry: UUID | None = None
) -> int:
    """Raise a difficulty of an enterprise; return its case. The same entry again returns the same case.

    Raises:
        NotFound("enterprise_unknown"), Refused("difficulty_unknown"), Refused("words_missing").
    """
    return raise_difficulties(scope, [(enterprise, kind, text)], at=at, entry=entry)[0]


def raise_difficulties(
    scope: Scope, raised: list[tuple[int, str, str]], *, at: datetime, entry: UUID | None = None
) -> list[int]:
    """Raise several difficulties, (enterprise, kind, words) each, as one entry."""
    if any(kind not in DIFFICULTY_KINDS for _, kind, _ in raised):
        raise Refused("difficulty_unknown", words("請選擇困難的類別。"))
    if any(not text.strip() for _, _, text in raised):
        raise Refused("words_missing", words("請寫明情況。"))
    entry = entry or new_id()
    with transaction.atomic():
        found = reach(scope, "resumption.raise", [enterprise for enterprise, _, _ in raised])
        where = dict(zip(found.case.tolist(), found.place.tolist(), strict=True))
        first = new_cases(len(raised))
        case = np.arange(first, first + len(raised), dtype=np.int64)
        table = columns_of(
            case,
            chain=Chain.OPEN,
            account=np.array([chart().number(f"difficulty:{kind}:{RAISED}") for _, kind, _ in raised], np.int64),
            place=np.array([where[enterprise] for enterprise, _, _ in raised], np.int64),
            on=day_of(at, None),
        )
        Difficulty.objects.bulk_create(
            [
                Difficulty(case=number, enterprise=enterprise, said=vouchers.keep(text.strip().encode()), raised_at=at)
                for number, (enterprise, _, text) in zip(case.tolist(), raised, strict=True)
            ]
        )
        act(scope, "difficulty", table, at=at, entry=entry)
    return case.tolist()


def answer_difficulties(
    scope: Scope, answers: Mapping[int, str], *, at: datetime, entry: UUID | None = None
) -> Receipt:
    """Answer difficulties, each in words.

    Raises:
        NotFound("difficulty_unknown"), Refused("words_missing"), Refused("already_settled").
    """
    if any(not text.strip() for text in answers.values()):
        raise Refused("words_missing", words("請寫明情況。"))
    with transaction.atomic():
        receipt = _move(scope, "resumption.answer", list(answers), ANSWERED, at=at, entry=entry)
        for case, text in answers.items():
            Difficulty.objects.filter(case=case).update(
                answer=vouchers.keep(text.strip().encode()), answered_by=scope.user_id, answered_at=at
            )
    return receipt


def settle_difficulties(scope: Scope, cases: list[int], *, at: datetime, entry: UUID | None = None) -> Receipt:
    """Say that answered difficulties are settled.

    Raises:
        NotFound("difficulty_unknown"), Refused("already_settled"), Refused("not_answered").
    """
    with transaction.atomic():
        return _move(scope, "resumption.raise", cases, SETTLED, at=at, entry=entry)


def _move(scope: Scope, verb: str, cases: list[int], state: str, *, at: datetime, entry: UUID | None) -> Receipt:
    unknown = NotFound("difficulty_unknown", words("在您負責的範圍內沒有這一件困難。"))
    rows = Difficulty.objects.filter(case__in=cases)
    if rows.count() != len(set(cases)):
        raise unknown
    own = rows.filter(enterprise__in=own_cases(scope)).values_list("case", flat=True)
    found = acting.reach(scope, verb, cases, unknown=unknown, own=list(own))
    for i in range(len(found)):
        if found.state(i) == SETTLED:
            raise Refused("already_settled", words("這一件困難已經辦結。"))
        if found.state(i) == RAISED and state == SETTLED:
            raise Refused("not_answered", words("這一件困難還沒有答覆。"))
    changing = np.array([found.state(i) != state for i in range(len(found))], bool)
    number = [chart().number(f"difficulty:{found.group(int(i))}:{state}") for i in np.flatnonzero(changing)]
    if not number:
        raise Refused("already_there", words("這一件困難已有答覆；要補充，請先由企業確認。"))
    table = columns_of(
        found.case[changing], chain=Chain.STATE, predecessor=found.state_tip[changing],
        account=np.array(number, np.int64), on=date.fromordinal(day_of(at, None)).toordinal(),
    )  # fmt: skip
    return act(scope, state, table, at=at, entry=entry)
