"""Two officers add an edition of rule data: one writes it, another approves it. No developer is needed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tongchou.base.refusals import NotFound, Refused, words
from tongchou.pillars.screening import rules
from tongchou.pillars.screening.accounts import GROUPS, OUTCOMES
from tongchou.pillars.screening.models import RuleEdition
from tongchou.registers.staff.access import Scope, require


def propose_rule(
    scope: Scope, name: str, body: dict[str, Any], *, from_on: date, source: str, at: datetime
) -> RuleEdition:
    """Write down a new edition; it does not hold until somebody else approves it.

    Raises:
        Refused("rule_unreadable"): the body is not of the shape of this kind of rule, or names what the chart has not.
        Refused("source_missing").
    """
    require(scope, "screening.propose_rule")
    if not source.strip():
        raise Refused("source_missing", words("請寫明規則的文件依據。"))
    _check(name, body, from_on)
    return RuleEdition.objects.create(
        name=name, from_on=from_on, body=body, source=source.strip(), proposed_by_id=scope.user_id, proposed_at=at
    )


def approve_rule(scope: Scope, edition: int, *, at: datetime) -> RuleEdition:
    """Approve an edition that another officer wrote; it holds from its day on.

    Raises:
        NotFound("rule_unknown"), Refused("same_person").
    """
    require(scope, "screening.approve_rule")
    row = RuleEdition.objects.filter(pk=edition, approved_at=None).first()
    if row is None:
        raise NotFound("rule_unknown", words("沒有這一條待批准的規則。"))
    if row.proposed_by_id == scope.user_id:
        raise Refused("same_person", words("不能批准自己擬的規則。"))
    row.approved_by_id, row.approved_at = scope.user_id, at
    row.save(update_fields=["approved_by", "approved_at"])
    return row


def _check(name: str, body: dict[str, Any], from_on: date) -> None:
    edition = rules.Edition(from_on, "", body)
    try:
        if name == "outcomes":
            found = rules.outcomes(edition)
            good = bool(found) and all(o.code in OUTCOMES and set(o.groups) <= set(GROUPS) for o in found)
        elif name == "source_areas":
            good = bool(body["areas"]) and all(isinstance(a, str) and a.strip() for a in body["areas"])
        elif name == "observation":
            good = 0 < int(rules.observation(edition).days) <= 60
        else:
            good = False
    except (KeyError, TypeError, ValueError):
        good = False
    if not good:
        raise Refused("rule_unreadable", words("規則內容不符合「%(name)s」的格式。"), name=name)
