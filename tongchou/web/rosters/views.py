"""Rosters with names for other departments: ask, agree, fetch while it holds."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.base.refusals import Refused, words
from tongchou.bulletin.models import OutwardRoster
from tongchou.bulletin.rosters import services
from tongchou.bulletin.rosters.sources import source, sources
from tongchou.registers.places import queries as places
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import page
from tongchou.web.shell.spot import spot
from tongchou.web.shell.who import Who

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@page("rosters.read")
def rosters(request: HttpRequest) -> HttpResponse:
    """List the rosters asked for in the reader's places: who asked, who agreed, how long each holds."""
    reader = who.of(request)
    found = services.listed(reader.scope)
    labels = places.labels({row.place for row in found}, reader.today)
    context = {
        "rows": [_shown(reader, row) | {"place": labels.get(row.place, "")} for row in found],
        "may_ask": reader.may("rosters.ask"),
        "may_approve": reader.may("rosters.approve"),
    }
    return render(request, "web/rosters/rosters.html", context)


def _shown(reader: Who, row: OutwardRoster) -> dict[str, Any]:
    named = source(row.source)
    mine = reader.scope.user_id in (row.asked_by_id, row.approved_by_id)
    holds = row.expires_at is not None and reader.at < row.expires_at and bool(row.xlsx)
    return {
        "row": row,
        "title": named.title,
        "columns": column_words(row),
        "is_waiting": row.approved_at is None,
        "holds": holds,
        "may_fetch": mine and holds and reader.may("rosters.ask"),
        "is_own": row.asked_by_id == reader.scope.user_id,
    }


def column_words(row: OutwardRoster) -> str:
    """Return a roster's columns in words, those that nobody collects marked."""
    known = source(row.source).all_columns
    missing = [f"{one}（{gettext('本台賬未採集')}）" for one in row.not_collected]
    return "、".join([*(gettext(known[column]) for column in row.columns), *missing])


@page("rosters.ask")
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a roster of a place of one's own."""
    reader = who.of(request)
    here = spot(request)
    if request.method == "POST":
        return acts.act(
            request,
            lambda: _ask(request, reader, here.place),
            done=lambda row: gettext("已提出第 %(number)s 號名冊，待另一單位的人員批准。") % {"number": row.pk},
            to=reverse("outward-rosters"),
        )
    context = {"spot": here, "sources": sources(), "most": services.MOST_HOURS}
    return render(request, "web/rosters/ask.html", context)


def _ask(request: HttpRequest, reader: Who, place: int) -> OutwardRoster:
    said = request.POST
    hours = said.get("hours", "")
    if not hours.isdecimal() or len(hours) > 3:
        raise Refused("bad_hours", words("有效期為1至%(most)s小時。"), most=services.MOST_HOURS)
    name = said.get("source", "")
    return services.ask(
        reader.scope,
        name,
        place=place,
        on=reader.today,
        department=said.get("department", ""),
        legal_basis=said.get("legal_basis", ""),
        purpose=said.get("purpose", ""),
        columns=[one.split(":", 1)[1] for one in said.getlist("column") if one.startswith(f"{name}:")],
        also=said.get("also", "").replace("，", "、").split("、"),
        hours=int(hours),
        at=reader.at,
    )


@page("rosters.approve")
@require_POST
def approve(request: HttpRequest, number: int) -> HttpResponse:
    """Agree as a second person of another organisation: the roster is made, everyone on it is told of."""
    reader = who.of(request)
    return acts.act(
        request,
        lambda: services.approve(reader.scope, number, at=reader.at),
        done=lambda row: gettext("名冊已製作，共 %(count)s 人，已逐人登記。") % {"count": row.rows},
        to=reverse("outward-rosters"),
    )


@page("rosters.ask")
@require_POST
def fetch(request: HttpRequest, number: int, fmt: str) -> HttpResponse:
    """Send the file while it holds; each fetch is noted."""
    reader = who.of(request)
    body = services.fetch(reader.scope, number, fmt=fmt, at=reader.at)
    name = f"roster-{number}.{fmt}"
    return HttpResponse(
        body, content_type=TYPES[fmt], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def paper(reader: Who, person: int) -> list[dict[str, Any]]:
    """Return what left the county of a person, for the paper that they can be given."""
    return [
        {
            "at": row.approved_at,
            "department": row.department,
            "purpose": row.purpose,
            "legal_basis": row.legal_basis,
            "columns": column_words(row),
        }
        for row in services.of_person(reader.scope, person)
    ]
