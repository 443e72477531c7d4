"""零報告: the villages that have not answered today, and the button that says there is nothing (more) to report."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.base.refusals import Refused, words
from tongchou.pillars.screening import queries, services
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import page
from tongchou.web.shell.spot import spot

#: A village that stands so may still answer.
OPEN = ("expected", "silent")


@page("screening.read")
def zero(request: HttpRequest) -> HttpResponse:
    """List how the villages of a place answered for the day."""
    reader = who.of(request)
    here = spot(request)
    found = queries.zero_reports(reader.scope, on=here.on, place=here.place)
    counts: dict[str, int] = {}
    for row in found:
        counts[row.state] = counts.get(row.state, 0) + 1
    context = {
        "spot": here,
        "rows": [{"row": row, "name": here.name_of(row.place), "is_open": row.state in OPEN} for row in found],
        "counts": sorted(counts.items()),
        "may_report": reader.may("screening.report_zero"),
    }
    return render(request, "web/screening/zero.html", context)


@page("screening.report_zero")
@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """Report, for the ticked villages, that there is nothing more."""
    reader = who.of(request)
    here = spot(request)
    places = [int(text) for text in request.POST.getlist("place") if text.isdecimal()]

    def verb() -> Any:
        if not places:
            raise Refused("nothing_ticked", words("請先勾選村（社區）。"))
        return services.report_zero(reader.scope, places, at=reader.at, on=here.on)

    said = gettext("已錄入 %(count)s 個村（社區）的零報告。") % {"count": len(places)}
    return acts.act(
        request, verb, done=lambda receipt: acts.booked(receipt, said), to=acts.back(request, reverse("zero"))
    )
