"""Met at the door: somebody who is on no list. Their check begins, and may be concluded in the same act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import numpy as np
from django.db import transaction

from tongchou.base.ids import new_id
from tongchou.base.refusals import Refused, words
from tongchou.dated.queries import rule_on
from tongchou.journal.entries import ClaimRow, Entry, Receipt, claims, opening, own, step
from tongchou.journal.posting import new_cases
from tongchou.pillars.screening import rules
from tongchou.pillars.screening.accounts import PENDING, account
from tongchou.pillars.screening.models import Check, Roster
from tongchou.pillars.screening.services import observations
from tongchou.pillars.screening.services.acting import Drafts, day_of, drafted, posted
from tongchou.pillars.screening.services.lists import NewChecks, store_documents
from tongchou.registers.people.services import link, locate
from tongchou.registers.staff.access import Scope, require
from tongchou.restrictions.services import keep_each
from tongchou.restrictions.services.orders import Drawn


@dataclass(frozen=True)
class Met:
    """One act: a person met at a place, of a group, with what they say of their way; concluded at once by `outcome`."""

    person: int
    group: str
    place: int
    on: date | None = None
    source_area: str = ""
    left_on: date | None = None
    arrived_on: date | None = None
    outcome: str = ""
    entry: UUID | None = None
    occurred_at: datetime | None = None


@dataclass(frozen=True)
class _Ready:
    one: Met
    check: Check
    day: date
    entry: Entry
    orders: list[Drawn]


def meet(
    scope: Scope,
    *,
    person: int,
    group: str,
    place: int,
    at: datetime,
    on: date | None = None,
    source_area: str = "",
    left_on: date | None = None,
    arrived_on: date | None = None,
    entry: UUID | None = None,
) -> int:
    """Open a check for someone met at the door who is on no list; return its case number.

    The same entry sent again returns the same case.
    """
    require(scope, "screening.meet", place=place)
    entry = entry or new_id()
    known = Check.objects.filter(roster__entry=entry).first()
    if known:
        return known.case
    one = Met(person, group, place, on, source_area, left_on, arrived_on, "", entry)
    with transaction.atomic():
        posted(meet_each(scope, [one], at=at))
        return Check.objects.get(roster__entry=entry).case


def meet_each(scope: Scope, acts: Sequence[Met], *, at: datetime) -> Drafts:
    """Make acts ready that open checks at the door; each is refused alone. Claim 0 opens, claim 1 concludes.

    Refused are acts with NotAllowed("not_allowed"), Refused("outcome_not_in_set"), and what evidence asks.
    """
    first = new_cases(len(acts))
    ready: list[_Ready | Refused] = []
    for i, one in enumerate(acts):
        before = [order for made in ready if isinstance(made, _Ready) for order in made.orders]
        try:
            ready.append(_ready(scope, one, first + i, at, before))
        except Refused as refusal:
            ready.append(refusal)

    def keep(receipts: Mapping[int, Receipt]) -> None:
        new = [(receipts[i], one) for i, one in enumerate(ready) if i in receipts and isinstance(one, _Ready)]
        _store([one for _, one in new], at)
        keep_each((one.orders, receipt.first_claim) for receipt, one in new)

    return Drafts([one if isinstance(one, Refused) else one.entry for one in ready], keep)


def _ready(scope: Scope, one: Met, case: int, at: datetime, before: Sequence[Drawn]) -> _Ready:
    require(scope, "screening.meet", place=one.place)
    day = date.fromordinal(day_of(one.occurred_at or at, one.on))
    check = Check(
        case=case, person=one.person, sheet=0, row=0, source_area=one.source_area, left_on=one.left_on,
        arrived_on=one.arrived_on,
    )  # fmt: skip
    rows: list[ClaimRow] = [opening(case=case, account=account(one.group, PENDING), place=one.place, on=day)]
    orders: list[Drawn] = []
    if one.outcome:
        outcome = rules.outcome(rule_on("screening.outcomes", day), one.group, one.outcome)
        rows.append(step(case=case, account=account(one.group, one.outcome), predecessor=own(0), on=day))
        observed = [(1, one.outcome, check)] if outcome.visits else []
        orders = observations.draw_up(scope, observed, day=day, at=at, before=before)
    entry = drafted(scope, "list", claims(*rows), at=at, entry=one.entry, occurred_at=one.occurred_at)
    return _Ready(one, check, day, entry, orders)


def _store(ready: Sequence[_Ready], at: datetime) -> None:
    title = str(words("上門排查"))
    rosters = Roster.objects.bulk_create(
        Roster(
            title=title, origin="door", list_on=one.day, taken_at=at, place=one.one.place, rows=1, entry=one.entry.id
        )
        for one in ready
    )
    checks = [one.check for one in ready]
    table = NewChecks(
        person=[one.person for one in checks], group=[one.one.group for one in ready],
        place=np.array([one.one.place for one in ready], np.int64), sheet=[0] * len(ready), row=[0] * len(ready),
        source_area=[one.source_area for one in checks], left_on=[one.left_on for one in checks],
        arrived_on=[one.arrived_on for one in checks], transport=[""] * len(ready),
    )  # fmt: skip
    cases = [one.case for one in checks]
    store_documents(table, np.array(cases, np.int64), [roster.pk for roster in rosters], at)
    link(cases, table.person)
    for place in sorted({one.one.place for one in ready}):
        locate([one.check.person for one in ready if one.one.place == place], place)
