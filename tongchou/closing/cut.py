"""Flash reports (快報): figures frozen at a cut, as known then, under a number; and why the next one differs.

Nobody has to make the night agree with the afternoon. The difference between two reports is explained line by line:
**late** happened before the earlier report's cut and was learnt after it; **corrected** takes something back or decides
otherwise; **new** is the rest. The three add up to the difference, for a ratio for both of its numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeAlias

import numpy as np
from django.db import transaction
from django.db.models import Max

from tongchou.base.rights import require
from tongchou.closing.models import Cut, CutFigure
from tongchou.figures.asking import Answer, ask_all
from tongchou.figures.cube import cube
from tongchou.figures.declare import Figure, Flow, State, Stock, declared, figure, is_declared, parts
from tongchou.figures.placing import positions_of
from tongchou.figures.selecting import flow_days, flow_lines, line_parts, stock_lines
from tongchou.journal.entries import Column
from tongchou.journal.models import INDEX_BITS, Entry
from tongchou.journal.reading import Lines
from tongchou.journal.rows import columns, listed
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.access import Scope

#: A report's numbers by figure and place: a number, and the denominator of a ratio or mean.
Numbers: TypeAlias = dict[tuple[str, int], tuple[int | None, int | None]]


@dataclass(frozen=True)
class Why:
    """How much of a difference is late, corrected and new."""

    late: int
    corrected: int
    new: int

    @property
    def total(self) -> int:
        return self.late + self.corrected + self.new


@dataclass(frozen=True)
class Changed:
    """One figure at one place in two reports: its numbers, and why they differ. `bottom` for ratios and means."""

    figure: str
    place: int
    before: int
    after: int
    top: Why
    bottom: Why | None = None


def cut(on: date, *, cut_at: datetime, user: Scope | None, at: datetime, figures: Iterable[str] | None = None) -> Cut:
    """Freeze a flash report of a day, as the books knew it at `cut_at`: the county and the places directly below it.

    Raises:
        NotAllowed("not_allowed"): the user may not freeze a report.
    """
    if user is not None:
        require(user, "closing.cut")
    view = cube().view(known_at=cut_at)
    names = list(figures) if figures is not None else [of.name for of in declared()]
    places = tree(on)
    with transaction.atomic():
        last = Cut.objects.aggregate(last=Max("number"))["last"] or 0
        frozen = Cut.objects.create(
            number=last + 1, on=on, cut_at=cut_at, n=view.n, user=user.user_id if user else 0, made_at=at
        )
        asked = ask_all([name for name in names if is_declared(name)], on=on, view=view).values()
        at_places = [places.root, *places.children(places.root).tolist()]
        CutFigure.objects.bulk_create(
            [_frozen(frozen, totals.at(place)) for totals in asked for place in at_places], batch_size=2_000
        )
    return frozen


def _frozen(frozen: Cut, answer: Answer) -> CutFigure:
    whole = answer.value if isinstance(answer.value, int) else None
    return CutFigure(
        cut=frozen,
        figure=answer.figure.name,
        place=answer.place,
        top=answer.numerator if answer.denominator is not None else whole,
        bottom=answer.denominator,
        word="" if answer.value is None or not isinstance(answer.value, str | date) else str(answer.value),
        reported=answer.coverage.reported if answer.coverage else None,
        expected=answer.coverage.expected if answer.coverage else None,
    )


def previous_of(frozen: Cut) -> Cut | None:
    """Return the flash report before one."""
    return Cut.objects.filter(number__lt=frozen.number).order_by("-number").first()


def differences(previous: Cut, following: Cut) -> list[Changed]:
    """Return what differs between two flash reports, figure by figure and place by place, with the causes."""
    return differences_from(previous, _numbers(following), on=following.on, n=following.n)


def differences_from(previous: Cut, after: Numbers, *, on: date, n: int) -> list[Changed]:
    """Return what differs between a flash report and the numbers of a later one, of day `on` as known at commit `n`.

    `after` is by figure and place: a number, and the denominator of a ratio or mean.
    """
    before = _numbers(previous)
    causes = _Causes(previous, on, n)
    found = []
    for key in sorted(before.keys() & after.keys()):
        if before[key] == after[key] or not is_declared(key[0]):
            continue
        of = figure(key[0])
        if isinstance(of, State):
            continue
        (top_0, bottom_0), (top_1, bottom_1) = before[key], after[key]
        members = parts(of)
        top = causes.why(members[0], key[1], (top_0 or 0), (top_1 or 0))
        bottom = None
        if bottom_1 is not None:
            bottom = causes.why(members[1] if len(members) > 1 else None, key[1], bottom_0 or 0, bottom_1)
        found.append(Changed(key[0], key[1], top_0 or 0, top_1 or 0, top, bottom))
    return found


def _numbers(frozen: Cut) -> Numbers:
    rows = frozen.figures.values_list("figure", "place", "top", "bottom")
    return {(name, place): (top, bottom) for name, place, top, bottom in rows}


class _Causes:
    """The lines learnt between two reports, each with its cause."""

    def __init__(self, previous: Cut, on: date, n: int) -> None:
        self.previous, self.on = previous, on
        self.view = cube().view_at(n)
        self.places = tree(on)
        since = self.view.lines_after(previous.n)
        self.since = replace(self.view, parts=(since,))
        self._late, self._corrected = _sorted_out(since, previous.cut_at)

    def why(self, of: Figure | None, place: int, before: int, after: int) -> Why:
        """Return the causes of a difference. What no line explains (registers, another day's window) is new."""
        if not isinstance(of, Stock | Flow):
            return Why(0, 0, after - before)
        lines, place_of, amount = self._parts(of)
        left, right = self.places.interval(place)
        here = (place_of >= left) & (place_of < right)
        entries, amounts = lines.entry[here], amount[here]
        undone = np.isin(entries, self._corrected) | (lines.count[here] < 0)
        late = np.isin(entries, self._late) & ~undone
        corrected = int(amounts[undone].sum())
        told_late = int(amounts[late].sum())
        return Why(told_late, corrected, after - before - corrected - told_late)

    def _parts(self, of: Stock | Flow) -> tuple[Lines, Column, Column]:
        """Return (line, position, amount) of what the new lines give to the figure.

        A flow of a day starts afresh each day: only what changed the earlier report's own day can be late or corrected.
        """
        on = self.on if _goes_on(of) else self.previous.on
        if isinstance(of, Stock):
            lines = stock_lines(of, view=self.since, on=on)
        else:
            lines = flow_lines(of, view=self.since, days=flow_days(of, on=on))
        index, places, amounts = line_parts(of, lines, "quantity" if of.measure == "quantity" else "case")
        if of.measure == "count":
            amounts = amounts * np.abs(lines.count[index])
        return lines.take(index), positions_of(self.places, places, self.on), amounts


def _goes_on(of: Stock | Flow) -> bool:
    """Say whether a figure's later answer holds all of the earlier one: a stock, or a flow from the beginning."""
    return isinstance(of, Stock) or of.window == "start"


def _sorted_out(lines: Lines, cut_at: datetime) -> tuple[Column, Column]:
    """Return the entries of these lines that happened before the cut, and those that settle claims."""
    entries = np.unique(lines.entry)
    if not len(entries):
        return entries, entries
    known = Entry.objects.filter(occurred_at__lte=cut_at, number__gte=int(entries[0]), number__lte=int(entries[-1]))
    late = np.intersect1d(entries, np.fromiter(known.values_list("number", flat=True), np.int64))
    with listed(entries) as (among, params):
        (settling,) = columns(
            f"SELECT DISTINCT claim >> {INDEX_BITS} FROM settles WHERE (claim >> {INDEX_BITS}) {among}", params, 1
        )
    return late, settling
