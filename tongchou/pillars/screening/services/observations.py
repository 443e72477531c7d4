"""Home quarantine and monitoring: ordered on a dated exposure or a determination, ended by themselves on their day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import numpy as np
from django.db import transaction

from tongchou.base.refusals import Refused, words
from tongchou.dated.queries import rule_on
from tongchou.journal.chart import chart
from tongchou.journal.entries import Receipt, claims, step
from tongchou.journal.keeping import lock_standings
from tongchou.journal.standing import Chain
from tongchou.pillars.screening import rules
from tongchou.pillars.screening.accounts import OBSERVED, account
from tongchou.pillars.screening.models import Check
from tongchou.pillars.screening.services.acting import act, columns_of, day_of, reach
from tongchou.registers.staff.access import Scope
from tongchou.restrictions.models import Order
from tongchou.restrictions.services import DatedRule, Wanted
from tongchou.restrictions.services import draw_up as draw_up_orders
from tongchou.restrictions.services.orders import Drawn

ENDS = {"home-quarantine": "released", "health-monitoring": "monitoring-ended"}


def draw_up(
    scope: Scope,
    observed: Sequence[tuple[int, str, Check]],
    *,
    day: date,
    at: datetime,
    before: Sequence[Drawn] = (),
) -> list[Drawn]:
    """Draw up the orders for checks that go under observation (the claim's index, the kind, the check); none is kept.

    `before` are those of other acts that are posted together with this one.

    Raises:
        Refused("evidence_missing"), Refused("observation_over"), Refused("second_person_needed"): see `draw_up` of
            the restrictions.
    """
    if not observed:
        return []
    rule = rules.observation(rule_on("screening.observation", day))
    wanted = []
    for i, kind, row in observed:
        exposed = rules.exposure(row.left_on, row.arrived_on)
        ends = None if exposed is None else rules.observation_ends_on(exposed, rule)
        wanted.append(Wanted(i, row.case, row.person, kind, exposed, ends))
    ground = DatedRule(rule.legal_ground, rule.source)
    return draw_up_orders(scope, "screening", wanted, rule=ground, on=day, at=at, before=before)


def lift(scope: Scope, order: Order, at: datetime) -> None:
    """End an observation early, because an objection to it was granted; one that ended already stays as it is."""
    found = lock_standings(np.array([order.case], np.int64))
    if not found.exists.all() or chart().state(int(found.account[0])) not in OBSERVED:
        return
    ended = account(chart().case_class(int(found.account[0])), ENDS[chart().state(int(found.account[0]))])
    row = step(
        case=order.case, account=ended, predecessor=int(found.state_tip[0]), on=date.fromordinal(day_of(at, None))
    )
    act(scope, "release", claims(row), at=at, reason="appeal-granted")


def end_observations(scope: Scope, cases: Sequence[int], *, at: datetime, on: date | None = None) -> Receipt:
    """Release people whose observation has run its days.

    Raises:
        Refused("not_observed"), Refused("too_early"): the last full day has not come yet.
    """
    with transaction.atomic():
        found = reach(scope, "screening.end_observation", cases)
        day = date.fromordinal(day_of(at, on))
        target = np.zeros(len(found.case), np.int64)
        ends = {o.case: o.ends_on for o in Order.objects.filter(case__in=found.case.tolist()).order_by("claim")}
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
