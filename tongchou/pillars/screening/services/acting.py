"""What every verb of screening does first and last; see `pillars/acting.py`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from tongchou.base.refusals import NotFound, words
from tongchou.pillars import acting
from tongchou.pillars.acting import (
    Abreast,
    Drafts,
    Reached,
    act,
    columns_of,
    day_of,
    drafted,
    posted,
    predecessors_of,
)
from tongchou.registers.staff.access import Scope

__all__ = [
    "Abreast",
    "Drafts",
    "Reached",
    "act",
    "columns_of",
    "day_of",
    "drafted",
    "posted",
    "predecessors_of",
    "reach",
    "reach_each",
]

UNKNOWN = words("在您負責的範圍內沒有這一筆核查。")


def reach(scope: Scope, verb: str, cases: Sequence[int]) -> Reached:
    """Return where checks stand, locked, if all of them are within the actor's places and the actor may do the verb.

    Raises:
        NotAllowed: the role may not do this.
        NotFound("check_unknown"): one of them is not there, or not in the actor's places: which, is not said.
    """
    return acting.reach(scope, verb, cases, unknown=NotFound("check_unknown", UNKNOWN))


def reach_each(scope: Scope, verb: str, acts: Sequence[Iterable[int]], *, own: Collection[int] = ()) -> Abreast:
    """Return where the checks of several acts stand, locked; an act out of reach is refused `check_unknown`."""
    return acting.reach_each(scope, verb, acts, unknown=NotFound("check_unknown", UNKNOWN), own=own)
