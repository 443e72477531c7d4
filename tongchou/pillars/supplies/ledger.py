"""Reading donations: batches with what they hold, and the public ledger, which names only who agreed to be named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import QuerySet

from tongchou.base.refusals import NotFound, words
from tongchou.journal.chart import chart
from tongchou.journal.models import Standing
from tongchou.journal.rows import columns, listed
from tongchou.pillars.supplies import accounts
from tongchou.pillars.supplies.models import Batch
from tongchou.pillars.supplies.sealing import donors
from tongchou.registers.items.catalogue import MONEY, Item, by_code
from tongchou.registers.items.models import Lot
from tongchou.registers.items.queries import items
from tongchou.registers.orgs.queries import names as organisation_names
from tongchou.registers.staff.access import Scope, may, require

SOMEBODY, SOME_ENTERPRISE = words("愛心人士"), words("愛心企業")


@dataclass(frozen=True)
class GoodRow:
    """Goods of a batch: the lot they are, how much came, until when they may be used."""

    lot: int
    item: Item
    quantity: int
    expires_on: date | None


@dataclass(frozen=True)
class BatchRow:
    """One batch. `donor` is the name the reader may see, empty where that is nobody's business; `thanked_as` the name
    by consent, else what everyone who gives is called. Money in fen."""

    case: int
    state: str
    purpose: str
    donated_on: date
    donor: str
    thanked_as: str
    receiver: str
    receipt_number: str
    directed_to: str
    place: int
    goods: tuple[GoodRow, ...]
    money: int
    worth: int


def batches(
    scope: Scope, *, state: str = "*", purpose: str = "*", place: int | None = None, after: int = 0, limit: int = 50
) -> list[BatchRow]:
    """Return the batches in the reader's places, newest first, a page before case `after` (0: from the newest)."""
    require(scope, "supplies.read")
    return _rows(scope, state=state, purpose=purpose, place=place, after=after, limit=limit)


def batch(scope: Scope, case: int) -> BatchRow:
    """Return one batch.

    Raises:
        NotFound("batch_unknown").
    """
    require(scope, "supplies.read")
    found = _read(scope, scope.narrow(Batch.objects.filter(case=case)), may(scope, "supplies.donors"))
    if not found:
        raise NotFound("batch_unknown", words("在您負責的範圍內沒有這一批捐贈。"))
    return found[0]


def public(scope: Scope, *, after: int = 0, limit: int = 50) -> list[BatchRow]:
    """Return the public ledger: every batch that was received, without a name that was not agreed to."""
    require(scope, "supplies.ledger")
    numbers = chart().matching([f"donation:*:{state}" for state in accounts.ARRIVED])
    standing = Standing.objects.filter(account__in=numbers).values("case")
    rows = Batch.objects.filter(case__in=standing).order_by("-case")
    return _read(scope, _page(rows, after, limit), False)


def _rows(scope: Scope, *, state: str, purpose: str, place: int | None, after: int, limit: int) -> list[BatchRow]:
    numbers = chart().matching(f"donation:{purpose}:{state}")
    standing = Standing.objects.filter(account__in=numbers).values("case")
    rows = scope.narrow(Batch.objects.filter(case__in=standing).order_by("-case"), within=place)
    return _read(scope, _page(rows, after, limit), may(scope, "supplies.donors"))


def _page(rows: QuerySet[Batch], after: int, limit: int) -> QuerySet[Batch]:
    return (rows.filter(case__lt=after) if after else rows)[:limit]


def _read(scope: Scope, rows: Iterable[Batch], named: bool) -> list[BatchRow]:
    found = list(rows)
    cases = [row.case for row in found]
    standing = dict(Standing.objects.filter(case__in=cases).values_list("case", "account"))
    called = organisation_names(row.organisation for row in found if row.organisation)
    lots = list(Lot.objects.filter(source__in=cases).order_by("id"))
    came = came_of([lot.id for lot in lots])
    known = items(lot.id for lot in lots)
    money = by_code()[MONEY].id
    goods: dict[int, list[GoodRow]] = {}
    funds: dict[int, dict[str, int]] = {}
    for lot in lots:
        case = lot.source or 0
        if lot.item == money:
            funds[case] = came.get(lot.id, {})
        else:
            quantity = sum(came.get(lot.id, {}).values())
            goods.setdefault(case, []).append(GoodRow(lot.id, known[lot.id], quantity, lot.expires_on))
    result = []
    for row in found:
        organisation = called.get(row.organisation or 0, "")
        name = organisation or (donors().open(row.donor_sealed) if named and row.donor_sealed else "")
        sums = funds.get(row.case, {})
        worth = sum(n for code, n in sums.items() if code in (accounts.WORTH, "pledged:worth"))
        account = standing.get(row.case, 0)
        result.append(
            BatchRow(
                row.case, chart().state(account) if account else accounts.WITHDRAWN,
                chart().case_class(account) if account else "", row.donated_on, name if named else "",
                row.thanked_as or (SOME_ENTERPRISE if row.organisation else SOMEBODY), row.receiver,
                row.receipt_number, row.directed_to if named else "", row.place, tuple(goods.get(row.case, ())),
                sum(sums.values()) - worth, worth,
            )
        )  # fmt: skip
    return result


def came_of(lots: Sequence[int]) -> dict[int, dict[str, int]]:
    """Return what donors gave under each lot, by the account it came to: what was taken back is taken off."""
    found: dict[int, dict[str, int]] = {}
    if not lots:
        return found
    with listed(np.unique(np.array(lots, np.int64))) as (among, params):
        item, to, quantity = columns(
            f"SELECT item, to_account, SUM(quantity) FROM line WHERE item > 0 AND item {among} AND from_account = %s"
            " GROUP BY item, to_account",
            [*params, chart().number(accounts.DONORS)],
            3,
        )
    for lot, account, many in zip(item.tolist(), to.tolist(), quantity.tolist(), strict=True):
        found.setdefault(lot, {})[chart().codes[account]] = many
    return found
