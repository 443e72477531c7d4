"""Makers: what they can make a day, with how many lines, built or only planned, and what they really made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

import numpy as np
from django.db import transaction

from tongchou.base.clock import local_day
from tongchou.base.refusals import NotFound, Refused, words
from tongchou.journal.chart import chart
from tongchou.journal.entries import Receipt
from tongchou.journal.rows import columns, listed
from tongchou.journal.stock import Stored, hold, on_hand
from tongchou.pillars.acting import repeated
from tongchou.pillars.supplies import accounts
from tongchou.pillars.supplies.models import Maker, OutputReport, Product
from tongchou.pillars.supplies.services.acting import Move, act, refuse_bad
from tongchou.registers.items.catalogue import Item, by_code
from tongchou.registers.items.services import NewLot, make_lots
from tongchou.registers.orgs.services import take_in
from tongchou.registers.orgs.table import OrgTable
from tongchou.registers.staff.access import Scope, require

PLANTS = {"in-operation": words("已投產"), "not-yet-built": words("規劃中，尚未建成")}
LINES = "production-line"


def add_maker(scope: Scope, name: str, *, place: int, at: datetime, code: str = "") -> Maker:
    """Write down an organisation that makes supplies at a place; the same organisation is the same maker.

    Raises:
        Refused("name_missing").
    """
    require(scope, "supplies.makers", place=place)
    if not name.strip():
        raise Refused("name_missing", words("請填寫企業名稱。"))
    taken = take_in(OrgTable([name.strip()], ["maker"], [place], code=[code]), at=at)
    maker, _ = Maker.objects.get_or_create(organisation=int(taken.organisation[0]), defaults={"place": place})
    return maker


def maker_of(scope: Scope, verb: str, number: int) -> Maker:
    """Return a maker that the actor may do a verb for.

    Raises:
        NotFound("maker_unknown").
    """
    require(scope, verb)
    found = Maker.objects.filter(pk=number).first()
    if found is None or not scope.covers(found.place):
        raise NotFound("maker_unknown", words("在您負責的範圍內沒有這家生產企業。"))
    return found


def _product(maker: Maker, item: Item) -> int:
    found = Product.objects.filter(maker=maker, item=item.id).first()
    if found is None:
        found = Product.objects.create(lot=make_lots([NewLot(item)])[0], maker=maker, item=item.id)
    return found.lot


def set_capacity(
    scope: Scope,
    maker: int,
    item: Item,
    a_day: int,
    *,
    plant: str,
    at: datetime,
    lines: int | None = None,
    on: date | None = None,
    entry: UUID | None = None,
) -> Receipt:
    """Say what a maker can make of an item a day, in a plant that runs or one that is only planned, and with how many
    lines. What was said before is replaced: the difference is posted.

    Raises:
        Refused("plant_unknown"), Refused("bad_quantity"), Refused("nothing_new"), NotFound("maker_unknown").
    """
    if plant not in PLANTS:
        raise Refused("plant_unknown", words("請選擇已投產還是規劃中。"))
    if a_day < 0 or (lines or 0) < 0:
        raise Refused("bad_quantity", words("產能不應小於零。"))
    with transaction.atomic():
        if found := repeated(scope, entry, "capacity"):
            return found
        of = maker_of(scope, "supplies.makers", maker)
        wanted = {_product(of, item): a_day}
        if lines is not None:
            wanted[_product(of, by_code()[LINES])] = lines
        day, to = on or local_day(at), f"plan:capacity:{plant}"
        stored = {lot: Stored(chart().number(to), of.place, lot) for lot in wanted}
        now = hold(list(stored.values()))
        off = {lot: quantity - now[stored[lot]] for lot, quantity in wanted.items()}
        if not any(off.values()):
            raise Refused("nothing_new", words("所填產能與台賬相同。"))
        moves = [Move(accounts.MAKERS, of.place, to, of.place, lot, n, day) for lot, n in off.items()]
        return act(scope, "capacity", moves, at=at, entry=entry)


def begin_operation(
    scope: Scope, maker: int, *, at: datetime, on: date | None = None, entry: UUID | None = None
) -> Receipt:
    """Note that a planned plant is built and runs: its whole capacity goes over.

    Raises:
        Refused("nothing_planned"), NotFound("maker_unknown").
    """
    with transaction.atomic():
        if found := repeated(scope, entry, "begin-operation"):
            return found
        of = maker_of(scope, "supplies.makers", maker)
        planned, running = "plan:capacity:not-yet-built", "plan:capacity:in-operation"
        lots = Product.objects.filter(maker=of).values_list("lot", flat=True)
        now = on_hand([Stored(chart().number(planned), of.place, lot) for lot in lots])
        day = on or local_day(at)
        moves = [Move(planned, of.place, running, of.place, s.item, n, day) for s, n in now.items() if n]
        if not moves:
            raise Refused("nothing_planned", words("這家企業沒有規劃中的產能。"))
        return act(scope, "begin-operation", moves, at=at, entry=entry)


def report_output(
    scope: Scope,
    maker: int,
    made: Mapping[int, int],
    *,
    at: datetime,
    on: date | None = None,
    entry: UUID | None = None,
) -> Receipt:
    """Report what a maker made of items on a day. A later report of the same day replaces it: the difference is posted.

    Raises:
        Refused("bad_quantity"), Refused("not_a_product"), Refused("nothing_new"), NotFound("maker_unknown").
    """
    refuse_bad(quantity + 1 for quantity in made.values())
    with transaction.atomic():
        if found := repeated(scope, entry, "output"):
            return found
        of = maker_of(scope, "supplies.report_output", maker)
        products = dict(Product.objects.filter(maker=of, item__in=list(made)).values_list("item", "lot"))
        if len(products) != len(made):
            raise Refused("not_a_product", words("這家企業沒有登記生產這種物資。"))
        day = on or local_day(at)
        # Held like a stock, so that two reports of one day follow each other.
        account = chart().number("output:reported")
        hold([Stored(account, of.place, lot) for lot in products.values()])
        before = reported(list(products.values()), day)
        moves = []
        for item, quantity in made.items():
            off = quantity - before.get(products[item], 0)
            moves.append(Move(accounts.MAKERS, of.place, "output:reported", of.place, products[item], off, day))
        said = OutputReport.objects.filter(product__in=products.values(), made_on=day).count()
        if not any(m.quantity for m in moves) and said == len(products):
            raise Refused("nothing_new", words("當日產量已報，數字相同。"))
        reports = [OutputReport(product_id=lot, made_on=day) for lot in products.values()]
        OutputReport.objects.bulk_create(reports, ignore_conflicts=True)
        return act(scope, "output", moves, at=at, entry=entry)


def reported(lots: list[int], on: date) -> dict[int, int]:
    """Return what was reported of products for a day; those not in it were not reported, which is not nothing made."""
    if not lots:
        return {}
    with listed(np.unique(np.array(lots, np.int64))) as (among, params):
        item, quantity = columns(
            f"SELECT item, SUM(quantity) FROM line WHERE item > 0 AND item {among} AND to_account = %s"
            " AND occurred_on = %s GROUP BY item",
            [*params, chart().number("output:reported"), on.toordinal()],
            2,
        )
    nothing = OutputReport.objects.filter(product__in=lots, made_on=on).values_list("product", flat=True)
    return {**dict.fromkeys(nothing, 0), **dict(zip(item.tolist(), quantity.tolist(), strict=True))}
