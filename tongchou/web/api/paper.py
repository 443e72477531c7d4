"""Day sheets over HTTP: made, printed, keyed back a line at a time."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from tongchou.paper import keying, making, queries
from tongchou.web.api.doors import api, may, plain, receipt
from tongchou.web.api.screening import coded
from tongchou.web.paper import views
from tongchou.web.shell import who
from tongchou.web.shell.spot import spot


class Made(Schema):
    team: int


class Typed(Schema):
    """One line as it is typed, who wrote it on the paper, and whether another answer is to be put right."""

    line: str
    wrote_by: int
    correct: bool = False


@api.get("day-sheets/")
@may("paper.read")
def day_sheets(request: HttpRequest, at: str = "", on: str = "") -> Any:
    """Return the sheets of the last week in the reader's places."""
    reader = who.of(request)
    here = spot(request)
    found = queries.sheets(reader.scope, on=here.on, place=here.place)
    rows = [
        {"number": one.sheet.pk, "team": one.sheet.team, "place": one.sheet.place, "on": one.sheet.on,
         "destroy_on": one.sheet.destroy_on, "rows": one.rows, "keyed": one.keyed}
        for one in found
    ]  # fmt: skip
    return coded(reader, rows)


@api.get("day-sheets/teams/")
@may("paper.print")
def day_sheet_teams(request: HttpRequest) -> Any:
    """Return the teams for which the reader may make a sheet."""
    reader = who.of(request)
    teams = making.teams_to_print(reader.scope, on=reader.today)
    return coded(reader, [{"team": one.pk, "place": one.place} for one in teams])


@api.post("day-sheets/")
@may("paper.print")
def make_day_sheet(request: HttpRequest, body: Made) -> Any:
    """Make a team's sheet of today."""
    reader = who.of(request)
    return {"number": making.make(reader.scope, body.team, at=reader.at).pk}


@api.get("day-sheets/{int:number}/")
@may("paper.read")
def day_sheet(request: HttpRequest, number: int) -> Any:
    """Return a sheet's rows with what was keyed of each; no names."""
    reader = who.of(request)
    sheet = queries.sheet_of(reader.scope, number)
    rows = [
        {"code": one.code, "kind": one.row.kind, "case": one.row.case, "state": one.state, "disputed": one.disputed,
         "keyed": one.keyed.said if one.keyed else None, "keyed_at": plain(one.keyed.keyed_at) if one.keyed else None}
        for one in queries.lines(reader.scope, sheet)
    ]  # fmt: skip
    return {"number": sheet.pk, "on": plain(sheet.on), "letters": sheet.letters, "rows": rows}


@api.post("day-sheets/{int:number}/paper/")
@may("paper.print")
def day_sheet_paper(request: HttpRequest, number: int) -> HttpResponse:
    """Send a sheet as a PDF."""
    return views.paper(request, number)


@api.post("day-sheets/{int:number}/key/")
@may("paper.key")
def key_day_sheet(request: HttpRequest, number: int, body: Typed) -> Any:
    """Key one line: `created`, `exists`, `conflict` (another door says otherwise), `differs` (to be asked)."""
    reader = who.of(request)
    done = keying.key(reader.scope, number, body.line[:200], wrote_by=body.wrote_by, at=reader.at, correct=body.correct)
    return {
        "answer": done.answer,
        "row": done.row.number,
        "said": done.line.said,
        "before": done.before.said if done.before else None,
        "receipt": receipt(done.receipt) if done.receipt else None,
    }
