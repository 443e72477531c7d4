"""Spot checks: an unannounced look at an enterprise at work; what was found is mended, or the enterprise suspended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import numpy as np
from django.db import transaction

from tongchou.base.refusals import NotFound, Refused, words
from tongchou.journal.chart import chart
from tongchou.journal.entries import Receipt
from tongchou.journal.posting import new_cases
from tongchou.journal.standing import Chain
from tongchou.pillars import acting
from tongchou.pillars.resumption.accounts import MENDED, PASSED, TO_MEND
from tongchou.pillars.resumption.models import FINDINGS, SpotCheck
from tongchou.pillars.resumption.services.acting import act, columns_of, day_of, reach
from tongchou.pillars.resumption.stages import AT_WORK
from tongchou.registers.staff.access import Scope


def spot_check(
    scope: Scope, found: Mapping[int, Sequence[str]], *, at: datetime, entry: UUID | None = None
) -> list[int]:
    """Write down spot checks: by enterprise, what was found; nothing found is passed. Return their cases.

    Raises:
        NotFound("enterprise_unknown"), Refused("finding_unknown"), Refused("not_at_work").
    """
    if any(not set(codes) <= set(FINDINGS) for codes in found.values()):
        raise Refused("finding_unknown", words("沒有這一項抽查所見。"))
    with transaction.atomic():
        reached = reach(scope, "resumption.spot_check", list(found))
        if any(reached.state(i) not in AT_WORK for i in range(len(reached))):
            raise Refused("not_at_work", words("只抽查已復工的企業。"))
        enterprises = reached.case.tolist()
        first = new_cases(len(enterprises))
        case = np.arange(first, first + len(enterprises), dtype=np.int64)
        states = [TO_MEND if found[enterprise] else PASSED for enterprise in enterprises]
        day = day_of(at, None)
        numbers = np.array([chart().number(f"spot-check:all:{state}") for state in states], np.int64)
        table = columns_of(case, chain=Chain.OPEN, account=numbers, place=reached.place, on=day)
        receipt = act(scope, "spot-check", table, at=at, entry=entry)
        if receipt.answer == "created":
            SpotCheck.objects.bulk_create(
                [
                    SpotCheck(
                        case=number, enterprise=enterprise, user_id=scope.user_id,
                        checked_on=date.fromordinal(day), found=list(found[enterprise]),
                    )
                    for number, enterprise in zip(case.tolist(), enterprises, strict=True)
                ]
            )  # fmt: skip
    return case.tolist()


def mend(scope: Scope, cases: Sequence[int], *, at: datetime, entry: UUID | None = None) -> Receipt:
    """Say that what spot checks found has been put right.

    Raises:
        NotFound("spot_check_unknown"), Refused("nothing_to_mend").
    """
    unknown = NotFound("spot_check_unknown", words("在您負責的範圍內沒有這一次抽查。"))
    with transaction.atomic():
        if SpotCheck.objects.filter(case__in=cases).count() != len(set(cases)):
            raise unknown
        found = acting.reach(scope, "resumption.spot_check", cases, unknown=unknown)
        if any(found.state(i) != TO_MEND for i in range(len(found))):
            raise Refused("nothing_to_mend", words("這一次抽查沒有待整改的問題。"))
        target = chart().number(f"spot-check:all:{MENDED}")
        table = columns_of(
            found.case, chain=Chain.STATE, predecessor=found.state_tip, account=target, on=day_of(at, None)
        )
        return act(scope, "mended", table, at=at, entry=entry)
