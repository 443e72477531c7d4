"""What was found at the door before a check is concluded: documents, which move nothing in the books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tongchou.base.ids import new_id
from tongchou.base.refusals import Refused, words
from tongchou.journal.entries import Receipt
from tongchou.pillars.screening.models import FINDINGS, Finding
from tongchou.pillars.screening.services.acting import Drafts, reach_each
from tongchou.registers.staff.access import Scope


@dataclass(frozen=True)
class Found:
    """One act of one slot of the team: what was found of some checks, and when. The checks stay pending."""

    cases: Sequence[int]
    slot: str
    found: str
    found_at: datetime
    temperature_tenths: int | None = None
    entry: UUID | None = None


def find_each(scope: Scope, acts: Sequence[Found], *, own: Sequence[int] = ()) -> Drafts:
    """Make findings ready; each act is whole, and refused alone. `own` are checks the actor answers for anywhere.

    Refused are acts with Refused("finding_unknown"), NotFound("check_unknown"), NotAllowed("not_allowed").
    """
    abreast = reach_each(scope, "screening.find", [one.cases for one in acts], own=own)
    made: list[Receipt | Refused] = []
    for i, one in enumerate(acts):
        if i in abreast.refused:
            made.append(abreast.refused[i])
        elif one.found not in FINDINGS:
            made.append(Refused("finding_unknown", words("沒有這一項核查所見。")))
        else:
            made.append(Receipt(one.entry or new_id(), "created"))

    def keep(receipts: Mapping[int, Receipt]) -> None:
        Finding.objects.bulk_create(
            Finding(
                check_case=case, slot=acts[i].slot, user_id=scope.user_id, found=acts[i].found,
                temperature_tenths=acts[i].temperature_tenths, found_at=acts[i].found_at, entry=receipt.id,
            )
            for i, receipt in receipts.items()
            for case in sorted(set(acts[i].cases))
        )  # fmt: skip

    return Drafts(made, keep)
