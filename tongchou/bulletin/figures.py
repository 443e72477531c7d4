"""What the bulletin itself answers: the map of the day, and what reached the books late."""

from __future__ import annotations

from datetime import date

from tongchou.base.refusals import NotFound, words
from tongchou.bulletin.late import late
from tongchou.figures.coverage import coverage_cells
from tongchou.figures.cube import cube
from tongchou.figures.declare import Count, State, declare
from tongchou.registers.places.queries import tree


def towns_on_map(on: date) -> int | None:
    """Return how many towns have figures on the map of a day: somebody in them answered. None before any tree."""
    try:
        places = tree(on)
    except NotFound:
        return None
    towns = places.children(places.root)
    cells = coverage_cells("cells", on=on, tree=places, view=cube().view())
    if cells is None:
        return len(towns)
    reported = places.sums(cells.reported)
    return sum(1 for town in towns.tolist() if reported[places.position(town)] > 0)


declare(
    State(
        name="situation_map",
        title=words("態勢圖"),
        unit=words("個鎮（街道）"),
        definition=words("當日態勢圖上有數的鎮（街道）數：其下至少有一個網格當日有報告。"),
        mission=("L28",),
        read=towns_on_map,
    ),
    Count(
        name="late_facts",
        title=words("當日入賬的遲報"),
        unit=words("宗"),
        definition=words("發生在以前、當日才入賬的個案，一宗只計一次；按入賬日計，原發生日仍留在台賬上。沖正不計。"),
        select=late("*:*:*"),
    ),
)
