"""What a site's ledger reports: who is there, since when, in which room, who left. Nothing of it is lost.

A person the books have in quarantine already is that stay, however often the sheet comes. Someone they do not have
becomes a stay at once, because they *are* there; its order rests on the ledger until an officer confirms it. A release
in the sheet ends a stay only where the rule's last day has come and whoever hands the sheet in speaks for the
authority that ordered; otherwise it is kept as what the site says, for an officer to settle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from tongchou.base.refusals import words
from tongchou.base.rights import may
from tongchou.dated.queries import rule_on
from tongchou.journal.chart import chart
from tongchou.journal.entries import ClaimRow, Entry, claims, move, opening, own, step
from tongchou.journal.models import Standing
from tongchou.journal.posting import new_cases, post
from tongchou.pillars.quarantine import rules
from tongchou.pillars.quarantine.accounts import ENDED
from tongchou.pillars.quarantine.models import AtHome, Reported, Room, RoomUse, SiteSays, Stay
from tongchou.pillars.quarantine.restrictions import CENTRAL
from tongchou.pillars.quarantine.services.acting import ROOM, STAY
from tongchou.pillars.quarantine.services.orders import latest
from tongchou.registers.people.queries import everyone_who_are
from tongchou.registers.people.services import link, locate
from tongchou.registers.policy import register_open
from tongchou.registers.staff.access import Scope
from tongchou.restrictions.models import Order
from tongchou.restrictions.services import keep
from tongchou.restrictions.services.orders import Drawn

#: The rule a reported stay is kept under until an officer confirms it: reporting is no restricting.
AS_REPORTED = words("隔離點台賬所報，待確認")


@dataclass(frozen=True)
class LedgerRow:
    """One person of a site's ledger. `root` is who `person` turned out to be; `left` names how they left, if they did.

    `left` is released, hospital or other; `place` the site, `home` 0 where it is not known.
    """

    person: int
    root: int
    place: int
    home: int
    room: str
    basis: str
    exposed_on: date
    from_on: date
    left: str
    left_on: date


@dataclass
class Told:
    """What became of a ledger: the stay of each row, and codes by row."""

    stays: list[int] = field(default_factory=list)
    codes: dict[int, list[str]] = field(default_factory=dict)


@dataclass
class _Book:
    """The books as a ledger meets them, and the claims it adds."""

    scope: Scope
    on: date
    rows: list[ClaimRow] = field(default_factory=list)
    orders: list[Drawn] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    said: list[tuple[int, str, date]] = field(default_factory=list)
    into: list[tuple[int, int]] = field(default_factory=list)
    out: set[int] = field(default_factory=set)

    def add(self, row: ClaimRow) -> int:
        self.rows.append(row)
        return own(len(self.rows) - 1)


@dataclass
class _At:
    """Where a stay stands while a ledger is read."""

    case: int
    state: str
    tip: int
    place: int
    place_tip: int
    ends_on: date
    room: int = 0
    is_confirmed: bool = True


def take_ledger(
    scope: Scope, rows: Sequence[LedgerRow], *, upload: UUID, entry: UUID, voucher: str, on: date, at: datetime
) -> Told:
    """Take a ledger in, as one entry, in the caller's transaction; return each row's stay."""
    book, reported = _Book(scope, on), Told()
    known = _known({row.root for row in rows})
    rooms = {site: _rooms(site) for site in {row.place for row in rows}}
    for number, row in enumerate(rows):
        here = known.get(row.root)
        if here is None or (here.state in ENDED and row.from_on > here.ends_on):
            here = known[row.root] = _new_stay(book, row)
            reported.codes.setdefault(number, []).append("stay_reported")
        else:
            _seen_again(book, here, row)
        if row.room and here.state == "in-site":
            _put_in_room(book, here, row, rooms[row.place])
        if row.left and here.state not in (*ENDED, "hospital", "found-positive"):
            reported.codes.setdefault(number, []).extend(_gone(book, here, row))
        reported.stays.append(here.case)
    _empty_rooms(book)
    _write(book, scope, rows, reported, upload=upload, entry=entry, voucher=voucher, at=at)
    return reported


def _known(roots: set[int]) -> dict[int, _At]:
    """Return the latest stay of each person, by who they turned out to be."""
    with register_open():
        return _stays_of(everyone_who_are(roots))


def _stays_of(persons: dict[int, int]) -> dict[int, _At]:
    stays = list(Stay.objects.filter(person__in=persons).order_by("case"))
    standing = Standing.objects.in_bulk([s.case for s in stays])
    orders = latest([s.case for s in stays])
    bare = set(Reported.objects.filter(case__in=orders, confirmed_by=None).values_list("case", flat=True))
    uses = dict(RoomUse.objects.filter(stay__in=[s.case for s in stays], to_at=None).values_list("stay", "room"))
    found = {}
    for stay in stays:
        at = standing[stay.case]
        if at.account and stay.case in orders:
            found[persons[stay.person]] = _At(
                stay.case, chart().state(at.account), at.state_tip, at.place, at.place_tip,
                orders[stay.case].ends_on, uses.get(stay.case, 0), stay.case not in bare,
            )  # fmt: skip
    return found


def _new_stay(book: _Book, row: LedgerRow) -> _At:
    case = new_cases(1)
    since = min(row.from_on, book.on)
    tip = book.add(opening(case=case, account=f"{STAY}:in-site", place=row.place, on=since))
    edition = rule_on("quarantine.length", since)
    ends = rules.quarantine_ends_on(row.exposed_on, edition, row.basis)
    book.stays.append(Stay(case=case, request=0, person=row.person, home=row.home, basis=row.basis))
    order = Order(
        register=STAY, case=case, person=row.person, kind=CENTRAL, legal_ground=str(edition.body["legal_ground"]),
        rule=AS_REPORTED, exposed_on=row.exposed_on, from_on=since, ends_on=ends, issuer_id=book.scope.user_id,
    )  # fmt: skip
    book.orders.append(Drawn(len(book.rows) - 1, order))
    return _At(case, "in-site", tip, row.place, tip, ends, is_confirmed=False)


def _seen_again(book: _Book, here: _At, row: LedgerRow) -> None:
    """Let a stay that was ordered or on its way be in its site, and one that changed sites stand in the new one."""
    since = min(max(row.from_on, date.min), book.on)
    if here.state in ("ordered", "in-transit"):
        here.tip = book.add(step(case=here.case, account=f"{STAY}:in-site", predecessor=here.tip, on=since))
        here.state = "in-site"
    if here.state == "in-site" and here.place != row.place:
        here.place_tip = book.add(move(case=here.case, place=row.place, predecessor=here.place_tip, on=book.on))
        here.place = row.place
        if here.room:
            book.out.add(here.case)
            here.room = 0


def _rooms(site: int) -> dict[str, tuple[int, str, int]]:
    """Return the rooms of a site by name: case, state, tip."""
    standing = {s.case: s for s in Standing.objects.filter(place=site, account__in=chart().matching(f"{ROOM}:*"))}
    names = Room.objects.filter(case__in=standing).values_list("name", "case")
    return {n: (c, chart().state(standing[c].account), standing[c].state_tip) for n, c in names}


def _put_in_room(book: _Book, here: _At, row: LedgerRow, rooms: dict[str, tuple[int, str, int]]) -> None:
    """Put a stay into the room its row names; a room the site did not tell of before is opened by it."""
    name = row.room[:20]
    if name not in rooms:
        case = new_cases(1)
        tip = book.add(opening(case=case, account=f"{ROOM}:in-use", place=row.place, on=book.on))
        rooms[name] = (case, "in-use", tip)
        Room.objects.create(case=case, name=name, beds=1)
    case, state, tip = rooms[name]
    if here.room == case:
        return
    if state != "in-use":
        tip = book.add(step(case=case, account=f"{ROOM}:in-use", predecessor=tip, on=book.on))
        rooms[name] = (case, "in-use", tip)
    if here.room:
        book.out.add(here.case)
    here.room = case
    book.into.append((case, here.case))


def _gone(book: _Book, here: _At, row: LedgerRow) -> list[str]:
    """Let somebody leave, as far as the sheet's sender may say so; else keep what the site says."""
    left_on = min(max(row.left_on, row.from_on), book.on)
    if row.left == "hospital":
        _leave(book, here, "hospital", left_on)
        return []
    if row.left == "released":
        if here.ends_on > left_on:
            code = "release_early"
        elif not here.is_confirmed or not may(book.scope, "quarantine.release", here.place):
            code = "release_not_yours"
        else:
            _leave(book, here, "released", left_on)
            return []
        book.said.append((here.case, "released", left_on))
        return [code]
    book.said.append((here.case, "other", left_on))
    return ["left_otherwise"]


def _leave(book: _Book, here: _At, state: str, on: date) -> None:
    if here.state in ("ordered", "in-transit"):
        here.tip = book.add(step(case=here.case, account=f"{STAY}:in-site", predecessor=here.tip, on=on))
    here.tip = book.add(step(case=here.case, account=f"{STAY}:{state}", predecessor=here.tip, on=on))
    here.state = state
    book.out.add(here.case)
    book.into = [(room, stay) for room, stay in book.into if stay != here.case]


def _empty_rooms(book: _Book) -> None:
    """Send the rooms that nobody is left in to disinfection."""
    uses = list(RoomUse.objects.filter(to_at=None).values_list("room", "stay"))
    before = {room for room, stay in uses if stay in book.out}
    entered = {row.case for row in book.rows if row.account and chart().register(row.account) == ROOM}
    after = {room for room, stay in uses if stay not in book.out} | {room for room, _ in book.into}
    standing = Standing.objects.in_bulk(sorted((before | entered) - after))
    tips = {row.case: own(i) for i, row in enumerate(book.rows) if row.case in entered}
    for room in sorted((before | entered) - after):
        tip = tips.get(room) or standing[room].state_tip
        account = f"{ROOM}:awaiting-disinfection"
        book.add(step(case=room, account=account, predecessor=tip, on=book.on))


def _write(
    book: _Book, scope: Scope, rows: Sequence[LedgerRow], reported: Told, *, upload: UUID, entry: UUID,
    voucher: str, at: datetime,
) -> None:  # fmt: skip
    first = 0
    if book.rows:
        entered = Entry(entry, "list", scope.user_id, scope.role, at, claims(*book.rows), voucher=voucher)
        first = post(entered).first_claim
    Stay.objects.bulk_create(book.stays, batch_size=2000)
    for one in book.orders:
        one.order.issued_at = at
    keep(book.orders, first)
    Reported.objects.bulk_create([Reported(case=s.case, upload=upload) for s in book.stays], batch_size=2000)
    AtHome.objects.bulk_create(
        [AtHome(case=s.case, unanswered="already-in-site", answered_by_id=scope.user_id, answered_at=at)
         for s in book.stays], batch_size=2000,
    )  # fmt: skip
    RoomUse.objects.filter(stay__in=book.out, to_at=None).update(to_at=at)
    RoomUse.objects.bulk_create([RoomUse(room=r, stay=s, from_at=at) for r, s in book.into], batch_size=2000)
    link([s.case for s in book.stays], [s.person for s in book.stays])
    for place in {row.place for row in rows}:
        locate([row.person for row in rows if row.place == place], place)
    for stay, says, on in book.said:
        SiteSays.objects.get_or_create(stay=stay, says=says, on=on, defaults={"upload": upload})


def settle_said(scope: Scope, said: int) -> None:
    """Say that what a site's ledger says of a stay has been looked into; the stay's own verbs did the rest."""
    from tongchou.pillars.quarantine.services.acting import reach

    row = SiteSays.objects.filter(pk=said, settled_by=None).first()
    reach(scope, "quarantine.order", [row.stay if row else 0], register=STAY)
    SiteSays.objects.filter(pk=said).update(settled_by=scope.user_id)
