"""The situation map (態勢圖) of a day and figure: what each town says, and how it is marked.

Marks follow one meaning each: a number stands in ink, what is due or silent in amber, what was carried over as overdue
or is restricted in red, and each has a word or a mark beside its colour, because paper is black and white. A pillar
that decides levels of places (分區分級) registers them with `register_levels`; nobody needs to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

import numpy as np

from tongchou.base.refusals import words
from tongchou.bulletin.asked import Asked
from tongchou.bulletin.document import Mark, Number, SituationMap, Spot, Table
from tongchou.bulletin.outlines import Outline, outlines
from tongchou.bulletin.speaking import number, said
from tongchou.figures.placing import positions_of
from tongchou.figures.targets import Target
from tongchou.journal.entries import Column

#: Gives the level in force of places on a day, in words, for those that have one; a restricting one says so.
Levels: TypeAlias = Callable[[date], Mapping[int, "Level"]]


@dataclass(frozen=True)
class Level:
    """A place's level in force, in words (to be translated), and whether measures of it restrict."""

    title: str
    restricts: bool


_levels: list[Levels] = []


def register_levels(levels: Levels) -> None:
    """Say who knows the levels of places. The last one wins."""
    _levels[:] = [levels]


def situation_map(figure: str, asked: Asked, *, home: Path) -> SituationMap:
    """Return the map of a figure: a spot for each place directly below the county.

    Raises:
        NotFound("figure_unknown"): nobody collects it.
    """
    drawn = outlines([asked.code(place) for place in asked.towns], home / "outlines.geojson")
    levels = _levels[0](asked.on) if _levels else {}
    overdue = overdue_by_position(asked)
    outline_of = {one.code: one for one in drawn.places}
    title = said(asked.totals(figure).figure.title)
    spots = tuple(
        _spot(figure, asked, place, levels.get(place), int(overdue[asked.tree.position(place)]), outline_of)
        for place in asked.towns
    )
    return SituationMap(figure, title, asked.on, spots, drawn.height, drawn.is_schematic, drawn.is_derived)


def _spot(
    figure: str, asked: Asked, place: int, level: Level | None, overdue: int, outline_of: Mapping[str, Outline]
) -> Spot:
    answer = asked.answer(figure, place)
    value = answer.value if isinstance(answer.value, int) else None
    reported, expected = (answer.coverage.reported, answer.coverage.expected) if answer.coverage else (0, 0)
    shown = asked.number(answer)
    return Spot(
        code=shown.place,
        name=asked.name(place),
        value=value,
        text=shown.text,
        reported=reported,
        expected=expected,
        level=said(level.title) if level else "",
        mark=mark_of(value, reported, expected, target=answer.target, overdue=overdue, level=level),
        href=shown.href,
        outline=outline_of[shown.place],
    )


def mark_of(
    value: int | None, reported: int, expected: int, *, target: Target | None, overdue: int, level: Level | None
) -> Mark:
    """Return how a place is marked: the strongest that holds. What stands without an answer is due, not silent."""
    if level and level.restricts:
        return Mark.RESTRICTED
    if overdue:
        return Mark.OVERDUE
    if expected and not reported and not value:
        return Mark.SILENT
    met = value is not None and (target.is_met(value) if target else value == 0)
    return Mark.CLEAR if met and reported >= expected else Mark.DUE


def overdue_by_position(asked: Asked) -> Column:
    """Return how much was carried over as overdue on the day, own and below, by position. Silence is not counted."""
    rows = list(asked.carried().exclude(reason="unreported").values_list("place", "count"))
    own = np.zeros(len(asked.tree), np.int64)
    if rows:
        places, counts = np.array(rows, np.int64).T
        positions = positions_of(asked.tree, places, asked.on)
        np.add.at(own, positions[positions >= 0], counts[positions >= 0])
    return asked.tree.sums(own)


#: Each mark in words, and the sign that stands beside its number on paper.
MARK_WORDS = {
    Mark.CLEAR: words("已清"),
    Mark.DUE: words("待辦"),
    Mark.SILENT: words("未報"),
    Mark.OVERDUE: words("逾時"),
    Mark.RESTRICTED: words("管控"),
}
SIGNS = {Mark.CLEAR: "", Mark.DUE: "▲", Mark.SILENT: "？", Mark.OVERDUE: "✕", Mark.RESTRICTED: "■"}


def map_table(drawn: SituationMap) -> Table:
    """Return what a map says, as a table, for where it cannot be drawn and for who cannot see it."""
    head = tuple(map(said, (words("地方"), words("數"), words("已報／應報（格）"), words("狀態"), words("分級"))))
    rows = tuple(
        (
            (spot.name,),
            (Number(spot.text, drawn.figure, drawn.title, spot.code, drawn.on, spot.href),),
            (f"{number(spot.reported)}/{number(spot.expected)}" if spot.expected else "–",),
            (f"{said(MARK_WORDS[spot.mark])}{SIGNS[spot.mark]}",),
            (spot.level or "–",),
        )
        for spot in drawn.spots
    )
    return Table(drawn.title, head, rows, (False, True, True, False, False))
