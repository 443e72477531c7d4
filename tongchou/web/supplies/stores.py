"""A store at work: what is in it, goods coming in, going out, counted and written off."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.base.refusals import Refused, words
from tongchou.pillars.supplies import dated, queries, services
from tongchou.registers.items.queries import every_item, items
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import page
from tongchou.web.shell.spot import Spot, spot
from tongchou.web.supplies import reading


def named(here: Spot, places: list[int]) -> list[tuple[int, str]]:
    """Return places with their names."""
    return [(place, here.name_of(place)) for place in places]


@page("supplies.read")
def stock(request: HttpRequest) -> HttpResponse:
    """Show what the stores of a place have, what runs out first, and the acts of a storekeeper."""
    reader, here = who.of(request), spot(request)
    rows = queries.stock(reader.scope, on=here.on, place=here.place)
    by_store: dict[int, list[queries.StockRow]] = {}
    for row in rows:
        by_store.setdefault(row.store, []).append(row)
    mine = queries.stores(reader.scope, on=here.on, within=here.place)
    context = {
        "spot": here,
        "stores": [(place, here.name_of(place), by_store.get(place, [])) for place in mine],
        "runs_out": queries.runs_out(reader.scope, on=here.on, place=here.place)[:8],
        "rule": dated.watch(here.on),
        "opens_donations": here.tree.root in here.roots,
        "may_send": reader.may("supplies.send"),
    }
    return render(request, "web/supplies/stock.html", context)


def _form(request: HttpRequest, kind: str, **more: Any) -> HttpResponse:
    """Show the form of an act at a store."""
    reader, here = who.of(request), spot(request)
    mine = queries.stores(reader.scope, on=here.on, within=here.place)
    context = {
        "spot": here, "kind": kind, "store": reading.store(request, reader, here), "stores": named(here, mine),
        "items": every_item(), "rows": reading.ROWS, **more,
    }  # fmt: skip
    return render(request, "web/supplies/goods.html", context)


@page("supplies.receive")
def receive(request: HttpRequest) -> HttpResponse:
    """Take goods in that nobody donated."""
    reader, here = who.of(request), spot(request)
    if request.method != "POST":
        return _form(request, "receive", sources=services.SOURCES)
    return acts.act(
        request,
        lambda: services.receive_goods(
            reader.scope, reading.number(request, "store"), reading.goods(request),
            source=request.POST.get("source", ""), at=reader.at,
        ),
        done=lambda receipt: acts.booked(receipt, gettext("已入庫。")),
        to=f"{reverse('supplies')}?at={here.code}",
    )  # fmt: skip


@page("supplies.send")
def send(request: HttpRequest) -> HttpResponse:
    """Send goods from a store to another, or issue them to a place."""
    reader, here = who.of(request), spot(request)
    if request.method != "POST":
        return _form(request, "send", others=named(here, queries.every_store(here.on)))

    def verb() -> int:
        code = request.POST.get("to", "").strip()
        to = here.tree.by_code.get(code) or reading.number(request, "to_store")
        if not to:
            raise Refused("place_unknown", words("請選擇發往何處。"))
        return services.send(
            reader.scope, reading.number(request, "store"), reading.quantities(request), to=int(to), at=reader.at
        )

    return acts.act(
        request,
        verb,
        done=lambda case: gettext("已發出，發貨單第 %(case)s 號，待對方簽收。") % {"case": case},
        to=f"{reverse('supply-shipments')}?at={here.code}",
    )


@page("supplies.count")
def count(request: HttpRequest) -> HttpResponse:
    """Take stock of a store: what was counted of each lot, and why it differs."""
    reader, here = who.of(request), spot(request)
    store = reading.store(request, reader, here)
    if request.method != "POST":
        rows = [row for row in queries.stock(reader.scope, on=here.on, place=here.place) if row.store == store]
        mine = named(here, queries.stores(reader.scope, on=here.on, within=here.place))
        context = {"spot": here, "store": store, "stores": mine, "rows": rows, "reasons": services.REASONS}
        return render(request, "web/supplies/count.html", context)

    def verb() -> object:
        counted, reasons = _counted(request)
        return services.count(reader.scope, store, counted, reasons=reasons, at=reader.at)

    return acts.act(
        request,
        verb,
        done=lambda receipt: (
            acts.booked(receipt, gettext("盤點已入賬。")) if receipt else gettext("賬實相符，沒有差異。")  # type: ignore[arg-type]
        ),
        to=f"{reverse('supplies')}?at={here.code}",
    )


def _counted(request: HttpRequest) -> tuple[dict[int, int], dict[int, str]]:
    """Return what was counted of each lot, and the reasons given."""
    counted = reading.by_lot(request, "count-")
    return counted, {lot: request.POST.get(f"reason-{lot}", "") for lot in counted}


@page("supplies.write_off")
@require_POST
def write_off(request: HttpRequest) -> HttpResponse:
    """Write off a lot, or part of it."""
    reader, here = who.of(request), spot(request)

    def verb() -> Any:
        lot = reading.number(request, "lot")
        known = items([lot])
        if lot not in known:
            raise Refused("item_unknown", words("沒有這一批物資。"))
        quantity = reading.steps(request.POST.get("quantity", ""), known[lot])
        return services.write_off(
            reader.scope, reading.number(request, "store"), {lot: quantity}, reason=request.POST.get("reason", ""),
            at=reader.at,
        )  # fmt: skip

    return acts.act(
        request,
        verb,
        done=lambda receipt: acts.booked(receipt, gettext("已報廢。")),
        to=f"{reverse('supplies')}?at={here.code}",
    )
