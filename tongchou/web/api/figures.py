"""Places, figures, boards and what is left to do, over HTTP."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from tongchou.figures import asking, boards, declare
from tongchou.figures import rows as figure_rows
from tongchou.figures.asking import Answer
from tongchou.tasks import work
from tongchou.web.api import tables
from tongchou.web.api.doors import api, may, plain
from tongchou.web.figures.views import figure_named, may_see, view_asked
from tongchou.web.shell import paging, who
from tongchou.web.shell.spot import Spot, spot, spot_of_totals


def told(here: Spot, answer: Answer) -> dict[str, Any]:
    """Return a figure's answer as JSON."""
    of = answer.figure
    return {
        "figure": of.name,
        "title": of.title,
        "unit": of.unit,
        "place": here.code_of(answer.place),
        "on": plain(answer.on),
        "commit": answer.n,
        "value": plain(answer.in_unit),
        "numerator": answer.numerator,
        "denominator": answer.denominator,
        "coverage": plain(answer.coverage),
    }


@api.get("places/")
@may("figures.read")
def places(request: HttpRequest, at: str = "", on: str = "") -> Any:
    """Return a place with what stands directly below it."""
    here = spot(request)
    below = [{"code": here.code_of(one), "name": here.name_of(one)} for one in here.children]
    return {"code": here.code, "name": here.name, "kind": here.kind, "on": plain(here.on), "children": below}


@api.get("figures/")
@may("figures.read")
def figures(request: HttpRequest, at: str = "", on: str = "") -> Any:
    """Return every figure's answer at a place and day."""
    here = spot_of_totals(request)
    names = [of.name for of in declare.declared() if may_see(request, of)]
    totals = asking.ask_all(names, on=here.on)
    return [told(here, totals[name].at(here.place)) for name in names]


@api.get("totals/")
@may("figures.read")
def totals(request: HttpRequest, at: str = "", on: str = "", level: str = "") -> Any:
    """Return figures at a place and all below it down to a level, as columns in the order of `places`.

    `level` is a kind of cell (town, medium, small, micro), `figure` as often as wanted a figure's name, all without it.
    """
    here = spot(request)
    names = request.GET.getlist("figure")
    asked = [figure_named(request, name) for name in names] or [of for of in declare.declared() if may_see(request, of)]
    return tables.table(asking.ask_all(asked, on=here.on), here, level=level)


@api.get("figures/{name}/")
@may("figures.read")
def figure(request: HttpRequest, name: str, at: str = "", on: str = "", known_at: str = "") -> Any:
    """Return a figure's answer with its definition and the places directly below."""
    of = figure_named(request, name)
    here = spot_of_totals(request)
    view, _ = view_asked(request)
    totals = asking.totals_of(of, on=here.on, view=view)
    children = totals.children_of(here.place) if here.is_own else ()
    answer = told(here, totals.at(here.place))
    return answer | {
        "definition": of.definition,
        "mission": list(of.mission),
        "children": [told(here, child) for child in children],
    }


@api.get("figures/{name}/rows/")
@may("figures.read")
def rows(request: HttpRequest, name: str, at: str = "", on: str = "", known_at: str = "", page: int = 1) -> Any:
    """Return a page of the rows that a figure counts, those within the reader's places."""
    of = figure_named(request, name)
    here = spot(request)
    _, known = view_asked(request)
    scope = who.of(request).scope_in(here.tree)
    found = figure_rows.rows(of, scope=scope, on=here.on, place=here.place, known_at=known)
    part = found.page(paging.page_asked(request) - 1, size=paging.SIZE)
    shown = zip(part.ids.tolist(), part.places.tolist(), part.amounts.tolist(), strict=True)
    return {
        "kind": found.kind,
        "rows": len(found),
        "hidden": found.hidden,
        "total": found.total,
        "page": [{"id": number, "place": here.code_of(place), "amount": amount} for number, place, amount in shown],
    }


@api.get("boards/")
@may("figures.read")
def every_board(request: HttpRequest) -> Any:
    """Return the county's boards: which figures stand on them, under which titles."""
    return [plain(board) for board in boards.boards()]


@api.get("work/")
@may("figures.read")
def left(request: HttpRequest, at: str = "") -> Any:
    """Return what is left to do within the reader's places, kind by kind and place by place."""
    reader = who.of(request)
    here = spot(request)
    within = None if here.is_root else here.place
    return [
        {
            "kind": one.kind.name,
            "title": one.kind.title,
            "count": one.count,
            "late": one.late,
            "oldest_on": plain(one.oldest_on),
            "places": [
                {"place": here.code_of(part.place), "count": part.count, "team": part.team} for part in one.left
            ],
        }
        for one in work.left(reader.scope, on=reader.today, at=reader.at, place=within)
    ]
