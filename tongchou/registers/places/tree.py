"""A dated tree of places as columns: plain numpy, no Django.

Nodes stand in preorder, so what is below a node is one slice and every total is a difference of two prefix sums.
Positions (0 .. len-1) index the columns; place ids are what the books keep. Methods take and give place ids, unless
their name says position.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property  # noqa: TID251 - a tree knows no Django, and asks no store
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tongchou.base.refusals import NotFound, words

Ints = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]

#: Nobody lives in places of these kinds: they are no cell, answer no daily report and are compared with no town.
POSTS = ("site", "store")


@dataclass(frozen=True, eq=False)
class Tree:
    """One edition's tree.

    Columns, all of length n and in preorder: `ids` place ids; `right` the position after the last one below; `parent`
    the parent's position, -1 at the root; `depth` 0 at the root; `kind`, `area_kind`, `name`, `code` texts.
    """

    edition: int
    stamp: str
    from_on: date
    ids: Ints
    right: Ints
    parent: Ints
    depth: Ints
    kind: Texts
    area_kind: Texts
    name: Texts
    code: Texts
    #: Of places that are retired: those of this tree that follow each alone, so that who led it leads nobody new.
    heirs: Mapping[int, tuple[int, ...]] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, place: object) -> bool:
        return place in self._position_of

    @cached_property
    def _position_of(self) -> dict[int, int]:
        return {int(place): position for position, place in enumerate(self.ids)}

    @cached_property
    def _positions(self) -> Ints:
        """Return each place's position by its number, with -1 at the end for all that are not here.

        Places are numbered one after the other, so the table is small; of 400,000 it finds in 5 ms what searching
        finds in 60 ms.
        """
        table = np.full(int(self.ids.max(initial=0)) + 2, -1, np.int64)
        table[self.ids] = np.arange(len(self.ids))
        return table

    @cached_property
    def by_code(self) -> dict[str, int]:
        """Return place ids by code."""
        return dict(zip(self.code.tolist(), self.ids.tolist(), strict=True))

    @property
    def root(self) -> int:
        """Return the place at the top."""
        return int(self.ids[0])

    def position(self, place: int) -> int:
        """Return where a place stands in the columns.

        Raises:
            NotFound("place_not_in_tree"): it is retired, not yet opened, or no place at all.
        """
        found = self._position_of.get(place)
        if found is None:
            raise NotFound("place_not_in_tree", words("這一天的網格樹中沒有編號為 %(place)s 的地方。"), place=place)
        return found

    def positions(self, places: npt.ArrayLike) -> Ints:
        """Return the positions of many places, -1 where a place is not in this tree."""
        wanted, table = np.asarray(places, dtype=np.int64), self._positions
        found: Ints = table[np.where((wanted >= 0) & (wanted < len(table)), wanted, -1)]
        return found

    def interval(self, place: int) -> tuple[int, int]:
        """Return the half-open slice of positions that a place and all below it fill."""
        position = self.position(place)
        return position, int(self.right[position])

    def below(self, place: int) -> Ints:
        """Return a place and all below it, in preorder."""
        left, right = self.interval(place)
        return self.ids[left:right]

    def sums(self, values: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Return own + children's, for values over positions (the last axis; any number of axes before it).

        Prefix sums, not `np.add.reduceat`: reduceat gives an empty slice its neighbour's value.
        """
        own = np.asarray(values, dtype=np.int64)
        prefix = np.zeros((*own.shape[:-1], len(self) + 1), dtype=np.int64)
        np.cumsum(own, axis=-1, out=prefix[..., 1:])
        return prefix[..., self.right] - prefix[..., :-1]

    def ancestors(self, place: int) -> list[int]:
        """Return what a place stands under, the root first, itself left out."""
        above = []
        position = int(self.parent[self.position(place)])
        while position >= 0:
            above.append(int(self.ids[position]))
            position = int(self.parent[position])
        return above[::-1]

    def path(self, place: int) -> list[int]:
        """Return the places from the root down to a place, itself included."""
        return [*self.ancestors(place), place]

    def children(self, place: int) -> Ints:
        """Return what stands directly under a place, in order."""
        left, right = self.interval(place)
        found: Ints = self.ids[left:right][self.parent[left:right] == left]
        return found

    @cached_property
    def is_post(self) -> npt.NDArray[np.bool_]:
        """Return, by position, whether a place is a site or a store."""
        return np.isin(self.kind.astype(str), POSTS)

    def leaves(self, place: int | None = None) -> Ints:
        """Return the places below (the whole tree's where none is given) that have nothing under them."""
        left, right = (0, len(self)) if place is None else self.interval(place)
        here = np.arange(left, right)
        found: Ints = self.ids[left:right][self.right[left:right] == here + 1]
        return found

    def of_kind(self, kind: str) -> Ints:
        """Return the places of a kind, in preorder."""
        found: Ints = self.ids[self.kind == kind]
        return found

    @cached_property
    def at_depth(self) -> Ints:
        """Return, shape (deepest + 1, n), each node's ancestor position at each depth; its own where it is higher."""
        deepest = int(self.depth.max(initial=0))
        table = np.empty((deepest + 1, len(self)), dtype=np.int64)
        table[deepest] = np.arange(len(self))
        for depth in range(deepest - 1, -1, -1):
            lower = table[depth + 1]
            table[depth] = np.where(self.depth[lower] > depth, self.parent[lower], lower)
        return table

    def of_kind_above(self, kind: str) -> Ints:
        """Return, for every position, the position of the nearest ancestor (or itself) of a kind, else -1."""
        nearest = np.where(self.kind == kind, np.arange(len(self)), -1)
        for position in range(len(self)):
            if nearest[position] < 0 and self.parent[position] >= 0:
                nearest[position] = nearest[self.parent[position]]
        return nearest

    def common(self, places: Iterable[int]) -> int:
        """Return the lowest place that all of some places stand under; a single one is its own answer."""
        spans = [self.interval(place) for place in places]
        left, right = min(span[0] for span in spans), max(span[1] for span in spans)
        while self.right[left] < right:
            left = int(self.parent[left])
        return int(self.ids[left])

    def label(self, place: int) -> str:
        """Return the name a person reads, from the level below the root down: 罗镜镇云龙村委会第4-2格.

        A micro cell's name says its small cell, and a part's its community: what they stand under is not said twice.
        """
        path = [self.position(step) for step in self.path(place)]
        said = [above for above, below in pairwise(path) if not self._is_said(above, below)]
        return "".join(self.name[position] for position in ([*said, path[-1]][1:] or path))

    def _is_said(self, above: int, below: int) -> bool:
        return (self.kind[above], self.kind[below]) in (("small", "micro"), ("medium", "medium"))


@dataclass(frozen=True)
class Order:
    """A preorder of rows: `rows` are row numbers in preorder; the other columns follow it. -1 is no parent."""

    rows: list[int]
    parent: list[int]
    depth: list[int]
    right: list[int]


def preorder(parents: Sequence[int]) -> Order:
    """Return rows in preorder from each row's parent row (-1 for a root); siblings keep the order of the rows.

    Rows of a circle are reached from no root: the order is then shorter than the rows, and the caller refuses.
    """
    children: list[list[int]] = [[] for _ in parents]
    stack: list[int] = []
    for row in range(len(parents) - 1, -1, -1):
        (stack if parents[row] < 0 else children[parents[row]]).append(row)
    position_of: dict[int, int] = {}
    order = Order([], [], [], [])
    while stack:
        row = stack.pop()
        above = position_of[parents[row]] if parents[row] >= 0 else -1
        position_of[row] = len(order.rows)
        order.rows.append(row)
        order.parent.append(above)
        order.depth.append(order.depth[above] + 1 if above >= 0 else 0)
        stack.extend(children[row])
    order.right.extend(range(1, len(order.rows) + 1))
    for position in range(len(order.rows) - 1, 0, -1):
        above = order.parent[position]
        if above >= 0:
            order.right[above] = max(order.right[above], order.right[position])
    return order
