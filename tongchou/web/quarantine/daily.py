"""The day's sheets: temperatures of a whole site at once, whose last day has come, what is to be cared for at home."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.base.refusals import Refused, words
from tongchou.dated.queries import rule_on
from tongchou.pillars.quarantine import queries, services
from tongchou.pillars.quarantine.services.home import HOW
from tongchou.pillars.quarantine.services.readings import SYMPTOMS
from tongchou.web.quarantine.showing import pairs, stay_rows, ticked, with_people
from tongchou.web.screening.checks import tenths
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import page
from tongchou.web.shell.spot import spot


@page("quarantine.read")
def readings(request: HttpRequest) -> HttpResponse:
    """Show a day's readings as one sheet, in the order of rooms; those due have a field each."""
    reader = who.of(request)
    here = spot(request)
    rows = queries.readings(reader.scope, on=here.on, place=here.place)
    open_ones = ("due", "unreported")
    context = {
        "spot": here,
        "rows": with_people(reader, rows),
        "counts": [(state, sum(1 for row in rows if row.state == state)) for state in READING_STATES],
        "symptoms": SYMPTOMS,
        "fever": int(rule_on("quarantine.conduct", here.on).body["fever_tenths"]),
        "may_read": reader.may("quarantine.read_temperatures") and any(row.state in open_ones for row in rows),
    }
    return render(request, "web/quarantine/readings.html", context)


READING_STATES = ("due", "normal", "fever", "symptoms", "not-taken", "unreported")


@page("quarantine.read_temperatures")
@require_POST
def record(request: HttpRequest) -> HttpResponse:
    """Write the sheet down: every filled field as one entry; empty ones stay due."""
    reader = who.of(request)

    def verb() -> Any:
        said = {case: (tenths(text), "") for case, text in pairs(request, "t").items()}
        for case, symptom in pairs(request, "s").items():
            said[case] = (said.get(case, (None, ""))[0], symptom)
        if not said:
            raise Refused("sheet_empty", words("請填寫體溫，或選擇症狀。"))
        taken = {c: services.Taken(t, (s,) if s and s != "not-taken" else ()) for c, (t, s) in said.items()}
        return services.record_readings(reader.scope, taken, at=reader.at, on=who.day_of(request.POST.get("on", "")))

    return acts.act(
        request,
        verb,
        done=lambda receipt: acts.booked(receipt, gettext("體溫已錄入。")),
        to=acts.back(request, reverse("readings")),
    )


@page("quarantine.read")
def due(request: HttpRequest) -> HttpResponse:
    """List those whose last full day has come, and release the ticked ones."""
    reader = who.of(request)
    rows = stay_rows(reader, queries.due_release(reader.scope, on=reader.today))
    return render(
        request,
        "web/quarantine/due.html",
        {"rows": rows, "today": reader.today, "may_release": reader.may("quarantine.release")},
    )


@page("quarantine.release")
@require_POST
def release_due(request: HttpRequest) -> HttpResponse:
    """Release the ticked people as one act."""
    reader = who.of(request)
    return acts.act(
        request,
        lambda: services.release(reader.scope, ticked(request), at=reader.at),
        done=lambda receipt: acts.booked(receipt, gettext("隔離已解除，房間待消毒。")),
        to=reverse("due-releases"),
    )


@page("quarantine.read")
def care(request: HttpRequest) -> HttpResponse:
    """List what is left at the homes of quarantined people and not cared for yet."""
    reader = who.of(request)
    rows = with_people(reader, queries.care(reader.scope))
    return render(request, "web/quarantine/care.html", {"rows": rows, "how": HOW, "may": reader.may("quarantine.care")})


@page("quarantine.care")
@require_POST
def settle_care(request: HttpRequest) -> HttpResponse:
    """Say how the ticked ones are cared for."""
    reader = who.of(request)
    return acts.act(
        request,
        lambda: services.settle_care(reader.scope, ticked(request), how=request.POST.get("how", ""), at=reader.at),
        done=lambda receipt: acts.booked(receipt, gettext("照顧已落實。")),
        to=acts.back(request, reverse("care")),
    )
