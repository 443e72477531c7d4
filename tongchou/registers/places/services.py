"""The verbs of the places register: all that writes trees, names and successions."""

from __future__ import annotations

from tongchou.registers.places.editions import Row, add_aliases, open_edition
from tongchou.registers.places.outlines import keep_outlines
from tongchou.registers.places.reorganise import NewPlace, Reorganised, merge, move_to_successors, split
from tongchou.registers.places.taking import Told, take_in

__all__ = [
    "NewPlace",
    "Reorganised",
    "Row",
    "Told",
    "add_aliases",
    "keep_outlines",
    "merge",
    "move_to_successors",
    "open_edition",
    "split",
    "take_in",
]
