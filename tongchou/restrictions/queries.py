"""What can be read of restrictions: the only reader. Every function takes the scope first and narrows to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tongchou.base.clock import local_day
from tongchou.journal.chart import chart
from tongchou.journal.models import Standing
from tongchou.registers.staff.access import Scope, require
from tongchou.restrictions.accounts import WAITING, account
from tongchou.restrictions.models import Appeal, Determination, MassApproval, Order, Vote


@dataclass(frozen=True)
class AppealRow:
    """An unanswered objection: to which order, where, for how long, and who has said what of it so far."""

    appeal: Appeal
    order: Order
    place: int
    hours: float
    votes: tuple[Vote, ...]


def appeals(scope: Scope, *, at: datetime, place: int | None = None) -> list[AppealRow]:
    """Return the unanswered objections in the reader's places, oldest first."""
    require(scope, "restrictions.read")
    numbers = [chart().number(account(state)) for state in WAITING]
    standing = Standing.objects.filter(account__in=numbers)
    where = dict(scope.narrow(standing, within=place).values_list("case", "place"))
    rows = Appeal.objects.filter(case__in=where).select_related("order", "order__issuer").order_by("filed_at", "case")
    votes: dict[int, list[Vote]] = {}
    for vote in Vote.objects.filter(appeal__in=where).select_related("user").order_by("pk"):
        votes.setdefault(vote.appeal_id, []).append(vote)
    return [
        AppealRow(
            row, row.order, where[row.case], (at - row.filed_at).total_seconds() / 3600, tuple(votes.get(row.case, ()))
        )
        for row in rows
    ]


def order_of(scope: Scope, case: int) -> Order | None:
    """Return the latest order of a case of the reader's places: why, until when, by whose order, on what ground.

    The page of a case has asked for its own pillar's verb; who may see the case may see why.
    """
    standing = Standing.objects.filter(case=case).first()
    if standing is None or not scope.covers(standing.place):
        return None
    orders = Order.objects.filter(case=case).select_related("issuer", "determination", "determination__signed_by")
    return orders.order_by("-claim").first()


def determinations(scope: Scope, *, at: datetime, is_live: bool = True, limit: int = 200) -> list[Determination]:
    """Return the determinations of the reader's places, latest first; with `is_live` those that hold today."""
    require(scope, "restrictions.read")
    rows = scope.narrow(Determination.objects.all())
    if is_live:
        rows = rows.filter(withdrawn_at=None, expires_on__gte=local_day(at))
    return list(rows.select_related("signed_by").order_by("-signed_at")[:limit])


def approvals(scope: Scope, *, limit: int = 50) -> list[MassApproval]:
    """Return the latest joint approvals of the reader's places."""
    require(scope, "restrictions.read")
    rows = scope.narrow(MassApproval.objects.all()).select_related("asked_by", "approved_by")
    return list(rows.order_by("-approved_at")[:limit])
