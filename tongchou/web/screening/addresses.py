"""地址待認領: addresses that lead to no one cell, asked of the places that they might be."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.base.refusals import Refused, words
from tongchou.pillars.screening import queries, services
from tongchou.pillars.screening.queries import Waiting
from tongchou.registers.people import queries as people
from tongchou.registers.places import queries as places
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import page
from tongchou.web.shell.naming import place_words
from tongchou.web.shell.spot import spot

#: Places offered to whoever claims an address without candidates: a town has fewer, the county types a code.
MOST_OFFERED = 400

CERTAINTY = {
    "ambiguous": words("同名不止一處"),
    "part": words("只認得一部分"),
    "none": words("認不出"),
    "fuzzy": words("寫法相近，未定"),
    "outside": words("似在縣外"),
}


@page("screening.read")
def unclaimed(request: HttpRequest) -> HttpResponse:
    """List the addresses that the reader's places are asked about, longest waiting first."""
    reader = who.of(request)
    here = spot(request)
    # At their own places a reader is also asked about what waits above them, at the town or the county.
    waiting = queries.unclaimed(reader.scope, at=reader.at, place=None if here.is_root else here.place)
    context = {
        "spot": here,
        "rows": _rows(reader, waiting),
        "may_claim": reader.may("screening.claim"),
        "own": _own(reader),
    }
    return render(request, "web/screening/unclaimed.html", context)


def _rows(reader: who.Who, waiting: list[Waiting]) -> list[dict[str, Any]]:
    cards = people.cards(reader.scope, (row.person for row in waiting))
    named = {place for row in waiting for place in (row.place, *row.candidates)}
    labels = places.labels(named, reader.today)
    tree = reader.tree
    rows = []
    for row in waiting:
        candidates = [
            {
                "code": str(tree.code[tree.position(one)]) if one in tree else "",
                "name": labels.get(one, ""),
                "mine": reader.scope.covers(one),
                "declined": one in row.declined,
            }
            for one in row.candidates
        ]
        rows.append(
            {
                "row": row,
                "card": cards.get(row.person),
                "place": labels.get(row.place, ""),
                "candidates": candidates,
                "certainty": CERTAINTY.get(row.certainty, row.certainty),
                "minutes": int((reader.at - row.asked_at).total_seconds() // 60),
            }
        )
    return rows


def _own(reader: who.Who) -> list[dict[str, str]]:
    """Return the villages and cells that the reader may claim for, where the list of candidates is empty."""
    tree = reader.tree
    spots = [at for left, right in reader.scope.intervals for at in range(left, right)]
    asked = [at for at in spots if tree.kind[at] in ("medium", "small")][:MOST_OFFERED]
    return [{"code": str(tree.code[at]), "name": place_words(tree.label(int(tree.ids[at])))} for at in asked]


def _place(request: HttpRequest, reader: who.Who) -> int:
    place = reader.tree.by_code.get(request.POST.get("place", ""))
    if place is None:
        raise Refused("place_unknown", words("請選擇是哪一個村（社區）或網格。"))
    return int(place)


@page("screening.claim")
@require_POST
def claim(request: HttpRequest, case: int) -> HttpResponse:
    """Say that an address is the reader's."""
    reader = who.of(request)
    return acts.act(
        request,
        lambda: services.claim_address(reader.scope, case, place=_place(request, reader), at=reader.at),
        done=lambda receipt: acts.booked(receipt, gettext("已認領，列入待核查。")),
        to=acts.back(request, reverse("unclaimed")),
    )


@page("screening.claim")
@require_POST
def decline(request: HttpRequest, case: int) -> HttpResponse:
    """Say that an address is not the reader's."""
    reader = who.of(request)
    left = gettext("已記下：不在本地。仍在問其他地方。")
    nobody = gettext("已記下：不在本地。再無可問的地方，由上一級處理。")
    return acts.act(
        request,
        lambda: services.decline_address(reader.scope, case, place=_place(request, reader), at=reader.at),
        done=lambda asked_on: left if asked_on else nobody,
        to=acts.back(request, reverse("unclaimed")),
    )
