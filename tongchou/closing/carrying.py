"""What is left at a closing: counted by kind and place, and written down under a name with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
from django.db import connection

from tongchou.base.refusals import Refused, words
from tongchou.closing import pending, responsible
from tongchou.closing.models import REASONS, CarryOver
from tongchou.closing.pending import PendingCells, PendingKind, Question
from tongchou.figures.placing import positions_of
from tongchou.journal.entries import Column
from tongchou.journal.rows import insert


@dataclass(frozen=True)
class Left:
    """What is left of one kind, with the position of each place in the day's tree."""

    kind: PendingKind
    cells: PendingCells
    positions: np.ndarray

    def within(self, left: int, right: int) -> Left:
        """Return the part in an interval of positions."""
        here = (self.positions >= left) & (self.positions < right)
        cells = PendingCells(self.cells.places[here], self.cells.counts[here], self.cells.responsible[here])
        return Left(self.kind, cells, self.positions[here])

    @property
    def total(self) -> int:
        return int(self.cells.counts.sum())


def left_at(
    question: Question, kinds: Iterable[PendingKind] | None = None, *, leads: Column | None = None
) -> list[Left]:
    """Return what is left of some kinds, all without any: with a name for each, the provider's or the place's lead.

    `leads` are `responsible.leads` of the question's day, where they are known already.
    """
    leads = responsible.leads(question.tree, question.on) if leads is None else leads
    found = []
    for kind in pending.kinds() if kinds is None else kinds:
        cells = kind.provider(question)
        positions = positions_of(question.tree, cells.places, question.on)
        # What stands at no place of the day's tree is the county's own.
        positions = np.maximum(positions, 0)
        named = np.where(cells.responsible > 0, cells.responsible, leads[positions] if len(positions) else 0)
        found.append(Left(kind, PendingCells(cells.places, cells.counts, named), positions))
    return found


@dataclass(frozen=True)
class Carried:
    """What is carried over, by columns: `kind` and `reason` are words, the others whole numbers."""

    kind: list[str]
    place: Column
    count: Column
    responsible: Column
    reason: list[str]
    by: Column

    @property
    def total(self) -> int:
        return int(self.count.sum())

    @staticmethod
    def of_day(day: date) -> Carried:
        """Return what was carried on a day so far."""
        rows = CarryOver.objects.filter(day=day).values_list("kind", "place", "count", "responsible", "reason", "by")
        kind, place, count, responsible, reason, by = zip(*rows, strict=True) if rows else ((),) * 6
        return Carried(list(kind), _column(place), _column(count), _column(responsible), list(reason), _column(by))

    def plus(self, other: Carried) -> Carried:
        """Return both."""
        return Carried(
            self.kind + other.kind,
            np.concatenate([self.place, other.place]),
            np.concatenate([self.count, other.count]),
            np.concatenate([self.responsible, other.responsible]),
            self.reason + other.reason,
            np.concatenate([self.by, other.by]),
        )


def _column(values: Iterable[int]) -> Column:
    return np.fromiter(values, np.int64)


def to_carry(left: list[Left], done: Carried, *, by: int, reasons: Mapping[str, str] | None = None) -> Carried:
    """Return what is still to be carried over of what is left; what a lead carried already today is taken off."""
    rest = dict.fromkeys(zip(done.kind, done.place.tolist(), strict=True), 0)
    for kind, place, count in zip(done.kind, done.place.tolist(), done.count.tolist(), strict=True):
        rest[kind, place] += count
    found = Carried([], _column(()), _column(()), _column(()), [], _column(()))
    for part in left:
        name = part.kind.name
        taken = np.array([rest.pop((name, place), 0) for place in part.cells.places.tolist()], np.int64)
        counts = part.cells.counts - taken
        kept = counts > 0
        size = int(kept.sum())
        reason = (reasons or {}).get(name, part.kind.reason)
        found = found.plus(
            Carried(
                [name] * size,
                part.cells.places[kept],
                counts[kept],
                part.cells.responsible[kept],
                [reason] * size,
                np.full(size, by, np.int64),
            )
        )
    return found


def write(carried: Carried, *, day: date, at: datetime) -> None:
    """Write down what is carried over: thousands of rows on a bad day, so by columns."""
    size, told = len(carried.kind), connection.ops.adapt_datetimefield_value(at.astimezone(UTC))
    rows = zip(
        [day.toordinal()] * size,
        carried.kind,
        carried.place.tolist(),
        carried.count.tolist(),
        carried.responsible.tolist(),
        carried.reason,
        carried.by.tolist(),
        [told] * size,
        strict=True,
    )
    if size:
        insert("carry_over", ("day", "kind", "place", "count", "responsible", "reason", "by", "at"), rows)


def require_reasons(left: list[Left], reasons: Mapping[str, str]) -> None:
    """Refuse to close a place with something left that nobody gave a reason for.

    Raises:
        Refused("pending_left"): with `kinds`, what is left of each; Refused("reason_unknown").
    """
    if unknown := sorted(set(reasons.values()) - set(REASONS)):
        raise Refused("reason_unknown", words("沒有「%(reason)s」這一種原因。"), reason=unknown[0])
    bare = {part.kind.title: part.total for part in left if part.total and part.kind.name not in reasons}
    if bare:
        told = "、".join(f"{title} {count}" for title, count in bare.items())
        text = words("尚有未清：%(told)s。請辦結，或逐類寫明原因結轉。")
        raise Refused("pending_left", text, told=told, kinds=bare)
