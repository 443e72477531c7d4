"""Checks begin: from a list pushed from above, at the door, or by a person's own announcement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np
from django.db import transaction

from tongchou.base.ids import new_id
from tongchou.base.refusals import Refused, words
from tongchou.journal.chart import chart
from tongchou.journal.entries import Column, Entry
from tongchou.journal.posting import new_cases, post
from tongchou.journal.rows import columns, insert, listed
from tongchou.journal.standing import Chain
from tongchou.pillars.screening.accounts import account
from tongchou.pillars.screening.models import (
    Announcement,
    Check,
    Declined,
    Finding,
    Knock,
    Roster,
    Unclaimed,
    Visit,
)
from tongchou.pillars.screening.services.acting import act, columns_of, day_of, reach
from tongchou.registers.people.services import link
from tongchou.registers.staff.access import Scope, require


@dataclass(frozen=True)
class NewChecks:
    """Rows that become checks, by columns of one length. `place` is the deepest certain node; dates may be None.

    `unclaimed` has, by row, the certainty and the candidate places of an address that leads to no one cell.
    """

    person: Sequence[int]
    group: Sequence[str]
    place: Column
    sheet: Sequence[int]
    row: Sequence[int]
    source_area: Sequence[str]
    left_on: Sequence[date | None]
    arrived_on: Sequence[date | None]
    transport: Sequence[str]
    unclaimed: dict[int, tuple[str, list[int]]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.person)


def open_checks(
    checks: NewChecks,
    *,
    roster: Roster,
    actor: int,
    role: str,
    at: datetime,
    voucher: str = "",
) -> Column:
    """Open one check for every row of a list, as one entry; return the case numbers, in the order of the rows.

    One transaction with whatever the caller stores beside it. A person on three lists has three checks.
    """
    with transaction.atomic():
        roster.save()
        first = new_cases(len(checks))
        case = np.arange(first, first + len(checks), dtype=np.int64)
        store_documents(checks, case, [roster.pk] * len(checks), at)
        link(case.tolist(), list(checks.person))
        numbers = {group: chart().number(account(group, "pending")) for group in set(checks.group)}
        claims = columns_of(
            case,
            chain=Chain.OPEN,
            account=np.array([numbers[group] for group in checks.group], np.int64),
            place=np.asarray(checks.place, np.int64),
            on=roster.list_on.toordinal(),
            sheet=np.array(checks.sheet, np.int64),
            row=np.array(checks.row, np.int64),
        )
        post(Entry(roster.entry, "list", actor, role, at, claims, voucher=voucher))
    return case


def store_documents(checks: NewChecks, case: Column, rosters: Sequence[int], at: datetime) -> None:
    """Write the documents of new checks; `rosters` has the list of each."""

    def days(values: Sequence[date | None]) -> list[int | None]:
        return [None if day is None else day.toordinal() for day in values]

    insert(
        "screening_check",
        ("case", "roster_id", "person", "sheet", "row", "source_area", "left_on", "arrived_on", "transport"),
        zip(
            case.tolist(),
            rosters,
            [int(p) for p in checks.person],
            checks.sheet,
            checks.row,
            checks.source_area,
            days(checks.left_on),
            days(checks.arrived_on),
            checks.transport,
            strict=True,
        ),
    )
    Unclaimed.objects.bulk_create(
        [
            Unclaimed(case=int(case[i]), certainty=certainty, candidates=candidates, asked_at=at)
            for i, (certainty, candidates) in checks.unclaimed.items()
        ],
        batch_size=2000,
    )


def supersede(cases: Sequence[int], *, actor: int, role: str, at: datetime) -> int:
    """Take back the openings of checks whose rows the sender replaced; return how many still stood untouched.

    Only a check nobody has worked on is withdrawn: once there is an outcome, the fact stands and the new row is a
    check of its own.
    """
    wanted = np.unique(np.array(list(cases), np.int64))
    if not len(wanted):
        return 0
    pending = np.array(chart().matching("screening:*:pending"), np.int64)
    with listed(wanted) as (among, params):
        case, number, tip = columns(f'SELECT "case", account, state_tip FROM standing WHERE "case" {among}', params, 3)
    untouched = np.isin(number, pending)
    if not untouched.any():
        return 0
    claims = columns_of(
        case[untouched],
        chain=Chain.VOID,
        on=day_of(at, None),
        settles=tuple(enumerate(tip[untouched].tolist())),
    )
    post(Entry(new_id(), "supersede", actor, role, at, claims, reason="superseded"))
    return int(untouched.sum())


def end_campaign(scope: Scope, campaign: str, *, at: datetime) -> int:
    """End a campaign: what is pending is counted as ended, and the list's rows are deleted. Return the checks ended.

    The books keep the totals; who was on the list is gone with its documents and links.

    Raises:
        Refused("campaign_unknown").
    """
    require(scope, "screening.end_campaign")
    rosters = Roster.objects.filter(campaign=campaign)
    if not rosters.exists():
        raise Refused("campaign_unknown", words("沒有名為「%(campaign)s」的專項排查。"), campaign=campaign)
    cases = list(Check.objects.filter(roster__in=rosters).order_by("case").values_list("case", flat=True))
    with transaction.atomic():
        found = reach(scope, "screening.end_campaign", cases)
        pending = np.isin(found.account, np.array(chart().matching("screening:*:pending"), np.int64))
        if pending.any():
            ended = np.array(
                [chart().number(account(found.group(int(i)), "campaign-ended")) for i in np.flatnonzero(pending)]
            )
            claims = columns_of(
                found.case[pending], chain=Chain.STATE, predecessor=found.state_tip[pending], account=ended,
                on=day_of(at, None),
            )  # fmt: skip
            act(scope, "end-campaign", claims, at=at, reason="campaign-ended")
        _forget(cases)
    return len(cases)


def _forget(cases: Sequence[int]) -> None:
    from tongchou.registers.people.services import unlink

    for start in range(0, len(cases), 5000):
        part = cases[start : start + 5000]
        unlink(part)
        Unclaimed.objects.filter(case__in=part).delete()
        Check.objects.filter(case__in=part).delete()


def erase_documents() -> int:
    """Delete every document that says something of a person, for good; return how many. What is in the books stays."""
    gone = 0
    for model in (Finding, Visit, Unclaimed, Declined, Check, Announcement, Knock):
        count, _ = model.objects.all().delete()
        gone += count
    Roster.objects.update(title="")
    return gone
