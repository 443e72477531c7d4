"""Objections to an observation, on paper too: filed by anyone who acts for the person, answered by someone else."""

from __future__ import annotations

from datetime import datetime, timedelta

from tongchou.base.refusals import NotFound, Refused, words
from tongchou.pillars.screening.models import Appeal, Observation
from tongchou.pillars.screening.rules import APPEAL_OVERDUE_HOURS
from tongchou.pillars.screening.services.acting import reach
from tongchou.registers.staff.access import Scope

ANSWERS = {"upheld": words("維持"), "granted": words("撤銷觀察"), "shortened": words("縮短觀察")}


def file_appeal(scope: Scope, case: int, *, ground: str, at: datetime) -> Appeal:
    """Note an objection to the present observation of a check.

    Raises:
        Refused("not_observed").
    """
    reach(scope, "screening.appeal", [case])
    order = Observation.objects.filter(case=case).order_by("-claim").first()
    if order is None:
        raise Refused("not_observed", words("此人不在觀察之中。"))
    return Appeal.objects.create(claim=order.claim, filed_at=at, ground=ground)


def answer_appeal(scope: Scope, appeal: int, *, answer: str, at: datetime) -> Appeal:
    """Answer an objection. The issuer does not answer an objection to their own order once it is overdue.

    Raises:
        NotFound("appeal_unknown"), Refused("answer_unknown"), Refused("own_order").
    """
    if answer not in ANSWERS:
        raise Refused("answer_unknown", words("沒有這一種答覆。"))
    row = Appeal.objects.filter(pk=appeal, answered_at=None).first()
    order = Observation.objects.filter(claim=row.claim).first() if row else None
    if row is None or order is None:
        raise NotFound("appeal_unknown", words("沒有這一件申訴，或已答覆。"))
    reach(scope, "screening.answer_appeal", [order.case])
    overdue = at - row.filed_at > timedelta(hours=APPEAL_OVERDUE_HOURS)
    if overdue and order.issuer_id == scope.user_id:
        raise Refused("own_order", words("申訴已逾24小時，須由另外兩人答覆。"))
    row.answer, row.answered_by_id, row.answered_at = answer, scope.user_id, at
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    return row
