"""Home quarantine and monitoring: no status without evidence, a ground, an issuer, and an end that comes by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from django.db import transaction

from tongchou.base.refusals import Refused, words
from tongchou.journal.chart import chart
from tongchou.journal.entries import Receipt
from tongchou.journal.standing import Chain
from tongchou.pillars.screening import rules
from tongchou.pillars.screening.accounts import OBSERVED, account
from tongchou.pillars.screening.dated import rule_on
from tongchou.pillars.screening.models import Check, MassApproval, Observation
from tongchou.pillars.screening.services.acting import Reached, act, columns_of, day_of, reach
from tongchou.registers.staff.access import Scope, require

ENDS = {"home-quarantine": "released", "health-monitoring": "monitoring-ended"}


@dataclass(frozen=True)
class Order:
    """An observation about to be ordered; `index` is the claim's place in its entry."""

    index: int
    case: int
    kind: str
    exposed_on: date
    from_on: date
    ends_on: date
    rule: rules.ObservationRule
    issuer: int
    at: datetime


def draw_up(
    scope: Scope, found: Reached, observed: Sequence[tuple[int, str]], *, day: date, at: datetime
) -> list[Order]:
    """Draw up the orders for checks that go under observation; nothing is written yet.

    Raises:
        Refused("evidence_missing"): a row gives no dated exposure.
        Refused("observation_over"): the last day of observation is past already.
        Refused("second_person_needed"): more than twenty restricted under one rule in 24 hours by one person alone.
    """
    if not observed:
        return []
    rule = rules.observation(rule_on("observation", day))
    rows = {c.case: c for c in Check.objects.filter(case__in=[int(found.case[i]) for i, _ in observed])}
    orders = []
    for i, kind in observed:
        row = rows[int(found.case[i])]
        exposed = rules.exposure(row.left_on, row.arrived_on)
        if exposed is None:
            raise Refused("evidence_missing", words("名單上沒有離開或到達日期，不能作出觀察決定；請先補登行程。"))
        ends = rules.observation_ends_on(exposed, rule)
        if ends < day:
            raise Refused(
                "observation_over", words("觀察期到%(ends)s已滿，請選「已過觀察期」。"), ends=ends.isoformat()
            )
        orders.append(Order(i, row.case, kind, exposed, day, ends, rule, scope.user_id, at))
    _second_person(scope, [o for o in orders if o.kind == "home-quarantine"], at)
    return orders


def _second_person(scope: Scope, restricting: Sequence[Order], at: datetime) -> None:
    if not restricting:
        return
    rule = restricting[0].rule.source
    since = at - timedelta(hours=24)
    before = Observation.objects.filter(
        rule=rule, kind="home-quarantine", issuer=scope.user_id, issued_at__gt=since
    ).count()
    if before + len(restricting) <= rules.RESTRICTED_ALONE:
        return
    agreed = MassApproval.objects.filter(rule=rule, asked_by=scope.user_id, approved_at__gt=since)
    if not agreed.exists():
        raise Refused(
            "second_person_needed",
            words("24小時內依同一規則限制超過%(most)s人，須由另一單位的人員共同批准。"),
            most=rules.RESTRICTED_ALONE,
        )


def keep(orders: Sequence[Order], first_claim: int) -> None:
    """Write the orders beside the claims that carry them."""
    Observation.objects.bulk_create(
        Observation(
            claim=first_claim + o.index, case=o.case, kind=o.kind, legal_ground=o.rule.legal_ground,
            evidence="dated-exposure", exposed_on=o.exposed_on, from_on=o.from_on, ends_on=o.ends_on,
            rule=o.rule.source, issuer_id=o.issuer, issued_at=o.at,
        )
        for o in orders
    )  # fmt: skip


def approve_many(scope: Scope, *, asked_by: int, rule: str, place: int, at: datetime) -> MassApproval:
    """Agree, as a second person of another organisation, that one person restricts more than twenty in a day.

    Raises:
        Refused("same_person"), Refused("same_organisation").
    """
    require(scope, "screening.approve_many", place=place)
    if scope.user_id == asked_by:
        raise Refused("same_person", words("不能批准自己的決定。"))
    from tongchou.registers.staff.queries import organisations_of

    if organisations_of(scope.user_id, at) & organisations_of(asked_by, at):
        raise Refused("same_organisation", words("須由另一單位的人員批准。"))
    return MassApproval.objects.create(
        rule=rule, place=place, asked_by_id=asked_by, approved_by_id=scope.user_id, approved_at=at
    )


def end_observations(scope: Scope, cases: Sequence[int], *, at: datetime, on: date | None = None) -> Receipt:
    """Release people whose observation has run its days.

    Raises:
        Refused("not_observed"), Refused("too_early"): the last full day has not come yet.
    """
    with transaction.atomic():
        found = reach(scope, "screening.end_observation", cases)
        day = date.fromordinal(day_of(at, on))
        target = np.zeros(len(found.case), np.int64)
        ends = {o.case: o.ends_on for o in Observation.objects.filter(case__in=found.case.tolist()).order_by("claim")}
        for i, case in enumerate(found.case.tolist()):
            if found.state(i) not in OBSERVED:
                raise Refused("not_observed", words("其中有人不在觀察之中。"))
            if ends[case] > day:
                raise Refused("too_early", words("觀察到%(ends)s期滿，還不能解除。"), ends=ends[case].isoformat())
            target[i] = chart().number(account(found.group(i), ENDS[found.state(i)]))
        table = columns_of(
            found.case, chain=Chain.STATE, predecessor=found.state_tip, account=target, on=day.toordinal()
        )
        return act(scope, "release", table, at=at)
