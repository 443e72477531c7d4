"""Two officers add an edition of rule data: one writes it, another approves it. No developer is needed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tongchou.base.dated import Edition
from tongchou.base.refusals import NotFound, Refused, words
from tongchou.dated.kinds import kind_named
from tongchou.dated.models import RuleEdition
from tongchou.registers.staff.access import Scope, require


def propose_rule(
    scope: Scope, kind: str, body: dict[str, Any], *, from_on: date, source: str, at: datetime
) -> RuleEdition:
    """Write down a new edition; it does not hold until somebody else approves it.

    Raises:
        NotFound("rule_unknown"), Refused("source_missing"),
        Refused("rule_unreadable"): the body is not of the shape of this kind of rule, or names what the chart has not.
    """
    require(scope, "rules.propose")
    known = kind_named(kind)
    if not source.strip():
        raise Refused("source_missing", words("請寫明規則的文件依據。"))
    try:
        known.check(Edition(from_on, source, body))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Refused("rule_unreadable", words("規則內容不符合「%(name)s」的格式。"), name=known.title) from None
    return RuleEdition.objects.create(
        kind=kind, from_on=from_on, body=body, source=source.strip(), proposed_by_id=scope.user_id, proposed_at=at
    )


def approve_rule(scope: Scope, edition: int, *, at: datetime) -> RuleEdition:
    """Approve an edition that another officer wrote; it holds from its day on.

    Raises:
        NotFound("rule_unknown"), Refused("same_person").
    """
    require(scope, "rules.approve")
    row = RuleEdition.objects.filter(pk=edition, approved_at=None).first()
    if row is None:
        raise NotFound("rule_unknown", words("沒有這一條待批准的規則。"))
    if row.proposed_by_id == scope.user_id:
        raise Refused("same_person", words("不能批准自己擬的規則。"))
    row.approved_by_id, row.approved_at = scope.user_id, at
    row.save(update_fields=["approved_by", "approved_at"])
    return row
