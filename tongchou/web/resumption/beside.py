"""Pages beside the list: sheets of a day, difficulties, spot checks, policies and loans, venues and cells."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.base.refusals import Refused, words
from tongchou.pillars.resumption import dated, queries, rules, services
from tongchou.pillars.resumption.accounts import HEALTH_COLUMNS
from tongchou.pillars.resumption.models import FINDINGS
from tongchou.pillars.resumption.stages import VENUES
from tongchou.registers.places import queries as places
from tongchou.web.resumption.enterprises import rates
from tongchou.web.shell import acts, paging, who
from tongchou.web.shell.access import page
from tongchou.web.shell.spot import spot

Shown = dict[str, Any]


def _case(shown: Shown) -> int:
    return int(shown["row"].case)


ANSWERS = ("expected", "received", "late", "silent", "not-applicable")


@page("resumption.survey")
def sheets(request: HttpRequest) -> HttpResponse:
    """List how enterprises answered for a day, and which abnormal workers nobody checks yet."""
    reader = who.of(request)
    here = spot(request)
    state = request.GET.get("state", "*")
    if state not in (*ANSWERS, "*"):
        raise Refused("bad_filter", words("篩選條件不在可選範圍。"))
    found = queries.answers(
        reader.scope, on=here.on, place=here.place, state=state, after=paging.after_asked(request),
        limit=paging.SIZE + 1,
    )  # fmt: skip
    counts = queries.coverage(reader.scope, on=here.on, place=here.place)
    labels = places.labels({row.place for row in found}, here.on)
    context = {
        "spot": here,
        "state": state,
        "counts": [(one, counts.get(one, 0)) for one in ANSWERS],
        "columns": HEALTH_COLUMNS,
        "strip": paging.strip(request, [{"row": row, "place": labels.get(row.place, "")} for row in found], _case),
        "abnormal": queries.abnormal(reader.scope, on=here.on, place=here.place),
    }
    return render(request, "web/resumption/sheets.html", context)


@page("resumption.survey")
def difficulties(request: HttpRequest) -> HttpResponse:
    """List the difficulties of a place with their words: those without an answer, or any state."""
    reader = who.of(request)
    here = spot(request)
    state = request.GET.get("state", "raised")
    if state not in ("raised", "answered", "settled", "*"):
        raise Refused("bad_filter", words("篩選條件不在可選範圍。"))
    found = queries.difficulties(
        reader.scope, state=state, place=here.place, after=paging.after_asked(request), limit=paging.SIZE + 1
    )
    rows = [{"row": row, "words": queries.own_words(reader.scope, row.case)} for row in found]
    context = {
        "spot": here,
        "state": state,
        "strip": paging.strip(request, rows, _case),
        "may_answer": reader.may("resumption.answer"),
    }
    return render(request, "web/resumption/difficulties.html", context)


@page("resumption.answer")
@require_POST
def answer_difficulty(request: HttpRequest, case: int) -> HttpResponse:
    """Answer a difficulty."""
    reader = who.of(request)
    text = request.POST.get("text", "")[:2000]
    return acts.act(
        request,
        lambda: services.answer_difficulties(reader.scope, {case: text}, at=reader.at),
        done=lambda receipt: acts.booked(receipt, gettext("已答覆，待企業確認。")),
        to=acts.back(request, reverse("difficulties")),
    )


@page("resumption.raise")
@require_POST
def settle_difficulty(request: HttpRequest, case: int) -> HttpResponse:
    """Say that an answered difficulty is settled."""
    reader = who.of(request)
    return acts.act(
        request,
        lambda: services.settle_difficulties(reader.scope, [case], at=reader.at),
        done=lambda receipt: acts.booked(receipt, gettext("已辦結。")),
        to=acts.back(request, "/"),
    )


@page("resumption.survey")
def spot_checks(request: HttpRequest) -> HttpResponse:
    """List spot checks: those with something to put right, or any state."""
    reader = who.of(request)
    here = spot(request)
    state = request.GET.get("state", "to-mend")
    if state not in ("to-mend", "mended", "passed", "*"):
        raise Refused("bad_filter", words("篩選條件不在可選範圍。"))
    found = queries.spot_checks(
        reader.scope, state=state, place=here.place, after=paging.after_asked(request), limit=paging.SIZE + 1
    )
    labels = places.labels({row.place for row in found}, reader.today)
    rows = [
        {"row": row, "found": [FINDINGS[code] for code in row.found], "place": labels.get(row.place, "")}
        for row in found
    ]
    context = {
        "spot": here,
        "state": state,
        "strip": paging.strip(request, rows, _case),
        "may_mend": reader.may("resumption.spot_check"),
    }
    return render(request, "web/resumption/spot_checks.html", context)


@page("resumption.spot_check")
@require_POST
def mend(request: HttpRequest, case: int) -> HttpResponse:
    """Say that what a spot check found is put right."""
    reader = who.of(request)
    return acts.act(
        request,
        lambda: services.mend(reader.scope, [case], at=reader.at),
        done=lambda receipt: acts.booked(receipt, gettext("已整改。")),
        to=acts.back(request, reverse("spot-checks")),
    )


@page("resumption.read")
def policies(request: HttpRequest) -> HttpResponse:
    """Show the policies in force with their articles, and the loans the reader may see."""
    reader = who.of(request)
    loans = queries.loans(reader.scope)
    context = {
        "policies": dated.policies(reader.today),
        "loans": [(one, one.fen // 100) for one in loans],
        "total": sum(one.fen for one in loans) // 100,
        "relending": sum(one.fen for one in loans if one.kind == "relending") // 100,
    }
    return render(request, "web/resumption/policies.html", context)


@page("resumption.survey")
def venues(request: HttpRequest) -> HttpResponse:
    """Show the kinds of venue with the regimes they were under by day, and how many are open; and the grid's cells."""
    reader = who.of(request)
    here = spot(request)
    counts = {one["group"]: one for one in rates(queries.counts(reader.scope, place=here.place))}
    context = {
        "spot": here,
        "venues": [
            {
                "group": group,
                "count": counts.get(group),
                "now": rules.WAYS[dated.regime(group, here.on).way],
                "regimes": [(one, rules.WAYS[one.way]) for one in dated.regimes(group)],
            }
            for group in VENUES
        ],
        "cells": [
            (cell, many, places.labels([cell.place], here.on).get(cell.place, ""))
            for cell, many in queries.cells(reader.scope, place=here.place)
        ],
    }
    return render(request, "web/resumption/venues.html", context)
