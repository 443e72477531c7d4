"""The public ledger of donations: what everybody may read, signed in or not, with the names of those who agreed.

A batch is on it once the receiving body has it; a batch that was taken back afterwards stays, as reversed, and counts
no more. Nothing here takes a scope: on PostgreSQL the store itself shows these batches and no other (`as_anyone`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from tongchou.base.chinese import simplified, spellings
from tongchou.journal.chart import OUTSIDE, chart
from tongchou.journal.models import Claim, Standing
from tongchou.journal.rows import columns, listed
from tongchou.pillars.supplies import accounts, ledger
from tongchou.pillars.supplies.models import Batch
from tongchou.registers.items.catalogue import MONEY, Item, by_code
from tongchou.registers.items.models import Lot
from tongchou.registers.items.queries import every_item, items
from tongchou.registers.staff.session import as_anyone

#: The reach of `supplies/migrations/0004`.
LEDGER = "ledger"


@dataclass(frozen=True)
class Asked:
    """Which batches: of a receiving body, with goods of an item (by code), or with a text in what the ledger shows."""

    receiver: str = ""
    item: str = ""
    text: str = ""


EVERYTHING = Asked()


@dataclass(frozen=True)
class Sums:
    """How many batches, the money they brought and what their goods were put at, in fen."""

    batches: int = 0
    money: int = 0
    worth: int = 0

    @property
    def total(self) -> int:
        return self.money + self.worth


@dataclass(frozen=True)
class Totals:
    """What the batches come to; reversed ones are only counted. `goods` are (item, quantity, batches), by name."""

    whole: Sums
    receivers: Mapping[str, Sums]
    goods: tuple[tuple[Item, int, int], ...]
    unnamed: int
    reversed: int


def batches(asked: Asked = EVERYTHING, *, start: int = 0, limit: int | None = 50) -> list[ledger.BatchRow]:
    """Return batches of the ledger, the latest donation first; all of them where there is no limit."""
    with as_anyone(LEDGER):
        rows = _asked(asked).order_by("-donated_on", "-case").defer("donor_sealed", "phone_sealed", "directed_to")
        return ledger.read(rows[start : None if limit is None else start + limit], False)


def totals(asked: Asked = EVERYTHING) -> Totals:
    """Return what the batches asked for come to."""
    with as_anyone(LEDGER):
        rows = list(_asked(asked).values_list("case", "receiver", "thanked_as"))
        stands = set(Standing.objects.filter(account__in=_arrived()).values_list("case", flat=True))
        receiver = {case: code for case, code, _ in rows if case in stands}
        unnamed = sum(case in stands and not name for case, _, name in rows)
        sums, goods = _sums(receiver)
        return Totals(
            Sums(len(receiver), sum(one.money for one in sums.values()), sum(one.worth for one in sums.values())),
            sums, goods, unnamed, len(rows) - len(receiver),
        )  # fmt: skip


def _arrived() -> tuple[int, ...]:
    return chart().matching([f"donation:*:{state}" for state in accounts.ARRIVED])


def _asked(asked: Asked) -> QuerySet[Batch]:
    stands = Standing.objects.filter(account__in=_arrived()).values("case")
    nowhere = Standing.objects.filter(account=OUTSIDE).values("case")
    stood = Claim.objects.filter(account__in=_arrived()).values("case")
    rows = Batch.objects.filter(Q(case__in=stands) | Q(case__in=nowhere) & Q(case__in=stood))
    if asked.receiver:
        rows = rows.filter(receiver=asked.receiver)
    if asked.item:
        rows = rows.filter(case__in=_with_goods(one.id for one in every_item() if one.code == asked.item))
    if asked.text.strip():
        rows = rows.filter(_says(asked.text.strip()))
    return rows


def _with_goods(numbers: Iterable[int]) -> QuerySet[Lot, Any]:
    return Lot.objects.filter(item__in=list(numbers)).values("source")


def _says(text: str) -> Q:
    """Return where a text stands in what the ledger shows of a batch: the name agreed to, the receipt, the goods."""
    found = Q(receipt_number__icontains=text)
    for spelling in spellings(text):
        found |= Q(thanked_as__icontains=spelling)
    plain = simplified(text).lower()
    named = (one.id for one in every_item() if any(plain in simplified(name).lower() for name in _calls(one)))
    return found | Q(case__in=_with_goods(named))


def _calls(item: Item) -> tuple[str, ...]:
    return (item.title, gettext(item.title), *item.names)


def _sums(receiver: Mapping[int, str]) -> tuple[dict[str, Sums], tuple[tuple[Item, int, int], ...]]:
    """Return sums by receiving body and goods by kind, of batches given with their receiving body."""
    of_receiver = {code: Sums(batches=many) for code, many in Counter(receiver.values()).items()}
    of_item: dict[int, tuple[int, int]] = {}
    cash = by_code()[MONEY].id
    worths = {chart().number(code) for code in ledger.WORTHS}
    for case, base, account, quantity in _given(list(receiver)):
        if base != cash:
            before = of_item.get(base, (0, 0))
            of_item[base] = (before[0] + quantity, before[1] + 1)
        else:
            sums = of_receiver[receiver[case]]
            of_receiver[receiver[case]] = (
                replace(sums, worth=sums.worth + quantity)
                if account in worths
                else replace(sums, money=sums.money + quantity)
            )
    known = items(of_item)
    return of_receiver, tuple((known[base], *of_item[base]) for base in sorted(known))


def _given(cases: list[int]) -> Iterable[tuple[int, int, int, int]]:
    """Return (batch, item, account it came to, quantity) of what donors gave in batches."""
    with listed(np.array(cases, np.int64)) as (among, params):
        found = columns(
            "SELECT lot.source, lot.item, line.to_account, SUM(line.quantity) FROM items_lot lot"
            " JOIN line ON line.item = lot.id AND line.item > 0 AND line.from_account = %s"
            f" WHERE lot.source {among} GROUP BY lot.source, lot.item, line.to_account",
            [chart().number(accounts.DONORS), *params],
            4,
        )
    return zip(*(column.tolist() for column in found), strict=True)
