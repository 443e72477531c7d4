"""A sheet is keyed back: one field, one line a row, Enter; what became of it is said at once, and saved already."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from tongchou.base.refusals import NotAllowed, NotFound, Refused
from tongchou.paper import keying, printing, queries
from tongchou.paper.models import Keyed, Sheet
from tongchou.registers.people import queries as people
from tongchou.registers.places import queries as places
from tongchou.registers.staff import queries as staff
from tongchou.web.shell import who
from tongchou.web.shell.access import page
from tongchou.web.shell.refusals import sentence


@page("paper.read")
def sheet(request: HttpRequest, number: int) -> HttpResponse:
    """Show a sheet: the field to key into, and every row with what was keyed of it."""
    return _page(request, number, {})


@page("paper.key")
@require_POST
def key(request: HttpRequest, number: int) -> HttpResponse:
    """Key one line, and show the page with what became of it; sent again it says that it was keyed already."""
    reader = who.of(request)
    text, wrote = request.POST.get("line", "")[:200], request.POST.get("wrote_by", "")
    told: dict[str, Any] = {"wrote_by": wrote}
    try:
        answer = keying.key(
            reader.scope,
            number,
            text,
            wrote_by=int(wrote) if wrote.isdecimal() and len(wrote) < 19 else 0,
            at=reader.at,
            correct=request.POST.get("correct") == "1",
        )
    except (NotAllowed, NotFound) as refusal:
        if refusal.code != "correction_needs_lead":
            raise
        told |= {"refused": sentence(refusal), "text": text}
    except Refused as refusal:
        told |= {"refused": sentence(refusal), "text": text}
    else:
        told |= {"answer": answer, "text": text if answer.answer == "differs" else ""}
    return _page(request, number, told, status=409 if "refused" in told else 200)


def _page(request: HttpRequest, number: int, told: dict[str, Any], *, status: int = 200) -> HttpResponse:
    reader = who.of(request)
    found = queries.sheet_of(reader.scope, number)
    lines = queries.lines(reader.scope, found)
    titles = printing.titles_on(found)
    shown = _rows(reader, lines, titles)
    answer: keying.Answer | None = told.get("answer")
    context = {
        "sheet": found,
        "place": places.labels([found.place], reader.today).get(found.place, ""),
        "rows": shown,
        "left": sum(1 for one in lines if one.keyed is None),
        "letters": [(letter, printing.title_of(code, titles)) for letter, code in sorted(found.letters.items())],
        "writers": _writers(reader, found),
        "told": told,
        "just": next((one for one in shown if answer and one["line"].row.pk == answer.row.pk), None),
        "new": printing.title_of(answer.line.said, titles) if answer else "",
        "may_key": reader.may("paper.key"),
        "may_print": reader.may("paper.print"),
        "is_over": reader.today > found.destroy_on,
    }
    return render(request, "web/paper/sheet.html", context, status=status)


def _rows(reader: who.Who, lines: list[queries.Line], titles: dict[str, str]) -> list[dict[str, Any]]:
    cards = people.cards(reader.scope, {one.row.person for one in lines})
    keyed = [one.keyed for one in lines if one.keyed]
    names = staff.names(user for one in keyed for user in (one.wrote_by, one.keyed_by))
    return [
        {
            "line": one,
            "card": cards.get(one.row.person),
            "said": printing.title_of(one.keyed.said, titles) if one.keyed else "",
            "by": _by(one.keyed, names) if one.keyed else None,
        }
        for one in lines
    ]


def _by(one: Keyed, names: dict[int, str]) -> dict[str, Any]:
    return {"wrote": names.get(one.wrote_by, ""), "keyed": names.get(one.keyed_by, ""), "at": one.keyed_at}


def _writers(reader: who.Who, found: Sheet) -> list[tuple[int, str]]:
    """Return who may have written on the paper: the team of its day, and whoever keys."""
    members = staff.team_members([found.team], found.on).get(found.team, {})
    names = staff.names({*members.values(), reader.scope.user_id})
    order = [*dict.fromkeys([*members.values(), reader.scope.user_id])]
    return [(user, names.get(user, "")) for user in order]
