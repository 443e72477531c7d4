"""Home: what is pending in my places, by when, who has it; then the places below, and for the county its boards."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tongchou.closing import overview
from tongchou.closing import pending as closing_pending
from tongchou.closing.overview import ClosingTree
from tongchou.figures import asking
from tongchou.figures.cube import View, cube
from tongchou.figures.declare import figure, is_declared
from tongchou.registers.staff import queries as staff
from tongchou.tasks import work
from tongchou.web.figures.days import last_days, numbers
from tongchou.web.figures.showing import shown
from tongchou.web.home.county import county_map, shown_boards
from tongchou.web.home.leads import lead
from tongchou.web.resumption.own import home_of
from tongchou.web.shell import who
from tongchou.web.shell.access import SIGNED_IN, page
from tongchou.web.shell.copies import shared_page
from tongchou.web.shell.spot import Spot, spot

#: The figure that leads the page, and those of the table of places, as far as they are collected.
FIRST = "screening_pending"
#: Whose work the leading figure is: a storekeeper's page begins with a storekeeper's work.
FIRST_FOR = "screening.read"
COLUMNS = ("screening_pending", "screening_concluded_today", "visits_due", "visits_seen")
SILENT = "closing.silent"
#: Places named in one line before the rest is only counted.
NAMED = 3
NAMED_SILENT = 6


@page(SIGNED_IN)
@shared_page("on")
def home(request: HttpRequest) -> HttpResponse:
    """Show what is to be done in a place, and the places below it."""
    reader = who.of(request)
    if reader.user.must_change:
        return redirect("password")
    if (own := home_of(reader)) is not None:
        return own
    here = spot(request)
    return render(request, "web/home/home.html", _context(reader, here))


def _context(reader: who.Who, here: Spot) -> dict[str, Any]:
    view = cube().view()
    context: dict[str, Any] = {"spot": here, "is_today": here.on == here.today, "others": _others(reader, here)}
    if reader.may("closing.read"):
        tree = overview.tree_of(here.on, scope=reader.scope_in(here.tree), place=here.place)
        context |= _closing(here, tree)
    else:
        tree = None
    if reader.may("figures.read"):
        first = _first(reader, here, view) if reader.may(FIRST_FOR) else None
        context |= {"first": first, **_places(here, view, tree)}
    if context["is_today"]:
        found = _work(reader, here)
        context["work"] = [one for one in found if one["count"]]
        context["cleared"] = [one["title"] for one in found if not one["count"]]
    if here.kind == "county" and reader.may("figures.read"):
        context |= {"boards": shown_boards(here, view), "map": county_map(reader, here)}
    return context


def _others(reader: who.Who, here: Spot) -> list[dict[str, str]]:
    """Return the reader's other places, where they answer for several."""
    roots = [root for root in reader.scope.roots if root in here.tree and root != here.place]
    return [{"code": here.code_of(root), "name": here.tree.label(root)} for root in sorted(roots)][:20]


def _first(reader: who.Who, here: Spot, view: View) -> dict[str, Any] | None:
    """Return the leading figure with what it was at this time yesterday and the line of the last days."""
    if not is_declared(FIRST):
        return None
    of = figure(FIRST)
    line = last_days(of, here.place, on=here.on, view=view)
    yesterday = asking.ask(of, on=here.before, place=here.place, known_at=reader.at - timedelta(days=1))
    return shown(asking.totals_of(of, on=here.on, view=view).at(here.place)) | {
        "line": numbers(line),
        "yesterday": yesterday.value,
        "is_today": here.on == here.today,
    }


def _work(reader: who.Who, here: Spot) -> list[dict[str, Any]]:
    rows = []
    # At their own places a reader is also asked about what waits above them, at the town or the county.
    within = None if here.is_root else here.place
    # Nobody's own: whoever holds the same posts is shown the same.
    scope = replace(reader.scope, user_id=0)
    for one in work.left(scope, on=here.on, at=reader.at, place=within):
        places = sorted(_by_place(here, one).items(), key=lambda pair: -pair[1])
        rows.append(
            {
                "title": gettext(one.kind.title),
                "way": gettext(one.kind.way),
                "count": one.count,
                "late": one.late,
                "oldest_on": one.oldest_on,
                "hour": one.kind.hour if one.kind.target_on is None else None,
                "target_on": one.kind.target_on,
                "is_past": one.kind.target_on is not None and one.kind.target_on < here.on,
                "href": lead(reader, one.kind, at=here.code, on=here.on),
                "places": [
                    {
                        "name": here.name_of(place),
                        "count": count,
                        "href": lead(reader, one.kind, at=here.code_of(place), on=here.on),
                    }
                    for place, count in places[:NAMED]
                    if place != here.place
                ],
                "more": max(0, len(places) - NAMED),
            }
        )
    return rows


def _by_place(here: Spot, one: work.Work) -> dict[int, int]:
    """Return what is left by the places directly below, which is where somebody has to be asked."""
    children = {int(child): here.tree.interval(int(child)) for child in here.tree.children(here.place)}
    found: dict[int, int] = {}
    for part in one.left:
        at = here.tree.position(part.place) if part.place in here.tree else -1
        place = next((child for child, (left, right) in children.items() if left <= at < right), here.place)
        found[place] = found.get(place, 0) + part.count
    return found


def _closing(here: Spot, tree: ClosingTree) -> dict[str, Any]:
    """Return how many places below have closed, and the silent ones by name."""
    own = tree.left.get(SILENT, np.zeros(len(here.tree), np.int64))
    left, right = here.tree.interval(here.place)
    silent = [at for at in range(left, right) if own[at]]
    return {
        "branch": tree.branch(here.place),
        "silent": [
            {"name": str(here.tree.name[at]), "code": str(here.tree.code[at]), "cells": int(own[at])}
            for at in silent[:NAMED_SILENT]
        ],
        "silent_places": len(silent),
    }


def _places(here: Spot, view: View, tree: ClosingTree | None) -> dict[str, Any]:
    """Return the table of the places below: figures, silence, who answers, how far the closing is."""
    names = [name for name in COLUMNS if is_declared(name)]
    totals = asking.ask_all(names, on=here.on, view=view)
    branches = {branch.place: branch for branch in tree.children(here.place)} if tree else {}
    leads = staff.names(branch.responsible for branch in branches.values())
    rows = []
    for child in here.children:
        branch = branches.get(child)
        if branch is None and here.tree.is_post[here.tree.position(child)]:
            continue
        rows.append(
            {
                "code": here.code_of(child),
                "name": here.name_of(child),
                "values": [shown(totals[name].at(child)) for name in names],
                "branch": branch,
                "silent": branch.left.get(SILENT, 0) if branch else 0,
                "lead": leads.get(branch.responsible, "") if branch else "",
                "holding": _holding(branch) if branch else "",
            }
        )
    return {
        "columns": [{"name": name, "title": gettext(figure(name).title)} for name in names],
        "sums": [shown(totals[name].at(here.place)) for name in names],
        "places": rows,
    }


def _holding(branch: overview.Branch) -> str:
    """Return in words what a place still has before it can close: 待核查 14、未報 1."""
    titles = {kind.name: kind.title for kind in closing_pending.kinds()}
    return "、".join(f"{gettext(titles[kind])} {count}" for kind, count in branch.left.items() if kind in titles)
