"""A team's day sheets: which there are, making one, printing one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST

from tongchou.base.refusals import NotAllowed, NotFound, Refused
from tongchou.bulletin.speaking import LANGUAGES
from tongchou.paper import making, printing, queries
from tongchou.registers.places import queries as places
from tongchou.registers.staff import queries as staff
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import page
from tongchou.web.shell.refusals import sentence
from tongchou.web.shell.spot import spot


@page("paper.read")
def sheets(request: HttpRequest) -> HttpResponse:
    """List the sheets of the last week in a place, and the teams for which one can be made."""
    reader = who.of(request)
    here = spot(request)
    found = queries.sheets(reader.scope, on=here.on, place=here.place)
    labels = places.labels({one.sheet.place for one in found}, reader.today)
    names = staff.names(one.sheet.made_by for one in found)
    rows = [
        {"one": one, "place": labels.get(one.sheet.place, ""), "made_by": names.get(one.sheet.made_by, "")}
        for one in found
    ]
    teams = _teams(reader) if reader.may("paper.print") else []
    return render(request, "web/paper/sheets.html", {"spot": here, "rows": rows, "teams": teams})


def _teams(reader: who.Who) -> list[dict[str, Any]]:
    teams = making.teams_to_print(reader.scope, on=reader.today)
    labels = places.labels({one.place for one in teams}, reader.today)
    members = staff.team_members([one.pk for one in teams], reader.today)
    names = staff.names(user for slots in members.values() for user in slots.values())
    return [
        {
            "team": one.pk,
            "place": labels.get(one.place, ""),
            "members": "、".join(names.get(user, "") for user in members.get(one.pk, {}).values()),
        }
        for one in teams
    ]


@page("paper.print")
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Make a team's sheet of today."""
    reader = who.of(request)
    team = request.POST.get("team", "")
    try:
        made = making.make(reader.scope, int(team) if team.isdecimal() and len(team) < 19 else 0, at=reader.at)
    except (NotAllowed, NotFound):
        raise
    except Refused as refusal:
        acts.tell(request, sentence(refusal), tone="bad")
        return acts.go(reverse("day-sheets"))
    acts.tell(request, gettext("已作第 %(number)s 號日表，可以打印。") % {"number": made.pk}, tone="done")
    return acts.go(reverse("day-sheet", args=[made.pk]))


@page("paper.print")
@require_POST
def paper(request: HttpRequest, number: int) -> HttpResponse:
    """Send a sheet as a PDF; each print is a look at everyone on it."""
    reader = who.of(request)
    lang = next((name for name, code in LANGUAGES.items() if code == get_language()), "zh-Hant")
    address = request.build_absolute_uri(reverse("day-sheet", args=[number]))
    body = printing.paper(reader.scope, number, at=reader.at, address=address, lang=lang)
    name = f"day-sheet-{number}.pdf"
    return HttpResponse(
        body, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
