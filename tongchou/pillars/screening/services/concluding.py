"""Checks are concluded: one act, or the many of a phone that was without coverage, by columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import numpy as np

from tongchou.base.refusals import Refused, words
from tongchou.dated.queries import rule_on
from tongchou.journal.chart import chart
from tongchou.journal.entries import Claims, Entry, Named, Receipt
from tongchou.journal.standing import Chain
from tongchou.pillars.screening import rules
from tongchou.pillars.screening.accounts import account
from tongchou.pillars.screening.models import Check
from tongchou.pillars.screening.services import observations
from tongchou.pillars.screening.services.acting import (
    Abreast,
    Drafts,
    columns_of,
    day_of,
    drafted,
    predecessors_of,
    reach_each,
)
from tongchou.registers.staff.access import Scope
from tongchou.restrictions.services import keep_each
from tongchou.restrictions.services.orders import Drawn

#: What an outcome of a check at an account means on a day, and the account it leads to; or why it cannot be.
Ways = dict[tuple[int, str, date], tuple[rules.Outcome, int] | Refused]


@dataclass(frozen=True)
class Conclusion:
    """One act that concludes checks, each with an outcome. `predecessors` are the claims the actor saw, by check.

    `occurred_at` is when it happened, if that was before it is told; `reason` a code of how it was learnt.
    """

    outcomes: Mapping[int, str]
    on: date | None = None
    entry: UUID | None = None
    predecessors: Mapping[int, int | Named] | None = None
    occurred_at: datetime | None = None
    reason: str = ""


def conclude_each(scope: Scope, acts: Sequence[Conclusion], *, at: datetime, own: Sequence[int] = ()) -> Drafts:
    """Make acts ready that conclude checks; each is whole, and refused alone. See `checks.conclude`.

    `own` are checks that the actor answers for wherever they stand now. The claims of an act are in the order of their
    cases.
    """
    abreast = reach_each(scope, "screening.conclude", [one.outcomes for one in acts], own=own)
    meant: list[_Meant | Refused] = []
    ways: Ways = {}
    for i, one in enumerate(acts):
        try:
            meant.append(_meant(one, abreast, i, ways, at=at))
        except Refused as refusal:
            meant.append(refusal)
    asked = [case for one in meant if isinstance(one, _Meant) for _, _, case in one.observed]
    documents = Check.objects.in_bulk(asked) if asked else {}
    drawn: dict[int, list[Drawn]] = {}
    made: list[Entry | Refused] = []
    for i, said in enumerate(meant):
        if isinstance(said, Refused):
            made.append(said)
            continue
        try:
            observed = [(n, kind, documents[case]) for n, kind, case in said.observed]
            before = [order for orders in drawn.values() for order in orders] if observed else []
            if orders := observations.draw_up(scope, observed, day=said.day, at=at, before=before):
                drawn[i] = orders
        except Refused as refusal:
            made.append(refusal)
            continue
        act = acts[i]
        made.append(
            drafted(scope, "outcome", said.claims, at=at, entry=act.entry, reason=act.reason,
                    occurred_at=act.occurred_at)
        )  # fmt: skip

    def keep_orders(receipts: Mapping[int, Receipt]) -> None:
        keep_each((orders, receipts[i].first_claim) for i, orders in drawn.items() if i in receipts)

    return Drafts(made, keep_orders)


@dataclass(frozen=True)
class _Meant:
    """What one act claims, and which of its checks (index, kind, case) go under observation by it."""

    claims: Claims
    observed: list[tuple[int, str, int]]
    day: date


def _meant(one: Conclusion, abreast: Abreast, i: int, ways: Ways, *, at: datetime) -> _Meant:
    if i in abreast.refused:
        raise abreast.refused[i]
    rows = abreast.span(i)
    cases: list[int] = abreast.found.case[rows].tolist()
    accounts: list[int] = abreast.found.account[rows].tolist()
    day = date.fromordinal(day_of(one.occurred_at or at, one.on))
    target, observed = [], []
    for n, (case, number) in enumerate(zip(cases, accounts, strict=True)):
        outcome, to = _way(ways, number, one.outcomes[case], day)
        if number == to and not one.predecessors:
            raise Refused("already_there", words("這一筆核查已是「%(title)s」。"), title=outcome.title)
        target.append(to)
        if outcome.visits:
            observed.append((n, outcome.code, case))
    before, names = predecessors_of(cases, abreast.found.state_tip[rows], one.predecessors)
    table = columns_of(
        abreast.found.case[rows], chain=Chain.STATE, predecessor=before, account=np.array(target, np.int64),
        on=day.toordinal(), names=names,
    )  # fmt: skip
    return _Meant(table, observed, day)


def _way(ways: Ways, number: int, code: str, day: date) -> tuple[rules.Outcome, int]:
    """Return an outcome and its account for a check of some account: looked up once, few different things are said."""
    way = ways.get((number, code, day))
    if way is None:
        group = chart().case_class(number)
        try:
            outcome = rules.outcome(rule_on("screening.outcomes", day), group, code)
            way = outcome, chart().number(account(group, code))
        except Refused as refusal:
            way = refusal
        ways[number, code, day] = way
    if isinstance(way, Refused):
        raise way
    return way
