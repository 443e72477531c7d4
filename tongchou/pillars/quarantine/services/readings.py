"""One reading a day of everyone in quarantine: temperature and symptoms, a whole site's sheet at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import numpy as np
from django.db import transaction

from tongchou.base.ids import new_id
from tongchou.base.refusals import Refused, words
from tongchou.dated.queries import rule_on
from tongchou.journal.chart import chart
from tongchou.journal.entries import Entry, Receipt
from tongchou.journal.posting import post
from tongchou.journal.rows import columns
from tongchou.pillars.acting import act, day_of, opened, standing_in, to_state, verb
from tongchou.pillars.quarantine import rules
from tongchou.pillars.quarantine.models import Reading
from tongchou.pillars.quarantine.services.acting import READING, must_be, reach
from tongchou.registers.staff.access import Scope

SYMPTOMS = {
    "cough": words("咳嗽"),
    "fatigue": words("乏力"),
    "breath": words("氣促"),
    "throat": words("咽痛"),
    "diarrhoea": words("腹瀉"),
    "other": words("其他不適"),
}


@dataclass(frozen=True)
class Taken:
    """What was read of one person: tenths of a degree, None where it was not taken, and symptoms by code."""

    tenths: int | None
    symptoms: tuple[str, ...] = ()


def open_readings(*, on: date, at: datetime) -> int:
    """Open the day's reading for everyone in a site or in quarantine at home after it; twice opens none twice.

    The system's own act, each morning.
    """
    watched = chart().matching(["quarantine:stay:in-site", "quarantine:stay:home-after"])
    marks = ", ".join(["%s"] * len(watched))
    with transaction.atomic():
        stay, place = columns(
            f'SELECT s."case", s.place FROM standing s WHERE s.account IN ({marks}) AND NOT EXISTS '
            '(SELECT 1 FROM quarantine_reading r WHERE r.stay = s."case" AND r.due_on = %s) ORDER BY s."case"',
            [*watched, on.toordinal()],
            2,
        )
        if not len(stay):
            return 0
        case, claims = opened([f"{READING}:due"] * len(stay), place, on.toordinal())
        pairs = zip(case.tolist(), stay.tolist(), strict=True)
        Reading.objects.bulk_create([Reading(case=c, stay=s, due_on=on) for c, s in pairs], batch_size=5000)
        post(Entry(new_id(), "readings-due", 0, "system", at, claims))
    return len(stay)


@verb
def record_readings(
    scope: Scope, taken: dict[int, Taken], *, at: datetime, on: date | None = None, entry: UUID | None = None
) -> Receipt:
    """Write down a sheet of readings (reading case -> what was read) as one entry; late ones after the day too.

    Raises:
        Refused("already_there"), Refused("bad_temperature"), Refused("symptom_unknown").
    """
    found = reach(scope, "quarantine.read_temperatures", list(taken), register=READING)
    must_be(found, ("due", "unreported"), "already_there", words("其中有人當日的體溫已經錄過。"))
    for one in taken.values():
        if one.tenths is not None and not 300 <= one.tenths <= 450:
            raise Refused("bad_temperature", words("體溫應在 30 到 45 ℃ 之間。"))
        if any(symptom not in SYMPTOMS for symptom in one.symptoms):
            raise Refused("symptom_unknown", words("沒有這一種症狀。"))
    day = day_of(at, on)
    edition = rule_on("quarantine.conduct", date.fromordinal(day))
    answers = [rules.answer_of(taken[c].tenths, taken[c].symptoms, edition) for c in found.case.tolist()]
    receipt = act(scope, "readings", to_state(found, lambda i: answers[i], day), at=at, entry=entry)
    if receipt.answer == "created":
        rows = list(Reading.objects.filter(case__in=found.case.tolist()))
        for row in rows:
            one = taken[row.case]
            row.temperature_tenths, row.symptoms = one.tenths, ",".join(one.symptoms)[:40]
            row.taken_by_id = scope.user_id
        Reading.objects.bulk_update(rows, ["temperature_tenths", "symptoms", "taken_by"], batch_size=500)
    return receipt


def carry_readings(*, on: date, at: datetime, places: Iterable[int] | None = None) -> int:
    """Mark the readings of a day that nobody took as unreported, at closing; return how many. A late one follows."""
    due: Sequence[int] = list(Reading.objects.filter(due_on__lte=on, taken_by=None).values_list("case", flat=True))
    with transaction.atomic():
        left = standing_in(due, f"{READING}:due")
        if places is not None:
            left = left[np.isin(left.place, np.array(sorted(places), np.int64))]
        if len(left):
            claims = to_state(left, "unreported", on.toordinal())
            post(Entry(new_id(), "carry", 0, "system", at, claims, reason="unreported"))
    return len(left)
