"""The place and day that a page is about, taken from its address and held to the reader's places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest
from django.utils.functional import cached_property

from tongchou.registers.places import queries as places
from tongchou.registers.places.tree import Tree
from tongchou.web.shell import who


@dataclass(frozen=True)
class Step:
    """One place of the path at a page's top. `open` says whether the reader may go there."""

    code: str
    name: str
    open: bool


@dataclass(frozen=True)
class Day:
    """The day of a page, with the days beside it."""

    on: date
    today: date

    @property
    def before(self) -> date:
        return self.on - timedelta(days=1)

    @property
    def after(self) -> date | None:
        """Return the next day, None where that has not come."""
        return self.on + timedelta(days=1) if self.on < self.today else None


@dataclass(frozen=True)
class Spot(Day):
    """A place of the tree of a day, and the day."""

    tree: Tree
    place: int
    roots: frozenset[int]

    @property
    def is_own(self) -> bool:
        """Tell whether the place is one of the reader's, or below one: then its rows may be opened."""
        return bool(self.roots.intersection(self.tree.path(self.place)))

    @property
    def is_root(self) -> bool:
        """Tell whether the reader's post is at this very place."""
        return self.place in self.roots

    @property
    def position(self) -> int:
        return self.tree.position(self.place)

    @property
    def code(self) -> str:
        return str(self.tree.code[self.position])

    @property
    def name(self) -> str:
        return str(self.tree.name[self.position])

    @property
    def kind(self) -> str:
        return str(self.tree.kind[self.position])

    @cached_property
    def path(self) -> list[Step]:
        """Return the places from the county down to this one."""
        steps = []
        inside = False
        for place in self.tree.path(self.place):
            inside = inside or place in self.roots
            steps.append(Step(self.code_of(place), self.name_of(place), inside))
        return steps

    @property
    def children(self) -> list[int]:
        """Return the places directly below."""
        return [int(child) for child in self.tree.children(self.place)]

    def name_of(self, place: int) -> str:
        """Return a place's own name; its number where this day's tree does not have it."""
        return str(self.tree.name[self.tree.position(place)]) if place in self.tree else f"#{place}"

    def code_of(self, place: int) -> str:
        """Return a place's code, empty where this day's tree does not have it."""
        return str(self.tree.code[self.tree.position(place)]) if place in self.tree else ""


def spot(request: HttpRequest) -> Spot:
    """Return the place of `?at=CODE` (the reader's own without it) on the day of `?on=` (today without it).

    Raises:
        NotFound("place_not_yours"): no such place, or none of the reader's.
    """
    reader = who.of(request)
    code = request.GET.get("at", "")
    tree = places.tree(reader.on)
    place = reader.place_of(code, tree) if code else reader.own_place(tree)
    return Spot(tree=tree, place=place, on=reader.on, today=reader.today, roots=reader.scope.roots)


def spot_of_totals(request: HttpRequest) -> Spot:
    """Return the place and day of a page of totals: the county's are open to everyone, as its bulletin is."""
    reader = who.of(request)
    tree = places.tree(reader.on)
    if request.GET.get("at", "") != str(tree.code[0]):
        return spot(request)
    return Spot(tree=tree, place=tree.root, on=reader.on, today=reader.today, roots=reader.scope.roots)
