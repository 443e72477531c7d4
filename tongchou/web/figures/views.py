"""The figures: all of them at a place and day, one with its definition and parts, and the rows that one counts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from tongchou.base.refusals import NotFound, words
from tongchou.figures import asking, declare, rows as figure_rows
from tongchou.figures.cube import View, cube
from tongchou.figures.declare import Declared, Figure, Flow, Mean, Rank, Ratio, State, Stock
from tongchou.journal.chart import chart
from tongchou.journal.models import Standing
from tongchou.web.figures.showing import shown, value_words
from tongchou.web.shell import paging, who
from tongchou.web.shell.access import page
from tongchou.web.shell.spot import Spot, spot, spot_of_totals
from tongchou.web.templatetags.desk import day

#: Days of the line on a figure's page.
LINE_DAYS = 14


@page("figures.read")
def figures(request: HttpRequest) -> HttpResponse:
    """List every figure with its value at a place and day."""
    here = spot_of_totals(request)
    open_to = [of for of in declare.declared() if _may_see(request, of)]
    totals = asking.ask_all(open_to, on=here.on)
    answers = [shown(totals[of.name].at(here.place)) for of in open_to]
    return render(request, "web/figures/figures.html", {"spot": here, "answers": answers})


@page("figures.read")
def figure(request: HttpRequest, name: str) -> HttpResponse:
    """Show a figure: its definition, value, numerator and denominator, target, places below, and the last days."""
    of = _figure(request, name)
    here = spot_of_totals(request)
    view = cube().view()
    totals = asking.totals_of(of, on=here.on, view=view)
    context = {
        "spot": here,
        "figure": of,
        **shown(totals.at(here.place)),
        "definition": gettext(of.definition),
        "accounts": _accounts(of),
        "parts": [shown(asking.totals_of(one, on=here.on, view=view).at(here.place)) for one in _parts(of)],
        "children": [_child(here, answer) for answer in totals.children_of(here.place)] if here.is_own else [],
        "has_rows": here.is_own and not isinstance(of, State | Rank),
        "line": None if isinstance(of, State | Rank) else _line(of, here, view),
    }
    return render(request, "web/figures/figure.html", context)


def _figure(request: HttpRequest, name: str) -> Figure:
    of = declare.figure(name)
    if not _may_see(request, of):
        raise NotFound("figure_unknown", words("本台賬未採集「%(name)s」。"), name=name)
    return of


def _may_see(request: HttpRequest, of: Declared) -> bool:
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
    days = [here.on - timedelta(days=back) for back in range(LINE_DAYS - 1, -1, -1)]
    answers = [_on(of, here, one, view) for one in days]
    values = [None if a is None or a.value is None else float(a.value) for a in answers]  # type: ignore[arg-type]
    if sum(value is not None for value in values) < 2:
        return None
    factor = 100 if isinstance(of, Ratio) else 1
    points = [None if value is None else round(value * factor, 2) for value in values]
    unit = "%" if isinstance(of, Ratio) else gettext(of.unit)
    return {
        "chart": {
            "unit": unit,
            "days": [day(one) for one in days],
            "series": [{"name": gettext(of.title), "values": points}],
        },
        "rows": [
            {"on": one, "value": value_words(of, answer.value) if answer else "–"}
            for one, answer in zip(days, answers, strict=True)
        ],
    }


def _on(of: Figure, here: Spot, on: date, view: View) -> asking.Answer | None:
    """Return the answer of another day, None where the place or the tree was not there yet."""
    try:
        return asking.totals_of(of, on=on, view=view).at(here.place)
    except NotFound:
        return None


@page("figures.read")
def rows(request: HttpRequest, name: str) -> HttpResponse:
    """List the rows that a figure counts, those within the reader's places."""
    of = _figure(request, name)
    here = spot(request)
    found = figure_rows.rows(of, scope=who.of(request).scope_in(here.tree), on=here.on, place=here.place)
    part = found.page(paging.page_asked(request) - 1, size=paging.SIZE)
    context = {
        "spot": here,
        "figure": of,
        "title": gettext(of.title),
        "kind": found.kind,
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
