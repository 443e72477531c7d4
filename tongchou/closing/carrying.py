"""What is left at a closing: counted by kind and place, and written down under a name with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from tongchou.base.refusals import Refused, words
from tongchou.closing import pending, responsible
from tongchou.closing.models import REASONS, CarryOver
from tongchou.closing.pending import PendingCells, PendingKind, Question
from tongchou.figures.placing import positions_of


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


def left_at(question: Question, kinds: Iterable[PendingKind] | None = None) -> list[Left]:
    """Return what is left of some kinds, all without any: with a name for each, the provider's or the place's lead."""
    leads = responsible.leads(question.tree, question.on)
    found = []
    for kind in pending.kinds() if kinds is None else kinds:
        cells = kind.provider(question)
        positions = positions_of(question.tree, cells.places, question.on)
        # What stands at no place of the day's tree is the county's own.
        positions = np.maximum(positions, 0)
        named = np.where(cells.responsible > 0, cells.responsible, leads[positions] if len(positions) else 0)
        found.append(Left(kind, PendingCells(cells.places, cells.counts, named), positions))
    return found


def carry(
    left: list[Left], *, day: date, by: int, at: datetime, reasons: Mapping[str, str] | None = None
) -> list[CarryOver]:
    """Return, unsaved, what is carried over; the part that was carried already today (by a lead) is left out."""
    done: dict[tuple[str, int], int] = {}
    for kind, place, count in CarryOver.objects.filter(day=day).values_list("kind", "place", "count"):
        done[kind, place] = done.get((kind, place), 0) + count
    found = []
    for part in left:
        reason = (reasons or {}).get(part.kind.name, part.kind.reason)
        rows = zip(part.cells.places.tolist(), part.cells.counts.tolist(), part.cells.responsible.tolist(), strict=True)
        for place, count, named in rows:
            rest = count - done.pop((part.kind.name, place), 0)
            if rest > 0:
                found.append(
                    CarryOver(
                        day=day, kind=part.kind.name, place=place, count=rest, responsible=named, reason=reason,
                        by=by, at=at,
                    )
                )  # fmt: skip
    return found


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
