"""What supplies may leave at a day's end, carried by name, and what must hold before the day is sealed."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from tongchou.base.clock import local
from tongchou.base.refusals import words
from tongchou.closing.pending import (
    Finding,
    PendingCells,
    Question,
    register_check,
    register_pending,
    register_pending_figure,
)
from tongchou.journal.chart import chart
from tongchou.journal.models import Standing
from tongchou.journal.stock import LOT_BITS
from tongchou.pillars.supplies import accounts, dated, queries
from tongchou.pillars.supplies.models import Shipment


def in_transit_overdue(question: Question) -> PendingCells:
    """Give the shipments that should have been acknowledged by the day's end, where they go to."""
    before = local(question.on, 24) - timedelta(hours=dated.watch(question.on).acknowledge_hours)
    standing = Standing.objects.filter(account__in=chart().matching("shipment:*:under-way")).values("case")
    places = list(Shipment.objects.filter(case__in=standing, sent_at__lt=before).values_list("place", flat=True))
    place, count = np.unique(np.array(places, np.int64), return_counts=True)
    return PendingCells.of(place, count)


def below_zero(question: Question) -> PendingCells:
    """Give the items that a store stands below zero of."""
    stores = [store for store, _ in queries.below_zero(question.view, question.on)]
    place, count = np.unique(np.array(stores, np.int64), return_counts=True)
    return PendingCells.of(place, count)


def batches_add_up(question: Question) -> list[Finding]:
    """Find goods for which received is not accepted, rejected and awaiting together, item by item.

    What donors gave, less what is pledged or withdrawn, either waits, was rejected, or went into a store: nothing else.
    """
    view, on = question.view, question.on
    given, kept = chart().number(accounts.DONORS), chart().number(accounts.ON_HAND)
    inspected = chart().number(accounts.IN_INSPECTION)
    last = on.toordinal()
    lines = view.lines(lambda p: (p.item > 0) & (p.booked_on <= last))
    held = {code: chart().number(code) for code in ("pledged:goods", accounts.WITH_RECEIVER, accounts.IN_INSPECTION)}
    gone = [chart().number(code) for code in ("gone:rejected", "gone:withdrawn")]
    goods = [chart().number(c) for c in ("pledged:goods", accounts.WITH_RECEIVER)]
    into = lines.quantity[(lines.from_account == given) & np.isin(lines.to_account, goods)].sum()
    accepted = lines.quantity[(lines.from_account == inspected) & (lines.to_account == kept)].sum()
    frm = np.isin(lines.from_account, list(held.values()))
    lost = lines.quantity[frm & np.isin(lines.to_account, gone) & (lines.item >= _FIRST_GOOD)].sum()
    waiting = sum(sum(queries.sums(view, code, on).values()) for code in held)
    if int(into) == int(accepted) + int(lost) + waiting:
        return []
    text = words("捐贈物資收到 %(into)s，驗收、不合格與待辦合計 %(found)s，不相等。")
    found = int(accepted) + int(lost) + waiting
    return [Finding("supplies.batches_add_up", text, {"into": int(into), "found": found})]


#: Below it are money and capacity.
_FIRST_GOOD = 10 << LOT_BITS


def carried_is_known(question: Question) -> list[Finding]:
    """Find goods in transit that no shipment under way carries: what is on the road is on somebody's list."""
    view, on = question.view, question.on
    road: dict[int, int] = {}
    for code in (accounts.IN_TRANSIT, accounts.UNDER_ISSUE):
        for (place, _), quantity in queries.sums(view, code, on).items():
            road[place] = road.get(place, 0) + quantity
    numbers = chart().matching("shipment:*:under-way")
    cells = question.balances
    here = np.isin(cells.a, numbers) & (cells.count > 0)
    under_way = set(cells.place[here].tolist())
    wrong = sorted(place for place, quantity in road.items() if quantity and place not in under_way)
    text = words("有在途物資而沒有對應的發貨單。")
    return [Finding("supplies.carried_is_known", text, {}, place) for place in wrong[:3]]


register_pending_figure("supplies.inspections", title=words("捐贈待驗收"), figure_name="donations_awaiting")
register_pending_figure("supplies.requests", title=words("物資申請待答覆"), figure_name="supplies_requests_open")
register_pending("supplies.in_transit", in_transit_overdue, title=words("物資逾時未簽收"))
register_pending("supplies.below_zero", below_zero, title=words("庫存為負"))
register_check("supplies.batches_add_up", batches_add_up, title=words("捐贈收到等於驗收、不合格與待驗之和"))
register_check("supplies.carried_is_known", carried_is_known, title=words("在途物資均有發貨單"))
