"""無事報零: nothing to report in this cell today. Zero is an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from tongchou.base.clock import local_day
from tongchou.field.acts.work import Prepared, Work, prepare
from tongchou.field.reading import Said, malformed
from tongchou.pillars.screening.services import CellZero, report_cell_zero_each


def cases_of(said: Said) -> Iterator[int]:
    """Give the cases that an entry names: none."""
    yield from ()


def prepare_all(work: Work, entries: Sequence[Said]) -> Prepared:
    """Read zeros and make them ready."""

    def read(said: Said) -> CellZero:
        when = work.when(said)
        on = said.body.get("on")
        try:
            day = date.fromisoformat(on) if isinstance(on, str) and on else local_day(when)
        except ValueError:
            raise malformed("on") from None
        if day > local_day(when):
            raise malformed("on")
        return CellZero(work.place, day, said.id, when)

    return prepare(entries, read, lambda acts: report_cell_zero_each(work.scope, acts, at=work.at))
