"""Goods in a store: received, sent on, acknowledged, counted, written off. First expired first out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction

from tongchou.base.clock import local_day
from tongchou.base.ids import new_id
from tongchou.base.refusals import Refused, words
from tongchou.journal.chart import chart
from tongchou.journal.entries import NO_CLAIMS, ClaimRow, Entry, Receipt, claims, opening, step
from tongchou.journal.models import Entry as EntryRow
from tongchou.journal.posting import new_cases, post_batch
from tongchou.journal.stock import Stored, hold, on_hand
from tongchou.pillars.acting import repeated
from tongchou.pillars.supplies import accounts
from tongchou.pillars.supplies.models import Shipment
from tongchou.pillars.supplies.rules import Held, pick
from tongchou.pillars.supplies.services.acting import (
    Move,
    act,
    is_store,
    moved,
    must_stand,
    reach,
    refuse_bad,
    store_of,
)
from tongchou.pillars.supplies.services.donations import Good
from tongchou.pillars.supplies.services.quantities import carried
from tongchou.registers.items.queries import items, lots_of
from tongchou.registers.items.services import NewLot, make_lots
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.access import Scope

#: Where goods come from that nobody donated.
SOURCES = {
    "purchased": (accounts.SUPPLIERS, words("採購")),
    "from-above": (accounts.SUPPLIERS, words("上級調撥")),
    "made": (accounts.MAKERS, words("本地企業生產")),
}
#: Why a count differs, or goods are written off. A difference without a reason is refused.
REASONS = {
    "miscounted": words("前次點數有誤"),
    "unit-mistaken": words("計量單位記錯"),
    "not-recorded": words("收發漏記"),
    "damaged": words("破損"),
    "expired": words("過期"),
    "stolen": words("被盜遺失"),
    "unfit": words("質量不合格"),
    "unexplained": words("原因不明，另查"),
}


def receive_goods(
    scope: Scope,
    store: int,
    goods: Sequence[Good],
    *,
    source: str,
    at: datetime,
    on: date | None = None,
    entry: UUID | None = None,
) -> Receipt:
    """Take goods into a store that nobody donated: bought, sent from above, made in the county. Each is a lot.

    Raises:
        Refused("bad_quantity"), Refused("source_unknown"), NotFound("store_unknown").
    """
    refuse_bad(g.quantity for g in goods)
    if source not in SOURCES:
        raise Refused("source_unknown", words("請選擇物資來源。"))
    with transaction.atomic():
        if found := repeated(scope, entry, "goods-receipt"):
            return found
        store_of(scope, "supplies.receive", store, local_day(at))
        day, frm = on or local_day(at), SOURCES[source][0]
        made = make_lots([NewLot(g.item, g.expires_on, g.made_on, g.code) for g in goods])
        moves = [
            Move(frm, store, accounts.ON_HAND, store, lot, g.quantity, day) for lot, g in zip(made, goods, strict=True)
        ]
        return act(scope, "goods-receipt", moves, at=at, entry=entry, reason=source)


def hold_items(store: int, wanted: Sequence[int]) -> dict[int, list[Held]]:
    """Return the lots of items on hand in a store, held until the transaction ends, with what is owed below zero."""
    return _lots_held(store, wanted, hold)


def look_at(store: int, wanted: Sequence[int]) -> dict[int, list[Held]]:
    """Return the same without holding it: for whoever only wants to see what an allocation would give."""
    return _lots_held(store, wanted, on_hand)


def _lots_held(
    store: int, wanted: Sequence[int], read: Callable[[Sequence[Stored]], dict[Stored, int]]
) -> dict[int, list[Held]]:
    account = chart().number(accounts.ON_HAND)
    lots = {item: lots_of(item) for item in wanted}
    held = read([Stored(account, store, n) for item in wanted for n in (item, *(lot.id for lot in lots[item]))])
    return {
        item: [
            Held(item, held[Stored(account, store, item)]),
            *(Held(lot.id, held[Stored(account, store, lot.id)], lot.expires_on) for lot in lots[item]),
        ]
        for item in wanted
    }


def way_to(place: int, on: date) -> tuple[str, str]:
    """Return the class of a shipment to a place, and the account its goods are in on their way."""
    return ("transfer", accounts.IN_TRANSIT) if is_store(place, on) else ("issue", accounts.UNDER_ISSUE)


def send(
    scope: Scope,
    store: int,
    goods: Mapping[int, int],
    *,
    to: int,
    at: datetime,
    on: date | None = None,
    entry: UUID | None = None,
) -> int:
    """Send goods (item -> quantity) from a store to another, or issue them to a place; return the shipment.

    What went out went out: a store that does not have it stands below zero, which opens a task.

    Raises:
        Refused("bad_quantity"), Refused("already_there"), Refused("place_unknown"), NotFound("store_unknown").
    """
    refuse_bad(goods.values())
    entry = entry or new_id()
    with transaction.atomic():
        if repeated(scope, entry, "send"):
            return Shipment.objects.get(entry=entry).case
        store_of(scope, "supplies.send", store, local_day(at))
        if to == store:
            raise Refused("already_there", words("發往的地方就是本庫。"))
        if to not in tree(local_day(at)):
            raise Refused("place_unknown", words("請選擇發往何處。"))
        day = on or local_day(at)
        held = hold_items(store, list(goods))
        taken = [lots for item, quantity in goods.items() for lots in [pick(held[item], quantity, item, on=day)]]
        row, moves = ship(store, to, taken, request=None, at=at, on=day, entry=entry)
        act(scope, "send", moves, at=at, entry=entry, claims=claims(row))
        return row.case


def ship(
    store: int,
    to: int,
    taken: Sequence[Mapping[int, int]],
    *,
    request: int | None,
    at: datetime,
    on: date,
    entry: UUID,
) -> tuple[ClaimRow, list[Move]]:
    """Open a shipment's document, and return the claim and the moves that its entry is to post."""
    kind, account = way_to(to, on)
    case = new_cases(1)
    Shipment.objects.create(case=case, store=store, place=to, request=request, sent_at=at, entry=entry)
    moves = [
        Move(accounts.ON_HAND, store, account, to, lot, quantity, on)
        for lots in taken
        for lot, quantity in lots.items()
    ]
    return opening(case=case, account=f"shipment:{kind}:under-way", place=to, on=on), moves


def acknowledge(
    scope: Scope,
    case: int,
    *,
    at: datetime,
    missing: Mapping[int, int] | None = None,
    on: date | None = None,
    entry: UUID | None = None,
) -> Receipt:
    """Acknowledge a shipment: what came is in the receiving store, or used by whoever it was issued to.

    `missing` says of which lots how much did not come: that is lost on the way, and the shipment is short.

    Raises:
        Refused("missing_too_much"), Refused("already_gone_on"), NotFound("case_unknown").
    """
    missing = missing or {}
    with transaction.atomic():
        if found := repeated(scope, entry, "acknowledge"):
            return found
        standing = reach(scope, "supplies.acknowledge", [case])
        must_stand(standing, "under-way")
        here, day = int(standing.place[0]), on or local_day(at)
        sent = carried([case])[case]
        if any(not 0 <= quantity <= sent.get(lot, 0) for lot, quantity in missing.items()):
            raise Refused("missing_too_much", words("未到數量多於發出數量，請核對。"))
        kind = chart().case_class(int(standing.account[0]))
        frm, to = (
            (accounts.IN_TRANSIT, accounts.ON_HAND) if kind == "transfer" else (accounts.UNDER_ISSUE, accounts.ISSUED)
        )
        moves = [Move(frm, here, to, here, lot, n - missing.get(lot, 0), day) for lot, n in sent.items()]
        moves += [Move(frm, here, "gone:lost-on-the-way", here, lot, n, day) for lot, n in missing.items()]
        state = "short" if any(missing.values()) else "acknowledged"
        row = step(case=case, account=f"shipment:{kind}:{state}", predecessor=int(standing.state_tip[0]), on=day)
        return act(scope, "acknowledge", moves, at=at, entry=entry, claims=claims(row))


def count(
    scope: Scope,
    store: int,
    counted: Mapping[int, int],
    *,
    reasons: Mapping[int, str],
    at: datetime,
    entry: UUID | None = None,
) -> Receipt | None:
    """Take stock: lots (or items without a lot) and what was counted of each. Each difference is explained.

    Gains and losses are posted with an entry for each reason; None where everything was as the books have it.

    Raises:
        Refused("bad_quantity"), Refused("difference_unexplained"), NotFound("store_unknown").
    """
    if not counted or any(quantity < 0 for quantity in counted.values()):
        raise Refused("bad_quantity", words("請填寫盤點數，不應小於零。"))
    entry = entry or new_id()
    with transaction.atomic():
        store_of(scope, "supplies.count", store, local_day(at))
        ids = {reason: uuid5(entry, reason) for reason in REASONS}
        if known := EntryRow.objects.filter(id__in=ids.values()).order_by("number").first():
            return Receipt(known.id, "exists", known.number)
        account, day = chart().number(accounts.ON_HAND), local_day(at)
        held = hold([Stored(account, store, lot) for lot in counted])
        by_reason: dict[str, list[Move]] = {}
        for lot, quantity in counted.items():
            if not (off := quantity - held[Stored(account, store, lot)]):
                continue
            reason = reasons.get(lot, "")
            if reason not in REASONS:
                raise Refused("difference_unexplained", words("盤盈盤虧都要選擇原因。"))
            gain, here = ("discrepancy:gain", store), (accounts.ON_HAND, store)
            way = (*gain, *here) if off > 0 else (*here, "discrepancy:loss", store)
            by_reason.setdefault(reason, []).append(Move(*way, lot, abs(off), day))
        entries = [
            Entry(ids[reason], "stocktake", scope.user_id, scope.role, at, NO_CLAIMS, moved(moves), reason=reason)
            for reason, moves in by_reason.items()
        ]
        return post_batch(entries)[0] if entries else None


def write_off(
    scope: Scope, store: int, goods: Mapping[int, int], *, reason: str, at: datetime, entry: UUID | None = None
) -> Receipt:
    """Write off what cannot be used any more: lots (or items without a lot) with quantities, and why.

    Raises:
        Refused("bad_quantity"), Refused("reason_missing"), NotFound("store_unknown").
    """
    refuse_bad(goods.values())
    if reason not in REASONS:
        raise Refused("reason_missing", words("報廢要選擇原因。"))
    with transaction.atomic():
        if found := repeated(scope, entry, "write-off"):
            return found
        store_of(scope, "supplies.write_off", store, local_day(at))
        if len(items(goods)) != len(goods):
            raise Refused("item_unknown", words("沒有這一批物資。"))
        day = local_day(at)
        moves = [
            Move(accounts.ON_HAND, store, "gone:written-off", store, lot, quantity, day)
            for lot, quantity in goods.items()
        ]
        return act(scope, "write-off", moves, at=at, entry=entry, reason=reason)
