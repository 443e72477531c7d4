"""Due visits: one a day to everyone under observation; answered singly, several at once, or as told by telephone."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.base.refusals import Refused, words
from tongchou.pillars.screening import queries, services
from tongchou.pillars.screening.accounts import VISIT_ANSWERS
from tongchou.registers.people import queries as people
from tongchou.registers.places import queries as places
from tongchou.registers.staff import queries as staff
from tongchou.registers.staff.models import User
from tongchou.web.screening.checks import tenths
from tongchou.web.shell import acts, paging, who
from tongchou.web.shell.access import page
from tongchou.web.shell.naming import part_words
from tongchou.web.shell.spot import spot

STATES = ("due", *VISIT_ANSWERS, "unreported")


@page("screening.read")
def visits(request: HttpRequest) -> HttpResponse:
    """List a day's visits in a place, with how many stand in each answer."""
    reader = who.of(request)
    here = spot(request)
    state = request.GET.get("state", "due")
    if state not in (*STATES, "*"):
        raise Refused("bad_filter", words("篩選條件不在可選範圍。"))
    found = queries.visits(
        reader.scope,
        on=here.on,
        place=here.place,
        state=state,
        after=paging.after_asked(request),
        limit=paging.SIZE + 1,
    )
    counts = queries.visit_counts(reader.scope, on=here.on, place=here.place)
    context = {
        "spot": here,
        "state": state,
        "counts": [(one, counts.get(one, 0)) for one in STATES],
        "total": sum(counts.values()),
        "strip": paging.strip(request, _rows(reader, found), lambda row: row["row"].case),
        "answers": VISIT_ANSWERS,
        "may_answer": reader.may("screening.visit") and state in ("due", "unreported"),
    }
    return render(request, "web/screening/visits.html", context)


def _rows(reader: who.Who, found: list[queries.VisitRow]) -> list[dict[str, Any]]:
    cards = people.cards(reader.scope, (row.person for row in found))
    labels = places.labels({row.place for row in found}, reader.today)
    names = staff.names(user for row in found for user in (row.seen_by, row.told_to) if user)
    return [
        {
            "row": row,
            "card": cards.get(row.person),
            "place": labels.get(row.place, ""),
            "seen_by": names.get(row.seen_by or 0, ""),
            "told_to": names.get(row.told_to or 0, ""),
        }
        for row in found
    ]


@page("screening.visit")
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Answer the ticked visits, all in the same way, as one entry."""
    reader = who.of(request)
    cases = [int(text) for text in request.POST.getlist("case") if text.isdecimal()]
    chosen = request.POST.get("answer", "")

    def verb() -> Any:
        if not cases:
            raise Refused("nothing_ticked", words("請先勾選要錄入的人。"))
        return services.visit(
            reader.scope,
            cases,
            answer=chosen,
            at=reader.at,
            told_by=_teller(request) if chosen == "by-telephone" else None,
            temperature_tenths=tenths(request.POST.get("temperature", "")),
        )

    said = gettext("已錄入 %(count)s 人：%(what)s。") % {"count": len(cases), "what": part_words(chosen)}
    return acts.act(
        request,
        verb,
        done=lambda receipt: acts.booked(receipt, said),
        to=acts.back(request, reverse("visits")),
    )


def _teller(request: HttpRequest) -> int | None:
    """Return the worker who called, by the user name that was typed; None where the field is empty.

    Raises:
        Refused("teller_unknown"): nobody has that name.
    """
    name = request.POST.get("told_by", "").strip()
    if not name:
        return None
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        raise Refused("teller_unknown", words("沒有這個用戶名，請填來電人員的用戶名。"))
    return int(user.pk)
