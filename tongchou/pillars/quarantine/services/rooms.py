"""Sites' rooms: ready, in use, awaiting disinfection, closed. A room is in use exactly while somebody is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from tongchou.base.refusals import Refused, words
from tongchou.journal.chart import chart
from tongchou.journal.entries import Claims, Receipt
from tongchou.pillars.acting import act, day_of, joined, opened, standing_in, to_state, verb
from tongchou.pillars.quarantine import rules
from tongchou.pillars.quarantine.models import Room, RoomUse, Stay
from tongchou.pillars.quarantine.services.acting import ROOM, STAY, must_be, reach, unknown
from tongchou.pillars.quarantine.services.home import must_be_answered
from tongchou.registers.staff.access import Scope, require


@verb
def add_rooms(
    scope: Scope, names: Sequence[str], *, site: int, at: datetime, beds: int = 1, entry: UUID | None = None
) -> Receipt:
    """Open rooms at a site, ready. A name a site has already is not opened twice.

    Raises:
        Refused("room_twice").
    """
    require(scope, "quarantine.rooms", place=site)
    taken = rooms_at(site)
    if not names or len(set(names)) < len(names) or any(name in taken for name in names):
        raise Refused("room_twice", words("同一個隔離點的房號不能重複，也不能為空。"))
    case, claims = opened([f"{ROOM}:ready"] * len(names), [site] * len(names), day_of(at, None))
    receipt = act(scope, "rooms", claims, at=at, entry=entry)
    if receipt.answer == "created":
        Room.objects.bulk_create(
            Room(case=c, name=name, beds=beds) for c, name in zip(case.tolist(), names, strict=True)
        )
    return receipt


def rooms_at(site: int) -> dict[str, int]:
    """Return the rooms of a site by name."""
    from tongchou.journal.models import Standing

    standing = Standing.objects.filter(place=site, account__in=chart().matching(f"{ROOM}:*")).values("case")
    return dict(Room.objects.filter(case__in=standing).values_list("name", "case"))


@verb
def admit(
    scope: Scope,
    rooms: Mapping[int, int],
    *,
    at: datetime,
    on: date | None = None,
    sharing: Mapping[int, str] | None = None,
    entry: UUID | None = None,
) -> Receipt:
    """Take people in at their site, each into a room (stay -> room). A room is shared by a family alone, for a reason.

    Raises:
        Refused("not_expected"), Refused("at_home_unanswered"), Refused("room_not_ready"), Refused("sharing_reason"),
        Refused("room_full"), NotFound("case_unknown"): a stay or room of another site.
    """
    found = reach(scope, "quarantine.admit", list(rooms), register=STAY)
    must_be(found, ("ordered", "hospital"), "not_expected", words("其中有人不在待入住之列。"))
    must_be_answered(found.case.tolist())
    day = date.fromordinal(day_of(at, on))
    into = into_rooms(scope, rooms, dict(zip(found.case.tolist(), found.place.tolist(), strict=True)),
                      sharing or {}, day=day)  # fmt: skip
    receipt = act(scope, "admission", joined([to_state(found, "in-site", day.toordinal()), into]), at=at, entry=entry)
    if receipt.answer == "created":
        moved_in(rooms, sharing or {}, at=at)
    return receipt


def into_rooms(
    scope: Scope, rooms: Mapping[int, int], sites: Mapping[int, int], sharing: Mapping[int, str], *, day: date
) -> Claims:
    """Return the claims that put rooms into use for people, or refuse."""
    found = reach(scope, "quarantine.admit", sorted(set(rooms.values())), register=ROOM)
    at_site = dict(zip(found.case.tolist(), found.place.tolist(), strict=True))
    if any(at_site[room] != sites[stay] for stay, room in rooms.items()):
        raise unknown()
    must_be(found, ("ready", "in-use"), "room_not_ready", words("其中有房間還不能入住，請先消毒或啟用。"))
    used = dict.fromkeys(at_site, 0)
    for room in RoomUse.objects.filter(room__in=list(used), to_at=None).values_list("room", flat=True):
        used[room] += 1
    beds = dict(Room.objects.filter(case__in=list(used)).values_list("case", "beds"))
    for stay, room in sorted(rooms.items()):
        if used[room] and sharing.get(stay) not in rules.SHARING:
            raise Refused("sharing_reason", words("一人一間；只有家人可以同住，並要寫明理由。"))
        used[room] += 1
        if used[room] > max(beds[room], 2 if sharing.get(stay) else 1):
            raise Refused("room_full", words("房間住滿了。"))
    fresh = standing_in(found.case.tolist(), f"{ROOM}:ready")
    return to_state(fresh, "in-use", day.toordinal())


def moved_in(rooms: Mapping[int, int], sharing: Mapping[int, str], *, at: datetime) -> None:
    """Write down who is in which room from now."""
    RoomUse.objects.bulk_create(
        RoomUse(room=room, stay=stay, sharing=sharing.get(stay, ""), from_at=at) for stay, room in rooms.items()
    )


def vacated(stays: Sequence[int], *, at: datetime, day: date) -> list[Claims]:
    """End the room uses of stays, and return the claims that send the rooms nobody is left in to disinfection."""
    uses = RoomUse.objects.filter(stay__in=list(stays), to_at=None)
    rooms = set(uses.values_list("room", flat=True))
    uses.update(to_at=at)
    kept = set(RoomUse.objects.filter(room__in=rooms, to_at=None).values_list("room", flat=True))
    empty = standing_in(rooms - kept, f"{ROOM}:in-use")
    return [to_state(empty, "awaiting-disinfection", day.toordinal())] if len(empty) else []


@verb
def move_room(
    scope: Scope, stay: int, *, room: int, at: datetime, sharing: str = "", entry: UUID | None = None
) -> Receipt:
    """Move somebody to another room of the same site.

    Raises:
        Refused("not_in_site"), Refused("already_there"), and those of `admit`.
    """
    found = reach(scope, "quarantine.rooms", [stay], register=STAY)
    must_be(found, ("in-site",), "not_in_site", words("其中有人不在隔離點。"))
    if RoomUse.objects.filter(stay=stay, room=room, to_at=None).exists():
        raise Refused("already_there", words("已經在這個房間。"))
    day = date.fromordinal(day_of(at, None))
    into = into_rooms(scope, {stay: room}, {stay: int(found.place[0])}, {stay: sharing}, day=day)
    claims = [*vacated([stay], at=at, day=day), *([into] if len(into) else [])]
    if not claims:
        raise Refused("sharing_reason", words("一人一間；只有家人可以同住，並要寫明理由。"))
    receipt = act(scope, "room", joined(claims), at=at, entry=entry)
    if receipt.answer == "created":
        moved_in({stay: room}, {stay: sharing}, at=at)
    return receipt


def _turn(scope: Scope, rooms: Sequence[int], was: Sequence[str], to: str, at: datetime, entry: UUID | None) -> Receipt:
    found = reach(scope, "quarantine.rooms", rooms, register=ROOM)
    must_be(found, was, "room_not_so", words("其中有房間不在這一步。"))
    return act(scope, "room", to_state(found, to, day_of(at, None)), at=at, entry=entry)


@verb
def disinfect(scope: Scope, rooms: Sequence[int], *, at: datetime, entry: UUID | None = None) -> Receipt:
    """Say that rooms were disinfected: they are ready again."""
    return _turn(scope, rooms, ("awaiting-disinfection",), "ready", at, entry)


@verb
def close_rooms(scope: Scope, rooms: Sequence[int], *, at: datetime, entry: UUID | None = None) -> Receipt:
    """Take rooms out of use. One with somebody in it is not closed."""
    return _turn(scope, rooms, ("ready", "awaiting-disinfection"), "closed", at, entry)


@verb
def reopen_rooms(scope: Scope, rooms: Sequence[int], *, at: datetime, entry: UUID | None = None) -> Receipt:
    """Bring closed rooms back, ready."""
    return _turn(scope, rooms, ("closed",), "ready", at, entry)


def of_stays(stays: Sequence[int]) -> dict[int, str]:
    """Return the name of the room each stay is in now."""
    uses = dict(RoomUse.objects.filter(stay__in=list(stays), to_at=None).values_list("stay", "room"))
    names = dict(Room.objects.filter(Q(case__in=set(uses.values()))).values_list("case", "name"))
    return {stay: names.get(room, "") for stay, room in uses.items()}


def homes(stays: Sequence[int]) -> dict[int, int]:
    """Return the home of each stay."""
    return dict(Stay.objects.filter(case__in=list(stays)).values_list("case", "home"))
