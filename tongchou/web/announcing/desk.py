"""What came by people's own announcement: how many, the lists made of them, and those that wait for a decision."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.base.refusals import Refused, words
from tongchou.pillars.screening import queries as screening
from tongchou.pillars.screening.announcing import deciding, queries, taking
from tongchou.registers.places import queries as places
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import page
from tongchou.web.shell.refusals import sentence
from tongchou.web.shell.spot import Spot, spot

#: Days shown, today's first.
DAYS = 14
WHY = {"often": words("同一號碼一日內多次申報"), "unread": words("所填內容列不進名單")}
STATES = {
    "waiting": words("已收到，一刻鐘內列入名單"),
    "aside": words("待人工核實"),
    "thrown-out": words("經核實未列入"),
    "stored": words("已列入名單，待核查或已有結果"),
    "flagged": words("已列入名單，待核查或已有結果"),
    "duplicate": words("與此前的申報相同，以此前一份為準"),
    "superseded": words("已由本人後來的申報取代"),
}


@page("screening.read")
def announcements(request: HttpRequest) -> HttpResponse:
    """Show the announcements of the last days, their lists with outcomes, and those put aside."""
    reader = who.of(request)
    here = spot(request)
    may = {verb: reader.may(f"announcement.{verb}") for verb in ("decide", "take_list")}
    context = {
        "spot": here,
        "rows": _rows(reader, here),
        "lists": _lists(reader, here),
        "aside": _aside(reader) if may["decide"] else [],
        "reasons": deciding.REASONS,
        "may": may,
        "address": request.build_absolute_uri(reverse("announce")),
    }
    return render(request, "web/announcing/desk.html", context)


def _rows(reader: who.Who, here: Spot) -> list[dict[str, Any]]:
    since = here.on - timedelta(days=DAYS - 1)
    found = queries.arrivals(reader.scope, since=since, until=here.on, place=here.place)
    return [{"row": row, "name": here.name_of(row.place)} for row in found]


def _lists(reader: who.Who, here: Spot) -> list[screening.RosterRow]:
    """Return the lists of announcements that have rows in the reader's places, newest first."""
    found = screening.rosters(reader.scope, place=here.place, limit=3_000)
    return [one for one in found if one.roster.origin == "announced"][:50]


def _aside(reader: who.Who) -> list[dict[str, Any]]:
    found = queries.aside(reader.scope)
    labels = places.labels({one.place for one in found}, reader.today)
    return [{"one": one, "why": WHY[one.why], "place": labels.get(one.place, "")} for one in found]


@page("screening.read")
@require_POST
def trace(request: HttpRequest) -> HttpResponse:
    """Say what became of a receipt number that somebody reads out; it goes by POST."""
    reader = who.of(request)
    try:
        found = queries.trace(reader.scope, request.POST.get("receipt", "")[:40])
    except Refused as refusal:
        acts.tell(request, sentence(refusal), tone="bad")
    else:
        acts.tell(request, f"{found.receipt}：{gettext(STATES[found.state])}", tone="done")
        if found.case and _is_mine(reader, found.case):
            return acts.go(reverse("check", args=[found.case]))
    return acts.go(reverse("announcements"))


def _is_mine(reader: who.Who, case: int) -> bool:
    try:
        screening.check(reader.scope, case)
    except Refused:
        return False
    return True


@page("announcement.take_list")
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Make lists of what waits now, without the quarter of an hour."""
    reader = who.of(request)
    return acts.act(
        request,
        lambda: taking.take_in(at=reader.at, wait=timedelta(0)),
        done=lambda count: gettext("已列入名單 %(count)s 人。") % {"count": count},
        to=reverse("announcements"),
    )


@page("announcement.decide")
@require_POST
def let_in(request: HttpRequest, number: UUID) -> HttpResponse:
    """Let one that was put aside go on to its list."""
    reader = who.of(request)
    return acts.act(
        request,
        lambda: deciding.let_in(reader.scope, number, at=reader.at),
        done=lambda _: gettext("已放行，將列入名單。"),
        to=reverse("announcements"),
    )


@page("announcement.decide")
@require_POST
def throw_out(request: HttpRequest, number: UUID) -> HttpResponse:
    """Throw one out, with a reason."""
    reader = who.of(request)
    return acts.act(
        request,
        lambda: deciding.throw_out(reader.scope, number, reason=request.POST.get("reason", ""), at=reader.at),
        done=lambda _: gettext("已註明，所填內容已刪除。"),
        to=reverse("announcements"),
    )
