"""Resumption over HTTP: enterprises, their way, sheets, difficulties, spot checks, plans, loans, policies."""

from __future__ import annotations

from dataclasses import fields
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema

from tongchou.base.refusals import Refused, words
from tongchou.pillars.resumption import dated, queries, services
from tongchou.pillars.resumption.queries import Wanted
from tongchou.pillars.resumption.rules import Parts
from tongchou.registers.staff.models import User
from tongchou.web.api.doors import api, may, plain, receipt
from tongchou.web.api.screening import coded, place_of
from tongchou.web.shell import paging, who
from tongchou.web.shell.spot import spot


class Cases(Schema):
    cases: list[int]
    reason: str = ""
    workshops: str = ""
    entry: UUID | None = None


class Sheet(Schema):
    total: int | None = None
    present: int | None = None
    monitored: int | None = None
    cleared: int | None = None
    abnormal: int | None = None
    isolating: int | None = None
    local: int | None = None
    on: str = ""
    entry: UUID | None = None


class Reason(Schema):
    reason: str
    entry: UUID | None = None


class Words(Schema):
    text: str
    kind: str = ""
    entry: UUID | None = None


class Question(Schema):
    question: str
    ask: bool = False


class Plan(Schema):
    cases: list[int]
    measures: list[str] = []
    role: str = ""
    username: str = ""


class Cell(Schema):
    name: str
    place: str
    lead: str
    cases: list[int] = []


class Found(Schema):
    found: list[str] = []
    entry: UUID | None = None


class Loan(Schema):
    enterprise: int
    lender: str
    kind: str
    fen: int
    on: str = ""
    entry: UUID | None = None


@api.get("enterprises/")
@may("resumption.read")
def enterprises(
    request: HttpRequest,
    at: str = "",
    group: str = "*",
    state: str = "*",
    sector: str = "",
    after: int = 0,
    q: str = "",
) -> Any:
    """Return a page of enterprises, 50 after a case number."""
    reader = who.of(request)
    wanted = Wanted(group, state, sector, text=q)
    place = spot(request).place if reader.scope.roots else None
    found = queries.enterprises(reader.scope, wanted, place=place, after=paging.after_asked(request), limit=paging.SIZE)
    return coded(reader, found)


@api.get("enterprises/counts/")
@may("resumption.survey")
def counts(request: HttpRequest, at: str = "") -> Any:
    """Return how many enterprises stand where, by class and state."""
    return plain(queries.counts(who.of(request).scope, place=spot(request).place))


@api.get("enterprises/{int:case}/")
@may("resumption.read")
def enterprise(request: HttpRequest, case: int) -> Any:
    """Return an enterprise with its way, checklist, team, sheets and the regime it is under."""
    reader = who.of(request)
    scope, today = reader.scope, reader.today
    told, _ = queries.checklist(scope, case, on=today)
    return coded(reader, [queries.enterprise(scope, case)])[0] | {
        "way": plain(queries.way(scope, case)),
        "regime": plain(queries.regime_of(scope, case, today)),
        "missing_papers": list(queries.papers_missing(scope, case, on=today)),
        "checklist": [
            {"question": plain(one.question), "answers": len(one.answers), "repeats": one.repeats} for one in told
        ],
        "team": [{"role": row.role, "user": row.user.username} for row in queries.team(scope, case, on=today)],
        "sheets": plain(queries.sheets(scope, case, on=today)),
        "difficulties": plain(queries.difficulties(scope, of=case)),
        "spot_checks": plain(queries.spot_checks(scope, of=case)),
        "loans": plain(queries.loans(scope, of=case)),
    }


@api.get("enterprises/{int:case}/regime/")
@may("resumption.read")
def regime(request: HttpRequest, case: int, on: str) -> Any:
    """Return the regime that an enterprise was under on any day."""
    return plain(queries.regime_of(who.of(request).scope, case, who.day_of(on)))


@api.post("enterprises/consult/")
@may("resumption.consult")
def consult(request: HttpRequest, body: Cases) -> Any:
    """Tell enterprises the whole checklist and whom to ring; return how many had not been told."""
    reader = who.of(request)
    return {"told": services.consult(reader.scope, body.cases, at=reader.at)}


@api.post("enterprises/apply/")
@may("resumption.apply")
def apply(request: HttpRequest, body: Cases) -> Any:
    """Apply to go back to work."""
    reader = who.of(request)
    return receipt(services.apply(reader.scope, body.cases, at=reader.at, workshops=body.workshops, entry=body.entry))


@api.post("enterprises/inspect/")
@may("resumption.inspect")
def inspect(request: HttpRequest, body: Cases) -> Any:
    """Take applications up for inspection."""
    reader = who.of(request)
    return receipt(services.inspect(reader.scope, body.cases, at=reader.at, entry=body.entry))


@api.post("enterprises/approve/")
@may("resumption.decide")
def approve(request: HttpRequest, body: Cases) -> Any:
    """Let enterprises go to work."""
    reader = who.of(request)
    return receipt(services.approve(reader.scope, body.cases, at=reader.at, workshops=body.workshops, entry=body.entry))


@api.post("enterprises/refuse/")
@may("resumption.decide")
def refuse(request: HttpRequest, body: Cases) -> Any:
    """Not pass an inspection, with the reason."""
    reader = who.of(request)
    return receipt(services.refuse(reader.scope, body.cases, reason=body.reason, at=reader.at, entry=body.entry))


@api.post("enterprises/suspend/")
@may("resumption.suspend")
def suspend(request: HttpRequest, body: Cases) -> Any:
    """Stop enterprises that are at work, with the reason."""
    reader = who.of(request)
    return receipt(services.suspend(reader.scope, body.cases, reason=body.reason, at=reader.at, entry=body.entry))


@api.post("enterprises/shut/")
@may("resumption.suspend")
def shut(request: HttpRequest, body: Cases) -> Any:
    """Keep venues shut by order."""
    reader = who.of(request)
    return receipt(services.shut(reader.scope, body.cases, at=reader.at, entry=body.entry))


@api.post("enterprises/{int:case}/take-back/")
@may("resumption.take_back")
def take_back(request: HttpRequest, case: int, body: Reason) -> Any:
    """Take the last step back."""
    reader = who.of(request)
    return receipt(services.take_back(reader.scope, case, reason=body.reason, at=reader.at, entry=body.entry))


@api.post("enterprises/{int:case}/answer/")
@may("resumption.answer")
def answer(request: HttpRequest, case: int, body: Question) -> Any:
    """Answer a question of the checklist, or ask for a paper; a repeat is a defect, and says so."""
    reader = who.of(request)
    verb = services.ask_paper if body.ask else services.answer_question
    return {"is_repeat": verb(reader.scope, case, question=body.question, at=reader.at).is_repeat}


@api.post("enterprises/{int:case}/papers/{question}/")
@may("resumption.apply")
def hand_in(request: HttpRequest, case: int, question: str) -> Any:
    """Hand a paper in: the request's body is the file."""
    reader = who.of(request)
    return {"papers": services.hand_in(reader.scope, {case: {question: request.body}}, at=reader.at)}


@api.post("enterprises/{int:case}/sheet/")
@may("resumption.report")
def report(request: HttpRequest, case: int, body: Sheet) -> Any:
    """Say what an enterprise's sheet of a day says."""
    reader = who.of(request)
    parts = Parts(**{one.name: getattr(body, one.name) for one in fields(Parts)})
    on = who.day_of(body.on) if body.on else None
    return receipt(services.report(reader.scope, {case: parts}, at=reader.at, on=on, entry=body.entry))


@api.get("sheets/")
@may("resumption.survey")
def sheets(request: HttpRequest, at: str = "", on: str = "", state: str = "*", after: int = 0) -> Any:
    """Return the sheets of a day, how many answered, and the abnormal nobody checks yet."""
    reader, here = who.of(request), spot(request)
    found = queries.answers(
        reader.scope, on=here.on, place=here.place, state=state, after=paging.after_asked(request), limit=paging.SIZE
    )
    return {
        "counts": queries.coverage(reader.scope, on=here.on, place=here.place),
        "page": coded(reader, found),
        "abnormal": coded(reader, queries.abnormal(reader.scope, on=here.on, place=here.place)),
    }


@api.get("difficulties/")
@may("resumption.read")
def difficulties(request: HttpRequest, state: str = "*", after: int = 0) -> Any:
    """Return difficulties the reader may see."""
    reader = who.of(request)
    return coded(reader, queries.difficulties(reader.scope, state=state, after=paging.after_asked(request)))


@api.post("enterprises/{int:case}/difficulties/")
@may("resumption.raise")
def raise_difficulty(request: HttpRequest, case: int, body: Words) -> Any:
    """Raise a difficulty."""
    reader = who.of(request)
    number = services.raise_difficulty(
        reader.scope, case, kind=body.kind, text=body.text, at=reader.at, entry=body.entry
    )
    return {"difficulty": number}


@api.post("difficulties/{int:case}/answer/")
@may("resumption.answer")
def answer_difficulty(request: HttpRequest, case: int, body: Words) -> Any:
    """Answer a difficulty."""
    reader = who.of(request)
    return receipt(services.answer_difficulties(reader.scope, {case: body.text}, at=reader.at, entry=body.entry))


@api.post("difficulties/{int:case}/settle/")
@may("resumption.raise")
def settle_difficulty(request: HttpRequest, case: int) -> Any:
    """Say that an answered difficulty is settled."""
    reader = who.of(request)
    return receipt(services.settle_difficulties(reader.scope, [case], at=reader.at))


@api.post("enterprises/plan/")
@may("resumption.serve")
def plan(request: HttpRequest, body: Plan) -> Any:
    """Give enterprises their plan, or somebody of their team."""
    reader = who.of(request)
    if not body.username:
        return {"planned": services.set_plan(reader.scope, body.cases, measures=body.measures, at=reader.at)}
    user = _user(body.username)
    return {"assigned": services.assign(reader.scope, body.cases, role=body.role, user=user, at=reader.at)}


@api.post("enterprises/cells/")
@may("resumption.serve")
def cell(request: HttpRequest, body: Cell) -> Any:
    """Form a cell of the enterprise grid."""
    reader = who.of(request)
    formed = services.form_cell(
        reader.scope,
        body.name,
        place=place_of(reader, body.place),
        lead=_user(body.lead),
        cases=body.cases,
        at=reader.at,
    )
    return {"cell": formed.pk}


def _user(username: str) -> int:
    number = User.objects.filter(username=username, is_active=True).values_list("pk", flat=True).first()
    if number is None:
        raise Refused("user_unknown", words("沒有這個用戶。"))
    return int(number)


@api.get("spot-checks/")
@may("resumption.read")
def spot_checks(request: HttpRequest, state: str = "*", after: int = 0) -> Any:
    """Return spot checks the reader may see."""
    reader = who.of(request)
    return coded(reader, queries.spot_checks(reader.scope, state=state, after=paging.after_asked(request)))


@api.post("enterprises/{int:case}/spot-check/")
@may("resumption.spot_check")
def spot_check(request: HttpRequest, case: int, body: Found) -> Any:
    """Write down a spot check."""
    reader = who.of(request)
    return {"spot_check": services.spot_check(reader.scope, {case: body.found}, at=reader.at, entry=body.entry)[0]}


@api.post("spot-checks/{int:case}/mend/")
@may("resumption.spot_check")
def mend(request: HttpRequest, case: int) -> Any:
    """Say that what a spot check found is put right."""
    reader = who.of(request)
    return receipt(services.mend(reader.scope, [case], at=reader.at))


@api.get("policies/")
@may("resumption.read")
def policies(request: HttpRequest) -> Any:
    """Return the policies in force with their articles."""
    return plain(dated.policies(who.of(request).today))


@api.get("loans/")
@may("resumption.read")
def loans(request: HttpRequest) -> Any:
    """Return the loans the reader may see."""
    return plain(queries.loans(who.of(request).scope))


@api.post("loans/")
@may("resumption.lend")
def lend(request: HttpRequest, body: list[Loan]) -> Any:
    """Write loans down."""
    reader = who.of(request)
    granted = [
        services.Granted(
            one.enterprise, one.lender, one.kind, one.fen, who.day_of(one.on) if one.on else None, one.entry
        )
        for one in body
    ]
    return {"entries": [str(entry) for entry in services.lend(reader.scope, granted, at=reader.at)]}
