"""Sites: how many rooms are ready, who is where, and what a room needs before the next person."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.base.refusals import Refused, words
from tongchou.pillars.quarantine import queries, rules, services
from tongchou.registers.places import queries as places
from tongchou.web.quarantine.showing import pairs as said_of
from tongchou.web.quarantine.showing import rooms_chosen, sites_without_rooms, stay_rows, ticked
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import page

ROOM_ACTS = {
    "disinfect": (services.disinfect, words("已消毒，房間待用。")),
    "close": (services.close_rooms, words("房間已停用。")),
    "reopen": (services.reopen_rooms, words("房間已恢復待用。")),
}
ROOM_STATES = ("ready", "in-use", "awaiting-disinfection", "closed")


@page("quarantine.read")
def sites(request: HttpRequest) -> HttpResponse:
    """Show every site of the reader's: rooms by state, people by state, who is due."""
    reader = who.of(request)
    rows = queries.sites(reader.scope, on=reader.today)
    labels = places.labels({row.site for row in rows}, reader.today)
    codes = {row.site: str(reader.tree.code[reader.tree.position(row.site)]) for row in rows}
    context = {
        "rows": [
            {"row": row, "name": labels[row.site], "code": codes[row.site], "all": sum(row.rooms.values())}
            for row in rows
        ],
        "sites": sites_without_rooms(reader) if reader.may("quarantine.rooms") else [],
        "may_rooms": reader.may("quarantine.rooms"),
    }
    return render(request, "web/quarantine/sites.html", context)


@page("quarantine.read")
def site(request: HttpRequest, code: str) -> HttpResponse:
    """Show a site: whom it expects, its rooms and who is in them."""
    reader = who.of(request)
    place = reader.place_of(code, reader.tree)
    found = queries.stays(reader.scope, states=("ordered", "in-transit", "in-site"), place=place, limit=2000)
    shown = {one["row"].case: one for one in stay_rows(reader, found)}
    rooms = queries.rooms(reader.scope, site=place)
    context = {
        "code": code,
        "name": str(reader.tree.name[reader.tree.position(place)]),
        "expected": [one for one in shown.values() if one["row"].state == "ordered"],
        "coming": sum(1 for one in shown.values() if one["row"].state == "in-transit"),
        "homeless": [one for one in shown.values() if one["row"].state == "in-site" and not one["row"].room],
        "rooms": [{"row": room, "people": [shown[s] for s in room.stays if s in shown]} for room in rooms],
        "ready": [room for room in rooms if room.state == "ready"],
        "shareable": [room for room in rooms if room.state == "in-use"],
        "counts": [(state, sum(1 for room in rooms if room.state == state)) for state in ROOM_STATES],
        "sharing": rules.SHARING,
        "may": {verb: reader.may(f"quarantine.{verb}") for verb in ("admit", "rooms")},
    }
    return render(request, "web/quarantine/site.html", context)


@page("quarantine.rooms")
@require_POST
def add_rooms(request: HttpRequest, code: str) -> HttpResponse:
    """Open rooms at a site: names, or a range such as 201-215."""
    reader = who.of(request)
    place = reader.place_of(code, reader.tree)

    def verb() -> Any:
        beds = request.POST.get("beds", "1")
        if not beds.isdecimal() or not 0 < int(beds) < 20:
            raise Refused("bad_beds", words("床位數應是一到十九的整數。"))
        names = names_in(request.POST.get("names", ""))
        return services.add_rooms(reader.scope, names, site=place, at=reader.at, beds=int(beds))

    return acts.act(
        request,
        verb,
        done=lambda receipt: acts.booked(receipt, gettext("房間已登記。")),
        to=reverse("site", args=[code]),
    )


def names_in(text: str) -> list[str]:
    """Return the room numbers of a text: separated by stops or spaces, with ranges of at most 500."""
    found: list[str] = []
    for part in text.replace("，", " ").replace("、", " ").replace(",", " ").split():
        first, _, last = part.replace("－", "-").partition("-")
        if last.isdecimal() and first.isdecimal() and 0 <= int(last) - int(first) < 500:
            found += [str(number).zfill(len(first)) for number in range(int(first), int(last) + 1)]
        else:
            found.append(part[:20])
    return found


@page("quarantine.rooms")
@require_POST
def turn_rooms(request: HttpRequest, code: str) -> HttpResponse:
    """Disinfect, close or reopen the ticked rooms."""
    reader = who.of(request)
    reader.place_of(code, reader.tree)
    chosen = request.POST.get("act", "")

    def verb() -> Any:
        if chosen not in ROOM_ACTS:
            raise Refused("act_unknown", words("請選擇要辦理的事項。"))
        return ROOM_ACTS[chosen][0](reader.scope, ticked(request, "room"), at=reader.at)

    return acts.act(
        request,
        verb,
        done=lambda receipt: acts.booked(receipt, gettext(ROOM_ACTS[chosen][1])),
        to=reverse("site", args=[code]),
    )


@page("quarantine.admit")
@require_POST
def admit(request: HttpRequest, code: str) -> HttpResponse:
    """Take in whoever a room was chosen for."""
    reader = who.of(request)
    reader.place_of(code, reader.tree)
    return acts.act(
        request,
        lambda: services.admit(reader.scope, rooms_chosen(request), sharing=said_of(request, "sharing"), at=reader.at),
        done=lambda receipt: acts.booked(receipt, gettext("已入住。")),
        to=reverse("site", args=[code]),
    )
