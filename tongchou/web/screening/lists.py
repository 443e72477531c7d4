"""Lists and their rows: what came in, what became of each row, what is still to be checked."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongchou.base.refusals import Refused, words
from tongchou.pillars.screening import queries
from tongchou.pillars.screening.accounts import AFTER, GROUPS, OUTCOMES, PENDING
from tongchou.web.intake.fetching import uploads
from tongchou.web.screening.showing import check_rows
from tongchou.web.shell import paging, who
from tongchou.web.shell.access import page
from tongchou.web.shell.spot import spot

#: Lists that are looked through, the newest first: a year of them.
MOST = 3_000
DOOR = "door"

STATES = (PENDING, *OUTCOMES, *AFTER)


@page("screening.read")
def rosters(request: HttpRequest) -> HttpResponse:
    """List the lists that have rows in the reader's places, each with what became of them."""
    here = spot(request)
    reader = who.of(request)
    of_day = here.on if request.GET.get("on") else None
    found = queries.rosters(reader.scope, on=of_day, place=here.place, limit=MOST)
    lists = [row for row in found if row.roster.origin != DOOR]
    rows = [{"row": row, "total": sum(row.outcomes.values()), "outcomes": _in_order(row.outcomes)} for row in lists]
    # Each person met at the door is a list of one: they are counted here and listed among the checks.
    met = sum(sum(row.outcomes.values()) for row in found if row.roster.origin == DOOR)
    context = {"spot": here, "leaf": _leaf(request, rows), "met": met, "of_day": of_day}
    return render(request, "web/screening/rosters.html", context)


def _leaf(request: HttpRequest, rows: list[dict[str, Any]]) -> paging.Leaf[dict[str, Any]]:
    return paging.leaf(request, rows[paging.window(request)], len(rows))


def _in_order(outcomes: dict[str, int]) -> list[tuple[str, int]]:
    return [(state, outcomes[state]) for state in STATES if outcomes.get(state)]


@page("screening.read")
def roster(request: HttpRequest, number: int) -> HttpResponse:
    """Show a list: what its rows add up to, and every row with its outcome."""
    reader = who.of(request)
    here = spot(request)
    found = queries.roster(reader.scope, number)
    chosen = _filters(request)
    context = {
        "spot": here,
        "roster": found.roster,
        "may_fetch": reader.may("intake.take") and uploads(reader).filter(pk__in=[found.roster.upload]).exists(),
        "may_end": reader.may("screening.end_campaign"),
        "pending": found.pending,
        "total": sum(found.outcomes.values()),
        "outcomes": _in_order(found.outcomes),
        "strip": _strip(request, reader, chosen, roster=number, place=here.place),
        **chosen,
    }
    return render(request, "web/screening/roster.html", context)


@page("screening.read")
def checks(request: HttpRequest) -> HttpResponse:
    """List checks in a place: those to be done first of all, or any state asked for."""
    reader = who.of(request)
    here = spot(request)
    chosen = _filters(request, state=PENDING)
    context = {"spot": here, "strip": _strip(request, reader, chosen, place=here.place), **chosen}
    return render(request, "web/screening/checks.html", context)


def _filters(request: HttpRequest, state: str = "") -> dict[str, Any]:
    """Return the column filters that stand in the address.

    Raises:
        Refused("bad_filter"): one of them is no such group or state.
    """
    group = request.GET.get("group", "")
    state = request.GET.get("state", state)
    if (group and group not in GROUPS) or (state and state not in (*STATES, "*")):
        raise Refused("bad_filter", words("篩選條件不在可選範圍。"))
    return {"group": group, "state": state, "groups": GROUPS, "states": STATES}


def _strip(
    request: HttpRequest, reader: who.Who, chosen: dict[str, Any], *, place: int, roster: int | None = None
) -> paging.Strip[dict[str, Any]]:
    found = queries.checks(
        reader.scope,
        patterns=[f"screening:{chosen['group'] or '*'}:{chosen['state'] or '*'}"],
        roster=roster,
        place=place,
        disputed=request.GET.get("disputed") == "1",
        after=paging.after_asked(request),
        limit=paging.SIZE + 1,
    )
    return paging.strip(request, check_rows(reader, found), lambda row: row["row"].case)
