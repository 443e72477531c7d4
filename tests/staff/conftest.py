"""A tree of two towns, and scopes in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tongchou.registers.staff.access import Held, Scope

#: county 1; town 10 with villages 11 (cells 111, 112) and 12 (cell 121); town 20 with village 21.
COUNTY, TOWN, VILLAGE, CELL, SECOND_CELL, NEIGHBOUR, NEIGHBOUR_CELL, OTHER_TOWN, ELSEWHERE = (
    1, 10, 11, 111, 112, 12, 121, 20, 21,
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class SmallTree:
    """The columns of a tree in preorder."""

    ids: np.ndarray
    right: np.ndarray
    parent: np.ndarray

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, place: object) -> bool:
        return place in self.ids

    def position(self, place: int) -> int:
        return int(np.flatnonzero(self.ids == place)[0])

    @property
    def heirs(self) -> dict[int, tuple[int, ...]]:
        return {}

    def positions(self, places: Any) -> np.ndarray:
        return np.array([self.position(p) if p in self else -1 for p in np.asarray(places)], np.int64)


TREE = SmallTree(
    ids=np.array([1, 10, 11, 111, 112, 12, 121, 20, 21]),
    right=np.array([9, 7, 5, 4, 5, 7, 7, 9, 9]),
    parent=np.array([-1, 0, 1, 2, 2, 1, 5, 0, 7]),
)


def scope(role: str, place: int, *, user: int = 1, more: list[tuple[str, int]] | None = None) -> Scope:
    """Return the scope of someone with a role at a place, and perhaps more of them; without a role, of nobody."""
    posts = [(role, place), *(more or [])] if role else []
    held = tuple(Held(r, "", "", p, TREE.position(p), int(TREE.right[TREE.position(p)])) for r, p in posts)
    return Scope(user, held, TREE)
