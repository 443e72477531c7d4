"""The closing as a tree: which places have closed a day, what each still has to clear, and who holds it up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from django.utils.functional import cached_property

from tongchou.base.refusals import NotAllowed, words
from tongchou.closing import carrying, days, responsible
from tongchou.closing.models import ClosingAct
from tongchou.closing.pending import Question
from tongchou.figures.cube import cube
from tongchou.journal.entries import Column
from tongchou.registers.places.queries import tree
from tongchou.registers.places.tree import Tree
from tongchou.registers.staff.access import Scope


@dataclass(frozen=True)
class Act:
    """Who closed a place, and when."""

    user: int
    at: datetime


@dataclass(frozen=True)
class Branch:
    """One place of the closing. `left` is what it and all below it still have, by kind; kinds with nothing left out.

    `closed_below` of `below` places directly under it have closed. `act` is the closing of the place itself or of one
    above it, None while it is open, and where the county closed over it.
    """

    place: int
    name: str
    depth: int
    is_closed: bool
    left: dict[str, int]
    responsible: int
    closed_below: int
    below: int
    act: Act | None

    @property
    def state(self) -> str:
        """Return `closed`, `ready` (open, nothing left) or `held_up` (open, something left)."""
        if self.is_closed:
            return "closed"
        return "held_up" if any(self.left.values()) else "ready"


@dataclass(frozen=True)
class ClosingTree:
    """The closing of one day, by position of its tree."""

    on: date
    tree: Tree
    closed: np.ndarray
    left: dict[str, Column]
    responsible: Column
    acts: dict[int, Act]

    @cached_property
    def totals(self) -> dict[str, Column]:
        """Return what is left by kind, own + children's."""
        return {kind: self.tree.sums(own) for kind, own in self.left.items()}

    @cached_property
    def _below(self) -> tuple[Column, Column]:
        """Return how many places (but sites and stores) stand directly under each, and how many have closed."""
        under = np.flatnonzero((self.tree.parent >= 0) & ~self.tree.is_post)
        parents = self.tree.parent[under]
        size = len(self.tree)
        return np.bincount(parents, minlength=size), np.bincount(parents[self.closed[under]], minlength=size)

    def branch(self, place: int) -> Branch:
        """Return one place."""
        at = self.tree.position(place)
        below, closed_below = self._below
        return Branch(
            place=place,
            name=str(self.tree.name[at]),
            depth=int(self.tree.depth[at]),
            is_closed=bool(self.closed[at]),
            left={kind: int(total[at]) for kind, total in self.totals.items() if total[at]},
            responsible=int(self.responsible[at]),
            closed_below=int(closed_below[at]),
            below=int(below[at]),
            act=self._act(place),
        )

    def children(self, place: int) -> list[Branch]:
        """Return the places directly under one; a site or a store only where something is left there."""
        below = [self.branch(int(child)) for child in self.tree.children(place)]
        return [one for one in below if any(one.left.values()) or not self.tree.is_post[self.tree.position(one.place)]]

    def held_up_by(self, place: int) -> list[Branch]:
        """Return the lowest open places at or below one that have something of their own left, most first."""
        left, right = self.tree.interval(place)
        own = np.sum([*self.left.values(), np.zeros(len(self.tree), np.int64)], axis=0)
        holding = [at for at in range(left, right) if own[at] and not self.closed[at]]
        holding.sort(key=lambda at: (-int(own[at]), at))
        return [self.branch(int(self.tree.ids[at])) for at in holding]

    def _act(self, place: int) -> Act | None:
        for step in reversed(self.tree.path(place)):
            if step in self.acts:
                return self.acts[step]
        return None


def tree_of(on: date, *, scope: Scope, place: int | None = None) -> ClosingTree:
    """Return the closing of a day. Counts by place are no rows: whoever may read closings sees the whole tree.

    Raises:
        NotAllowed("place_not_in_scope"): the place asked about is not the reader's.
    """
    if place is not None and not scope.covers(place):
        raise NotAllowed("place_not_in_scope", words("這裡不在您負責的範圍內。"))
    places = tree(on)
    left = carrying.left_at(Question(on, places, cube().view()))
    opened = days.first_open(places)
    acts = ClosingAct.objects.filter(day=on).values_list("place", "user", "at")
    return ClosingTree(
        on=on,
        tree=places,
        closed=opened > on.toordinal(),
        left={part.kind.name: _by_position(part, len(places)) for part in left},
        responsible=responsible.leads(places, on),
        acts={where: Act(user, at) for where, user, at in acts},
    )


def _by_position(part: carrying.Left, size: int) -> Column:
    return np.bincount(part.positions, weights=part.cells.counts, minlength=size).astype(np.int64)
