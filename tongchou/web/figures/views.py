"""The figures: all of them at a place and day, one with its definition and parts, and the rows that one counts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from tongchou.base import clock
from tongchou.base.refusals import NotFound, Refused, words
from tongchou.bulletin.speaking import value_text
from tongchou.figures import asking, declare
from tongchou.figures import rows as figure_rows
from tongchou.figures.cube import View, cube
from tongchou.figures.declare import Count, Figure, Flow, Rank, Ratio, State, Stock
from tongchou.journal.chart import chart
from tongchou.journal.models import Standing
from tongchou.web.figures.days import last_days, points
from tongchou.web.figures.showing import shown
from tongchou.web.shell import paging, who
from tongchou.web.shell.access import page
from tongchou.web.shell.spot import Spot, spot, spot_of_totals
from tongchou.web.templatetags.desk import day


@page("figures.read")
def figures(request: HttpRequest) -> HttpResponse:
    """List every figure with its value at a place and day."""
    here = spot_of_totals(request)
    open_to = [of for of in declare.declared() if may_see(request, of)]
    totals = asking.ask_all(open_to, on=here.on)
    answers = [shown(totals[of.name].at(here.place)) for of in open_to]
    return render(request, "web/figures/figures.html", {"spot": here, "answers": answers})


@page("figures.read")
def figure(request: HttpRequest, name: str) -> HttpResponse:
    """Show a figure: its definition, value, numerator and denominator, target, places below, and the last days."""
    of = figure_named(request, name)
    here = spot_of_totals(request)
    view, known_at = view_asked(request)
    totals = asking.totals_of(of, on=here.on, view=view)
    context = {
        "spot": here,
        "figure": of,
        "known_at": known_at,
        **shown(totals.at(here.place)),
        "definition": gettext(of.definition),
        "accounts": _accounts(of),
        "parts": [shown(asking.totals_of(one, on=here.on, view=view).at(here.place)) for one in _parts(of)],
        "children": [_child(here, answer) for answer in totals.children_of(here.place)] if here.is_own else [],
        "has_rows": here.is_own and not isinstance(of, State | Rank),
        # A register is counted row by row for each day and hardly changes: its line would cost seconds and show none.
        "line": None if isinstance(of, State | Rank | Count) else _line(of, here, view),
    }
    return render(request, "web/figures/figure.html", context)


def figure_named(request: HttpRequest, name: str) -> Figure:
    """Return a figure of a name that the reader's roles may see.

    Raises:
        NotFound("figure_unknown"): nobody collects it, or they may not.
    """
    of = declare.figure(name)
    if not may_see(request, of):
        raise NotFound("figure_unknown", words("本台賬未採集「%(name)s」。"), name=name)
    return of


def may_see(request: HttpRequest, of: Figure) -> bool:
    """Say whether a figure is open to the reader's roles."""
    return not of.roles or bool(who.of(request).scope.roles.intersection(of.roles))


def _parts(of: Figure) -> tuple[Figure, ...]:
    return tuple(part for part in declare.parts(of) if part is not of)


def _accounts(of: Figure) -> list[dict[str, str]]:
    """Return the accounts that a figure asks, as patterns and with where they lead."""
    if isinstance(of, Stock):
        return [{"from": "", "to": pattern} for pattern in of.accounts]
    if isinstance(of, Flow):
        return [{"from": "、".join(of.frm), "to": pattern} for pattern in of.to]
    return []


def _child(here: Spot, answer: asking.Answer) -> dict[str, Any]:
    return shown(answer) | {"code": here.code_of(answer.place), "place": here.name_of(answer.place)}


def _line(of: Figure, here: Spot, view: View) -> dict[str, Any] | None:
    """Return the figure's last days at the place, as the page's chart and table read them."""
    line = last_days(of, here.place, on=here.on, view=view)
    is_ratio = isinstance(of, Ratio)
    drawn = points(line, factor=100 if is_ratio else 1)
    if sum(point is not None for point in drawn) < 2:
        return None
    unit = "%" if is_ratio else gettext(of.unit)
    series = [{"name": gettext(of.title), "values": drawn}]
    return {
        "chart": {"unit": unit, "days": [day(on) for on, _ in line], "series": series},
        "rows": [{"on": on, "value": value_text(of, value)} for on, value in line],
    }


def view_asked(request: HttpRequest) -> tuple[View, datetime | None]:
    """Return the books as known now, or at the instant that the address names (`?known_at=`).

    Raises:
        Refused("bad_instant"): it is none.
    """
    text = request.GET.get("known_at", "")
    if not text:
        return cube().view(), None
    try:
        at = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        raise Refused("bad_instant", words("時刻的寫法應如 2020-03-20T17:00:00+08:00。")) from None
    known_at = at if at.tzinfo else at.replace(tzinfo=clock.ZONE)
    return cube().view(known_at=known_at), known_at


@page("figures.read")
def rows(request: HttpRequest, name: str) -> HttpResponse:
    """List the rows that a figure counts, those within the reader's places."""
    of = figure_named(request, name)
    here = spot(request)
    _, known_at = view_asked(request)
    scope = who.of(request).scope_in(here.tree)
    found = figure_rows.rows(of, scope=scope, on=here.on, place=here.place, known_at=known_at)
    part = found.page(paging.page_asked(request) - 1, size=paging.SIZE)
    context = {
        "spot": here,
        "figure": of,
        "title": gettext(of.title),
        "known_at": known_at,
        "kind": found.kind,
        "opens_cases": found.kind == "cases" and who.of(request).may("books.read"),
        "hidden": found.hidden,
        "total": found.total,
        "leaf": paging.leaf(request, _rows(here, part), len(found)),
    }
    return render(request, "web/figures/rows.html", context)


def _rows(here: Spot, part: figure_rows.Rows) -> list[dict[str, Any]]:
    ids, places, amounts = part.ids.tolist(), part.places.tolist(), part.amounts.tolist()
    standing = Standing.objects.in_bulk(ids) if part.kind == "cases" else {}
    codes = chart().codes
    return [
        {
            "id": number,
            "place": here.name_of(place),
            "amount": amount,
            "now": codes.get(standing[number].account, "") if number in standing else "",
        }
        for number, place, amount in zip(ids, places, amounts, strict=True)
    ]
