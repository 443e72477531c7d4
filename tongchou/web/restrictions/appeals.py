"""Objections to orders: unanswered ones, how long they wait, who has said what, and their answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.base.refusals import words
from tongchou.registers.people import queries as people
from tongchou.registers.places import queries as places
from tongchou.restrictions import queries, services
from tongchou.restrictions.kinds import ESCALATES_HOURS, OVERDUE_HOURS, kinds
from tongchou.web.restrictions.ways import way
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import page

GROUNDS = {
    "exposure-wrong": words("暴露日期有誤"),
    "not-the-person": words("不是本人"),
    "rule-wrong": words("適用規則有誤"),
    "hardship": words("另有困難"),
}
ANSWERS = {"upheld": words("維持"), "granted": words("撤銷"), "shortened": words("縮短到")}


@page("restrictions.read")
def appeals(request: HttpRequest) -> HttpResponse:
    """List the unanswered objections in the reader's places, the oldest first."""
    reader = who.of(request)
    found = queries.appeals(reader.scope, at=reader.at)
    cards = people.cards(reader.scope, {row.order.person for row in found})
    labels = places.labels({row.place for row in found}, reader.today)
    context = {
        "rows": [_shown(reader, row, cards.get(row.order.person), labels.get(row.place, "")) for row in found],
        "answers": ANSWERS,
    }
    return render(request, "web/restrictions/appeals.html", context)


def _shown(reader: who.Who, row: queries.AppealRow, card: object, place: str) -> dict[str, Any]:
    overdue = row.hours >= OVERDUE_HOURS
    return {
        "row": row,
        "card": card,
        "place": place,
        "href": way(row.order.register, row.order.case),
        "kind": gettext(kinds()[row.order.kind].title),
        "ground": gettext(GROUNDS[row.appeal.ground]) if row.appeal.ground in GROUNDS else row.appeal.ground,
        "hours": int(row.hours),
        "is_overdue": overdue,
        "is_escalated": row.hours >= ESCALATES_HOURS,
        "may_answer": reader.may("restrictions.decide_overdue" if overdue else "restrictions.answer_appeal"),
        "votes": [(vote, gettext(ANSWERS[vote.answer])) for vote in row.votes],
    }


@page("restrictions.read")
@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Answer an objection; an overdue one takes two."""
    reader = who.of(request)
    chosen, ends = request.POST.get("answer", ""), request.POST.get("ends_on", "")

    def verb() -> object:
        ends_on = who.day_of(ends) if chosen == "shortened" and ends else None
        return services.answer_appeal(reader.scope, number, answer=chosen, ends_on=ends_on, at=reader.at)

    waits = gettext("您的意見已記下。逾期的申訴須值班醫師與另一單位的幹部意見一致，才算答覆。")
    return acts.act(
        request, verb, done=lambda receipt: gettext("申訴已答覆。") if receipt else waits, to=reverse("appeals")
    )
