"""What supplies has left to do, derived from the books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from tongchou.base.refusals import words
from tongchou.figures.cube import cube
from tongchou.journal.chart import chart
from tongchou.journal.models import Standing
from tongchou.pillars.supplies import accounts, dated, queries
from tongchou.pillars.supplies.models import Request
from tongchou.registers.staff.access import Scope, may
from tongchou.tasks.work import Kind, Left, register


def _cases(scope: Scope, pattern: str, on: date, late_after: int) -> Iterable[Left]:
    """Give the cases that stand in some accounts, by place; those that came there days ago are late."""
    rows = scope.narrow(Standing.objects.filter(account__in=chart().matching(pattern)))
    for place, since in rows.values_list("place", "booked_on"):
        yield Left(place, 1, since, is_late=since + timedelta(days=late_after) < on)


def inspections(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the batches that await inspection at a store."""
    return _cases(scope, f"donation:*:{accounts.AWAITING}", on, dated.watch(on).inspect_days)


def requests(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the requests that wait for a store's answer, at the store."""
    opened = Standing.objects.filter(account__in=chart().matching("request:*:open")).values("case")
    rows = scope.narrow(Request.objects.filter(case__in=opened), "store")
    for store, asked_on in rows.values_list("store", "asked_on"):
        yield Left(store, 1, asked_on, is_late=asked_on < on)


def shipments(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the shipments that nobody has acknowledged, where they go to."""
    if not may(scope, "supplies.ledger"):
        return
    for row in queries.shipments(scope, at=at, on=on, limit=2000):
        if scope.covers(row.place):
            yield Left(row.place, 1, row.sent_at.date(), is_late=row.is_late)


def below_zero(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the items of which a store gave out more than it had: to be counted and explained."""
    many = Counter(store for store, _ in queries.below_zero(cube().view(), on) if scope.covers(store))
    return (Left(store, n, on, is_late=True) for store, n in many.items())


def expiring(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the lots that have expired or soon will."""
    for (store, _), until in queries.expiring(cube().view(), on).items():
        if scope.covers(store):
            yield Left(store, 1, until, is_late=until < on)


def silent_makers(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the makers that run and have not reported the day's output."""
    if may(scope, "supplies.report_output"):
        for row in queries.silent_makers(scope, on=on):
            yield Left(row.place, 1, on)


KINDS = (
    Kind("below_zero", words("庫存為負"), "supplies_below_zero", words("盤點並寫明原因"), 20, below_zero),
    Kind("inspections", words("捐贈待驗收"), "donations_awaiting", words("驗收入庫，不合格的寫明"), 21, inspections),
    Kind("supply_requests", words("物資申請待答覆"), "supplies_requests_open", words("按優先次序分配"), 22, requests),
    Kind("shipments", words("物資未簽收"), "supplies_under_way", words("點收後簽收，短少寫明"), 23, shipments),
    Kind("expiring", words("物資將過期"), "supplies_expiring", words("先發先用，過期報廢"), 24, expiring),
    Kind("silent_makers", words("當日產量未報"), "supplies_output_medical_mask", words("報當日產量"), 25, silent_makers,
         hour=20),
)  # fmt: skip
for kind in KINDS:
    register(kind)
