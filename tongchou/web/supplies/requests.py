"""Requests and their answers, shipments and their acknowledgement."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.pillars.supplies import dated, queries, rules, services
from tongchou.registers.items.queries import every_item, items
from tongchou.web.shell import acts, who
from tongchou.web.shell.access import page
from tongchou.web.shell.spot import spot
from tongchou.web.supplies import reading
from tongchou.web.supplies.stores import named


@page("supplies.read")
def requests(request: HttpRequest) -> HttpResponse:
    """List the requests of a place and to its stores, with the way to ask and to answer."""
    reader, here = who.of(request), spot(request)
    state = request.GET.get("state", "*")
    found = queries.requests(reader.scope, on=here.on, state=state, place=here.place)
    rows = [(row, here.name_of(row.place), here.name_of(row.store)) for row in found]
    context = {
        "spot": here,
        "rows": rows,
        "state": state,
        "states": ("open", "served", "cut", "refused", "withdrawn"),
        "reasons": rules.CUT_REASONS,
        "stores": named(here, queries.every_store(here.on)),
        "mine": named(here, queries.stores(reader.scope, on=here.on, within=here.place)),
        "items": every_item(),
        "form_rows": reading.ROWS,
        "order": dated.priority(here.on),
        "classes": list(zip(dated.priority(here.on).order, dated.priority(here.on).titles, strict=True)),
        "may_ask": reader.may("supplies.ask"),
        "may_allocate": reader.may("supplies.allocate"),
    }
    return render(request, "web/supplies/requests.html", context)


@page("supplies.ask")
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask a store for goods."""
    reader, here = who.of(request), spot(request)
    return acts.act(
        request,
        lambda: services.ask(
            reader.scope, here.place, reading.quantities(request), store=reading.number(request, "store"),
            case_class=request.POST.get("case_class", ""), purpose=request.POST.get("purpose", ""), at=reader.at,
        ),
        done=lambda case: gettext("已申請，第 %(case)s 號，待倉庫答覆。") % {"case": case},
        to=f"{reverse('supply-requests')}?at={here.code}",
    )  # fmt: skip


@page("supplies.ask")
@require_POST
def withdraw(request: HttpRequest, case: int) -> HttpResponse:
    """Take an unanswered request back."""
    reader = who.of(request)
    return acts.act(
        request,
        lambda: services.withdraw_request(reader.scope, case, at=reader.at),
        done=lambda receipt: acts.booked(receipt, gettext("申請已撤回。")),
        to=acts.back(request, reverse("supply-requests")),
    )


@page("supplies.allocate")
def allocate(request: HttpRequest) -> HttpResponse:
    """Show who would get what and why less; then do it."""
    reader, here = who.of(request), spot(request)
    store = reading.store(request, reader, here)
    if request.method == "POST":
        return acts.act(
            request,
            lambda: services.allocate_store(reader.scope, store, at=reader.at),
            done=lambda receipt: acts.booked(receipt, gettext("已按優先次序分配並發出，待簽收。")),
            to=f"{reverse('supply-requests')}?at={here.code}",
        )
    groups: list[dict[str, Any]] = []
    if store:
        found = queries.preview(reader.scope, store, on=here.on)
        opened = queries.requests(reader.scope, on=here.on, state="open", store=store)
        places = {row.case: here.name_of(row.place) for row in opened}
        known = items(found.grants)
        for item, grants in found.grants.items():
            order = {code: n for n, code in enumerate(dated.priority(here.on).order)}
            rows = sorted(grants, key=lambda g: (order[g.wish.case_class], g.wish.key))
            groups.append(
                {"item": known[item], "available": found.available[item],
                 "rows": [(g, places.get(g.wish.key, ""), rules.CUT_REASONS.get(g.reason, "")) for g in rows]}
            )  # fmt: skip
    context = {
        "spot": here, "store": store, "groups": groups, "order": dated.priority(here.on),
        "stores": named(here, queries.stores(reader.scope, on=here.on, within=here.place)),
    }  # fmt: skip
    return render(request, "web/supplies/allocate.html", context)


@page("supplies.ledger")
def shipments(request: HttpRequest) -> HttpResponse:
    """List the shipments to a place and from its stores; whoever gets one acknowledges it."""
    reader, here = who.of(request), spot(request)
    state = request.GET.get("state", "under-way")
    found = queries.shipments(reader.scope, at=reader.at, on=here.on, state=state, place=here.place)
    context = {
        "spot": here,
        "state": state,
        "states": ("under-way", "acknowledged", "short"),
        "rows": [(row, here.name_of(row.place), here.name_of(row.store), reader.scope.covers(row.place))
                 for row in found],
        "may_acknowledge": reader.may("supplies.acknowledge"),
    }  # fmt: skip
    return render(request, "web/supplies/shipments.html", context)


@page("supplies.acknowledge")
@require_POST
def acknowledge(request: HttpRequest, case: int) -> HttpResponse:
    """Acknowledge a shipment, with what did not come."""
    reader = who.of(request)

    def verb() -> Any:
        missing = reading.by_lot(request, "miss-")
        return services.acknowledge(reader.scope, case, missing={k: v for k, v in missing.items() if v}, at=reader.at)

    return acts.act(
        request,
        verb,
        done=lambda receipt: acts.booked(receipt, gettext("已簽收。")),
        to=acts.back(request, reverse("supply-shipments")),
    )
