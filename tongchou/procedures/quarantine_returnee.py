"""A check's outcome asks for quarantine: screening concludes, quarantine is asked, in one transaction.

Screening gives what its list knows of the exposure; whether that is evidence enough, the order decides. Quarantine
never reads a check, and screening never a stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tongchou.journal.chart import chart
from tongchou.journal.entries import Receipt
from tongchou.journal.models import Standing
from tongchou.pillars.acting import Drafts
from tongchou.pillars.quarantine import rules
from tongchou.pillars.quarantine import services as quarantine
from tongchou.pillars.screening import queries as checks
from tongchou.pillars.screening import services as screening
from tongchou.pillars.screening.models import Check
from tongchou.registers.staff.access import Scope

OUTCOME = "to-quarantine"


def conclude(
    scope: Scope,
    outcomes: Mapping[int, str],
    *,
    at: datetime,
    on: date | None = None,
    entry: UUID | None = None,
    predecessors: Mapping[int, int] | None = None,
    occurred_at: datetime | None = None,
) -> Receipt:
    """Conclude checks as screening does; each that is to go to quarantine becomes a request there."""
    with transaction.atomic():
        receipt = screening.conclude(
            scope, outcomes, at=at, on=on, entry=entry, predecessors=predecessors, occurred_at=occurred_at
        )
        asked = [case for case, outcome in outcomes.items() if outcome == OUTCOME]
        if asked and receipt.answer == "created":
            request(scope, asked, at=at, on=on)
    return receipt


def conclude_each(
    scope: Scope, acts: Sequence[screening.Conclusion], *, at: datetime, own: Sequence[int] = ()
) -> Drafts:
    """Make conclusions ready as screening does; whoever is to go to quarantine by them is asked for there.

    A check that has left the actor's places meanwhile does not ask: whoever has it now is told of it (`missing`).
    """
    drafts = screening.conclude_each(scope, acts, at=at, own=own)

    def keep(receipts: Mapping[int, Receipt]) -> None:
        drafts.keep(receipts)
        asked = [case for i in receipts for case, outcome in acts[i].outcomes.items() if outcome == OUTCOME]
        if asked:
            standing = Standing.objects.filter(case__in=asked).values_list("case", "place")
            request(scope, [case for case, place in standing if scope.covers(place)], at=at)

    return Drafts(drafts.acts, keep)


def request(scope: Scope, cases: Iterable[int], *, at: datetime, on: date | None = None) -> list[int]:
    """Ask for quarantine of the people of some checks that stand at that outcome; return the requests.

    A check asks once, however often this is called; one in dispute, or concluded otherwise meanwhile, does not ask.
    """
    wanted = sorted(set(cases))
    to_quarantine = chart().matching(f"screening:*:{OUTCOME}")
    standing = Standing.objects.filter(case__in=wanted, account__in=to_quarantine, flags=0)
    found = {row.case: row for row in standing.only("case", "account", "place")}
    rows = Check.objects.in_bulk(list(found))
    asks = []
    for case in sorted(found):
        row, group = rows[case], chart().case_class(found[case].account)
        asks.append(
            quarantine.Ask(
                person=row.person,
                home=found[case].place,
                exposed_on=rules.exposure(group, row.left_on, row.arrived_on),
                basis=rules.basis_of(group),
                origin=case,
            )
        )
    return quarantine.request(scope, asks, at=at, on=on) if asks else []


def missing(scope: Scope, *, place: int | None = None) -> list[int]:
    """Return the checks in the reader's places that ask for quarantine and have no request: concluded offline."""
    from tongchou.pillars.quarantine.models import Request

    found = [row.case for row in checks.checks(scope, patterns=[f"screening:*:{OUTCOME}"], place=place, limit=100_000)]
    known = set(Request.objects.filter(origin__in=found).values_list("origin", flat=True))
    return [case for case in found if case not in known]
