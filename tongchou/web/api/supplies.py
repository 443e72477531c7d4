"""Supplies over HTTP: stock, requests, shipments, donations, makers. Quantities are in the items' smallest steps."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema

from tongchou.pillars.supplies import ledger, published, queries, services
from tongchou.registers.items.queries import item as item_of
from tongchou.registers.items.queries import items as items_of
from tongchou.web.api.doors import api, may, plain, receipt
from tongchou.web.api.screening import place_of
from tongchou.web.shell import paging, who
from tongchou.web.shell.access import ANYONE
from tongchou.web.shell.spot import spot


class Act(Schema):
    """What every act may carry: the entry's own id, so that a repeat is recognised."""

    entry: UUID | None = None


class GoodIn(Schema):
    item: str
    quantity: int
    expires_on: date | None = None
    lot: str = ""


class GoodsIn(Act):
    store: str
    goods: list[GoodIn]
    source: str = "purchased"


class SendIn(Act):
    store: str
    to: str
    goods: list[GoodIn]


class LotsIn(Act):
    """Quantities by lot, as `stock/` gives the lots' ids."""

    store: str = ""
    lots: dict[int, int] = {}
    reasons: dict[int, str] = {}
    reason: str = ""


class AskIn(Act):
    place: str
    store: str
    case_class: str
    purpose: str = ""
    goods: list[GoodIn]


class StoreIn(Act):
    store: str


class BatchIn(Act):
    donated_on: date | None = None
    donor: str = ""
    consents: bool = False
    receiver: str = "red-cross"
    receipt_number: str = ""
    directed_to: str = ""
    pledged: bool = False
    money_fen: int = 0
    worth_fen: int = 0
    goods: list[GoodIn] = []


class ReasonIn(Act):
    reason: str


class ReceiptIn(Act):
    receipt_number: str = ""


class NameIn(Schema):
    name: str


class SpendIn(Act):
    fen: int
    case: int | None = None


class CapacityIn(Act):
    maker: int | None = None
    name: str = ""
    place: str = ""
    item: str
    a_day: int
    lines: int | None = None
    plant: str = "in-operation"


class OutputIn(Act):
    on: date | None = None
    made: dict[str, int]


def _goods(rows: list[GoodIn]) -> list[services.Good]:
    return [services.Good(item_of(row.item), row.quantity, row.expires_on, code=row.lot) for row in rows]


def _by_item(rows: list[GoodIn]) -> dict[int, int]:
    found: dict[int, int] = {}
    for row in rows:
        number = item_of(row.item).id
        found[number] = found.get(number, 0) + row.quantity
    return found


def _named(reader: who.Who, row: Any) -> Any:
    """Return a row as JSON: places by code, items by code with their unit."""
    return _plain(reader, row)


def _plain(reader: who.Who, value: Any) -> Any:
    if hasattr(value, "dimension"):
        return {"item": value.code, "title": value.title, "unit": value.unit}
    if hasattr(value, "expires_on") and hasattr(value, "_meta"):
        return {"lot": value.pk, "expires_on": plain(value.expires_on), "code": value.code, "donation": value.source}
    if isinstance(value, list | tuple):
        return [_plain(reader, one) for one in value]
    if hasattr(value, "__dataclass_fields__"):
        shown = {name: _plain(reader, getattr(value, name)) for name in value.__dataclass_fields__}
        for name in ("place", "store"):
            number = shown.get(name)
            if isinstance(number, int):
                tree = reader.tree
                shown[name] = str(tree.code[tree.position(number)]) if number in tree else None
        return shown
    return plain(value)


@api.get("supplies/stock/")
@may("supplies.read")
def supplies_stock(request: HttpRequest, at: str = "", on: str = "") -> Any:
    """Return what the stores of a place have, with lots, expiry and days of cover; and what runs out first."""
    reader, here = who.of(request), spot(request)
    rows = queries.stock(reader.scope, on=here.on, place=here.place)
    first = queries.runs_out(reader.scope, on=here.on, place=here.place)
    return {"stock": _named(reader, rows), "runs_out": _named(reader, first)}


@api.get("supplies/items/")
@may("supplies.read")
def supplies_items(request: HttpRequest) -> Any:
    """Return the catalogue of items, with the county's own."""
    from tongchou.registers.items.queries import every_item

    return [{"item": i.code, "title": i.title, "unit": i.unit, "packs": dict(i.packs)} for i in every_item()]


@api.post("supplies/receive/")
@may("supplies.receive")
def supplies_receive(request: HttpRequest, body: GoodsIn) -> Any:
    """Take goods in that nobody donated."""
    reader = who.of(request)
    return receipt(
        services.receive_goods(
            reader.scope, place_of(reader, body.store), _goods(body.goods), source=body.source, at=reader.at,
            entry=body.entry,
        )
    )  # fmt: skip


@api.post("supplies/send/")
@may("supplies.send")
def supplies_send(request: HttpRequest, body: SendIn) -> Any:
    """Send goods to another store, or issue them to a place."""
    reader = who.of(request)
    case = services.send(
        reader.scope, place_of(reader, body.store), _by_item(body.goods), to=place_of(reader, body.to), at=reader.at,
        entry=body.entry,
    )  # fmt: skip
    return {"shipment": case}


@api.post("supplies/count/")
@may("supplies.count")
def supplies_count(request: HttpRequest, body: LotsIn) -> Any:
    """Take stock: what was counted of each lot, with the reason of each difference."""
    reader = who.of(request)
    found = services.count(
        reader.scope, place_of(reader, body.store), body.lots, reasons=body.reasons, at=reader.at, entry=body.entry
    )
    return receipt(found) if found else {"answer": "no_difference"}


@api.post("supplies/write-off/")
@may("supplies.write_off")
def supplies_write_off(request: HttpRequest, body: LotsIn) -> Any:
    """Write off quantities of lots."""
    reader = who.of(request)
    return receipt(
        services.write_off(
            reader.scope, place_of(reader, body.store), body.lots, reason=body.reason, at=reader.at, entry=body.entry
        )
    )


@api.get("supplies/requests/")
@may("supplies.read")
def supplies_requests(request: HttpRequest, at: str = "", on: str = "", state: str = "*") -> Any:
    """Return the requests of a place and to its stores, with the reason of each cut."""
    reader, here = who.of(request), spot(request)
    return _named(reader, queries.requests(reader.scope, on=here.on, state=state, place=here.place))


@api.post("supplies/requests/")
@may("supplies.ask")
def supplies_ask(request: HttpRequest, body: AskIn) -> Any:
    """Ask a store for goods."""
    reader = who.of(request)
    case = services.ask(
        reader.scope, place_of(reader, body.place), _by_item(body.goods), store=place_of(reader, body.store),
        case_class=body.case_class, purpose=body.purpose, at=reader.at, entry=body.entry,
    )  # fmt: skip
    return {"request": case}


@api.post("supplies/requests/{int:case}/withdraw/")
@may("supplies.ask")
def supplies_withdraw(request: HttpRequest, case: int, body: Act) -> Any:
    """Take an unanswered request back."""
    reader = who.of(request)
    return receipt(services.withdraw_request(reader.scope, case, at=reader.at, entry=body.entry))


@api.get("supplies/allocation/")
@may("supplies.allocate")
def supplies_preview(request: HttpRequest, store: str) -> Any:
    """Return what allocating a store's requests now would give whom, and why less."""
    reader = who.of(request)
    found = queries.preview(reader.scope, place_of(reader, store), on=reader.today)
    known = items_of(found.grants)
    return [
        {
            "item": known[item].code,
            "available": found.available[item],
            "grants": [
                {"request": g.wish.key, "case_class": g.wish.case_class, "asked": g.wish.quantity,
                 "granted": g.quantity, "reason": g.reason}
                for g in grants
            ],
        }
        for item, grants in found.grants.items()
    ]  # fmt: skip


@api.post("supplies/allocation/")
@may("supplies.allocate")
def supplies_allocate(request: HttpRequest, body: StoreIn) -> Any:
    """Answer every open request of a store."""
    reader = who.of(request)
    store = place_of(reader, body.store)
    return receipt(services.allocate_store(reader.scope, store, at=reader.at, entry=body.entry))


@api.get("supplies/shipments/")
@may("supplies.ledger")
def supplies_shipments(request: HttpRequest, at: str = "", on: str = "", state: str = "under-way") -> Any:
    """Return the shipments to a place and from its stores."""
    reader, here = who.of(request), spot(request)
    return _named(reader, queries.shipments(reader.scope, at=reader.at, on=here.on, state=state, place=here.place))


@api.post("supplies/shipments/{int:case}/acknowledge/")
@may("supplies.acknowledge")
def supplies_acknowledge(request: HttpRequest, case: int, body: LotsIn) -> Any:
    """Acknowledge a shipment; `lots` are what did not come."""
    reader = who.of(request)
    return receipt(services.acknowledge(reader.scope, case, missing=body.lots, at=reader.at, entry=body.entry))


@api.get("supplies/donations/")
@may("supplies.read")
def supplies_donations(request: HttpRequest, at: str = "", state: str = "*", purpose: str = "*", after: int = 0) -> Any:
    """Return the batches of a place, newest first."""
    reader, here = who.of(request), spot(request)
    found = ledger.batches(
        reader.scope, state=state, purpose=purpose, place=here.place, after=paging.after_asked(request)
    )
    return _named(reader, found)


@api.get("supplies/donations/{int:case}/")
@may("supplies.read")
def supplies_donation(request: HttpRequest, case: int) -> Any:
    """Return one batch."""
    reader = who.of(request)
    return _named(reader, ledger.batch(reader.scope, case))


@api.get("supplies/ledger/", auth=None)
@may(ANYONE)
def supplies_ledger(request: HttpRequest, receiver: str = "", item: str = "", page: int = 1) -> Any:
    """Return the public ledger of donations, with names by consent alone: its sums, and 50 batches of it."""
    asked = published.Asked(receiver, item)
    rows = published.batches(asked, start=paging.window(request).start, limit=paging.SIZE)
    sums = published.totals(asked)
    goods = [{"item": one.code, "title": one.title, "quantity": many, "batches": n} for one, many, n in sums.goods]
    return {
        "whole": plain(sums.whole), "receivers": plain(sums.receivers), "goods": goods, "unnamed": sums.unnamed,
        "reversed": sums.reversed, "batches": [_published(row) for row in rows],
    }  # fmt: skip


def _published(row: ledger.BatchRow) -> dict[str, Any]:
    return {
        "batch": row.case, "state": row.state, "directed": row.purpose == "directed", "on": plain(row.donated_on),
        "thanked_as": row.thanked_as, "is_named": row.is_named, "receiver": row.receiver,
        "receipt_number": row.receipt_number, "money_fen": row.money, "worth_fen": row.worth,
        "goods": [{"item": good.item.code, "title": good.item.title, "quantity": good.quantity} for good in row.goods],
    }  # fmt: skip


@api.post("supplies/donations/")
@may("supplies.take_donations")
def supplies_give(request: HttpRequest, body: BatchIn) -> Any:
    """Register one batch."""
    reader = who.of(request)
    batch = services.NewBatch(
        donated_on=body.donated_on or reader.today, goods=tuple(_goods(body.goods)), money=body.money_fen,
        worth=body.worth_fen, donor=body.donor, thanked_as=body.donor if body.consents else "",
        receiver=body.receiver, receipt_number=body.receipt_number, directed_to=body.directed_to,
        pledged=body.pledged,
    )  # fmt: skip
    place = int(reader.tree.root)
    return {"donation": services.give(reader.scope, batch, place=place, at=reader.at, entry=body.entry)}


@api.post("supplies/donations/{int:case}/receive/")
@may("supplies.take_donations")
def supplies_receive_pledge(request: HttpRequest, case: int, body: ReceiptIn) -> Any:
    """Note that a pledge has come."""
    reader = who.of(request)
    return receipt(
        services.receive(reader.scope, case, at=reader.at, receipt_number=body.receipt_number, entry=body.entry)
    )


@api.post("supplies/donations/{int:case}/withdraw/")
@may("supplies.take_donations")
def supplies_withdraw_pledge(request: HttpRequest, case: int, body: ReasonIn) -> Any:
    """Note that a pledge will not come."""
    reader = who.of(request)
    return receipt(services.withdraw_pledge(reader.scope, case, reason=body.reason, at=reader.at, entry=body.entry))


@api.post("supplies/donations/{int:case}/deliver/")
@may("supplies.receive")
def supplies_deliver(request: HttpRequest, case: int, body: StoreIn) -> Any:
    """Deliver a batch to a store."""
    reader = who.of(request)
    store = place_of(reader, body.store)
    return receipt(services.deliver(reader.scope, [case], store=store, at=reader.at, entry=body.entry))


@api.post("supplies/donations/{int:case}/inspect/")
@may("supplies.inspect")
def supplies_inspect(request: HttpRequest, case: int, body: LotsIn) -> Any:
    """Inspect a batch; `lots` are what is rejected."""
    reader = who.of(request)
    return receipt(
        services.inspect(reader.scope, [case], rejected=body.lots, reason=body.reason, at=reader.at, entry=body.entry)
    )


@api.post("supplies/donations/{int:case}/consent/")
@may("supplies.take_donations")
def supplies_consent(request: HttpRequest, case: int, body: NameIn) -> Any:
    """Write down the name a donor agrees to be thanked under; empty takes the consent back."""
    reader = who.of(request)
    ledger.batch(reader.scope, case)
    services.consent(reader.scope, case, name=body.name)
    return {"answer": "created"}


@api.post("supplies/spend/")
@may("supplies.spend")
def supplies_spend(request: HttpRequest, body: SpendIn) -> Any:
    """Pay out donated money."""
    reader = who.of(request)
    place = int(reader.tree.root)
    return receipt(services.spend(reader.scope, body.fen, place=place, case=body.case, at=reader.at, entry=body.entry))


@api.get("supplies/makers/")
@may("supplies.read")
def supplies_makers(request: HttpRequest, at: str = "", on: str = "") -> Any:
    """Return the makers of a place with capacity and the day's output."""
    reader, here = who.of(request), spot(request)
    return _named(reader, queries.makers(reader.scope, on=here.on, place=here.place))


@api.post("supplies/makers/capacity/")
@may("supplies.makers")
def supplies_capacity(request: HttpRequest, body: CapacityIn) -> Any:
    """Say what a maker, known or new, can make a day."""
    reader = who.of(request)
    maker = body.maker
    if maker is None:
        maker = services.add_maker(reader.scope, body.name, place=place_of(reader, body.place), at=reader.at).pk
    return {"maker": maker} | receipt(
        services.set_capacity(
            reader.scope, maker, item_of(body.item), body.a_day, plant=body.plant, lines=body.lines, at=reader.at,
            entry=body.entry,
        )
    )  # fmt: skip


@api.post("supplies/makers/{int:maker}/begin/")
@may("supplies.makers")
def supplies_begin(request: HttpRequest, maker: int, body: Act) -> Any:
    """Note that a planned plant runs."""
    reader = who.of(request)
    return receipt(services.begin_operation(reader.scope, maker, at=reader.at, entry=body.entry))


@api.post("supplies/makers/{int:maker}/output/")
@may("supplies.report_output")
def supplies_output(request: HttpRequest, maker: int, body: OutputIn) -> Any:
    """Report what a maker made on a day."""
    reader = who.of(request)
    made = {item_of(code).id: quantity for code, quantity in body.made.items()}
    return receipt(services.report_output(reader.scope, maker, made, on=body.on, at=reader.at, entry=body.entry))
