"""Pick-up from a port, point to point: a manifest signed when people are handed to the team, and again at the site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tongchou.base.clock import local_day
from tongchou.base.refusals import Refused, words
from tongchou.journal.entries import Receipt
from tongchou.pillars.acting import act, day_of, joined, opened, standing_in, to_state, verb
from tongchou.pillars.quarantine.models import Aboard, Stay, Trip
from tongchou.pillars.quarantine.services.acting import STAY, TRIP, known_at, must_be, reach, unknown
from tongchou.pillars.quarantine.services.home import must_be_answered
from tongchou.pillars.quarantine.services.rooms import into_rooms, moved_in
from tongchou.registers.staff.access import Scope, require
from tongchou.registers.staff.models import Unit
from tongchou.registers.staff.queries import posts_on

NOT_PLANNED = ("trip_not_planned", words("這一車次已經出發或已取消。"))


def teams_on(on: date) -> dict[int, int]:
    """Return the pick-up teams on duty on a day, by the rotation of their posts: unit -> port."""
    posts = posts_on(on).filter(unit__kind="pickup", role="pickup_lead")
    return dict(posts.values_list("unit", "place"))


def plan_trip(
    scope: Scope,
    stays: Sequence[int],
    *,
    team: int,
    site: int,
    flight: str,
    vehicle: str,
    at: datetime,
    entry: UUID | None = None,
) -> int:
    """Plan a trip of a team from its port to a site, with its manifest; return the trip's case number.

    Raises:
        Refused("team_off_duty"), Refused("not_ordered"), Refused("other_site"), Refused("aboard_already").
    """
    require(scope, "quarantine.plan_trip", place=site)
    port = teams_on(local_day(at)).get(team)
    if port is None or not Unit.objects.filter(pk=team, kind="pickup").exists():
        raise Refused("team_off_duty", words("這個接返工作組當日不在崗，請按輪值表選擇。"))
    with transaction.atomic():
        found = reach(scope, "quarantine.plan_trip", stays, register=STAY)
        must_be(found, ("ordered",), "not_ordered", words("其中有人不在待轉運之列。"))
        if (found.place != site).any():
            raise Refused("other_site", words("同一車只送往一個隔離點。"))
        live = Trip.objects.filter(case__in=_open_trips()).values("case")
        if Aboard.objects.filter(stay__in=list(stays), trip__in=live).exists():
            raise Refused("aboard_already", words("其中有人已在另一車次的名單上。"))
        case, claims = opened([f"{TRIP}:planned"], [port], day_of(at, None))
        trip = int(case[0])
        if act(scope, "trip", claims, at=at, entry=entry).answer == "created":
            Trip.objects.create(
                case=trip, port=port, team=team, flight=flight[:20], vehicle=vehicle[:20], site=site, planned_at=at
            )
            Aboard.objects.bulk_create(Aboard(trip=trip, stay=stay) for stay in found.case.tolist())
            persons = list(Stay.objects.filter(case__in=found.case.tolist()).values_list("person", flat=True))
            known_at(persons, [port] * len(persons))
    return trip


def _open_trips() -> list[int]:
    from tongchou.journal.chart import chart
    from tongchou.journal.models import Standing

    accounts = chart().matching([f"{TRIP}:planned", f"{TRIP}:under-way"])
    return list(Standing.objects.filter(account__in=accounts).values_list("case", flat=True))


@verb
def depart(scope: Scope, trip: int, *, at: datetime, entry: UUID | None = None) -> Receipt:
    """Take people over at the port and drive: the team's lead signs for everyone on the manifest.

    Who is no longer ordered there (revoked, another site) is left off the drive, and stays on the manifest's paper.

    Raises:
        Refused("trip_not_planned"), Refused("nobody_aboard"), Refused("at_home_unanswered").
    """
    found = reach(scope, "quarantine.run_trip", [trip], register=TRIP)
    must_be(found, ("planned",), *NOT_PLANNED)
    aboard = standing_in(manifest(trip), f"{STAY}:ordered")
    if not len(aboard):
        raise Refused("nobody_aboard", words("名單上沒有待轉運的人。"))
    must_be_answered(aboard.case.tolist())
    on = day_of(at, None)
    claims = joined([to_state(aboard, "in-transit", on), to_state(found, "under-way", on)])
    receipt = act(scope, "departure", claims, at=at, entry=entry)
    if receipt.answer == "created":
        Trip.objects.filter(case=trip).update(signed_at_port=at, port_signer=scope.user_id)
    return receipt


@verb
def arrive(
    scope: Scope,
    trip: int,
    rooms: Mapping[int, int],
    *,
    at: datetime,
    sharing: Mapping[int, str] | None = None,
    entry: UUID | None = None,
) -> Receipt:
    """Take people over at the site: the site signs for everyone aboard, and each has a room.

    Raises:
        Refused("not_under_way"), Refused("manifest_differs"): somebody aboard has no room, and those of `admit`.
    """
    row = Trip.objects.filter(case=trip).first()
    require(scope, "quarantine.admit", place=row.site if row else 0)
    found = reach(scope, "quarantine.admit", [trip], register=TRIP, own={trip})
    assert row is not None
    must_be(found, ("under-way",), "not_under_way", words("這一車次不在途中。"))
    aboard = standing_in(manifest(trip), f"{STAY}:in-transit")
    if set(aboard.case.tolist()) != set(rooms):
        raise Refused("manifest_differs", words("車上每一個人都要安排房間，名單以外的人不能簽收。"))
    day = date.fromordinal(day_of(at, None))
    into = into_rooms(scope, rooms, dict.fromkeys(rooms, row.site), sharing or {}, day=day)
    claims = joined([to_state(aboard, "in-site", day.toordinal()), to_state(found, "arrived", day.toordinal()), into])
    receipt = act(scope, "arrival", claims, at=at, entry=entry)
    if receipt.answer == "created":
        moved_in(rooms, sharing or {}, at=at)
        Trip.objects.filter(case=trip).update(signed_at_site=at, site_signer=scope.user_id)
    return receipt


@verb
def cancel_trip(scope: Scope, trip: int, *, at: datetime, entry: UUID | None = None) -> Receipt:
    """Cancel a trip that has not departed; its people wait for another."""
    found = reach(scope, "quarantine.run_trip", [trip], register=TRIP)
    must_be(found, ("planned",), *NOT_PLANNED)
    return act(scope, "trip-cancelled", to_state(found, "cancelled", day_of(at, None)), at=at, entry=entry)


def manifest(trip: int) -> list[int]:
    """Return the stays on a trip's manifest.

    Raises:
        NotFound("case_unknown").
    """
    found = list(Aboard.objects.filter(trip=trip).order_by("stay").values_list("stay", flat=True))
    if not found:
        raise unknown()
    return found
