"""Donations on the desk: batches from pledge to inspection."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tongchou.base.refusals import Refused, words
from tongchou.pillars.supplies import ledger, queries, services
from tongchou.registers.items.queries import every_item
from tongchou.web.shell import acts, paging, who
from tongchou.web.shell.access import page
from tongchou.web.shell.spot import spot
from tongchou.web.supplies import reading
from tongchou.web.supplies.stores import named

STATES = ("pledged", "received", "awaiting-inspection", "accepted", "rejected", "withdrawn")
#: What a state is called where donations are meant.
TITLES = {
    "pledged": words("認捐未到"),
    "received": words("接收單位已收"),
    "awaiting-inspection": words("待驗收"),
    "accepted": words("已接收"),
    "rejected": words("不合格"),
    "withdrawn": words("已撤銷"),
    ledger.REVERSED: words("已沖銷"),
}


@page("supplies.read")
def donations(request: HttpRequest) -> HttpResponse:
    """List the batches of a place, newest first, with a form for one more."""
    reader, here = who.of(request), spot(request)
    state, purpose = request.GET.get("state", "*"), request.GET.get("purpose", "*")
    rows = ledger.batches(
        reader.scope, state=state, purpose=purpose, place=here.place, after=paging.after_asked(request)
    )
    context = {
        "spot": here,
        "rows": [(row, TITLES[row.state], services.RECEIVERS.get(row.receiver, "")) for row in rows],
        "more": rows[-1].case if len(rows) == paging.SIZE else 0,
        "state": state,
        "states": [(code, TITLES[code]) for code in STATES],
        "purpose": purpose,
        "receivers": services.RECEIVERS,
        "items": every_item(),
        "form_rows": reading.ROWS,
        "may_give": reader.may("supplies.take_donations"),
    }
    return render(request, "web/supplies/donations.html", context)


@page("supplies.take_donations")
@require_POST
def give(request: HttpRequest) -> HttpResponse:
    """Register one batch."""
    reader, here, post = who.of(request), spot(request), request.POST

    def verb() -> int:
        batch = services.NewBatch(
            donated_on=reading.day(post.get("donated_on", "")) or reader.today,
            goods=tuple(reading.goods(request)),
            money=reading.fen(post.get("money", "")),
            worth=reading.fen(post.get("worth", "")),
            donor=post.get("donor", "").strip(),
            thanked_as=post.get("donor", "").strip() if post.get("consents") else "",
            receiver=post.get("receiver", "red-cross"),
            receipt_number=post.get("receipt_number", "").strip(),
            directed_to=post.get("directed_to", "").strip(),
            pledged=bool(post.get("pledged")),
        )
        return services.give(reader.scope, batch, place=int(here.tree.root), at=reader.at)

    return acts.act(
        request,
        verb,
        done=lambda case: gettext("已登記捐贈第 %(case)s 號。") % {"case": case},
        to=f"{reverse('donations')}?at={here.code}",
    )


@page("supplies.read")
def donation(request: HttpRequest, case: int) -> HttpResponse:
    """Show a batch, and what may be done with it next."""
    reader, here = who.of(request), spot(request)
    row = ledger.batch(reader.scope, case)
    context = {
        "spot": here,
        "row": row,
        "title": TITLES[row.state],
        "receiver": services.RECEIVERS.get(row.receiver, ""),
        "place_name": here.name_of(row.place),
        "stores": named(here, queries.stores(reader.scope, on=here.on)),
        "reasons": services.REASONS,
        "may_receive": reader.may("supplies.take_donations"),
        "may_deliver": reader.may("supplies.receive"),
        "may_inspect": reader.may("supplies.inspect"),
    }
    return render(request, "web/supplies/donation.html", context)


def _act(request: HttpRequest, case: int, verb: Any, text: str) -> HttpResponse:
    return acts.act(request, verb, done=lambda receipt: acts.booked(receipt, text), to=reverse("donation", args=[case]))


@page("supplies.take_donations")
@require_POST
def receive(request: HttpRequest, case: int) -> HttpResponse:
    """Note that a pledge has come, or will not."""
    reader, post = who.of(request), request.POST
    if post.get("withdraw"):
        verb: Any = lambda: services.withdraw_pledge(  # noqa: E731
            reader.scope, case, reason="not-recorded" if post.get("reason") else "", at=reader.at
        )
        return _act(request, case, verb, gettext("認捐已撤銷。"))
    number = post.get("receipt_number", "").strip()
    return _act(
        request, case, lambda: services.receive(reader.scope, case, at=reader.at, receipt_number=number),
        gettext("已收到。"),
    )  # fmt: skip


@page("supplies.receive")
@require_POST
def deliver(request: HttpRequest, case: int) -> HttpResponse:
    """Deliver a batch to a store."""
    reader = who.of(request)
    store = reading.number(request, "store")
    return _act(
        request, case, lambda: services.deliver(reader.scope, [case], store=store, at=reader.at),
        gettext("已送倉，待驗收。"),
    )  # fmt: skip


@page("supplies.inspect")
@require_POST
def inspect(request: HttpRequest, case: int) -> HttpResponse:
    """Inspect a batch: what is rejected of each of its goods, the rest goes into stock."""
    reader = who.of(request)

    def verb() -> Any:
        row = ledger.batch(reader.scope, case)
        rejected = {
            good.lot: reading.steps(text, good.item)
            for good in row.goods
            if (text := request.POST.get(f"bad-{good.lot}", "").strip())
        }
        return services.inspect(
            reader.scope, [case], rejected={k: v for k, v in rejected.items() if v},
            reason=request.POST.get("reason", ""), at=reader.at,
        )  # fmt: skip

    return _act(request, case, verb, gettext("驗收已入賬。"))


@page("supplies.take_donations")
@require_POST
def consent(request: HttpRequest, case: int) -> HttpResponse:
    """Write down the name a donor agrees to be thanked under; empty takes the consent back."""
    reader = who.of(request)

    def verb() -> None:
        ledger.batch(reader.scope, case)
        services.consent(reader.scope, case, name=request.POST.get("name", ""))

    return acts.act(request, verb, done=lambda _: gettext("公示姓名已更新。"), to=reverse("donation", args=[case]))


@page("supplies.spend")
@require_POST
def spend(request: HttpRequest) -> HttpResponse:
    """Pay out donated money."""
    reader, here = who.of(request), spot(request)

    def verb() -> Any:
        sum_ = reading.fen(request.POST.get("money", ""))
        if not sum_:
            raise Refused("bad_quantity", words("金額應大於零。"))
        case = reading.number(request, "case") or None
        return services.spend(reader.scope, sum_, place=int(here.tree.root), case=case, at=reader.at)

    return acts.act(
        request, verb, done=lambda receipt: acts.booked(receipt, gettext("已撥付。")), to=reverse("donations")
    )
