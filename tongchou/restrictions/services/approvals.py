"""Restricting many: above twenty a day under one rule, a second person of another organisation has to agree."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count

from tongchou.base.refusals import Refused, words
from tongchou.registers.staff.access import Scope, require
from tongchou.registers.staff.organisations import organisations
from tongchou.restrictions.kinds import RESTRICTED_ALONE, restricting
from tongchou.restrictions.models import MassApproval, Order

DAY = timedelta(hours=24)


def require_second(scope: Scope, rule: str, count: int, *, at: datetime) -> None:
    """Refuse to restrict `count` more people under a rule, if that makes too many for one organisation alone.

    Counted is whatever the actor's own organisation restricted under the rule: two colleagues are no two organisations.

    Raises:
        Refused("second_person_needed").
    """
    if not count:
        return
    since = at - DAY
    issued = (
        Order.objects.filter(rule=rule, kind__in=restricting(), issued_at__gt=since)
        .order_by()
        .values_list("issuer")
        .annotate(many=Count("claim"))
    )
    by_issuer: dict[int, int] = dict(issued)
    before = by_issuer.pop(scope.user_id, 0)
    asking = MassApproval.objects.filter(rule=rule, asked_by=scope.user_id, approved_at__gt=since)
    approvers = set(asking.values_list("approved_by", flat=True))
    if before + count + sum(by_issuer.values()) <= RESTRICTED_ALONE:
        return
    known = organisations({scope.user_id, *by_issuer, *approvers}, at)
    mine = known[scope.user_id]
    before += sum(many for issuer, many in by_issuer.items() if not mine.is_apart_from(known[issuer]))
    if before + count <= RESTRICTED_ALONE or any(mine.is_apart_from(known[one]) for one in approvers):
        return
    raise Refused(
        "second_person_needed",
        words("24小時內依同一規則限制超過%(most)s人，須由另一單位的人員共同批准。"),
        most=RESTRICTED_ALONE,
    )


def approve_many(scope: Scope, *, asked_by: int, rule: str, place: int, at: datetime) -> MassApproval:
    """Agree, as a second person of another organisation, that one person restricts more than twenty in a day.

    Raises:
        NotAllowed("not_allowed"), Refused("same_person"), Refused("same_organisation").
    """
    require(scope, "restrictions.approve_many", place=place)
    if scope.user_id == asked_by:
        raise Refused("same_person", words("不能批准自己的決定。"))
    known = organisations({scope.user_id, asked_by}, at)
    if not known[scope.user_id].is_apart_from(known[asked_by]):
        raise Refused("same_organisation", words("須由另一單位的人員批准。"))
    return MassApproval.objects.create(
        rule=rule, place=place, asked_by_id=asked_by, approved_by_id=scope.user_id, approved_at=at
    )
