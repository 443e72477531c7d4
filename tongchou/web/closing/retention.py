"""The retention table: how long each kind of personal data is kept, on what ground, and what is due."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongchou.procedures import retention as kept
from tongchou.web.shell import who
from tongchou.web.shell.access import page


@page("closing.audit")
def retention(request: HttpRequest) -> HttpResponse:
    """Show the rows in force today, with how much of each is due. Erasing is done at the command line."""
    reader = who.of(request)
    due = {one.row.kind: one.count for one in kept.due(at=reader.at)}
    rows = [{"row": row, "due": due.get(row.kind)} for row in kept.table(reader.today)]
    return render(request, "web/closing/retention.html", {"rows": rows})
