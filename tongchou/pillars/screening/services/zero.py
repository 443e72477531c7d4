"""零報告: a village says that there is nothing to report. Zero is an answer; silence is another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

import numpy as np
from django.db import transaction

from tongchou.base.ids import new_id
from tongchou.base.refusals import NotFound, Refused, words
from tongchou.journal import returns
from tongchou.journal.entries import Column, Entry, Receipt
from tongchou.pillars.screening.accounts import CELL_ZERO, ZERO_REPORT
from tongchou.pillars.screening.services.acting import Drafts, day_of, posted
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.access import Scope, require


def villages(on: date) -> Column:
    """Return the places that are asked each day: the villages and communities, each for all its cells."""
    now = tree(on)
    medium = now.of_kind("medium")
    above = now.parent[now.positions(medium)]
    return np.asarray(medium[now.kind[above] == "town"], np.int64)


def expect_zero_reports(*, on: date, at: datetime) -> int:
    """Expect an answer of every village for a day; return how many are newly expected. The system's own act."""
    asked = villages(on)
    receipt = returns.expect(_entry(0, "system", at), ZERO_REPORT.name, on, units=asked, places=asked)
    return len(asked) if receipt else 0


def report_zero(
    scope: Scope, places: Sequence[int], *, at: datetime, on: date | None = None, entry: UUID | None = None
) -> Receipt:
    """Say, for villages of the actor's, that there is nothing more to report for a day. Late when it was silent.

    Raises:
        NotAllowed: the role may not. NotFound("village_unknown"): not a village, or not the actor's.
    """
    require(scope, "screening.report_zero")
    day = date.fromordinal(day_of(at, on))
    unit = np.unique(np.array(list(places), np.int64))
    if not len(unit) or not scope.covers_all(unit) or not np.isin(unit, villages(day)).all():
        raise NotFound("village_unknown", words("在您負責的範圍內沒有這個村（社區）。"))
    answers = returns.Answers(unit=unit, place=unit)
    return returns.say(_entry(scope.user_id, scope.role, at, entry), ZERO_REPORT.name, day, answers)


@dataclass(frozen=True)
class CellZero:
    """One act that says of a cell that there is nothing to report for a day."""

    cell: int
    on: date
    entry: UUID | None = None
    occurred_at: datetime | None = None


def report_cell_zero(
    scope: Scope, cell: int, *, at: datetime, on: date | None = None, entry: UUID | None = None
) -> Receipt:
    """Say, for a cell of the actor's, that there is nothing to report for a day: the cell has then answered.

    Raises:
        NotAllowed: the role may not. NotFound("cell_unknown"): not a place below a village, or not the actor's.
    """
    with transaction.atomic():
        day = date.fromordinal(day_of(at, on))
        return posted(report_cell_zero_each(scope, [CellZero(cell, day, entry)], at=at))


def report_cell_zero_each(scope: Scope, acts: Sequence[CellZero], *, at: datetime) -> Drafts:
    """Make acts ready that say zero of a cell; each is refused alone. See `report_cell_zero`."""
    made: list[Entry | Refused] = []
    beside: list[Entry] = []
    for one in acts:
        try:
            require(scope, "screening.report_cell_zero", place=one.cell)
            if not scope.covers(one.cell) or one.cell not in _cells(one.on):
                raise NotFound("cell_unknown", words("在您負責的範圍內沒有這一格。"))
            unit = np.array([one.cell], np.int64)
            entry = replace(_entry(scope.user_id, scope.role, at, one.entry), occurred_at=one.occurred_at or at)
            said, *more = returns.say_entries(entry, CELL_ZERO.name, one.on, returns.Answers(unit=unit, place=unit))
        except Refused as refusal:
            made.append(refusal)
        else:
            made.append(said)
            beside += more
    return Drafts(made, beside=beside)


def _cells(on: date) -> set[int]:
    """Return the places that stand at or below a village."""
    now = tree(on)
    found: set[int] = set()
    for village in villages(on).tolist():
        found.update(now.below(village).tolist())
    return found


def carry_silence(*, on: date, at: datetime, places: Iterable[int] | None = None) -> int:
    """Note which villages said nothing on a day, at its closing; return 1 if any did. A late word may follow."""
    units = None if places is None else np.array(sorted(places), np.int64)
    receipt = returns.mark_silent(_entry(0, "system", at), ZERO_REPORT.name, on, units=units)
    return int(receipt is not None)


def _entry(actor: int, role: str, at: datetime, entry: UUID | None = None) -> Entry:
    return Entry(id=entry or new_id(), code="return", actor=actor, role=role, occurred_at=at)
