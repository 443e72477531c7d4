"""Outward rosters over HTTP."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from tongchou.bulletin.rosters import services
from tongchou.bulletin.rosters.sources import sources
from tongchou.web.api.doors import api, may, plain
from tongchou.web.rosters import views
from tongchou.web.shell import who


class Asked(Schema):
    source: str
    at: str
    department: str
    legal_basis: str
    purpose: str
    columns: list[str]
    also: list[str] = []
    hours: int = 24


@api.get("outward-rosters/sources/")
@may("rosters.read")
def roster_sources(request: HttpRequest) -> Any:
    """Return of whom a roster can be asked for, with the columns there are."""
    return [{"source": one.name, "title": one.title, "columns": one.all_columns} for one in sources()]


@api.get("outward-rosters/")
@may("rosters.read")
def outward_rosters(request: HttpRequest) -> Any:
    """Return the rosters asked for in the reader's places."""
    return [
        {
            "roster": row.pk,
            "source": row.source,
            "department": row.department,
            "legal_basis": row.legal_basis,
            "purpose": row.purpose,
            "columns": row.columns,
            "not_collected": row.not_collected,
            "asked_by": row.asked_by.display_name,
            "approved_by": row.approved_by.display_name if row.approved_by else None,
            "expires_at": plain(row.expires_at),
            "rows": row.rows,
        }
        for row in services.listed(who.of(request).scope)
    ]


@api.post("outward-rosters/")
@may("rosters.ask")
def ask_roster(request: HttpRequest, body: Asked) -> Any:
    """Ask for a roster; nothing is made until somebody of another organisation approves."""
    reader = who.of(request)
    row = services.ask(
        reader.scope,
        body.source,
        place=reader.place_of(body.at, reader.tree),
        on=reader.today,
        department=body.department,
        legal_basis=body.legal_basis,
        purpose=body.purpose,
        columns=body.columns,
        also=body.also,
        hours=body.hours,
        at=reader.at,
    )
    return {"roster": row.pk}


@api.post("outward-rosters/{int:number}/approve/")
@may("rosters.approve")
def approve_roster(request: HttpRequest, number: int) -> Any:
    """Agree as a second person of another organisation."""
    reader = who.of(request)
    row = services.approve(reader.scope, number, at=reader.at)
    return {"roster": row.pk, "rows": row.rows, "expires_at": plain(row.expires_at)}


@api.post("outward-rosters/{int:number}/{slug:fmt}/")
@may("rosters.ask")
def fetch_roster(request: HttpRequest, number: int, fmt: str) -> HttpResponse:
    """Send the file while it holds."""
    return views.fetch(request, number, fmt)
