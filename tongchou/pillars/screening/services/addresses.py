"""地址待認領: a check whose address leads to no one cell is asked around; a place claims it, or declines."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tongchou.base.refusals import NotAllowed, NotFound, words
from tongchou.journal.entries import Receipt, claims, move
from tongchou.journal.keeping import lock_standings
from tongchou.pillars.screening.models import Check, Declined, Unclaimed
from tongchou.pillars.screening.services.acting import act, day_of
from tongchou.registers.people.services import locate
from tongchou.registers.staff.access import Scope, require


def _asked(scope: Scope, case: int, place: int) -> tuple[Unclaimed, int, int]:
    """Return an unclaimed check, where it stands and its place tip, if the actor answers for `place` and it was asked.

    Whoever may answer stands below the node the check waits at, so the usual reach does not apply: the place itself
    must be within the actor's places, and either a candidate or below where the check waits.
    """
    import numpy as np

    require(scope, "screening.claim", place=place)
    row = Unclaimed.objects.select_for_update().filter(case=case).first()
    standing = lock_standings(np.array([case], np.int64))
    if row is None or not standing.exists[0]:
        raise NotFound("check_unknown", words("在您負責的範圍內沒有這一筆核查。"))
    here = int(standing.place[0])
    if row.candidates and place not in row.candidates and not scope.below_any(place, row.candidates):
        raise NotAllowed("not_asked", words("這個地址沒有問到您這裡。"))
    if not row.candidates and not scope.is_below(place, here):
        raise NotAllowed("not_asked", words("這個地址沒有問到您這裡。"))
    return row, here, int(standing.place_tip[0])


def claim_address(scope: Scope, case: int, *, place: int, at: datetime, entry: UUID | None = None) -> Receipt:
    """Say that an unclaimed check lives here: it moves to the place, as a movement in the books.

    Raises:
        NotFound("check_unknown"), NotAllowed("not_asked").
    """
    with transaction.atomic():
        row, _, tip = _asked(scope, case, place)
        table = claims(move(case=case, place=place, predecessor=tip, on=date.fromordinal(day_of(at, None))))
        receipt = act(scope, "claim-address", table, at=at, entry=entry)
        locate(Check.objects.filter(case=case).values_list("person", flat=True), place)
        row.delete()
    return receipt


def decline_address(scope: Scope, case: int, *, place: int, at: datetime) -> bool:
    """Say that an unclaimed check does not live here; return whether anyone is left to ask."""
    with transaction.atomic():
        row, _, _ = _asked(scope, case, place)
        Declined.objects.get_or_create(case=case, place=place, defaults={"user_id": scope.user_id, "declined_at": at})
        declined = set(Declined.objects.filter(case=case).values_list("place", flat=True))
    return bool(set(row.candidates) - declined) or not row.candidates
