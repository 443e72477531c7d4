"""Two lists side by side on one sheet: each is read as a sheet of its own, with its columns in its name.

Both have every row of the sheet, so that a row's outcome is said once for either; the left one keeps the sheet's name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from tongchou.intake.layout import SheetWalk
from tongchou.intake.recognise import Source, letter
from tongchou.intake.sheets import Range, Sheet
from tongchou.intake.values import Name

#: Lists that stand side by side on one sheet; a page is not wider.
MOST = 6


def split(walk: SheetWalk) -> list[Sheet]:
    """Return the sheets that a walked sheet is to be read as: itself alone, or one for each list beside the other."""
    cuts = _cuts(walk)
    if not cuts:
        return [walk.sheet]
    width = max(source.at for source in walk.regions[0].sources) + 1
    edges = [0, *cuts, max(width, walk.sheet.width)]
    return [_part(walk.sheet, edges[n], edges[n + 1], n) for n in range(len(edges) - 1)]


def _cuts(walk: SheetWalk) -> list[int]:
    """Return the columns at which further lists begin: as far left of their name as the first one's edge is of its."""
    if not walk.regions or not any(source.how == "beside" for source in walk.regions[0].sources):
        return []
    sources = walk.regions[0].sources
    named = [s for s in sources if s.column and isinstance(walk.kind.column(s.column).reader, Name)]
    first = named[0]
    again = [s for s in named[1:] if (s.parent, s.label) == (first.parent, first.label)]
    label_at = {source.at: source.label for source in sources}
    cuts: list[int] = []
    for name in again[: MOST - 1]:
        lead = first.at - sources[0].at
        at = name.at - lead
        cuts.append(at if lead and label_at.get(at) == sources[0].label else _edge(sources, name, at))
    return cuts


def _edge(sources: Sequence[Source], name: Source, low: int) -> int:
    """Return the column at which the list of a name begins: at the one that only counts its rows, if there is one."""
    before = [s for s in sources if low <= s.at < name.at]
    return next((s.at for s in before if s.how == "ignored"), name.at)


def _part(sheet: Sheet, left: int, right: int, number: int) -> Sheet:
    def rows() -> Iterator[list[Any]]:
        for cells in sheet.rows():
            yield [""] * left + list(cells[left:right]) if left else list(cells[:right])

    merges: list[Range] = [
        (top, max(first, left), bottom, min(last, right - 1))
        for top, first, bottom, last in sheet.merges
        if left <= first < right
    ]
    name = f"{sheet.name}（{letter(left)}－{letter(right - 1)}列）" if number else sheet.name
    return replace(sheet, name=name, rows=rows, merges=merges, width=right)
