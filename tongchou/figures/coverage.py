"""Who answered, of those who were asked: a number is shown with it, and a zero never without.

Silence, zero, not applicable, late and refused differ. Whoever keeps the answers (closing, a return register) registers
a provider here under a name, and a figure names it in its declaration.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from tongchou.figures.cube import View
from tongchou.journal.entries import Column
from tongchou.registers.places.tree import Tree


@dataclass(frozen=True)
class Coverage:
    """Units that answered, of the units expected to."""

    reported: int
    expected: int

    @property
    def is_whole(self) -> bool:
        return self.reported >= self.expected


@dataclass(frozen=True)
class CoverageCells:
    """Answers by tree position, own only: units that reported, and units expected to."""

    reported: Column
    expected: Column
    _summed: dict[str, tuple[Column, Column]] = field(default_factory=dict, repr=False, compare=False)

    def summed(self, tree: Tree) -> tuple[Column, Column]:
        """Return both own + children's, reckoned once for all figures that share them: eighty of a bulletin's do."""
        found = self._summed.get(tree.stamp)
        if found is None:
            found = self._summed[tree.stamp] = tree.sums(self.reported), tree.sums(self.expected)
        return found


Provider: TypeAlias = Callable[[date, Tree, View], CoverageCells]

_providers: dict[str, Provider] = {}


def register_coverage(name: str, provider: Provider) -> None:
    """Say who knows which units answered on a day. `cells` is the one figures use that name no other."""
    _providers[name] = provider


def coverage_cells(name: str, *, on: date, tree: Tree, view: View) -> CoverageCells | None:
    """Return the answers by position, or None where nobody keeps them."""
    provider = _providers.get(name)
    return provider(on, tree, view) if provider else None
