"""A stay as the desk's tables show it: masked person, where, until when, by which order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest

from tongchou.base.refusals import Refused, words
from tongchou.pillars.quarantine import queries
from tongchou.pillars.quarantine.queries import StayRow
from tongchou.registers.people import queries as people
from tongchou.registers.places import queries as places
from tongchou.web.shell.naming import place_words
from tongchou.web.shell.who import Who

NOTHING_TICKED = ("nothing_ticked", words("請先勾選要錄入的人。"))


def stay_rows(reader: Who, rows: Sequence[StayRow]) -> list[dict[str, Any]]:
    """Return stays with their persons masked and places named. Three queries, whatever their number."""
    cards = people.cards(reader.scope, (row.person for row in rows))
    labels = places.labels({row.place for row in rows} | {row.home for row in rows if row.home}, reader.today)
    return [
        {
            "row": row,
            "card": cards.get(row.person),
            "place": labels.get(row.place, ""),
            "home": labels.get(row.home, ""),
            "left": (row.order.ends_on - reader.today).days,
        }
        for row in rows
    ]


def with_people(reader: Who, rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Return rows that have a `person` and a `place`, with the person masked and the place named."""
    listed = list(rows)
    cards = people.cards(reader.scope, (row.person for row in listed))
    labels = places.labels({row.place for row in listed}, reader.today)
    return [{"row": row, "card": cards.get(row.person), "place": labels.get(row.place, "")} for row in listed]


def sites_of(reader: Who) -> list[tuple[str, str]]:
    """Return the reader's sites that have rooms, by code and name, to send people to."""
    return _named(reader, sorted({room.site for room in queries.rooms(reader.scope)}))


def sites_without_rooms(reader: Who) -> list[tuple[str, str]]:
    """Return the other sites of the reader's places: a new quarantine site is one of them until it has rooms."""
    having = {room.site for room in queries.rooms(reader.scope)}
    every = [int(p) for p in reader.tree.of_kind("site") if reader.scope.covers(int(p))]
    return _named(reader, [place for place in every if place not in having])


def _named(reader: Who, found: Sequence[int]) -> list[tuple[str, str]]:
    tree = reader.tree
    return [(str(tree.code[tree.position(p)]), place_words(str(tree.name[tree.position(p)]))) for p in found]


def site_asked(request: HttpRequest, reader: Who) -> int:
    """Return the site that a form chose.

    Raises:
        Refused("site_missing").
    """
    place = reader.tree.by_code.get(request.POST.get("site", ""))
    if place is None or not reader.scope.covers(int(place)):
        raise Refused("site_missing", words("請選擇隔離點。"))
    return int(place)


def ticked(request: HttpRequest, name: str = "case") -> list[int]:
    """Return the cases that a form ticked.

    Raises:
        Refused("nothing_ticked").
    """
    cases = [int(text) for text in request.POST.getlist(name) if text.isdecimal()]
    if not cases:
        raise Refused(*NOTHING_TICKED)
    return cases


def pairs(request: HttpRequest, prefix: str) -> dict[int, str]:
    """Return what a form's fields of one prefix say, by the case in their names: `room-512` -> 512: 208."""
    found = {}
    for name, value in request.POST.items():
        head, _, case = name.rpartition("-")
        if head == prefix and case.isdecimal() and str(value).strip():
            found[int(case)] = str(value).strip()
    return found


def rooms_chosen(request: HttpRequest) -> dict[int, int]:
    """Return the room chosen for each stay.

    Raises:
        Refused("room_missing").
    """
    found = {stay: int(room) for stay, room in pairs(request, "room").items() if room.isdecimal()}
    if not found:
        raise Refused("room_missing", words("請為每一個人選擇房間。"))
    return found
