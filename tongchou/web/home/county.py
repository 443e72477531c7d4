"""What the county's home has besides: its boards, and the map of its towns."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from tongchou.bulletin.drawing import svg
from tongchou.bulletin.report import basis_of
from tongchou.bulletin.situation_map import situation_map
from tongchou.figures import asking
from tongchou.figures.boards import Board, Side, boards
from tongchou.figures.cube import View
from tongchou.figures.declare import is_declared
from tongchou.web.figures.showing import shown
from tongchou.web.shell.spot import Spot
from tongchou.web.shell.who import Who

#: What the map shows.
MAPPED = "screening_pending"


def shown_boards(here: Spot, view: View) -> list[dict[str, Any]]:
    """Return the county's boards with every figure's answer; one that nobody collects keeps its place without one."""
    found = boards()
    names = [name for board in found for name in board.names if is_declared(name)]
    totals = asking.ask_all(dict.fromkeys(names), on=here.on, view=view)
    answers = {name: shown(one.at(here.place)) for name, one in totals.items()}
    return [_board(board, answers) for board in found]


def _board(board: Board, answers: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "title": gettext(board.title),
        "source": board.source,
        "panels": [
            {"title": gettext(panel.title), "sides": [_side(side, answers) for side in panel.sides]}
            for panel in board.panels
        ],
    }


def _side(side: Side, answers: dict[str, dict[str, Any]]) -> dict[str, Any]:
    cells = [{"title": gettext(cell.title), "answer": answers.get(cell.figure)} for cell in side.cells]
    return {"title": gettext(side.title), "cells": cells}


def county_map(reader: Who, here: Spot) -> SafeString | None:
    """Return the situation map of the day, drawn by the bulletin; None while nobody collects its figure."""
    if not is_declared(MAPPED):
        return None
    drawn = situation_map(MAPPED, basis_of(here.on, at=reader.at).asked(), home=settings.HOME.path)
    return mark_safe(svg(drawn))
