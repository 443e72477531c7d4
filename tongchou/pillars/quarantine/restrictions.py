"""What quarantine tells of its orders: their kind, the rules they follow from, and how an objection lifts one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from tongchou.base.refusals import Refused, words
from tongchou.dated.queries import rule_on
from tongchou.pillars.quarantine.accounts import RESTRICTED, STAYS
from tongchou.registers.staff.access import Scope
from tongchou.restrictions.kinds import Kind, register_kinds
from tongchou.restrictions.models import Order

CENTRAL = "central-quarantine"


def rules_on(on: date) -> Mapping[str, str]:
    """Return the rule in force on a day."""
    try:
        return {rule_on("quarantine.length", on).source: words("集中隔離醫學觀察")}
    except Refused:
        return {}


def lift(scope: Scope, order: Order, at: datetime) -> None:
    """End a stay because an objection to its order was granted."""
    from tongchou.pillars.quarantine.services.orders import lift as ended

    ended(scope, order.case, at=at)


register_kinds(
    STAYS.name,
    {CENTRAL: Kind(words("集中隔離醫學觀察"), restricts=True, states=RESTRICTED)},
    rules=rules_on,
    lift=lift,
)
