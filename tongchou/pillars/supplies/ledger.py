"""Reading donations on the desk: batches with what they hold. The public ledger is `published.py`."""

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

#: A batch that was taken back stands nowhere any more.
REVERSED = "reversed"
#: Where the sum comes to that a batch's goods were put at.
WORTHS = (accounts.WORTH, "pledged:worth")
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
    by consent, else what everyone who gives is called. Money in fen.

    A batch that was taken back stands as `reversed`; its goods and money are those it was entered with.
    """

    case: int
    state: str
    purpose: str
    donated_on: date
    donor: str
    thanked_as: str
    is_named: bool
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
    found = read(scope.narrow(Batch.objects.filter(case=case)), may(scope, "supplies.donors"))
    if not found:
        raise NotFound("batch_unknown", words("在您負責的範圍內沒有這一批捐贈。"))
    return found[0]


def _rows(scope: Scope, *, state: str, purpose: str, place: int | None, after: int, limit: int) -> list[BatchRow]:
    numbers = chart().matching(f"donation:{purpose}:{state}")
    standing = Standing.objects.filter(account__in=numbers).values("case")
    rows = scope.narrow(Batch.objects.filter(case__in=standing).order_by("-case"), within=place)
    return read(_page(rows, after, limit), may(scope, "supplies.donors"))


def _page(rows: QuerySet[Batch], after: int, limit: int) -> QuerySet[Batch]:
    return (rows.filter(case__lt=after) if after else rows)[:limit]


def read(rows: Iterable[Batch], named: bool) -> list[BatchRow]:
    """Return batches with what they hold; `named` says whether the reader may see who gave them."""
    found = list(rows)
    cases = [row.case for row in found]
    standing = dict(Standing.objects.filter(case__in=cases).values_list("case", "account"))
    held = _held(cases, {case for case in cases if not standing.get(case)})
    called = organisation_names(row.organisation for row in found if row.organisation) if named else {}
    result = []
    for row in found:
        name = called.get(row.organisation or 0, "")
        if named and not name and row.donor_sealed:
            name = donors().open(row.donor_sealed)
        account = standing.get(row.case, 0)
        goods, money, worth = held[row.case]
        result.append(
            BatchRow(
                row.case, chart().state(account) if account else REVERSED,
                chart().case_class(account) if account else "", row.donated_on, name,
                row.thanked_as or (SOME_ENTERPRISE if row.organisation else SOMEBODY), bool(row.thanked_as),
                row.receiver, row.receipt_number, row.directed_to if named else "", row.place, goods, money, worth,
            )
        )  # fmt: skip
    return result


def _held(cases: Sequence[int], reversed_: set[int]) -> dict[int, tuple[tuple[GoodRow, ...], int, int]]:
    """Return the goods, the money and the worth of each batch; of a reversed one, what it was entered with."""
    lots = list(Lot.objects.filter(source__in=cases).order_by("id"))
    came = came_of([lot.id for lot in lots if lot.source not in reversed_])
    came |= came_of([lot.id for lot in lots if lot.source in reversed_], entered=True)
    known, cash = items(lot.id for lot in lots), by_code()[MONEY].id
    goods: dict[int, list[GoodRow]] = {case: [] for case in cases}
    money, worth = dict.fromkeys(cases, 0), dict.fromkeys(cases, 0)
    for lot in lots:
        case, sums = lot.source or 0, came.get(lot.id, {})
        if lot.item == cash:
            worth[case] += sum(sums.get(code, 0) for code in WORTHS)
            money[case] += sum(many for code, many in sums.items() if code not in WORTHS)
        else:
            goods[case].append(GoodRow(lot.id, known[lot.id], sum(sums.values()), lot.expires_on))
    return {case: (tuple(goods[case]), money[case], worth[case]) for case in cases}


def came_of(lots: Sequence[int], *, entered: bool = False) -> dict[int, dict[str, int]]:
    """Return what donors gave under each lot, by the account it came to.

    What was taken back is taken off, except where it is asked what was `entered`.
    """
    found: dict[int, dict[str, int]] = {}
    if not lots:
        return found
    with listed(np.unique(np.array(lots, np.int64))) as (among, params):
        item, to, quantity = columns(
            f"SELECT item, to_account, SUM(quantity) FROM line WHERE item > 0 AND item {among} AND from_account = %s"
            f" {'AND quantity > 0' if entered else ''} GROUP BY item, to_account",
            [*params, chart().number(accounts.DONORS)],
            3,
        )
    for lot, account, many in zip(item.tolist(), to.tolist(), quantity.tolist(), strict=True):
        found.setdefault(lot, {})[chart().codes[account]] = many
    return found
