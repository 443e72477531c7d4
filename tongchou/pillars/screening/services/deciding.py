"""A named person decides what two said differently of a place or a visit; an outcome's is `checks.decide`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tongchou.base.refusals import Refused, words
from tongchou.journal.chart import chart
from tongchou.journal.entries import ClaimRow, Receipt, claims, deciding, move, step
from tongchou.journal.models import Claim, Settles, Standing
from tongchou.journal.standing import Chain
from tongchou.pillars.screening.accounts import VISIT_ANSWERS
from tongchou.pillars.screening.models import Check
from tongchou.pillars.screening.services.acting import Reached, act, day_of, reach
from tongchou.registers.people.services import locate
from tongchou.registers.staff.access import Scope


def decide_visit(
    scope: Scope, case: int, answer: str, *, reason: str, at: datetime, entry: UUID | None = None
) -> Receipt:
    """Decide what became of a day's visit: the named answer stands, every other living claim about it is settled.

    Raises:
        NotFound("check_unknown"), Refused("nothing_disputed"), Refused("answer_unknown"), Refused("reason_missing").
    """
    if answer not in VISIT_ANSWERS:
        raise Refused("answer_unknown", words("沒有這一種訪視結果。"))

    def row(found: Reached, on: date) -> ClaimRow:
        target = f"visit:{found.group(0)}:{answer}"
        losers = _losers(case, Chain.STATE, lambda claim: chart().state(claim.account) != answer)
        return deciding(step(case=case, account=target, predecessor=int(found.state_tip[0]), on=on), settles=losers)

    return _decide(scope, case, row, reason=reason, at=at, entry=entry)


def decide_place(scope: Scope, case: int, to: int, *, reason: str, at: datetime, entry: UUID | None = None) -> Receipt:
    """Decide which place a check was handed over to: the others that were named are settled.

    Raises:
        NotFound("check_unknown"), Refused("nothing_disputed"), Refused("place_unknown"): nobody named that place.
        Refused("reason_missing").
    """

    def row(found: Reached, on: date) -> ClaimRow:
        if not Claim.objects.filter(case=case, chain=Chain.PLACE, place=to).exists():
            raise Refused("place_unknown", words("請從各方所說的地方中選擇。"))
        losers = _losers(case, Chain.PLACE, lambda claim: claim.place != to)
        return deciding(move(case=case, place=to, predecessor=int(found.place_tip[0]), on=on), settles=losers)

    with transaction.atomic():
        receipt = _decide(scope, case, row, reason=reason, at=at, entry=entry)
        locate(Check.objects.filter(case=case).values_list("person", flat=True), to)
    return receipt


def _decide(
    scope: Scope,
    case: int,
    row: Callable[[Reached, date], ClaimRow],
    *,
    reason: str,
    at: datetime,
    entry: UUID | None,
) -> Receipt:
    if not reason:
        raise Refused("reason_missing", words("裁定要寫明原因。"))
    with transaction.atomic():
        found = reach(scope, "screening.decide", [case])
        if not found.flags[0] & Standing.DISPUTED:
            raise Refused("nothing_disputed", words("這一筆核查沒有不一致之處。"))
        on = date.fromordinal(day_of(at, None))
        return act(scope, "decision", claims(row(found, on)), at=at, entry=entry, reason=reason)


def _losers(case: int, chain: Chain, loses: Callable[[Claim], bool]) -> list[int]:
    """Return the unsettled claims of a chain that say something else than what was decided."""
    rows = list(Claim.objects.filter(case=case, chain=chain).order_by("id"))
    settled = set(Settles.objects.filter(target__in=[row.id for row in rows]).values_list("target", flat=True))
    return [row.id for row in rows if row.id not in settled and loses(row)]
