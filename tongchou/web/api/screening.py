"""Screening over HTTP: lists, checks, addresses, disputes, visits."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema

from tongchou.base.refusals import Refused, words
from tongchou.pillars.screening import disputing, queries, services
from tongchou.procedures import quarantine_returnee
from tongchou.registers.places import queries as places
from tongchou.restrictions.services import file_appeal
from tongchou.web.api.doors import api, may, plain, receipt
from tongchou.web.shell import paging, who
from tongchou.web.shell.spot import spot


class Act(Schema):
    """What every act may carry: the entry's own id, so that a repeat is recognised."""

    entry: UUID | None = None


class Outcome(Act):
    outcome: str


class Finding(Schema):
    slot: str
    found: str
    temperature_tenths: int | None = None


class Place(Act):
    place: str


class Reversal(Act):
    claim: int
    reason: str


class Decision(Act):
    outcome: str
    reason: str


class PlaceDecision(Act):
    place: str
    reason: str


class Ground(Schema):
    ground: str


class Answers(Act):
    cases: list[int]
    answer: str
    told_by: int | None = None
    temperature_tenths: int | None = None


class Places(Act):
    places: list[str]
    on: str = ""


def coded(reader: who.Who, rows: list[Any]) -> list[dict[str, Any]]:
    """Return rows with their place as a code."""
    shown = [plain(row) for row in rows]
    tree = reader.tree
    for row in shown:
        place = row.get("place", 0)
        row["place"] = str(tree.code[tree.position(place)]) if place in tree else None
    return shown


def place_of(reader: who.Who, code: str) -> int:
    """Return the place of a code, whoever's it is."""
    place = reader.tree.by_code.get(code)
    if place is None:
        raise Refused("place_unknown", words("請選擇是哪一個村（社區）或網格。"))
    return int(place)


@api.get("lists/")
@may("screening.read")
def lists(request: HttpRequest, at: str = "", on: str = "") -> Any:
    """Return the lists that have rows in the reader's places, with their outcomes there."""
    reader = who.of(request)
    here = spot(request)
    found = queries.rosters(reader.scope, on=here.on if on else None, place=here.place)
    return [_list(row) for row in found]


@api.get("lists/{int:number}/")
@may("screening.read")
def one_list(request: HttpRequest, number: int) -> Any:
    """Return a list with its outcomes within the reader's places."""
    return _list(queries.roster(who.of(request).scope, number))


def _list(row: queries.RosterRow) -> dict[str, Any]:
    roster = row.roster
    return {
        "number": roster.pk,
        "title": roster.title,
        "sender": roster.sender,
        "list_on": plain(roster.list_on),
        "rows": roster.rows,
        "outcomes": row.outcomes,
        "upload": plain(roster.upload),
    }


@api.get("checks/")
@may("screening.read")
def checks(
    request: HttpRequest,
    at: str = "",
    group: str = "*",
    state: str = "pending",
    roster: int | None = None,
    after: int = 0,
) -> Any:
    """Return a page of checks, 50 after a case number."""
    reader = who.of(request)
    found = queries.checks(
        reader.scope,
        patterns=[f"screening:{group}:{state}"],
        roster=roster,
        place=spot(request).place,
        after=paging.after_asked(request),
        limit=paging.SIZE,
    )
    return coded(reader, found)


@api.get("checks/{int:case}/")
@may("screening.read")
def check(request: HttpRequest, case: int) -> Any:
    """Return a check with its history."""
    reader = who.of(request)
    found = coded(reader, [queries.check(reader.scope, case)])[0]
    return found | {"history": coded(reader, queries.history(reader.scope, case))}


@api.post("checks/{int:case}/finding/")
@may("screening.find")
def finding(request: HttpRequest, case: int, body: Finding) -> Any:
    """Write down what one slot of the team found."""
    reader = who.of(request)
    services.find(
        reader.scope,
        case,
        slot=body.slot,
        found=body.found,
        at=reader.at,
        temperature_tenths=body.temperature_tenths,
    )
    return {"answer": "created"}


@api.post("checks/{int:case}/outcome/")
@may("screening.conclude")
def outcome(request: HttpRequest, case: int, body: Outcome) -> Any:
    """Conclude a check."""
    reader = who.of(request)
    return receipt(quarantine_returnee.conclude(reader.scope, {case: body.outcome}, at=reader.at, entry=body.entry))


@api.post("checks/{int:case}/hand-over/")
@may("screening.hand_over")
def hand_over(request: HttpRequest, case: int, body: Place) -> Any:
    """Hand a check over to a place, or with `outside` to another county."""
    reader = who.of(request)
    if body.place == "outside":
        return receipt(services.hand_over_outside(reader.scope, [case], at=reader.at, entry=body.entry))
    to = place_of(reader, body.place)
    return receipt(services.hand_over(reader.scope, [case], to=to, at=reader.at, entry=body.entry))


@api.post("checks/{int:case}/take-back/")
@may("screening.take_back")
def take_back(request: HttpRequest, case: int, body: Reversal) -> Any:
    """Reverse a claim about a check."""
    reader = who.of(request)
    queries.check(reader.scope, case)
    return receipt(services.take_back(reader.scope, body.claim, reason=body.reason, at=reader.at, entry=body.entry))


@api.post("checks/{int:case}/decide/")
@may("screening.decide")
def decide(request: HttpRequest, case: int, body: Decision) -> Any:
    """Decide a dispute."""
    reader = who.of(request)
    return receipt(
        services.decide(reader.scope, case, body.outcome, reason=body.reason, at=reader.at, entry=body.entry)
    )


@api.post("checks/{int:case}/release/")
@may("screening.end_observation")
def release(request: HttpRequest, case: int) -> Any:
    """Release somebody whose observation has run its days."""
    reader = who.of(request)
    return receipt(services.end_observations(reader.scope, [case], at=reader.at))


@api.post("checks/{int:case}/appeal/")
@may("restrictions.appeal")
def appeal(request: HttpRequest, case: int, body: Ground) -> Any:
    """Note an objection to an observation."""
    reader = who.of(request)
    return {"appeal": file_appeal(reader.scope, case, ground=body.ground[:40], at=reader.at).pk}


@api.get("unclaimed/")
@may("screening.read")
def unclaimed(request: HttpRequest) -> Any:
    """Return the addresses that the reader is asked about."""
    reader = who.of(request)
    found = queries.unclaimed(reader.scope, at=reader.at)
    labels = places.labels({one for row in found for one in row.candidates}, reader.today)
    shown = coded(reader, found)
    for row, one in zip(shown, found, strict=True):
        row["candidates"] = [{"place": place, "name": labels.get(place, "")} for place in one.candidates]
    return shown


@api.post("unclaimed/{int:case}/claim/")
@may("screening.claim")
def claim(request: HttpRequest, case: int, body: Place) -> Any:
    """Say that an address is the reader's."""
    reader = who.of(request)
    place = place_of(reader, body.place)
    return receipt(services.claim_address(reader.scope, case, place=place, at=reader.at, entry=body.entry))


@api.post("unclaimed/{int:case}/decline/")
@may("screening.claim")
def decline(request: HttpRequest, case: int, body: Place) -> Any:
    """Say that an address is not the reader's."""
    reader = who.of(request)
    left = services.decline_address(reader.scope, case, place=place_of(reader, body.place), at=reader.at)
    return {"asked_on": bool(left)}


@api.get("disputes/")
@may("screening.read")
def disputes(request: HttpRequest, at: str = "") -> Any:
    """Return what is in dispute with its sides, each with the door it came by; notes only to who may decide."""
    reader = who.of(request)
    found = disputing.contested(reader.scope, place=spot(request).place)
    hidden = {} if reader.may("screening.decide") else {"note": ""}
    return [
        {
            "kind": one.kind,
            "case": one.case,
            "check": coded(reader, [one.check])[0],
            "stands": one.stands,
            "due_on": plain(one.due_on),
            "sides": [coded(reader, [side])[0] | {"told": plain(told) | hidden} for side, told in one.sides],
        }
        for one in found
    ]


@api.post("checks/{int:case}/decide-place/")
@may("screening.decide")
def decide_place(request: HttpRequest, case: int, body: PlaceDecision) -> Any:
    """Decide which place a check was handed over to."""
    reader = who.of(request)
    to = place_of(reader, body.place)
    return receipt(services.decide_place(reader.scope, case, to, reason=body.reason, at=reader.at, entry=body.entry))


@api.post("visits/{int:case}/decide/")
@may("screening.decide")
def decide_visit(request: HttpRequest, case: int, body: Decision) -> Any:
    """Decide what became of a day's visit; `outcome` is the answer that stands."""
    reader = who.of(request)
    return receipt(
        services.decide_visit(reader.scope, case, body.outcome, reason=body.reason, at=reader.at, entry=body.entry)
    )


@api.get("visits/")
@may("screening.read")
def visits(request: HttpRequest, at: str = "", on: str = "", state: str = "*", after: int = 0) -> Any:
    """Return a day's visits, with how many stand in each answer."""
    reader = who.of(request)
    here = spot(request)
    found = queries.visits(
        reader.scope,
        on=here.on,
        place=here.place,
        state=state,
        after=paging.after_asked(request),
        limit=paging.SIZE,
    )
    return {"counts": queries.visit_counts(reader.scope, on=here.on, place=here.place), "page": coded(reader, found)}


@api.post("visits/answer/")
@may("screening.visit")
def answer_visits(request: HttpRequest, body: Answers) -> Any:
    """Answer visits, all in the same way, as one entry."""
    reader = who.of(request)
    return receipt(
        services.visit(
            reader.scope,
            body.cases,
            answer=body.answer,
            at=reader.at,
            told_by=body.told_by,
            temperature_tenths=body.temperature_tenths,
            entry=body.entry,
        )
    )


@api.get("zero/")
@may("screening.read")
def zero(request: HttpRequest, at: str = "", on: str = "") -> Any:
    """Return how the villages of a place answered for a day."""
    reader = who.of(request)
    here = spot(request)
    return coded(reader, queries.zero_reports(reader.scope, on=here.on, place=here.place))


@api.post("zero/report/")
@may("screening.report_zero")
def report_zero(request: HttpRequest, body: Places) -> Any:
    """Report, for villages, that there is nothing more."""
    reader = who.of(request)
    spots = [place_of(reader, code) for code in body.places]
    on = who.day_of(body.on) if body.on else None
    return receipt(services.report_zero(reader.scope, spots, at=reader.at, on=on, entry=body.entry))
