"""What every verb of screening does first and last; see `pillars/acting.py`."""

from __future__ import annotations

from collections.abc import Sequence

from tongchou.base.refusals import NotFound, words
from tongchou.pillars import acting
from tongchou.pillars.acting import Reached, act, columns_of, day_of
from tongchou.registers.staff.access import Scope

__all__ = ["Reached", "act", "columns_of", "day_of", "reach"]


def reach(scope: Scope, verb: str, cases: Sequence[int]) -> Reached:
    """Return where checks stand, locked, if all of them are within the actor's places and the actor may do the verb.

    Raises:
        NotAllowed: the role may not do this.
        NotFound("check_unknown"): one of them is not there, or not in the actor's places: which, is not said.
    """
    unknown = NotFound("check_unknown", words("在您負責的範圍內沒有這一筆核查。"))
    return acting.reach(scope, verb, cases, unknown=unknown)
