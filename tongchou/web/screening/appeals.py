"""Objections to observations: unanswered ones, how long they wait, and their answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.base.refusals import words
from tongchou.pillars.screening import queries, services
from tongchou.pillars.screening.models import Observation
from tongchou.pillars.screening.rules import APPEAL_ESCALATES_HOURS, APPEAL_OVERDUE_HOURS
from tongchou.pillars.screening.services.appeals import ANSWERS
from tongchou.web.screening.showing import check_rows
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import page

GROUNDS = {
    "exposure-wrong": words("暴露日期有誤"),
    "not-the-person": words("不是本人"),
    "rule-wrong": words("適用規則有誤"),
    "hardship": words("另有困難"),
}


@page("screening.read")
def appeals(request: HttpRequest) -> HttpResponse:
    """List the unanswered objections in the reader's places, the oldest first."""
    reader = who.of(request)
    found = queries.appeals(reader.scope, at=reader.at)
    orders = {order.claim: order for order in Observation.objects.filter(claim__in=[one.claim for one in found])}
    rows = [queries.check(reader.scope, orders[one.claim].case) for one in found]
    shown = check_rows(reader, rows)
    for row, one in zip(shown, found, strict=True):
        hours = (reader.at - one.filed_at).total_seconds() / 3600
        row |= {
            "appeal": one,
            "order": orders[one.claim],
            "ground": gettext(GROUNDS[one.ground]) if one.ground in GROUNDS else one.ground,
            "hours": int(hours),
            "is_overdue": hours >= APPEAL_OVERDUE_HOURS,
            "is_escalated": hours >= APPEAL_ESCALATES_HOURS,
        }
    context = {"rows": shown, "answers": ANSWERS, "may_answer": reader.may("screening.answer_appeal")}
    return render(request, "web/screening/appeals.html", context)


@page("screening.answer_appeal")
@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Answer an objection."""
    reader = who.of(request)
    chosen = request.POST.get("answer", "")
    return acts.act(
        request,
        lambda: services.answer_appeal(reader.scope, number, answer=chosen, at=reader.at),
        done=lambda _: gettext("申訴已答覆。"),
        to=reverse("appeals"),
    )
