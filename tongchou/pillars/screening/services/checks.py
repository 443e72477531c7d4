"""A check is worked: found by three, concluded by one, handed over, disputed and decided, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from tongchou.base.ids import new_id
from tongchou.base.refusals import Refused, words
from tongchou.dated.queries import rule_on
from tongchou.journal.chart import chart
from tongchou.journal.entries import Receipt, claims, deciding, reversal, step
from tongchou.journal.models import Claim, Settles, Standing
from tongchou.journal.standing import Chain
from tongchou.pillars.screening import rules
from tongchou.pillars.screening.accounts import OBSERVED, account
from tongchou.pillars.screening.models import Check, Finding, Visit
from tongchou.pillars.screening.services import observations
from tongchou.pillars.screening.services.acting import act, day_of, posted, reach
from tongchou.pillars.screening.services.concluding import Conclusion, conclude_each
from tongchou.pillars.screening.services.finding import Found, find_each
from tongchou.registers.staff.access import Scope
from tongchou.restrictions.services import keep


def find(
    scope: Scope, case: int, *, slot: str, found: str, at: datetime, temperature_tenths: int | None = None
) -> Finding:
    """Write down what one slot of the team found. A finding is a document: it moves nothing in the books.

    Raises:
        Refused("finding_unknown"): not one of the findings there are.
    """
    with transaction.atomic():
        entry = new_id()
        posted(find_each(scope, [Found([case], slot, found, at, temperature_tenths, entry)]))
        return Finding.objects.filter(check_case=case).latest("pk")


def conclude(
    scope: Scope,
    outcomes: Mapping[int, str],
    *,
    at: datetime,
    on: date | None = None,
    entry: UUID | None = None,
    predecessors: Mapping[int, int] | None = None,
    occurred_at: datetime | None = None,
) -> Receipt:
    """Conclude checks, each with an outcome of its group's closed set: one visit may settle several, as one entry.

    `predecessors` are the claims the actor saw, where that was not now (a phone without coverage); else each check's
    present one. Home quarantine and monitoring need evidence, and get their ground, issuer and end with it.

    Raises:
        NotFound("check_unknown"), Refused("outcome_not_in_set"), Refused("already_there"),
        Refused("evidence_missing"), Refused("second_person_needed"): nothing is posted.
    """
    with transaction.atomic():
        return posted(conclude_each(scope, [Conclusion(outcomes, on, entry, predecessors, occurred_at)], at=at))


def return_to_sender(
    scope: Scope, outcomes: Mapping[int, str], *, at: datetime, on: date | None = None, entry: UUID | None = None
) -> Receipt:
    """Conclude checks with an outcome that goes back to the sender, with its reason.

    Raises:
        Refused("not_a_return"): the outcome is not one that sends rows back.
    """
    edition = rule_on("screening.outcomes", date.fromordinal(day_of(at, on)))
    returning = {o.code for o in rules.outcomes(edition) if o.returns}
    if not set(outcomes.values()) <= returning:
        raise Refused("not_a_return", words("這一結果不退回來文單位。"))
    return conclude(scope, outcomes, at=at, on=on, entry=entry)


def take_back(scope: Scope, claim: int, *, reason: str, at: datetime, entry: UUID | None = None) -> Receipt:
    """Reverse an outcome, a hand-over or a visit, with a reason. Never refused for what the books say; both stay there.

    Raises:
        NotFound("check_unknown"): no such claim of a check within the actor's places.
        Refused("reason_missing").
    """
    if not reason:
        raise Refused("reason_missing", words("沖正要寫明原因。"))
    with transaction.atomic():
        mine = Q(case__in=Check.objects.values("case")) | Q(case__in=Visit.objects.values("case"))
        row = Claim.objects.filter(mine, id=claim).first()
        reach(scope, "screening.take_back", [row.case if row else 0])
        assert row is not None
        day = date.fromordinal(day_of(at, None))
        return act(
            scope, "reversal", claims(reversal(case=row.case, of=claim, on=day)), at=at, entry=entry, reason=reason
        )


def decide(scope: Scope, case: int, outcome: str, *, reason: str, at: datetime, entry: UUID | None = None) -> Receipt:
    """Decide a dispute: the named outcome stands, and every other living claim about it is settled.

    Raises:
        Refused("nothing_disputed"), Refused("outcome_not_in_set"), Refused("reason_missing").
    """
    if not reason:
        raise Refused("reason_missing", words("裁定要寫明原因。"))
    with transaction.atomic():
        found = reach(scope, "screening.decide", [case])
        if not found.flags[0] & Standing.DISPUTED:
            raise Refused("nothing_disputed", words("這一筆核查沒有不一致之處。"))
        day = date.fromordinal(day_of(at, None))
        group = found.group(0)
        rules.outcome(rule_on("screening.outcomes", day), group, outcome)
        target = account(group, outcome)
        losers = _losers(case, chart().number(target))
        row = deciding(step(case=case, account=target, predecessor=int(found.state_tip[0]), on=day), settles=losers)
        observed = [(0, outcome, Check.objects.get(case=case))] if outcome in OBSERVED else []
        orders = observations.draw_up(scope, observed, day=day, at=at)
        receipt = act(scope, "decision", claims(row), at=at, entry=entry, reason=reason)
        keep(orders, receipt.first_claim)
    return receipt


def _losers(case: int, winner: int) -> list[int]:
    """Return the unsettled outcome claims of a case that say something else than the winner's state."""
    rows = Claim.objects.filter(case=case, chain=Chain.STATE).order_by("id")
    settled = set(Settles.objects.filter(target__in=[r.id for r in rows]).values_list("target", flat=True))
    state = chart().state(winner)
    return [r.id for r in rows if r.id not in settled and chart().state(r.account) != state]
