"""The answers a bulletin prints, all from one state of the books: as known now, at a cut, or at the day's closing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import lru_cache
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.functional import cached_property

from tongchou.bulletin import speaking
from tongchou.bulletin.document import Number
from tongchou.closing.models import CarryOver, Cut, CutFigure
from tongchou.figures import declare
from tongchou.figures.asking import Answer, Totals, Value, ask_all
from tongchou.figures.coverage import Coverage, CoverageCells, coverage_cells
from tongchou.figures.cube import View
from tongchou.figures.targets import target_of
from tongchou.registers.places.tree import Tree


@dataclass(frozen=True)
class Asked:
    """Figures of a day at every place of its tree.

    `known_at` is given where the day was still open: the way to a number's rows says then as of when. `linked` False
    is for papers that leave the county: their numbers open nowhere. What a flash report froze is in `frozen`, by figure
    and place: registers may have changed since, the report has not.
    """

    on: date
    tree: Tree
    view: View
    known_at: datetime | None = None
    linked: bool = True
    frozen: Mapping[tuple[str, int], Answer] = field(default_factory=dict, repr=False)
    _totals: dict[str, Totals] = field(default_factory=dict, repr=False)

    def carried(self) -> QuerySet[CarryOver]:
        """Return what was carried over on the day, as far as it had been when this state of the books was taken."""
        rows = CarryOver.objects.filter(day=self.on)
        return rows.filter(at__lte=self.known_at) if self.known_at is not None else rows

    @property
    def place(self) -> int:
        """Return the county."""
        return self.tree.root

    @property
    def towns(self) -> tuple[int, ...]:
        """Return the towns and farms directly below the county, in order; its sites and stores are none of them."""
        return tuple(place for place in self._below if not self.tree.is_post[self.tree.position(place)])

    def posts(self, figures: Iterable[str]) -> tuple[int, ...]:
        """Return the sites and stores directly below the county at which one of some figures is not zero."""
        towns = set(self.towns)
        return tuple(
            place for place in self._below if place not in towns and any(self.answer(f, place).value for f in figures)
        )

    @cached_property
    def _below(self) -> tuple[int, ...]:
        return tuple(int(place) for place in self.tree.children(self.tree.root))

    def ask(self, names: Iterable[str]) -> None:
        """Answer figures beforehand; those nobody collects are passed over."""
        wanted = [name for name in dict.fromkeys(names) if declare.is_declared(name) and name not in self._totals]
        if wanted:
            self._totals.update(ask_all(wanted, on=self.on, view=self.view))

    def totals(self, name: str) -> Totals:
        """Return a figure at all places."""
        self.ask([name])
        return self._totals[name]

    def answer(self, name: str, place: int | None = None) -> Answer:
        """Return a figure's answer at a place, the county without one."""
        at = self.place if place is None else place
        return self.frozen.get((name, at)) or self.totals(name).at(at)

    def covered(self, place: int) -> Coverage | None:
        """Return who answered at a place and below; None where nobody keeps who is asked."""
        frozen = next((a.coverage for (_, at), a in self.frozen.items() if at == place and a.coverage), None)
        if frozen is not None:
            return frozen
        if self.cells is None:
            return None
        left, right = self.tree.interval(place)
        return Coverage(int(self.cells.reported[left:right].sum()), int(self.cells.expected[left:right].sum()))

    @cached_property
    def cells(self) -> CoverageCells | None:
        """Return which cells answered, by position; None where nobody keeps who is asked."""
        return coverage_cells("cells", on=self.on, tree=self.tree, view=self.view)

    def number(self, answer: Answer) -> Number:
        """Return an answer as it is printed."""
        of = answer.figure
        text = speaking.value_text(of, answer.value)
        if isinstance(of, declare.Ratio) and answer.value is not None:
            text += speaking.pair(answer.numerator or 0, answer.denominator or 0)
        code = self.code(answer.place)
        href = self.address(of.name, code) if self.linked else ""
        return Number(text, of.name, speaking.said(of.title), code, self.on, href)

    def code(self, place: int) -> str:
        """Return a place's code."""
        return str(self.tree.code[self.tree.position(place)])

    def name(self, place: int) -> str:
        """Return a place's name in the language being written."""
        return speaking.place_name(str(self.tree.name[self.tree.position(place)]))

    def address(self, figure: str, code: str) -> str:
        """Return the way to a figure's page, at a place and day."""
        return address(figure, code, on=self.on, known_at=self.known_at)

    def closing_address(self, code: str) -> str:
        """Return the way to the day's closing, at a place."""
        return f"/closing/?{urlencode({'at': code, 'on': self.on.isoformat()})}"


@lru_cache(4096)
def address(figure: str, code: str, *, on: date, known_at: datetime | None = None) -> str:
    """Return the way to a figure's page at a place and day, as known at an instant where one is given.

    A bulletin has 770 of them, and an open day's is written once a second while it is read.
    """
    asked = {"at": code, "on": on.isoformat()}
    if known_at is not None:
        asked["known_at"] = known_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"/figures/{figure}/?{urlencode(asked)}"


def frozen_by(cut: Cut) -> dict[tuple[str, int], Answer]:
    """Return the answers that a flash report froze."""
    rows = CutFigure.objects.filter(cut=cut)
    return {(row.figure, row.place): _thawed(row, cut) for row in rows if declare.is_declared(row.figure)}


def _thawed(row: CutFigure, cut: Cut) -> Answer:
    value: Value = row.word or row.top
    if row.bottom is not None:
        value = Fraction(row.top or 0, row.bottom) if row.bottom else None
    return Answer(
        figure=declare.figure(row.figure),
        place=row.place,
        on=cut.on,
        n=cut.n,
        value=value,
        numerator=row.top if row.bottom is not None else None,
        denominator=row.bottom,
        coverage=None if row.expected is None else Coverage(row.reported or 0, row.expected),
        target=target_of(row.figure),
    )
