"""What people in quarantine are given: living support, and the certificate by which their wages are paid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from tongchou.base.clock import local_day
from tongchou.base.refusals import Refused, words
from tongchou.pillars.quarantine.accounts import ADMITTED, ELSEWHERE
from tongchou.pillars.quarantine.models import Support
from tongchou.pillars.quarantine.rules import SUPPORT
from tongchou.pillars.quarantine.services.acting import STAY, must_be, reach
from tongchou.registers.staff.access import Scope


def give_support(scope: Scope, cases: Sequence[int], *, kind: str, at: datetime, on: date | None = None) -> int:
    """Write down that people were given something; return how many had not been given it that day.

    Raises:
        Refused("support_unknown"), Refused("not_admitted").
    """
    if kind not in SUPPORT:
        raise Refused("support_unknown", words("沒有這一類生活保障。"))
    with transaction.atomic():
        found = reach(scope, "quarantine.support", cases, register=STAY)
        held = tuple(state for state in ADMITTED if state not in ELSEWHERE)
        must_be(found, held, "not_admitted", words("其中有人還沒有入住。"))
        day = on or local_day(at)
        given = set(
            Support.objects.filter(stay__in=list(cases), kind=kind, given_on=day).values_list("stay", flat=True)
        )
        fresh = [case for case in found.case.tolist() if case not in given]
        Support.objects.bulk_create(
            Support(stay=case, kind=kind, given_on=day, given_by_id=scope.user_id) for case in fresh
        )
    return len(fresh)
