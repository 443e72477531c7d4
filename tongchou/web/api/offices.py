"""Persons, staff, closing, bulletin and books over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Schema

from tongchou.closing import overview
from tongchou.closing.close import close_day, close_place
from tongchou.closing.models import Cut, Seal
from tongchou.registers.people import queries as people
from tongchou.registers.staff import queries as staff
from tongchou.registers.staff import services as staff_services
from tongchou.web.api.doors import api, may, plain
from tongchou.web.books import reading
from tongchou.web.bulletin import views as bulletins
from tongchou.web.closing.audit import recounted
from tongchou.web.people.persons import found_by, look_at
from tongchou.web.shell import paging, who
from tongchou.web.shell.spot import spot


class Number(Schema):
    number: str


class Purpose(Schema):
    purpose: str


class Reasons(Schema):
    at: str
    on: str
    reasons: dict[str, str] = {}


class Appointment(Schema):
    at: str
    username: str
    role: str
    name: str = ""
    kind: str = ""
    group: str = ""
    department: str = ""
    from_on: str = ""


class Day(Schema):
    on: str


class Freeze(Schema):
    on: str
    time: str = ""


@api.post("people/find/")
@may("people.cards")
def find(request: HttpRequest, body: Number) -> Any:
    """Find persons by an ID, passport or telephone number; numbers go by POST alone."""
    reader = who.of(request)
    return plain(list(people.cards(reader.scope, found_by(reader, body.number.strip())).values()))


@api.get("people/{int:number}/")
@may("people.cards")
def card(request: HttpRequest, number: int) -> Any:
    """Return a masked card; an empty list for nobody in the reader's places."""
    return plain(list(people.cards(who.of(request).scope, [number]).values()))


@api.post("people/{int:number}/look/")
@may("people.look")
def look(request: HttpRequest, number: int, body: Purpose) -> Any:
    """Return a person in full for a purpose; the look is logged."""
    return plain(look_at(who.of(request), number, body.purpose))


@api.get("people/{int:number}/looks/")
@may("people.looks")
def looks(request: HttpRequest, number: int) -> Any:
    """Return who saw a person in full."""
    rows = people.looks_of(who.of(request).scope, number)
    return [{"user": row.user, "purpose": row.purpose, "at": plain(row.at)} for row in rows]


@api.get("looks/")
@may("people.looks")
def looks_of_day(request: HttpRequest, on: str = "", page: int = 1) -> Any:
    """Return a page of the looks of a day at persons in the reader's places."""
    reader = who.of(request)
    rows = people.looks_on(reader.scope, reader.on, reader.on)[paging.window(request)]
    return [{"user": row.user, "person": row.person_id, "purpose": row.purpose, "at": plain(row.at)} for row in rows]


@api.post("staff/")
@may("staff.appoint")
def appoint(request: HttpRequest, body: Appointment) -> Any:
    """Give somebody a post at a place; an unknown user is made."""
    reader = who.of(request)
    place = reader.place_of(body.at, reader.tree)
    with transaction.atomic():
        user = staff_services.new_user(reader.scope, body.username, name=body.name)
        post = staff_services.appoint(
            reader.scope,
            user.pk,
            role=body.role,
            place=place,
            from_on=who.day_of(body.from_on) if body.from_on else reader.today,
            kind=body.kind,
            group=body.group,
            unit=staff_services.department(reader.scope, place, body.department),
        )
    return {"post": post.pk, "user": user.pk}


@api.post("staff/posts/{int:number}/end/")
@may("staff.appoint")
def end_post(request: HttpRequest, number: int) -> Any:
    """End a post today, its last day."""
    reader = who.of(request)
    return {"post": staff_services.dismiss(reader.scope, number, last_on=reader.today).pk}


@api.post("staff/users/{int:number}/reset/")
@may("staff.appoint")
def reset_sign_in(request: HttpRequest, number: int) -> Any:
    """Give a user a temporary password."""
    reader = who.of(request)
    return {"password": staff_services.reset_sign_in(reader.scope, number, at=reader.at)}


@api.get("staff/")
@may("staff.read")
def posts(request: HttpRequest, at: str = "", page: int = 1) -> Any:
    """Return a page of the posts held in a place today."""
    reader = who.of(request)
    here = spot(request)
    held = reader.scope.narrow(staff.posts_on(reader.today), within=here.place).order_by("place", "role", "pk")
    shown = held.select_related("user")[paging.window(request)]
    return [
        {"user": post.user.display_name, "role": post.role, "kind": post.kind, "place": here.code_of(post.place)}
        for post in shown
    ]


@api.get("closing/")
@may("closing.read")
def closing(request: HttpRequest, at: str = "", on: str = "") -> Any:
    """Return the closing of a day at a place, with the places below and who holds it up."""
    here = spot(request)
    scope = who.of(request).scope_in(here.tree)
    tree = overview.tree_of(here.on, scope=scope, place=here.place)

    def branch(one: overview.Branch) -> dict[str, Any]:
        return plain(one) | {"place": here.code_of(one.place), "state": one.state}  # type: ignore[no-any-return]

    return branch(tree.branch(here.place)) | {
        "children": [branch(one) for one in tree.children(here.place)],
        "held_up_by": [here.code_of(one.place) for one in tree.held_up_by(here.place)],
    }


@api.post("closing/place/")
@may("closing.close_place")
def close_one(request: HttpRequest, body: Reasons) -> Any:
    """Close a day of a place; what is left is carried over with the reasons given by kind."""
    reader = who.of(request)
    place = reader.place_of(body.at, reader.tree)
    closed = close_place(place, who.day_of(body.on), user=reader.scope, at=reader.at, reasons=body.reasons)
    return {"day": plain(closed.day), "carried": closed.carried.total}


@api.post("closing/day/")
@may("closing.close_day")
def close_county(request: HttpRequest, body: Day) -> Any:
    """Close a day of the county and seal it."""
    reader = who.of(request)
    closed = close_day(who.day_of(body.on), user=reader.scope, at=reader.at)
    return {"day": plain(closed.day), "carried": closed.carried.total, "root": closed.root}


@api.get("seals/")
@may("closing.audit")
def seals(request: HttpRequest, page: int = 1) -> Any:
    """Return a page of the sealed days, the newest first."""
    found = Seal.objects.order_by("-number")[paging.window(request)]
    return [{"day": plain(one.closing_id), "number": one.number, "root": bytes(one.root).hex()} for one in found]


@api.post("audit/")
@may("closing.audit")
def audit(request: HttpRequest, anew: bool = False) -> Any:
    """Recount everything; an empty list if all agrees. `anew` reads again what is kept beside the books."""
    return recounted(anew=anew)


@api.get("bulletin/")
@may("bulletin.read")
def bulletin(request: HttpRequest, on: str = "", cut: str = "", lang: str = "", format: str = "json") -> HttpResponse:
    """Send a day's bulletin, or a flash report, in a format and language."""
    return bulletins.sent(request, format)


@api.get("bulletin/cuts/")
@may("bulletin.read")
def cuts(request: HttpRequest, on: str = "") -> Any:
    """Return the flash reports of a day."""
    found = Cut.objects.filter(on=who.of(request).on).order_by("number")
    return [{"number": one.number, "cut_at": plain(one.cut_at), "commit": one.n} for one in found]


@api.post("bulletin/cut/")
@may("closing.cut")
def freeze(request: HttpRequest, body: Freeze) -> Any:
    """Freeze a flash report."""
    made = bulletins.frozen(who.of(request), on=body.on, time=body.time)
    return {"number": made.number, "href": f"{reverse('bulletin')}?cut={made.number}"}


@api.get("books/")
@may("books.read")
def balances(request: HttpRequest, at: str = "", on: str = "") -> Any:
    """Return every account's balance at a place and day."""
    here = spot(request)
    return reading.balances(reading.Within(here.tree, (here.place,), here.on), here.on)


@api.get("books/entries/{uuid:ident}/")
@may("books.read")
def entry(request: HttpRequest, ident: UUID) -> Any:
    """Return an entry with the lines it posted in the reader's places."""
    here = spot(request)
    found = reading.entry_within(ident, reading.Within(here.tree, tuple(sorted(here.roots)), here.on))
    one = found["entry"]
    return {
        "entry": str(one.id),
        "code": one.code,
        "actor": one.actor,
        "role": one.role,
        "occurred_at": plain(one.occurred_at),
        "digest": found["digest"],
        "commit": found["commit"].n if found["commit"] else None,
        "lines": [
            {
                "from": [line.from_account, here.code_of(line.from_place)],
                "to": [line.to_account, here.code_of(line.to_place)],
                "booked_on": plain(line.booked_on),
                "count": line.count,
                "quantity": line.quantity,
            }
            for line in found["lines"]
        ],
    }
