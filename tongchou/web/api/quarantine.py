"""Quarantine over HTTP: requests, stays, sites and rooms, trips, readings, care."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema

from tongchou.pillars.quarantine import queries, services
from tongchou.pillars.quarantine.accounts import RESTRICTED
from tongchou.procedures import quarantine_returnee
from tongchou.web.api.doors import api, may, plain, receipt
from tongchou.web.api.screening import coded, place_of
from tongchou.web.shell import paging, who
from tongchou.web.shell.spot import spot


class Act(Schema):
    """What every act may carry: the entry's own id, so that a repeat is recognised."""

    entry: UUID | None = None


class Cases(Act):
    cases: list[int]


class Ordering(Cases):
    site: str
    basis: str = ""


class Refusal(Cases):
    reason: str


class Holding(Cases):
    issuer: int


class Checks(Schema):
    checks: list[int] = []


class HomeIn(Act):
    left: dict[str, int] = {}
    unanswered: str = ""


class RoomsIn(Act):
    """A room for each stay, by case numbers, and why somebody shares one."""

    rooms: dict[int, int]
    sharing: dict[int, str] = {}


class RoomNames(Act):
    names: list[str]
    beds: int = 1


class RoomIn(Act):
    room: int
    sharing: str = ""


class ExtendIn(Act):
    exposed_on: date | None = None
    basis: str = ""


class Kind(Schema):
    cases: list[int]
    kind: str


class TripIn(Act):
    stays: list[int]
    team: int
    site: str
    flight: str = ""
    vehicle: str = ""


class TakenIn(Schema):
    tenths: int | None = None
    symptoms: list[str] = []


class SheetIn(Act):
    """Readings by case, as `quarantine/temperatures/` gives them."""

    readings: dict[int, TakenIn]
    on: date | None = None


class CareIn(Cases):
    how: str


class OnCallIn(Schema):
    user: int


@api.get("quarantine/requests/")
@may("quarantine.read")
def quarantine_requests(request: HttpRequest) -> Any:
    """Return the requests that wait for an answer in the reader's places."""
    reader = who.of(request)
    rows = queries.requests(reader.scope)
    shown = coded(reader, rows)
    for one, row in zip(shown, rows, strict=True):
        doc = row.doc
        one["doc"] = {"exposed_on": plain(doc.exposed_on), "basis": doc.basis, "hold_until": plain(doc.hold_until)}
    return shown


@api.post("quarantine/requests/")
@may("quarantine.request")
def ask_for_quarantine(request: HttpRequest, body: Checks) -> Any:
    """Ask for the people of checks concluded so; without any, of all in the reader's places that nobody asked for."""
    reader = who.of(request)
    cases = body.checks or quarantine_returnee.missing(reader.scope)
    return {"requests": quarantine_returnee.request(reader.scope, cases, at=reader.at)}


@api.post("quarantine/requests/order/")
@may("quarantine.order")
def order_quarantine(request: HttpRequest, body: Ordering) -> Any:
    """Order quarantine for requests: each becomes a stay."""
    reader = who.of(request)
    site = place_of(reader, body.site)
    found = services.order(reader.scope, body.cases, site=site, basis=body.basis, at=reader.at, entry=body.entry)
    return receipt(found)


@api.post("quarantine/requests/refuse/")
@may("quarantine.order")
def refuse_quarantine(request: HttpRequest, body: Refusal) -> Any:
    """Answer requests with no."""
    reader = who.of(request)
    return receipt(services.refuse(reader.scope, body.cases, reason=body.reason, at=reader.at, entry=body.entry))


@api.post("quarantine/requests/withdraw/")
@may("quarantine.request")
def withdraw_request(request: HttpRequest, body: Cases) -> Any:
    """Take requests back."""
    reader = who.of(request)
    return receipt(services.withdraw(reader.scope, body.cases, at=reader.at, entry=body.entry))


@api.post("quarantine/requests/hold/")
@may("quarantine.hold")
def hold_people(request: HttpRequest, body: Holding) -> Any:
    """Hold people for the rule's hours."""
    reader = who.of(request)
    return receipt(services.hold(reader.scope, body.cases, issuer=body.issuer, at=reader.at, entry=body.entry))


@api.post("quarantine/on-call/")
@may("quarantine.put_on_call")
def put_on_call(request: HttpRequest, body: OnCallIn) -> Any:
    """Name who is on call today."""
    reader = who.of(request)
    services.put_on_call(reader.scope, body.user, on=reader.today)
    return {"on_call": [user.pk for user in services.on_call(reader.today)]}


def _stay(reader: who.Who, rows: list[queries.StayRow]) -> list[dict[str, Any]]:
    tree = reader.tree
    return [
        {
            "case": row.case,
            "person": row.person,
            "state": row.state,
            "place": str(tree.code[tree.position(row.place)]) if row.place in tree else None,
            "room": row.room,
            "basis": row.basis,
            "exposed_on": plain(row.order.exposed_on),
            "from_on": plain(row.order.from_on),
            "ends_on": plain(row.order.ends_on),
            "legal_ground": row.order.legal_ground,
            "rule": row.order.rule,
            "issuer": row.order.issuer_id,
            "home_answered": row.is_answered,
            "confirmed": not row.is_unconfirmed,
        }
        for row in rows
    ]


@api.get("quarantine/stays/")
@may("quarantine.read")
def quarantine_stays(request: HttpRequest, state: str = "", after: int = 0) -> Any:
    """Return a page of stays, 50 after a case number; without a state, those that are restricted."""
    reader = who.of(request)
    states = (state,) if state else RESTRICTED
    rows = queries.stays(reader.scope, states=states, after=paging.after_asked(request), limit=paging.SIZE)
    return _stay(reader, rows)


@api.get("quarantine/stays/{int:case}/")
@may("quarantine.read")
def quarantine_stay(request: HttpRequest, case: int) -> Any:
    """Return one stay with its readings and what is to be cared for at home."""
    reader = who.of(request)
    file = queries.stay_file(reader.scope, case)
    return {
        **_stay(reader, [file.row])[0],
        "readings": coded(reader, list(file.readings)),
        "care": coded(reader, list(file.care)),
        "support": [{"kind": one.kind, "given_on": plain(one.given_on)} for one in file.support],
    }


@api.post("quarantine/stays/{int:case}/at-home/")
@may("quarantine.answer_home")
def answer_home(request: HttpRequest, case: int, body: HomeIn) -> Any:
    """Say who and what is left at home, or why that cannot be said."""
    reader = who.of(request)
    answer = services.Answer(body.left, body.unanswered)
    return {"care": services.answer_home(reader.scope, {case: answer}, at=reader.at, entry=body.entry)}


@api.post("quarantine/stays/{int:case}/extend/")
@may("quarantine.extend")
def extend_stay(request: HttpRequest, case: int, body: ExtendIn) -> Any:
    """Extend a stay on new evidence."""
    reader = who.of(request)
    found = services.extend(
        reader.scope, case, exposed_on=body.exposed_on, basis=body.basis, at=reader.at, entry=body.entry
    )
    return receipt(found)


@api.post("quarantine/stays/{int:case}/room/")
@may("quarantine.rooms")
def move_room(request: HttpRequest, case: int, body: RoomIn) -> Any:
    """Move somebody to another room."""
    reader = who.of(request)
    found = services.move_room(reader.scope, case, room=body.room, sharing=body.sharing, at=reader.at, entry=body.entry)
    return receipt(found)


@api.post("quarantine/stays/admit/")
@may("quarantine.admit")
def admit(request: HttpRequest, body: RoomsIn) -> Any:
    """Take people in, a room each."""
    reader = who.of(request)
    return receipt(services.admit(reader.scope, body.rooms, sharing=body.sharing, at=reader.at, entry=body.entry))


@api.post("quarantine/stays/confirm/")
@may("quarantine.order")
def confirm_stays(request: HttpRequest, body: Cases) -> Any:
    """Take reported stays over as orders."""
    reader = who.of(request)
    return {"confirmed": services.confirm(reader.scope, body.cases, at=reader.at)}


@api.post("quarantine/stays/release/")
@may("quarantine.release")
def release_stays(request: HttpRequest, body: Cases) -> Any:
    """Release people whose last full day has come."""
    reader = who.of(request)
    return receipt(services.release(reader.scope, body.cases, at=reader.at, entry=body.entry))


@api.post("quarantine/stays/to-home/")
@may("quarantine.release")
def stays_to_home(request: HttpRequest, body: Cases) -> Any:
    """Let people go on at home."""
    reader = who.of(request)
    return receipt(services.to_home(reader.scope, body.cases, at=reader.at, entry=body.entry))


@api.post("quarantine/stays/to-hospital/")
@may("quarantine.to_hospital")
def stays_to_hospital(request: HttpRequest, body: Cases) -> Any:
    """Hand people over to hospital."""
    reader = who.of(request)
    return receipt(services.to_hospital(reader.scope, body.cases, at=reader.at, entry=body.entry))


@api.post("quarantine/stays/positive/")
@may("quarantine.order")
def stays_positive(request: HttpRequest, body: Cases) -> Any:
    """Record that people were found positive."""
    reader = who.of(request)
    return receipt(services.found_positive(reader.scope, body.cases, at=reader.at, entry=body.entry))


@api.post("quarantine/stays/support/")
@may("quarantine.support")
def give_support(request: HttpRequest, body: Kind) -> Any:
    """Note what people were given."""
    reader = who.of(request)
    return {"given": services.give_support(reader.scope, body.cases, kind=body.kind, at=reader.at)}


@api.get("quarantine/sites/")
@may("quarantine.read")
def quarantine_sites(request: HttpRequest) -> Any:
    """Return the reader's sites with their rooms and people by state."""
    reader = who.of(request)
    tree = reader.tree
    rows = queries.sites(reader.scope, on=reader.today)
    return [
        {"site": str(tree.code[tree.position(r.site)]), "rooms": r.rooms, "people": r.people, "due": r.due_release}
        for r in rows
    ]


@api.get("quarantine/sites/{str:code}/rooms/")
@may("quarantine.read")
def site_rooms(request: HttpRequest, code: str) -> Any:
    """Return a site's rooms and the stays in them."""
    reader = who.of(request)
    return [plain(row) for row in queries.rooms(reader.scope, site=reader.place_of(code, reader.tree))]


@api.post("quarantine/sites/{str:code}/rooms/")
@may("quarantine.rooms")
def add_rooms(request: HttpRequest, code: str, body: RoomNames) -> Any:
    """Open rooms at a site."""
    reader = who.of(request)
    site = reader.place_of(code, reader.tree)
    found = services.add_rooms(reader.scope, body.names, site=site, beds=body.beds, at=reader.at, entry=body.entry)
    return receipt(found)


@api.post("quarantine/rooms/disinfect/")
@may("quarantine.rooms")
def disinfect_rooms(request: HttpRequest, body: Cases) -> Any:
    """Say that rooms were disinfected."""
    reader = who.of(request)
    return receipt(services.disinfect(reader.scope, body.cases, at=reader.at, entry=body.entry))


@api.post("quarantine/rooms/close/")
@may("quarantine.rooms")
def close_rooms(request: HttpRequest, body: Cases) -> Any:
    """Take rooms out of use."""
    reader = who.of(request)
    return receipt(services.close_rooms(reader.scope, body.cases, at=reader.at, entry=body.entry))


@api.post("quarantine/rooms/reopen/")
@may("quarantine.rooms")
def reopen_rooms(request: HttpRequest, body: Cases) -> Any:
    """Bring closed rooms back."""
    reader = who.of(request)
    return receipt(services.reopen_rooms(reader.scope, body.cases, at=reader.at, entry=body.entry))


@api.get("quarantine/trips/")
@may("quarantine.read")
def quarantine_trips(request: HttpRequest) -> Any:
    """Return trips, newest first, with their manifests."""
    reader = who.of(request)
    rows = queries.trips(reader.scope)
    shown = coded(reader, rows)
    for one, row in zip(shown, rows, strict=True):
        doc = row.doc
        one["doc"] = {
            "team": doc.team, "flight": doc.flight, "vehicle": doc.vehicle, "port_signer": doc.port_signer_id,
            "signed_at_port": plain(doc.signed_at_port), "site_signer": doc.site_signer_id,
            "signed_at_site": plain(doc.signed_at_site),
        }  # fmt: skip
    return shown


@api.post("quarantine/trips/")
@may("quarantine.plan_trip")
def plan_trip(request: HttpRequest, body: TripIn) -> Any:
    """Plan a trip."""
    reader = who.of(request)
    trip = services.plan_trip(
        reader.scope, body.stays, team=body.team, site=place_of(reader, body.site), flight=body.flight,
        vehicle=body.vehicle, at=reader.at, entry=body.entry,
    )  # fmt: skip
    return {"trip": trip}


@api.post("quarantine/trips/{int:case}/depart/")
@may("quarantine.run_trip")
def depart(request: HttpRequest, case: int, body: Act) -> Any:
    """Sign at the port."""
    reader = who.of(request)
    return receipt(services.depart(reader.scope, case, at=reader.at, entry=body.entry))


@api.post("quarantine/trips/{int:case}/arrive/")
@may("quarantine.admit")
def arrive(request: HttpRequest, case: int, body: RoomsIn) -> Any:
    """Sign at the site, a room each."""
    reader = who.of(request)
    found = services.arrive(reader.scope, case, body.rooms, sharing=body.sharing, at=reader.at, entry=body.entry)
    return receipt(found)


@api.post("quarantine/trips/{int:case}/cancel/")
@may("quarantine.run_trip")
def cancel_trip(request: HttpRequest, case: int, body: Act) -> Any:
    """Cancel a trip."""
    reader = who.of(request)
    return receipt(services.cancel_trip(reader.scope, case, at=reader.at, entry=body.entry))


@api.get("quarantine/temperatures/")
@may("quarantine.read")
def temperatures(request: HttpRequest, at: str = "", on: str = "") -> Any:
    """Return a day's readings."""
    reader = who.of(request)
    here = spot(request)
    return coded(reader, queries.readings(reader.scope, on=here.on, place=here.place))


@api.post("quarantine/temperatures/")
@may("quarantine.read_temperatures")
def record_temperatures(request: HttpRequest, body: SheetIn) -> Any:
    """Write a sheet of readings down as one entry."""
    reader = who.of(request)
    taken = {case: services.Taken(one.tenths, tuple(one.symptoms)) for case, one in body.readings.items()}
    return receipt(services.record_readings(reader.scope, taken, at=reader.at, on=body.on, entry=body.entry))


@api.get("quarantine/due/")
@may("quarantine.read")
def due_releases(request: HttpRequest) -> Any:
    """Return the stays whose last full day has come."""
    reader = who.of(request)
    return _stay(reader, queries.due_release(reader.scope, on=reader.today))


@api.get("quarantine/care/")
@may("quarantine.read")
def care(request: HttpRequest) -> Any:
    """Return what is left at homes and not cared for yet."""
    reader = who.of(request)
    return coded(reader, queries.care(reader.scope))


@api.post("quarantine/care/")
@may("quarantine.care")
def settle_care(request: HttpRequest, body: CareIn) -> Any:
    """Say how it is cared for."""
    reader = who.of(request)
    return receipt(services.settle_care(reader.scope, body.cases, how=body.how, at=reader.at, entry=body.entry))
