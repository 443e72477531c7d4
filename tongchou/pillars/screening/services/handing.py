"""Checks are handed over: to another place of the county, or out of it. A movement, not an edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import numpy as np
from django.db import transaction

from tongchou.base.refusals import NotAllowed, Refused, words
from tongchou.journal.chart import chart
from tongchou.journal.entries import Claims, Entry, Named, Receipt
from tongchou.journal.standing import Chain
from tongchou.pillars.screening.accounts import account
from tongchou.pillars.screening.models import Check
from tongchou.pillars.screening.services.acting import (
    Abreast,
    Drafts,
    columns_of,
    day_of,
    drafted,
    posted,
    predecessors_of,
    reach_each,
)
from tongchou.registers.people.services import locate
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.access import Scope

#: Another county: the check leaves this county's pending and stays in its list's total.
OUTSIDE = 0
#: Whoever holds one of these hands over to any place of the county.
ANYWHERE = frozenset({"county_officer", "town_lead", "village_lead"})


@dataclass(frozen=True)
class HandedOver:
    """One act that hands checks over to a place, or `OUTSIDE`. `predecessors` are the claims the actor saw, by check:
    of where they stand, or of their outcome where they go out of the county.
    """

    cases: Sequence[int]
    to: int
    on: date | None = None
    entry: UUID | None = None
    predecessors: Mapping[int, int | Named] | None = None
    occurred_at: datetime | None = None


def hand_over(
    scope: Scope, cases: Sequence[int], *, to: int, at: datetime, on: date | None = None, entry: UUID | None = None
) -> Receipt:
    """Hand checks over to another place of the county: a movement, not an edit. Whoever answers there sees them next.

    Raises:
        Refused("already_there"): one of them stands at that place.
        NotAllowed("not_your_village"): a worker hands over within the own village.
    """
    with transaction.atomic():
        return posted(hand_over_each(scope, [HandedOver(cases, to, on, entry)], at=at))


def hand_over_outside(
    scope: Scope, cases: Sequence[int], *, at: datetime, on: date | None = None, entry: UUID | None = None
) -> Receipt:
    """Hand checks over to another county: they leave the county's pending, and stay in its list's total."""
    with transaction.atomic():
        return posted(hand_over_each(scope, [HandedOver(cases, OUTSIDE, on, entry)], at=at))


def hand_over_each(scope: Scope, acts: Sequence[HandedOver], *, at: datetime, own: Sequence[int] = ()) -> Drafts:
    """Make hand-overs ready; each act is whole, and refused alone. See `hand_over`.

    `own` are checks that the actor answers for wherever they stand now. The claims of an act are in the order of their
    cases.
    """
    abreast = reach_each(scope, "screening.hand_over", [one.cases for one in acts], own=own)
    made: list[Entry | Refused] = []
    for i, one in enumerate(acts):
        try:
            if i in abreast.refused:
                raise abreast.refused[i]
            day = date.fromordinal(day_of(one.occurred_at or at, one.on))
            table = _out(one, abreast, i, day) if one.to == OUTSIDE else _away(scope, one, abreast, i, day)
        except Refused as refusal:
            made.append(refusal)
        else:
            made.append(drafted(scope, "hand-over", table, at=at, entry=one.entry, occurred_at=one.occurred_at))

    def keep(receipts: Mapping[int, Receipt]) -> None:
        """Let the place answer for the persons, so that who has it may meet them."""
        for to in sorted({acts[i].to for i in receipts} - {OUTSIDE}):
            cases = [case for i in receipts if acts[i].to == to for case in acts[i].cases]
            locate(Check.objects.filter(case__in=cases).values_list("person", flat=True), to)

    return Drafts(made, keep)


def _away(scope: Scope, one: HandedOver, abreast: Abreast, i: int, day: date) -> Claims:
    rows = abreast.span(i)
    if not (ANYWHERE & scope.roles) and one.to not in _own_villages(scope, day):
        raise NotAllowed(
            "not_your_village", words("只能移交給本村（社區）的網格；移交其他地方請由村（社區）負責人辦理。")
        )
    if not one.predecessors and (abreast.found.place[rows] == one.to).any():
        raise Refused("already_there", words("其中有核查已在該處。"))
    cases: list[int] = abreast.found.case[rows].tolist()
    before, names = predecessors_of(cases, abreast.found.place_tip[rows], one.predecessors)
    return columns_of(
        abreast.found.case[rows], chain=Chain.PLACE, predecessor=before, place=one.to, on=day.toordinal(), names=names
    )


def _out(one: HandedOver, abreast: Abreast, i: int, day: date) -> Claims:
    rows = abreast.span(i)
    cases: list[int] = abreast.found.case[rows].tolist()
    target = [
        chart().number(account(chart().case_class(number), "handed-over"))
        for number in abreast.found.account[rows].tolist()
    ]
    before, names = predecessors_of(cases, abreast.found.state_tip[rows], one.predecessors)
    return columns_of(
        abreast.found.case[rows], chain=Chain.STATE, predecessor=before, account=np.array(target, np.int64),
        on=day.toordinal(), names=names,
    )  # fmt: skip


def _own_villages(scope: Scope, on: date) -> set[int]:
    """Return the places of the villages that the actor's places stand in."""
    now = tree(on)
    found: set[int] = set()
    for root in scope.roots:
        for place in now.path(root) if root in now else ():
            if now.kind[now.position(place)] == "medium":
                found.update(now.below(place).tolist())
    return found
