"""The whole audit: the books from their claims up, the cube from the lines, the sealed days from the entries.

Closing recounts only what came since the last seal; this recounts everything and names the first difference of each
kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import islice

import numpy as np

from tongchou.base.refusals import words
from tongchou.closing import seal
from tongchou.closing.leaves import ID_BYTES, RECORD, leaves_between
from tongchou.closing.models import Seal
from tongchou.closing.verify import LEAVES
from tongchou.figures.cells import Cells, Fold
from tongchou.figures.cube import cube
from tongchou.journal import reading, recount
from tongchou.journal.chart import chart
from tongchou.journal.models import Entry, Salt
from tongchou.journal.reading import Lines
from tongchou.journal.recount import Difference


def audit(*, anew: bool = False) -> list[Difference]:
    """Recount everything; return the first difference of each kind, none if the books are right.

    `anew` also reads again what is kept of the facts beside the books.
    """
    seal.recover()
    chart()
    found = recount.audit(anew=anew)
    with reading.snapshot():
        return [*found, *cube_differences(), *late_differences(), *seal_differences()]


def cube_differences() -> list[Difference]:
    """Compare the cube with a fresh fold of all lines."""
    view = cube().view()
    fresh = Fold.of(reading.lines_between(0, view.n), chart())
    found = []
    for name in ("stock", "flow"):
        whole = getattr(view.fold, name).cells.plus(*getattr(view, f"loose_{name}"))
        if (first := _first_difference(getattr(fresh, name).cells, whole)) is not None:
            found.append(first)
    return found


def _first_difference(expected: Cells, found: Cells) -> Difference | None:
    apart = expected.plus(found.negative())
    if not len(apart):
        return None
    code = chart().codes.get(int(apart.a[0]), str(apart.a[0]))
    day = date.fromordinal(int(apart.day[0])).isoformat()
    text = words("立方中第 %(number)s 號地方的數與分錄不符。")
    told = f"{code} {day} {int(apart.count[0]):+d} {int(apart.quantity[0]):+d}"
    return Difference("cube_differs", text, "place", int(apart.place[0]), told, "0")


def late_differences() -> list[Difference]:
    """Look for lines that were booked into a day after it was sealed."""
    view, found = cube().view(), []
    for day, n in Seal.objects.order_by("number").values_list("closing_id", "n"):
        ordinal = day.toordinal()
        late = view.lines(partial(_is_late, ordinal=ordinal, n=n))
        if len(late):
            text = words("第 %(number)s 筆分錄記入了已經封存的日子。")
            found.append(Difference("booked_into_sealed_day", text, "line", int(late.id[0]), f"after {day}", "in it"))
            break
    return found


def _is_late(lines: Lines, *, ordinal: int, n: int) -> np.ndarray:
    return np.asarray((lines.booked_on <= ordinal) & (lines.n > n))


def seal_differences() -> list[Difference]:
    """Compare the leaves of every sealed day with the entries; those whose salt was erased cannot be tried."""
    return list(islice(_seals(), 1))


def _seals() -> Iterator[Difference]:
    for sealed in Seal.objects.order_by("number"):
        raw = (seal.folder_of(sealed.closing_id) / LEAVES).read_bytes()
        kept = {raw[at : at + ID_BYTES]: raw[at + ID_BYTES : at + RECORD] for at in range(0, len(raw), RECORD)}
        for leaf in leaves_between(sealed.after, sealed.n):
            if kept.pop(leaf.id, None) != leaf.leaf:
                entry = Entry.objects.get(id=leaf.id.hex())
                if not Salt.objects.filter(entry=entry.number).exists():
                    continue
                text = words("第 %(number)s 號錄入與封存時不同。")
                yield Difference("leaf_differs", text, "entry", entry.number, f"leaf of {sealed.closing_id}", "another")
        if kept:
            text = words("封存的賬冊中有一筆錄入不在賬上。")
            yield Difference("entry_missing", text, "entry", 0, next(iter(kept)).hex(), "not in the books")
