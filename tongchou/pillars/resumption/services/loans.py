"""Loans to enterprises: granted, in fen, out of the lenders' account into the kind of loan, at its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import numpy as np
from django.db import transaction

from tongchou.base.ids import new_id
from tongchou.base.refusals import Refused, words
from tongchou.journal.chart import chart
from tongchou.journal.entries import Entry, Transfers
from tongchou.journal.posting import post_batch
from tongchou.pillars.resumption.accounts import LENDERS, LOANS
from tongchou.pillars.resumption.models import Loan
from tongchou.pillars.resumption.services.acting import day_of, reach
from tongchou.registers.items.catalogue import MONEY, by_code
from tongchou.registers.staff.access import Scope


@dataclass(frozen=True)
class Granted:
    """One loan: the enterprise's case, the bank, the kind (`loan:*`), and how much in fen."""

    enterprise: int
    lender: str
    kind: str
    fen: int
    on: date | None = None
    entry: UUID | None = None


def lend(scope: Scope, loans: Sequence[Granted], *, at: datetime) -> list[UUID]:
    """Write loans down, each an entry of its own in one commit; return the entries. Sent again nothing is added.

    Raises:
        NotFound("enterprise_unknown"), Refused("loan_unknown"), Refused("amount_missing").
    """
    if any(one.kind not in LOANS.kinds for one in loans):  # type: ignore[union-attr]
        raise Refused("loan_unknown", words("請選擇貸款的類別。"))
    if any(one.fen <= 0 for one in loans):
        raise Refused("amount_missing", words("請寫明金額。"))
    with transaction.atomic():
        found = reach(scope, "resumption.lend", [one.enterprise for one in loans])
        where = dict(zip(found.case.tolist(), found.place.tolist(), strict=True))
        entries = [_entry(scope, one, where[one.enterprise], at) for one in loans]
        receipts = post_batch(entries)
        Loan.objects.bulk_create(
            [
                Loan(
                    entry=receipt.id, enterprise=one.enterprise, lender=one.lender[:80], kind=one.kind,
                    granted_on=date.fromordinal(day_of(at, one.on)),
                )
                for one, receipt in zip(loans, receipts, strict=True)
                if receipt.answer == "created"
            ]
        )  # fmt: skip
    return [receipt.id for receipt in receipts]


def _entry(scope: Scope, one: Granted, place: int, at: datetime) -> Entry:
    def column(value: int) -> np.ndarray:
        return np.array([value], np.int64)

    moved = Transfers(
        from_account=column(chart().number(LENDERS)),
        from_place=column(place),
        to_account=column(chart().number(f"loan:{one.kind}")),
        to_place=column(place),
        item=column(by_code()[MONEY].id),
        quantity=column(one.fen),
        occurred_on=column(day_of(at, one.on)),
    )
    return Entry(one.entry or new_id(), "loan", scope.user_id, scope.role, at, transfers=moved)
