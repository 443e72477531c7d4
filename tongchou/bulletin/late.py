"""What reached the books late: booked on a day, though it happened before. A pillar declares its own figure of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np

from tongchou.figures.cube import cube
from tongchou.journal.chart import chart
from tongchou.journal.rows import columns, listed


def late(*patterns: str) -> Callable[[date], list[tuple[int, int]]]:
    """Return a selection of what was booked on a day though it happened before: (case, place).

    `patterns` are the accounts it led to. What was undone is no late fact.
    """

    def select(on: date) -> list[tuple[int, int]]:
        wanted = np.zeros(len(chart().register_of), bool)
        wanted[list(chart().matching(patterns))] = True
        day = on.toordinal()
        lines = cube().view().lines(
            lambda part: (part.booked_on == day) & (part.occurred_on < day) & (part.count > 0) & wanted[part.to_account]
        )  # fmt: skip
        if not len(lines):
            return []
        order = np.argsort(lines.id)
        with listed(lines.id[order]) as (where, params):
            line, case = columns(f'SELECT line, "case" FROM movement WHERE line {where} ORDER BY line', params, 2)
        place = lines.to_place[order][np.searchsorted(lines.id[order], line)]
        return list(zip(case.tolist(), place.tolist(), strict=True))

    return select
