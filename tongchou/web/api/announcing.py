"""People's own announcements over HTTP: what came, what waits, and what somebody said on the telephone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema

from tongchou.base.ids import new_id
from tongchou.pillars.screening.announcing import deciding, door, queries, taking
from tongchou.pillars.screening.announcing.saying import Said
from tongchou.web.api.doors import api, may
from tongchou.web.api.screening import coded
from tongchou.web.shell import who
from tongchou.web.shell.spot import spot


class Announced(Schema):
    """What somebody said; `entry` is the announcement's own id, so that a repeat is recognised."""

    entry: UUID | None = None
    name: str
    paper: str = "none"
    number: str = ""
    phone: str
    come_from: str
    source: str
    passed: str = ""
    arrives_on: str
    way: str = "other"
    trip: str = ""
    town: str = ""
    address: str
    others: str = ""


class Reason(Schema):
    reason: str


class Receipt(Schema):
    receipt: str


@api.get("announcements/")
@may("screening.read")
def announcements(request: HttpRequest, at: str = "", on: str = "", days: int = 14) -> Any:
    """Return how many announced themselves to places of the reader's, by place and day, with the lists made of them."""
    reader = who.of(request)
    here = spot(request)
    since = here.on - timedelta(days=max(1, min(days, 366)) - 1)
    return coded(reader, queries.arrivals(reader.scope, since=since, until=here.on, place=here.place))


@api.post("announcements/")
@may("announcement.take_down")
def take_down(request: HttpRequest, body: Announced) -> Any:
    """Take down what somebody said on the telephone."""
    reader = who.of(request)
    told = {**body.dict(exclude={"entry"}), "arrives_on": who.day_of(body.arrives_on)}
    return {"receipt": door.take_down(reader.scope, Said(**told), entry=body.entry or new_id(), at=reader.at)}


@api.post("announcements/receipt/")
@may("screening.read")
def receipt_of(request: HttpRequest, body: Receipt) -> Any:
    """Return what became of a receipt number; it goes by POST, so that no address holds it."""
    reader = who.of(request)
    return coded(reader, [queries.trace(reader.scope, body.receipt[:40])])[0]


@api.post("announcements/take/")
@may("announcement.take_list")
def take(request: HttpRequest) -> Any:
    """Make lists of what waits now."""
    return {"taken": taking.take_in(at=who.of(request).at, wait=timedelta(0))}


@api.get("announcements/aside/")
@may("announcement.decide")
def aside(request: HttpRequest) -> Any:
    """Return those that wait for a decision."""
    reader = who.of(request)
    return coded(reader, queries.aside(reader.scope))


@api.post("announcements/{uuid:number}/let-in/")
@may("announcement.decide")
def let_in(request: HttpRequest, number: UUID) -> Any:
    """Let one that was put aside go on to its list."""
    reader = who.of(request)
    deciding.let_in(reader.scope, number, at=reader.at)
    return {"answer": "let-in"}


@api.post("announcements/{uuid:number}/throw-out/")
@may("announcement.decide")
def throw_out(request: HttpRequest, number: UUID, body: Reason) -> Any:
    """Throw one out, with a reason."""
    reader = who.of(request)
    deciding.throw_out(reader.scope, number, reason=body.reason, at=reader.at)
    return {"answer": "thrown-out"}
