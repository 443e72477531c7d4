"""What every verb of resumption does first and last: reach enterprises by place or by organisation, and post."""

from __future__ import annotations

from collections.abc import Sequence

from tongchou.base.refusals import NotFound, words
from tongchou.pillars import acting
from tongchou.pillars.acting import Reached, act, columns_of, day_of, joined
from tongchou.pillars.resumption.models import Enterprise
from tongchou.registers.staff.access import Scope

__all__ = ["Reached", "act", "columns_of", "day_of", "joined", "own_cases", "reach"]


def own_cases(scope: Scope) -> list[int]:
    """Return the cases of the organisations the actor works for."""
    if not scope.organisations:
        return []
    return list(Enterprise.objects.filter(organisation__in=scope.organisations).values_list("case", flat=True))


def reach(scope: Scope, verb: str, cases: Sequence[int]) -> Reached:
    """Return where enterprises stand, locked, if the actor may do the verb and all are in their places, or their own.

    Raises:
        NotAllowed: the role may not do this.
        NotFound("enterprise_unknown"): one of them is not there, or not the actor's: which, is not said.
    """
    unknown = NotFound("enterprise_unknown", words("在您負責的範圍內沒有這家企業。"))
    wanted = set(cases)
    if Enterprise.objects.filter(case__in=wanted).count() != len(wanted):
        raise unknown
    found = acting.reach(scope, verb, cases, unknown=unknown, own=own_cases(scope))
    if not found.account.all():
        raise unknown
    return found
