"""The emergency is over: people, vouchers, notes and salts are erased; the books stay, mute and provable.

What the county keeps are totals, entries without names and sealed day-books. Whose cases they were nobody can say any
longer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tongchou.base.refusals import Refused, words
from tongchou.closing.models import Seal
from tongchou.intake.services import erase_vouchers
from tongchou.journal.models import Commit, Salt
from tongchou.pillars.quarantine import services as quarantine
from tongchou.pillars.screening import services as screening
from tongchou.registers.people.services import erase_everyone
from tongchou.restrictions import services as restrictions


@dataclass(frozen=True)
class Retired:
    """How many persons, vouchers, documents and salts were erased."""

    people: int
    vouchers: int
    documents: int
    salts: int


def retire(*, at: datetime) -> Retired:
    """Erase whoever and whatever could say who a case was. It cannot be undone.

    Raises:
        Refused("not_sealed"): something was posted after the last seal; without its salt it could never be proved.
    """
    last = Seal.objects.order_by("-number").first()
    newest = Commit.objects.order_by("-n").values_list("n", flat=True).first() or 0
    if newest > (last.n if last else 0):
        raise Refused("not_sealed", words("最後一次日結之後還有錄入，請先日結。"))
    with transaction.atomic():
        people = erase_everyone()
        documents = screening.erase_documents() + quarantine.erase_documents() + restrictions.erase_documents()
        salts, _ = Salt.objects.all().delete()
        vouchers = erase_vouchers()
    return Retired(people.get("person", 0), vouchers, documents, salts)
