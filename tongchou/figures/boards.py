"""Boards: named sets of figures, kept as data in `boards/*.toml`.

A board names figures; one that nobody collects yet keeps its place and is shown as 本台賬未採集. Guangnan's four pairs
set an outbreak figure and a livelihood figure side by side, so that one is never won by losing the other unseen.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from tongchou.base.refusals import NotFound, words
from tongchou.figures.declare import Figure, figure, is_declared

NOT_COLLECTED = words("本台賬未採集")


@dataclass(frozen=True)
class Cell:
    """One figure's place on a board, under the title it has there."""

    figure: str
    title: str

    @property
    def declared(self) -> Figure | None:
        """Return the figure, None while nobody collects it."""
        return figure(self.figure) if is_declared(self.figure) else None


@dataclass(frozen=True)
class Side:
    """One side of a panel: a title and its figures."""

    title: str
    cells: tuple[Cell, ...]

    @property
    def is_collected(self) -> bool:
        return any(cell.declared for cell in self.cells)


@dataclass(frozen=True)
class Panel:
    """A part of a board: one side, or a pair that is looked at together."""

    title: str
    sides: tuple[Side, ...]

    @property
    def is_collected(self) -> bool:
        """Say whether every side has at least one figure that is collected."""
        return all(side.is_collected for side in self.sides)


@dataclass(frozen=True)
class Board:
    """A named set of figures. `names` are all figures on it, in order, each once."""

    name: str
    title: str
    source: str
    panels: tuple[Panel, ...]

    @property
    def names(self) -> tuple[str, ...]:
        found = [cell.figure for panel in self.panels for side in panel.sides for cell in side.cells]
        return tuple(dict.fromkeys(found))


def boards() -> tuple[Board, ...]:
    """Return the boards of this county: those its `config.toml` lists under `boards`, all without a list."""
    known = _shipped() | _own(Path(settings.HOME.path) / "boards")
    wanted = settings.HOME.settings.get("boards") or sorted(known)
    return tuple(known[name] for name in wanted if name in known)


def board(name: str) -> Board:
    """Return one board.

    Raises:
        NotFound("board_unknown").
    """
    found = next((known for known in (_shipped() | _own(Path(settings.HOME.path) / "boards")).values()
                  if known.name == name), None)  # fmt: skip
    if found is None:
        raise NotFound("board_unknown", words("沒有名為「%(name)s」的看板。"), name=name)
    return found


def panels_collected(name: str, part: str = "") -> int | None:
    """Return how many panels of a board, by the start of their titles, have figures on all sides; None if one lacks."""
    panels = [panel for panel in board(name).panels if panel.title.startswith(part)]
    return len(panels) if panels and all(panel.is_collected for panel in panels) else None


@cache
def _shipped() -> dict[str, Board]:
    return _own(Path(__file__).with_name("boards"))


def _own(folder: Path) -> dict[str, Board]:
    if not folder.is_dir():
        return {}
    return {path.stem: _board(path) for path in sorted(folder.glob("*.toml"))}


def _board(path: Path) -> Board:
    table: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    panels = tuple(Panel(panel["title"], tuple(map(_side, panel["sides"]))) for panel in table["panels"])
    return Board(path.stem, table["title"], table["source"], panels)


def _side(side: dict[str, Any]) -> Side:
    return Side(side["title"], tuple(Cell(name, title) for name, title in side["figures"]))
