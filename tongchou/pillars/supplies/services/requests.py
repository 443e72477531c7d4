"""Requests: one place asks one store for goods; the store shares what it has by the day's order, and says why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tongchou.base.clock import local_day
from tongchou.base.ids import new_id
from tongchou.base.refusals import Refused, words
from tongchou.journal.chart import chart
from tongchou.journal.entries import ClaimRow, Receipt, claims, opening, step
from tongchou.journal.models import Standing
from tongchou.journal.posting import new_cases
from tongchou.pillars.acting import Reached, repeated
from tongchou.pillars.supplies import accounts
from tongchou.pillars.supplies.dated import priority
from tongchou.pillars.supplies.models import Cut, Request
from tongchou.pillars.supplies.rules import Grant, Held, Wish, allocate, pick, usable
from tongchou.pillars.supplies.services.acting import (
    Move,
    act,
    is_store,
    must_stand,
    of_store,
    reach,
    refuse_bad,
    store_of,
)
from tongchou.pillars.supplies.services.quantities import asked
from tongchou.pillars.supplies.services.stock import hold_items, ship
from tongchou.registers.items.queries import items
from tongchou.registers.staff.access import Scope, require


def ask(
    scope: Scope,
    place: int,
    goods: Mapping[int, int],
    *,
    store: int,
    case_class: str,
    at: datetime,
    purpose: str = "",
    on: date | None = None,
    entry: UUID | None = None,
) -> int:
    """Ask a store for goods (item -> quantity) on behalf of a place; return the request's case.

    Raises:
        Refused("bad_quantity"), Refused("class_unknown"), Refused("store_unknown"), Refused("item_unknown").
    """
    refuse_bad(goods.values())
    require(scope, "supplies.ask", place=place)
    if case_class not in accounts.CLASSES:
        raise Refused("class_unknown", words("請選擇這些物資給誰用。"))
    if not is_store(store, local_day(at)) or store == place:
        raise Refused("store_unknown", words("請選擇向哪一個倉庫申請。"))
    if len(items(goods)) != len(goods):
        raise Refused("item_unknown", words("物資目錄中沒有所申請的物資。"))
    entry = entry or new_id()
    with transaction.atomic():
        if repeated(scope, entry, "request"):
            return Request.objects.get(entry=entry).case
        case, day = new_cases(1), on or local_day(at)
        Request.objects.create(
            case=case, store=store, place=place, purpose=purpose[:120], asked_on=day, entry=entry, user_id=scope.user_id
        )
        moves = [Move(accounts.ASKERS, place, "asked:open", place, item, n, day) for item, n in goods.items()]
        row = opening(case=case, account=f"request:{case_class}:open", place=place, on=day)
        act(scope, "request", moves, at=at, entry=entry, claims=claims(row))
        return case


@dataclass(frozen=True)
class Decision:
    """What would become of the open requests of a store: by item the grants, with what was on hand."""

    grants: dict[int, list[Grant]]
    available: dict[int, int]
    source: str


def open_requests(store: int) -> dict[int, int]:
    """Return the open requests to a store: case -> account."""
    accounts_ = chart().matching("request:*:open")
    mine = Request.objects.filter(store=store).values("case")
    return dict(Standing.objects.filter(case__in=mine, account__in=accounts_).values_list("case", "account"))


def decide(requests: Mapping[int, int], wanted: Mapping[int, Mapping[int, int]], held: Mapping[int, list[Held]],
           on: date) -> Decision:  # fmt: skip
    """Share what is held among requests (case -> account) that want items: pure but for the chart."""
    rule = priority(on)
    wishes: dict[int, list[Wish]] = {}
    for case, goods in sorted(wanted.items()):
        for item, quantity in goods.items():
            wishes.setdefault(item, []).append(Wish(case, chart().case_class(requests[case]), quantity))
    available = {item: max(usable(held[item], on=on), 0) for item in wishes}
    grants = {item: allocate(mine, available[item], rule) for item, mine in wishes.items()}
    return Decision(grants, available, rule.source)


def allocate_store(scope: Scope, store: int, *, at: datetime, entry: UUID | None = None) -> Receipt:
    """Answer every open request of a store at once: grant by the day's order, send what is granted, say why not.

    The store's items are held before anything is decided, so two who allocate never share the same goods.

    Raises:
        Refused("nothing_asked"), NotFound("store_unknown").
    """
    entry = entry or new_id()
    with transaction.atomic():
        if found := repeated(scope, entry, "allocate"):
            return found
        store_of(scope, "supplies.allocate", store, local_day(at))
        wanted = asked(open_requests(store))
        if not wanted:
            raise Refused("nothing_asked", words("沒有待答覆的申請。"))
        held = hold_items(store, sorted({item for goods in wanted.values() for item in goods}))
        standing = of_store(list(wanted))
        must_stand(standing, "open")
        day = local_day(at)
        requests = dict(zip(standing.case.tolist(), standing.account.tolist(), strict=True))
        decision = decide(requests, wanted, held, day)
        _keep_cuts(decision)
        rows, moves = _answers(standing, decision, day)
        for place, parcel in _parcels(standing, decision, held, day).items():
            only = min(parcel.requests) if len(parcel.requests) == 1 else None
            row, more = ship(store, place, parcel.taken, request=only, at=at, on=day, entry=entry)
            rows.append(row)
            moves += more
        return act(scope, "allocate", moves, at=at, entry=entry, claims=claims(*rows))


def _keep_cuts(decision: Decision) -> None:
    Cut.objects.bulk_create(
        [
            Cut(request=g.wish.key, item=item, reason=g.reason, rule=decision.source[:200])
            for item, grants in decision.grants.items()
            for g in grants
            if g.reason
        ]
    )


def _answers(standing: Reached, decision: Decision, on: date) -> tuple[list[ClaimRow], list[Move]]:
    """Return each request's step, and the moves of what was asked to what was granted and cut."""
    of_case: dict[int, list[tuple[int, Grant]]] = {}
    for item, grants in decision.grants.items():
        for grant in grants:
            of_case.setdefault(grant.wish.key, []).append((item, grant))
    rows: list[ClaimRow] = []
    moves: list[Move] = []
    for i, case in enumerate(standing.case.tolist()):
        place, case_class = int(standing.place[i]), chart().case_class(int(standing.account[i]))
        mine = of_case[case]
        got, wanted = sum(g.quantity for _, g in mine), sum(g.wish.quantity for _, g in mine)
        state = "served" if got == wanted else "cut" if got else "refused"
        tip = int(standing.state_tip[i])
        rows.append(step(case=case, account=f"request:{case_class}:{state}", predecessor=tip, on=on))
        for item, g in mine:
            frm = ("asked:open", place)
            moves.append(Move(*frm, "asked:served", place, item, g.quantity, on))
            moves.append(Move(*frm, "asked:cut", place, item, g.wish.quantity - g.quantity, on))
    return rows, moves


@dataclass
class _Parcel:
    """What one place is sent, and for which requests."""

    taken: list[dict[int, int]] = field(default_factory=list)
    requests: set[int] = field(default_factory=set)


def _parcels(standing: Reached, decision: Decision, held: Mapping[int, list[Held]], on: date) -> dict[int, _Parcel]:
    """Return what each place is granted: lots go first expired first, in the order of the classes."""
    places = dict(zip(standing.case.tolist(), standing.place.tolist(), strict=True))
    order = {code: n for n, code in enumerate(priority(on).order)}
    found: dict[int, _Parcel] = {}
    for item, grants in decision.grants.items():
        left = {h.lot: h for h in held[item]}
        for grant in sorted(grants, key=lambda g: (order[g.wish.case_class], g.wish.key)):
            if not grant.quantity:
                continue
            taken = pick(list(left.values()), grant.quantity, item, on=on)
            for lot, quantity in taken.items():
                left[lot] = Held(lot, left[lot].quantity - quantity, left[lot].expires_on)
            parcel = found.setdefault(places[grant.wish.key], _Parcel())
            parcel.taken.append(taken)
            parcel.requests.add(grant.wish.key)
    return found


def withdraw_request(scope: Scope, case: int, *, at: datetime, entry: UUID | None = None) -> Receipt:
    """Take an unanswered request back."""
    with transaction.atomic():
        if found := repeated(scope, entry, "withdraw-request"):
            return found
        standing = reach(scope, "supplies.ask", [case])
        must_stand(standing, "open")
        day, place = local_day(at), int(standing.place[0])
        account = f"request:{chart().case_class(int(standing.account[0]))}:withdrawn"
        # Negative on the same way: what is taken back was neither granted nor cut.
        moves = [
            Move(accounts.ASKERS, place, "asked:open", place, item, -n, day) for item, n in asked([case])[case].items()
        ]
        row = step(case=case, account=account, predecessor=int(standing.state_tip[0]), on=day)
        return act(scope, "withdraw-request", moves, at=at, entry=entry, claims=claims(row))
