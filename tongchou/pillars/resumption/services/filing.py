"""Enterprises as lists tell of them: new ones are opened, known ones moved along to what the list says.

A department's table is a fact, not a request: it may say of a factory that it is at work already, and the books then
say so too, with the regime of the day beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import numpy as np
from django.db import transaction

from tongchou.journal.chart import chart
from tongchou.journal.entries import Claims, Column, Entry, Receipt
from tongchou.journal.keeping import lock_standings
from tongchou.journal.posting import new_cases, post
from tongchou.journal.standing import Chain
from tongchou.pillars.resumption.models import Enterprise
from tongchou.pillars.resumption.services.acting import columns_of, joined
from tongchou.pillars.resumption.services.stages import Beside, keep_steps
from tongchou.pillars.resumption.stages import AT_WORK, CONSULTATION, MANAGEMENT, UNSIZED, account


@dataclass(frozen=True)
class Filed:
    """Rows about enterprises, by columns of one length, each organisation once.

    `group` is a size or a kind of venue, empty where the list does not say; `state` a state, empty where it does not
    say; of a new one that means unsized, and consultation. `is_leading` and `is_key` are None where it does not say.
    """

    organisation: Sequence[int]
    group: Sequence[str]
    state: Sequence[str]
    place: Column
    sector: Sequence[str]
    is_leading: Sequence[bool | None]
    is_key: Sequence[bool | None]
    planned_on: Sequence[date | None]
    reason: Sequence[str]
    workshops: Sequence[str]
    sheet: Sequence[int]
    row: Sequence[int]

    def __len__(self) -> int:
        return len(self.organisation)


def file_list(
    filed: Filed, *, actor: int, role: str, on: date, at: datetime, entry: UUID, voucher: str = ""
) -> tuple[Column, Receipt | None]:
    """Take a list of enterprises into the books as one entry; return the case of each row, and the receipt if any.

    A known enterprise changes class, state or place only where the list says another. Nothing new posts nothing.
    """
    with transaction.atomic():
        known = {e.organisation: e for e in Enterprise.objects.filter(organisation__in=filed.organisation)}
        fresh = [i for i, number in enumerate(filed.organisation) if number not in known]
        first = new_cases(len(fresh))
        cases = np.zeros(len(filed), np.int64)
        cases[fresh] = np.arange(first, first + len(fresh))
        old = [i for i in range(len(filed)) if not cases[i]]
        cases[old] = [known[filed.organisation[i]].case for i in old]
        _describe(filed, cases, fresh, [(i, known[filed.organisation[i]]) for i in old])
        steps = [_openings(filed, cases, fresh, on)]
        if old:
            steps += _changes(filed, cases, np.array(old, np.int64), on)
        table = joined([step.claims for step in steps])
        if not len(table):
            return cases, None
        receipt = post(Entry(entry, "enterprise-list", actor, role, at, table, voucher=voucher))
        _keep(filed, cases, steps, receipt, on)
        return cases, receipt


@dataclass(frozen=True)
class _Steps:
    """Claims, and of each the row it comes from and the class and state it leads to; no state for class and place."""

    claims: Claims
    row: Sequence[int] = ()
    group: Sequence[str] = ()
    state: Sequence[str] = ()


def _describe(filed: Filed, cases: Column, fresh: Sequence[int], old: Sequence[tuple[int, Enterprise]]) -> None:
    Enterprise.objects.bulk_create(
        [
            Enterprise(
                case=int(cases[i]),
                organisation=filed.organisation[i],
                sector=filed.sector[i] or "other",
                is_leading=bool(filed.is_leading[i]),
                is_key=bool(filed.is_key[i]),
                planned_on=filed.planned_on[i],
            )
            for i in fresh
        ],
        batch_size=500,
    )
    changed = []
    for i, row in old:
        before = (row.sector, row.is_leading, row.is_key, row.planned_on)
        row.sector = filed.sector[i] or row.sector
        row.is_leading = row.is_leading if filed.is_leading[i] is None else bool(filed.is_leading[i])
        row.is_key = row.is_key if filed.is_key[i] is None else bool(filed.is_key[i])
        row.planned_on = filed.planned_on[i] or row.planned_on
        if before != (row.sector, row.is_leading, row.is_key, row.planned_on):
            changed.append(row)
    Enterprise.objects.bulk_update(changed, ["sector", "is_leading", "is_key", "planned_on"], batch_size=200)


def _openings(filed: Filed, cases: Column, fresh: Sequence[int], on: date) -> _Steps:
    groups = [filed.group[i] or UNSIZED for i in fresh]
    states = [filed.state[i] or CONSULTATION for i in fresh]
    table = columns_of(
        cases[list(fresh)],
        chain=Chain.OPEN,
        account=_accounts(groups, states),
        place=filed.place[list(fresh)],
        on=on.toordinal(),
        sheet=np.array([filed.sheet[i] for i in fresh], np.int64),
        row=np.array([filed.row[i] for i in fresh], np.int64),
    )
    return _Steps(table, list(fresh), groups, states)


def _accounts(groups: Sequence[str], states: Sequence[str]) -> Column:
    return np.array([chart().number(account(g, s)) for g, s in zip(groups, states, strict=True)], np.int64)


def _changes(filed: Filed, cases: Column, old: Column, on: date) -> list[_Steps]:
    """Return what the list says differently of known enterprises: class, state, place, each a chain of its own."""
    order = old[np.argsort(cases[old])]
    found = lock_standings(cases[order])
    stands = found.account > 0
    order, found = order[stands], found.take(stands)
    group = [chart().case_class(int(n)) for n in found.account]
    state = [chart().state(int(n)) for n in found.account]
    rows = order.tolist()
    to_group = [filed.group[i] or was for i, was in zip(rows, group, strict=True)]
    to_state = [_led_to(filed.state[i], was) for i, was in zip(rows, state, strict=True)]
    day = on.toordinal()
    sheet, row = (np.array([column[i] for i in rows], np.int64) for column in (filed.sheet, filed.row))

    none = np.zeros(len(rows), np.int64)

    def claimed(chosen: Column, chain: int, tip: Column, *, account: Column = none, place: Column = none) -> Claims:
        return columns_of(
            found.case[chosen], chain=chain, predecessor=tip[chosen], on=day, sheet=sheet[chosen], row=row[chosen],
            account=account[chosen], place=place[chosen],
        )  # fmt: skip

    other = np.flatnonzero(np.array(to_group) != np.array(group))
    moved = np.flatnonzero((filed.place[order] > 0) & (filed.place[order] != found.place))
    further = np.flatnonzero(np.array(to_state) != np.array(state))
    states = [to_state[i] for i in further]
    return [
        _Steps(claimed(other, Chain.CLASS, found.class_tip, account=_accounts(to_group, state))),
        _Steps(claimed(moved, Chain.PLACE, found.place_tip, place=filed.place[order])),
        _Steps(
            claimed(further, Chain.STATE, found.state_tip, account=_accounts(group, to_state)),
            [rows[i] for i in further],
            [to_group[i] for i in further],
            states,
        ),
    ]


def _led_to(said: str, stands: str) -> str:
    """Return where a list leads a known enterprise: one that reports is at work, and stays where it is."""
    return stands if not said or (said == MANAGEMENT and stands in AT_WORK) else said


def _keep(filed: Filed, cases: Column, steps: Sequence[_Steps], receipt: Receipt, on: date) -> None:
    """Keep the steps behind the claims of a list. Claim numbers follow the order in which the parts were joined."""
    if receipt.answer != "created":
        return
    at = receipt.first_claim
    for part in steps:
        size = len(part.claims)
        for reason in {filed.reason[i] for i in part.row}:
            chosen = [k for k, i in enumerate(part.row) if filed.reason[i] == reason]
            rows = [part.row[k] for k in chosen]
            beside = Beside(reason, {int(cases[i]): filed.workshops[i] for i in rows})
            keep_steps(
                at + np.array(chosen, np.int64), cases[rows], [part.group[k] for k in chosen],
                [part.state[k] for k in chosen], on, beside,
            )  # fmt: skip
        at += size
