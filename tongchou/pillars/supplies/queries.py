"""What can be read of stores, requests, shipments and makers: the only reader, with `ledger.py` for donations.

Every function takes the reader's scope first and narrows to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tongchou.base.refusals import NotFound, words
from tongchou.figures.cube import View, cube
from tongchou.journal.chart import chart
from tongchou.journal.models import Standing
from tongchou.journal.stock import LOT_BITS, Stored, on_hand
from tongchou.pillars.supplies import accounts, dated, rules
from tongchou.pillars.supplies.models import Cut, Maker, Product, Request, Shipment
from tongchou.pillars.supplies.services.makers import LINES, reported
from tongchou.pillars.supplies.services.quantities import Quantities, asked, carried
from tongchou.pillars.supplies.services.requests import Decision, decide, open_requests
from tongchou.pillars.supplies.services.stock import look_at
from tongchou.registers.items.catalogue import Item, by_code
from tongchou.registers.items.models import Lot
from tongchou.registers.items.queries import items, lots
from tongchou.registers.orgs.queries import names as organisation_names
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.access import Scope, require

Sums = dict[tuple[int, int], int]


@dataclass(frozen=True)
class LotRow:
    """A lot on hand (or, with `lot` None, goods of no lot): how much, until when, from which donation if any."""

    id: int
    quantity: int
    lot: Lot | None
    is_expiring: bool
    is_expired: bool


@dataclass
class StockRow:
    """One item in one store: on hand with its lots, on its way there, and how long it lasts."""

    store: int
    item: Item
    on_hand: int = 0
    in_transit: int = 0
    used: int = 0
    lots: list[LotRow] = field(default_factory=list)
    cover: rules.Cover | None = None
    is_short: bool = False


def stores(scope: Scope, *, on: date, within: int | None = None) -> list[int]:
    """Return the stores in the reader's places."""
    now = tree(on)
    mine = scope.places(within)
    return [int(p) for p in mine if p in now and str(now.kind[now.position(int(p))]) == "store"]


def every_store(on: date) -> list[int]:
    """Return every store of the county: whom one may ask for goods, or send them to."""
    return [int(place) for place in tree(on).of_kind("store")]


def sums(view: View, code: str, on: date) -> Sums:
    """Return what lies in an account at the end of a day: (place, item or lot) -> quantity, zeros left out."""
    account, last = chart().number(code), on.toordinal()
    lines = view.lines(
        lambda p: ((p.from_account == account) | (p.to_account == account)) & (p.booked_on <= last) & (p.item > 0)
    )
    found: Sums = {}
    for side, sign in (("from", -1), ("to", 1)):
        here = getattr(lines, f"{side}_account") == account
        places, ids, many = getattr(lines, f"{side}_place")[here], lines.item[here], lines.quantity[here]
        for place, item, quantity in zip(places.tolist(), ids.tolist(), many.tolist(), strict=True):
            found[place, item] = found.get((place, item), 0) + sign * quantity
    return {key: quantity for key, quantity in found.items() if quantity}


def used(view: View, on: date, days: int) -> Sums:
    """Return what stores gave out to be used over the days up to one: (store, item) -> quantity."""
    frm, to = chart().number(accounts.ON_HAND), chart().number(accounts.UNDER_ISSUE)
    first, last = on.toordinal() - days, on.toordinal()
    lines = view.lines(
        lambda p: (p.from_account == frm) & (p.to_account == to) & (p.booked_on > first) & (p.booked_on <= last)
    )
    found: Sums = {}
    rows = (lines.from_place.tolist(), lines.item.tolist(), lines.quantity.tolist())
    for place, item, quantity in zip(*rows, strict=True):
        key = place, base(item)
        found[key] = found.get(key, 0) + quantity
    return found


def base(item: int) -> int:
    """Return the item that an id is, or is a lot of."""
    return item >> LOT_BITS << LOT_BITS


def stock(scope: Scope, *, on: date, place: int | None = None) -> list[StockRow]:
    """Return what the stores in the reader's places have, by store and item, with lots, expiry and days of cover."""
    require(scope, "supplies.read")
    view, rule = cube().view(), dated.watch(on)
    mine = set(stores(scope, on=on, within=place))
    held, coming = sums(view, accounts.ON_HAND, on), sums(view, accounts.IN_TRANSIT, on)
    gone = used(view, on, rule.consumption_days)
    known = items({n for at, n in (*held, *coming, *gone) if at in mine})
    known_lots = lots({n for at, n in held if at in mine})
    rows: dict[tuple[int, int], StockRow] = {}

    def row(at: int, number: int) -> StockRow:
        return rows.setdefault((at, base(number)), StockRow(at, known[number]))

    for (at, number), quantity in sorted(held.items()):
        if at in mine:
            one, lot = row(at, number), known_lots.get(number)
            one.on_hand += quantity
            until = lot.expires_on if lot else None
            expiring = rules.is_expiring(until, on=on, rule=rule)
            one.lots.append(LotRow(number, quantity, lot, expiring, until is not None and until < on))
    for (at, number), quantity in coming.items():
        if at in mine:
            row(at, number).in_transit += quantity
    for (at, number), quantity in gone.items():
        if at in mine:
            row(at, number).used += quantity
    for one in rows.values():
        _cover(one, rule)
    order = {number: n for n, number in enumerate(tree(on).ids.tolist())}
    return sorted(rows.values(), key=lambda r: (order.get(r.store, 0), r.item.number))


def _cover(row: StockRow, rule: rules.Watch) -> None:
    row.cover = rules.cover(row.on_hand, row.used, rule.consumption_days)
    row.is_short = row.cover.days is not None and row.cover.days < rule.short_below_days
    row.lots.sort(key=lambda r: (r.lot is None or r.lot.expires_on is None, r.lot and r.lot.expires_on, r.id))


def runs_out(scope: Scope, *, on: date, place: int | None = None) -> list[StockRow]:
    """Return each item over all stores of a place, what runs out first at the top; what nobody uses is left out."""
    rule = dated.watch(on)
    found: dict[int, StockRow] = {}
    for row in stock(scope, on=on, place=place):
        whole = found.setdefault(row.item.id, StockRow(0, row.item))
        whole.on_hand += row.on_hand
        whole.in_transit += row.in_transit
        whole.used += row.used
    for row in found.values():
        _cover(row, rule)
    last = [row for row in found.values() if row.cover and row.cover.days is not None]
    return sorted(last, key=lambda row: (row.cover.days if row.cover else 0, row.item.number))


@dataclass(frozen=True)
class RequestRow:
    """One request: who asks which store for what, for whom, and what became of it with the reason for each cut."""

    case: int
    state: str
    case_class: str
    place: int
    store: int
    purpose: str
    asked_on: date
    goods: tuple[tuple[Item, int], ...]
    cuts: tuple[tuple[Item, str, str], ...] = ()


def requests(
    scope: Scope, *, on: date, state: str = "*", store: int | None = None, place: int | None = None, limit: int = 200
) -> list[RequestRow]:
    """Return requests that the reader's places make, or that are made to the reader's stores; newest first."""
    require(scope, "supplies.read")
    numbers = chart().matching(f"request:*:{state}")
    rows = Request.objects.filter(asked_on__lte=on).order_by("-case")
    rows = rows.filter(store=store) if store else rows
    at = scope.narrow(rows, "place", within=place) | scope.narrow(rows, "store", within=place)
    standing = Standing.objects.filter(case__in=at.values("case"), account__in=numbers)
    accounts_ = dict(standing.order_by("-case").values_list("case", "account")[:limit])
    found = list(at.filter(case__in=list(accounts_)).distinct())
    goods, cuts = asked(accounts_), _cuts(accounts_)
    known = items({n for wanted in goods.values() for n in wanted})
    return [
        RequestRow(
            r.case, chart().state(accounts_[r.case]), chart().case_class(accounts_[r.case]), r.place, r.store,
            r.purpose, r.asked_on, _named(goods[r.case], known), tuple(cuts.get(r.case, ())),
        )
        for r in found
    ]  # fmt: skip


def _named(goods: Quantities, known: dict[int, Item]) -> tuple[tuple[Item, int], ...]:
    """Return quantities by item, lots added up."""
    found: dict[int, int] = {}
    for number, quantity in goods.items():
        found[base(number)] = found.get(base(number), 0) + quantity
    by_base = {item.id: item for item in known.values()}
    return tuple((by_base[n], quantity) for n, quantity in sorted(found.items()) if quantity)


def _cuts(requests_: Iterable[int]) -> dict[int, list[tuple[Item, str, str]]]:
    found: dict[int, list[tuple[Item, str, str]]] = {}
    rows = list(Cut.objects.filter(request__in=list(requests_)).order_by("pk"))
    known = items({row.item for row in rows})
    for row in rows:
        found.setdefault(row.request, []).append((known[row.item], row.reason, row.rule))
    return found


def preview(scope: Scope, store: int, *, on: date) -> Decision:
    """Return what allocating a store's open requests now would give whom, and why less. Nothing is held or posted.

    Raises:
        NotFound("store_unknown").
    """
    require(scope, "supplies.allocate")
    if not scope.covers(store):
        raise NotFound("store_unknown", words("在您負責的範圍內沒有這個倉庫。"))
    opened = open_requests(store)
    wanted = asked(opened)
    return decide(opened, wanted, look_at(store, sorted({item for goods in wanted.values() for item in goods})), on)


@dataclass(frozen=True)
class ShipmentRow:
    """Goods on their way or arrived: from which store to where, by lot."""

    case: int
    kind: str
    state: str
    place: int
    store: int
    sent_at: datetime
    is_late: bool
    request: int | None
    goods: tuple[tuple[Item, int], ...]
    lots: tuple[tuple[int, Item, int], ...]


def shipments(
    scope: Scope, *, at: datetime, on: date, state: str = "under-way", place: int | None = None, limit: int = 200
) -> list[ShipmentRow]:
    """Return shipments to the reader's places, or from the reader's stores; newest first."""
    require(scope, "supplies.ledger")
    numbers = chart().matching(f"shipment:*:{state}")
    rows = Shipment.objects.order_by("-case")
    mine = scope.narrow(rows, "place", within=place) | scope.narrow(rows, "store", within=place)
    standing = Standing.objects.filter(case__in=mine.values("case"), account__in=numbers)
    accounts_ = dict(standing.order_by("-case").values_list("case", "account")[:limit])
    goods = carried(accounts_)
    known = items({n for moved in goods.values() for n in moved})
    before = at - timedelta(hours=dated.watch(on).acknowledge_hours)
    found = []
    for r in mine.filter(case__in=list(accounts_)).distinct():
        status = chart().state(accounts_[r.case])
        by_lot = tuple((n, known[n], quantity) for n, quantity in sorted(goods[r.case].items()))
        found.append(
            ShipmentRow(
                r.case, chart().case_class(accounts_[r.case]), status, r.place, r.store, r.sent_at,
                status == "under-way" and r.sent_at < before, r.request, _named(goods[r.case], known), by_lot,
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True)
class MakerRow:
    """A maker with what it can make a day and what it reported for a day; `planned` is not built yet."""

    number: int
    name: str
    place: int
    running: tuple[tuple[Item, int], ...]
    planned: tuple[tuple[Item, int], ...]
    lines: int
    made: tuple[tuple[Item, int], ...]
    products: tuple[Item, ...]


def makers(scope: Scope, *, on: date, place: int | None = None) -> list[MakerRow]:
    """Return the makers in the reader's places, with capacity and the output of a day; None reported is silence."""
    require(scope, "supplies.read")
    rows = list(scope.narrow(Maker.objects.order_by("pk"), within=place))
    products: dict[int, dict[int, int]] = {}
    for maker, lot, item in Product.objects.filter(maker__in=rows).values_list("maker_id", "lot", "item"):
        products.setdefault(maker, {})[lot] = item
    called = organisation_names(row.organisation for row in rows)
    every = [(row, lot) for row in rows for lot in products.get(row.pk, {})]
    plants = {code: chart().number(f"plan:capacity:{code}") for code in ("in-operation", "not-yet-built")}
    now = on_hand([Stored(account, row.place, lot) for row, lot in every for account in plants.values()])
    made, known = reported([lot for _, lot in every], on), items(lot for _, lot in every)
    line_item = by_code()[LINES]
    found = []
    for row in rows:
        mine = products.get(row.pk, {})
        goods = [lot for lot, item in mine.items() if item != line_item.id]

        def capacity(plant: str, lots_: Sequence[int], at: Maker = row) -> tuple[tuple[Item, int], ...]:
            pairs = ((known[n], now[Stored(plants[plant], at.place, n)]) for n in lots_)
            return tuple((item, quantity) for item, quantity in pairs if quantity)

        line_lots = [lot for lot, item in mine.items() if item == line_item.id]
        found.append(
            MakerRow(
                row.pk, called.get(row.organisation, ""), row.place, capacity("in-operation", goods),
                capacity("not-yet-built", goods), sum(n for _, n in capacity("in-operation", line_lots)),
                tuple((known[n], made[n]) for n in goods if n in made), tuple(known[n] for n in goods),
            )
        )  # fmt: skip
    return found


def silent_makers(scope: Scope, *, on: date) -> list[MakerRow]:
    """Return the makers that run and reported nothing for a day."""
    return [row for row in makers(scope, on=on) if row.running and not row.made]


def below_zero(view: View, on: date) -> Sums:
    """Return the (store, item) pairs that stand below zero at the end of a day, by item with all its lots."""
    found: Sums = {}
    for (place, number), quantity in sums(view, accounts.ON_HAND, on).items():
        found[place, base(number)] = found.get((place, base(number)), 0) + quantity
    return {key: quantity for key, quantity in found.items() if quantity < 0}


def expiring(view: View, on: date) -> dict[tuple[int, int], date]:
    """Return the lots on hand that have expired or soon will: (store, lot) -> expiry."""
    rule = dated.watch(on)
    held = {key: n for key, n in sums(view, accounts.ON_HAND, on).items() if n > 0}
    known = lots({lot for _, lot in held})
    dates = {(place, n): known[n].expires_on for place, n in held if n in known}
    return {key: until for key, until in dates.items() if until and rules.is_expiring(until, on=on, rule=rule)}
