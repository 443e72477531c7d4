"""What can be read of quarantine: the only reader. Every function takes the reader's scope first and narrows to it.

A stay is in a reader's places by its site or by its home: the village whose people they are may see theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from tongchou.base.refusals import NotFound, words
from tongchou.journal.chart import chart
from tongchou.pillars.quarantine.accounts import LEFT_AT_HOME, OPEN_REQUESTS, RESTRICTED
from tongchou.pillars.quarantine.models import (
    Aboard,
    AtHome,
    Reported,
    Request,
    Room,
    RoomUse,
    SiteSays,
    Support,
    Trip,
)
from tongchou.pillars.quarantine.services.rooms import of_stays
from tongchou.registers.staff.access import Scope, require
from tongchou.restrictions.models import Order


@dataclass(frozen=True)
class RequestRow:
    """One request: who asks, for whom, on what evidence, and until when the person is held, if they are."""

    case: int
    person: int
    state: str
    place: int
    doc: Request


@dataclass(frozen=True)
class StayRow:
    """One stay as a list shows it: where it stands, its order in force, the room it is in."""

    case: int
    person: int
    state: str
    place: int
    home: int
    basis: str
    order: Order
    room: str = ""
    is_answered: bool = True
    is_unconfirmed: bool = False


def _rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return list(cursor.fetchall())


def _marks(numbers: Sequence[int]) -> str:
    return ", ".join(str(int(n)) for n in numbers) or "NULL"


def _mine(scope: Scope, place: int | None) -> tuple[str, list[Any]]:
    """Return the condition that a stay (`s`, `d`) is in the reader's places, by site, home or a trip of their port."""
    at_site, params = scope.within_sql("s.place", place)
    at_home, more = scope.within_sql("d.home", place)
    at_port, third = scope.within_sql("t.port", place)
    aboard = 'SELECT 1 FROM quarantine_aboard a JOIN quarantine_trip t ON t."case" = a.trip WHERE a.stay = d."case"'
    return f"({at_site} OR {at_home} OR EXISTS ({aboard} AND {at_port}))", [*params, *more, *third]


def requests(
    scope: Scope, *, states: Sequence[str] = OPEN_REQUESTS, place: int | None = None, limit: int = 200
) -> list[RequestRow]:
    """Return requests in the reader's places, oldest first."""
    require(scope, "quarantine.read")
    accounts = chart().matching([f"quarantine:request:{state}" for state in states])
    within, params = scope.within_sql("s.place", place)
    rows = _rows(
        'SELECT d."case", s.account, s.place FROM quarantine_request d JOIN standing s ON s."case" = d."case" '
        f'WHERE s.account IN ({_marks(accounts)}) AND {within} ORDER BY d."case" LIMIT %s',
        [*params, limit],
    )
    docs = Request.objects.select_related("asked_by", "held_by").in_bulk([case for case, *_ in rows])
    return [RequestRow(c, docs[c].person, chart().state(a), p, docs[c]) for c, a, p in rows]


def stays(
    scope: Scope,
    *,
    states: Sequence[str] = RESTRICTED,
    place: int | None = None,
    cases: Sequence[int] | None = None,
    after: int = 0,
    limit: int = 50,
) -> list[StayRow]:
    """Return stays in the reader's places, oldest first, a page after case `after`; `cases` keeps those."""
    require(scope, "quarantine.read")
    accounts = chart().matching([f"quarantine:stay:{state}" for state in states])
    within, params = _mine(scope, place)
    chosen = f'AND d."case" IN ({_marks(cases)})' if cases is not None else ""
    rows = _rows(
        'SELECT d."case", d.person, s.account, s.place, d.home, d.basis FROM quarantine_stay d '
        f'JOIN standing s ON s."case" = d."case" WHERE s.account IN ({_marks(accounts)}) AND d."case" > %s '
        f'AND {within} {chosen} ORDER BY d."case" LIMIT %s',
        [after, *params, limit],
    )
    numbers = [row[0] for row in rows]
    issued = Order.objects.filter(register="quarantine:stay", case__in=numbers).select_related("issuer")
    orders = {o.case: o for o in issued.order_by("claim")}
    bare = set(Reported.objects.filter(case__in=numbers, confirmed_by=None).values_list("case", flat=True))
    answered = set(AtHome.objects.filter(case__in=numbers).values_list("case", flat=True))
    in_room = of_stays(numbers)
    return [
        StayRow(c, person, chart().state(a), p, home, basis, orders[c], in_room.get(c, ""), c in answered, c in bare)
        for c, person, a, p, home, basis in rows
    ]


def stay(scope: Scope, case: int) -> StayRow:
    """Return one stay.

    Raises:
        NotFound("case_unknown"): not there, or not in the reader's places.
    """
    found = stays(scope, states=("*",), cases=[case])
    if not found:
        raise NotFound("case_unknown", words("在您負責的範圍內沒有這一件。"))
    return found[0]


@dataclass(frozen=True)
class StayFile:
    """Everything kept of one stay: its orders, readings, rooms, care, support, appeals, and what its site says."""

    row: StayRow
    orders: list[Order]
    readings: list[ReadingRow]
    rooms: list[tuple[str, RoomUse]]
    at_home: AtHome | None
    care: list[CareRow]
    support: list[Support]
    said: list[SiteSays]


@dataclass(frozen=True)
class ReadingRow:
    """One day's reading of one stay."""

    case: int
    stay: int
    person: int
    state: str
    place: int
    due_on: date
    tenths: int | None
    symptoms: tuple[str, ...]
    room: str = ""


@dataclass(frozen=True)
class CareRow:
    """One task of care."""

    case: int
    stay: int
    person: int
    kind: str
    state: str
    place: int
    heads: int
    how: str


def stay_file(scope: Scope, case: int) -> StayFile:
    """Return one stay with everything kept of it."""
    row = stay(scope, case)
    names = dict(Room.objects.values_list("case", "name").filter(
        case__in=RoomUse.objects.filter(stay=case).values("room")))  # fmt: skip
    issued = Order.objects.filter(register="quarantine:stay", case=case).select_related("issuer", "determination")
    orders = list(issued.order_by("-claim"))
    return StayFile(
        row=row,
        orders=orders,
        readings=_readings("d.stay = %s", [case], order="d.due_on DESC"),
        rooms=[(names.get(use.room, ""), use) for use in RoomUse.objects.filter(stay=case).order_by("-from_at")],
        at_home=AtHome.objects.filter(case=case).select_related("answered_by").first(),
        care=_care("d.stay = %s", [case]),
        support=list(Support.objects.filter(stay=case).select_related("given_by").order_by("-given_on", "kind")),
        said=list(SiteSays.objects.filter(stay=case, settled_by=None)),
    )


def _readings(where: str, params: Sequence[Any], *, order: str = 'd."case"') -> list[ReadingRow]:
    rows = _rows(
        'SELECT d."case", d.stay, y.person, s.account, s.place, d.due_on, d.temperature_tenths, d.symptoms '
        'FROM quarantine_reading d JOIN standing s ON s."case" = d."case" JOIN quarantine_stay y ON y."case" = d.stay '
        f"WHERE s.account > 0 AND {where} ORDER BY {order}",
        params,
    )
    in_room = of_stays([row[1] for row in rows])
    return [
        ReadingRow(
            c, stay, person, chart().state(a), p, date.fromordinal(on), tenths,
            tuple(filter(None, symptoms.split(","))), in_room.get(stay, ""),
        )
        for c, stay, person, a, p, on, tenths, symptoms in rows
    ]  # fmt: skip


def readings(scope: Scope, *, on: date, place: int | None = None) -> list[ReadingRow]:
    """Return the readings of a day in the reader's places, in the order of rooms."""
    require(scope, "quarantine.read")
    within, params = scope.within_sql("s.place", place)
    found = _readings(f"d.due_on = %s AND {within}", [on.toordinal(), *params])
    return sorted(found, key=lambda row: (row.place, row.room, row.case))


def _care(where: str, params: Sequence[Any]) -> list[CareRow]:
    rows = _rows(
        'SELECT d."case", d.stay, y.person, s.account, s.place, d.heads, d.done_how FROM quarantine_care d '
        'JOIN standing s ON s."case" = d."case" JOIN quarantine_stay y ON y."case" = d.stay '
        f'WHERE s.account > 0 AND {where} ORDER BY d."case"',
        params,
    )
    book_of = chart()
    return [
        CareRow(c, stay, who, book_of.case_class(a), book_of.state(a), p, heads, how)
        for c, stay, who, a, p, heads, how in rows
    ]


def care(scope: Scope, *, state: str = "waiting", place: int | None = None) -> list[CareRow]:
    """Return the tasks of care in the reader's places."""
    require(scope, "quarantine.read")
    accounts = chart().matching([f"care:{kind}:{state}" for kind in LEFT_AT_HOME])
    within, params = scope.within_sql("s.place", place)
    return _care(f"s.account IN ({_marks(accounts)}) AND {within}", params)


@dataclass(frozen=True)
class RoomRow:
    """One room: its name, its state, and the stays in it."""

    case: int
    name: str
    beds: int
    state: str
    site: int
    stays: tuple[int, ...] = ()


@dataclass
class SiteRow:
    """One site: its rooms by state, its people by state, and those whose last day has come."""

    site: int
    rooms: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    due_release: int = 0


def rooms(scope: Scope, *, site: int | None = None, state: str = "*") -> list[RoomRow]:
    """Return the rooms of the reader's sites."""
    require(scope, "quarantine.read")
    accounts = chart().matching(f"quarantine:room:{state}")
    within, params = scope.within_sql("s.place", site)
    rows = _rows(
        'SELECT d."case", d.name, d.beds, s.account, s.place FROM quarantine_room d '
        f'JOIN standing s ON s."case" = d."case" WHERE s.account IN ({_marks(accounts)}) AND {within} '
        "ORDER BY s.place, d.name",
        params,
    )
    inside: dict[int, list[int]] = {}
    uses = RoomUse.objects.filter(room__in=[row[0] for row in rows], to_at=None).order_by("stay")
    for room, one in uses.values_list("room", "stay"):
        inside.setdefault(room, []).append(one)
    return [RoomRow(c, n, b, chart().state(a), p, tuple(inside.get(c, ()))) for c, n, b, a, p in rows]


def sites(scope: Scope, *, on: date, place: int | None = None) -> list[SiteRow]:
    """Return the reader's sites that have rooms or people, with how many of each stand where."""
    require(scope, "quarantine.read")
    within, params = scope.within_sql("s.place", place)
    accounts = chart().matching(["quarantine:room:*", *(f"quarantine:stay:{s}" for s in RESTRICTED[:3])])
    counts = _rows(
        f"SELECT s.place, s.account, count(*) FROM standing s WHERE s.account IN ({_marks(accounts)}) AND {within} "
        "GROUP BY s.place, s.account",
        params,
    )
    found: dict[int, SiteRow] = {}
    for at, account, count in counts:
        row = found.setdefault(at, SiteRow(at))
        part = row.rooms if chart().case_class(account) == "room" else row.people
        part[chart().state(account)] = count
    for one in due_release(scope, on=on, place=place):
        if one.place in found:
            found[one.place].due_release += 1
    return [found[at] for at in sorted(found)]


def due_release(scope: Scope, *, on: date, place: int | None = None) -> list[StayRow]:
    """Return the stays whose last full day is over by the end of a day, the longest over first."""
    over = [
        row
        for row in stays(scope, states=("in-site", "home-after"), place=place, limit=100_000)
        if row.order.ends_on <= on
    ]
    return sorted(over, key=lambda row: (row.order.ends_on, row.case))


@dataclass(frozen=True)
class TripRow:
    """One trip with the stays on its manifest."""

    case: int
    state: str
    place: int
    doc: Trip
    stays: tuple[int, ...]


def trips(scope: Scope, *, state: str = "*", case: int | None = None, limit: int = 100) -> list[TripRow]:
    """Return trips from the reader's ports or to their sites, newest first."""
    require(scope, "quarantine.read")
    accounts = chart().matching(f"quarantine:trip:{state}")
    at_port, params = scope.within_sql("s.place")
    at_site, more = scope.within_sql("d.site")
    chosen, given = ('AND d."case" = %s', [case]) if case is not None else ("", [])
    rows = _rows(
        'SELECT d."case", s.account, s.place FROM quarantine_trip d JOIN standing s ON s."case" = d."case" '
        f"WHERE s.account IN ({_marks(accounts)}) AND ({at_port} OR {at_site}) {chosen} "
        'ORDER BY d."case" DESC LIMIT %s',
        [*params, *more, *given, limit],
    )
    docs = Trip.objects.select_related("port_signer", "site_signer").in_bulk([row[0] for row in rows])
    aboard: dict[int, list[int]] = {}
    for trip, one in Aboard.objects.filter(trip__in=list(docs)).order_by("stay").values_list("trip", "stay"):
        aboard.setdefault(trip, []).append(one)
    return [TripRow(c, chart().state(a), p, docs[c], tuple(aboard.get(c, ()))) for c, a, p in rows]


def trip(scope: Scope, case: int) -> TripRow:
    """Return one trip.

    Raises:
        NotFound("case_unknown").
    """
    found = trips(scope, case=case)
    if not found:
        raise NotFound("case_unknown", words("在您負責的範圍內沒有這一件。"))
    return found[0]


def unconfirmed(scope: Scope, *, place: int | None = None) -> list[StayRow]:
    """Return the stays that a site's ledger alone reports, and no officer has confirmed."""
    bare = list(Reported.objects.filter(confirmed_by=None).values_list("case", flat=True))
    found = stays(scope, cases=bare, place=place, limit=100_000) if bare else []
    return [row for row in found if row.is_unconfirmed]


def said_by_sites(scope: Scope) -> list[tuple[SiteSays, StayRow]]:
    """Return what sites say of stays that nobody settled yet."""
    rows = list(SiteSays.objects.filter(settled_by=None).order_by("on", "pk"))
    known = {row.case: row for row in stays(scope, cases=[r.stay for r in rows], limit=100_000)} if rows else {}
    return [(r, known[r.stay]) for r in rows if r.stay in known]
