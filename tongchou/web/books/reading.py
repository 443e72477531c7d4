"""What the books explorer asks: balances of all accounts at a place and day, their lines, an entry, a case's claims.

Whole numbers only; nothing here names a person. Lines come from the cube, which keeps them by columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np

from tongchou.base.refusals import NotFound, words
from tongchou.figures.cube import FIRST_DAY, View, cube
from tongchou.figures.placing import positions_of
from tongchou.journal.chart import chart
from tongchou.journal.entries import Column
from tongchou.journal.models import INDEX_BITS, Claim, Commit, Entry, Line, Settles, Standing
from tongchou.journal.reading import Lines, places_of_cases
from tongchou.registers.places.tree import Tree

Row = dict[str, Any]
#: Lines of one entry that a page lists; a list's lines are few, for they add up rows that go the same way.
LINES_MAX = 1_000


#: The whole-number columns of a line that the explorer shows.
NUMBERS = ("n", "from_account", "from_place", "to_account", "to_place", "item", "count", "quantity")


@dataclass(frozen=True)
class Within:
    """Some places and all below them, on the tree of a day."""

    tree: Tree
    places: tuple[int, ...]
    on: date

    def holds(self, places: Column) -> np.ndarray:
        """Return a mask of the places at or below."""
        at = positions_of(self.tree, places, self.on)
        mask = np.zeros(len(at), bool)
        for place in self.places:
            left, right = self.tree.interval(place)
            mask |= (at >= left) & (at < right)
        return mask

    def holds_one(self, place: int) -> bool:
        """Tell whether one place lies within."""
        return bool(self.holds(np.array([place], np.int64))[0])

    @property
    def is_everything(self) -> bool:
        return self.tree.root in self.places


def balances(within: Within, on: date) -> list[Row]:
    """Return a row for each account that held something here: its balance at the day's end, what came and went.

    `balance` counts cases; accounts of goods and money give `quantity`, in the item's smallest unit.
    """
    view = cube().view()
    day = _of_day(view, within, on)
    numbers = chart()
    rows = []
    for number, code in sorted(numbers.codes.items(), key=lambda pair: pair[1]):
        count, quantity = (_stock(view, within, number, on, measure) for measure in ("count", "quantity"))
        came, went = _came_and_went(day, within, number)
        if count or quantity or came or went:
            register, case_class, state = numbers.parts[number]
            rows.append(
                {
                    "code": code,
                    "register": register,
                    "case_class": case_class,
                    "state": state,
                    "count": count,
                    "quantity": quantity,
                    "came": came,
                    "went": went,
                }
            )
    return rows


def _stock(view: View, within: Within, number: int, on: date, measure: str) -> int:
    sums = view.stock([number], on, measure=measure)
    return int(sums.values[within.holds(sums.places)].sum())


def _of_day(view: View, within: Within, on: date) -> Lines:
    lines = view.booked(on, on)
    return lines.take(np.flatnonzero(within.holds(lines.from_place) | within.holds(lines.to_place)))


def _came_and_went(lines: Lines, within: Within, number: int) -> tuple[int, int]:
    came = (lines.to_account == number) & within.holds(lines.to_place)
    went = (lines.from_account == number) & within.holds(lines.from_place)
    return int(lines.count[came].sum()), int(lines.count[went].sum())


def lines_of(within: Within, account: str, days: tuple[date, date]) -> Lines:
    """Return the lines that touch an account at a place on some days, the newest commit first."""
    number = chart().number(account)
    first, last = days[0].toordinal(), days[1].toordinal()

    def wanted(part: Lines) -> np.ndarray:
        touched = (part.from_account == number) | (part.to_account == number)
        mask: np.ndarray = touched & (part.booked_on >= max(first, FIRST_DAY)) & (part.booked_on <= last)
        return mask

    lines = cube().view().lines(wanted)
    here = ((lines.to_account == number) & within.holds(lines.to_place)) | (
        (lines.from_account == number) & within.holds(lines.from_place)
    )
    return lines.take(np.flatnonzero(here)[::-1])


def entries_of(lines: Lines) -> dict[int, Entry]:
    """Return the entries of some lines, by number."""
    return Entry.objects.in_bulk(np.unique(lines.entry).tolist())


def entry(ident: UUID) -> Row:
    """Return an entry with the commit that made it known.

    Raises:
        NotFound("entry_unknown"): the books hold none of that id.
    """
    found = Entry.objects.filter(id=ident).first()
    if found is None:
        raise NotFound("entry_unknown", words("台賬中沒有這一筆錄入。"))
    commit = Commit.objects.filter(batch=found.batch).first()
    return {"entry": found, "commit": commit, "digest": bytes(found.digest).hex()}


def entry_within(ident: UUID, within: Within) -> Row:
    """Return an entry with the lines it posted in some places.

    Raises:
        NotFound("entry_unknown"): the books hold none of that id, or none that touches these places.
    """
    found = entry(ident)
    lines = lines_of_entry(found["entry"].number, within)
    if not lines and not within.is_everything:
        raise NotFound("entry_unknown", words("台賬中沒有這一筆錄入。"))
    return found | {"lines": lines}


def lines_of_entry(number: int, within: Within) -> list[Line]:
    """Return the lines that an entry posted and that touch these places, in the order of their numbers."""
    lines = Line.objects.filter(entry=number).order_by("id")
    if within.is_everything:
        return list(lines[:LINES_MAX])
    return [
        line for line in lines if any(within.holds_one(place) for place in (line.from_place, line.to_place) if place)
    ][:LINES_MAX]


def claims_of_entry(number: int, within: Within, window: slice) -> tuple[list[Claim], int]:
    """Return a page of the claims an entry makes of cases in these places, and how many such claims there are."""
    low, high = number << INDEX_BITS, (number + 1) << INDEX_BITS
    claims = Claim.objects.filter(id__gte=low, id__lt=high).order_by("id")
    if within.is_everything:
        return list(claims[window]), claims.count()
    pairs = np.array(list(claims.values_list("id", "case")), np.int64).reshape(-1, 2)
    places = places_of_cases(pairs[:, 1]) if len(pairs) else {}
    at = np.array([places.get(case, 0) for case in pairs[:, 1].tolist()], np.int64)
    seen = pairs[within.holds(at), 0].tolist()
    return list(Claim.objects.filter(id__in=seen[window]).order_by("id")), len(seen)


def claims_of_case(case: int, within: Within) -> list[Row]:
    """Return a case's claims in the order of their entries, each with its entry and what settled it.

    Raises:
        NotFound("case_unknown"): no claim speaks of it, or it is not in these places.
    """
    claims = list(Claim.objects.filter(case=case).order_by("id"))
    place = places_of_cases(np.array([case], np.int64)).get(case, 0) if claims else 0
    if not claims or not (within.is_everything or within.holds_one(place)):
        raise NotFound("case_unknown", words("台賬中沒有這一件。"))
    entries = Entry.objects.in_bulk({claim.entry for claim in claims})
    settled = dict(Settles.objects.filter(target__in=[claim.id for claim in claims]).values_list("target", "claim"))
    return [
        {"claim": claim, "entry": entries.get(claim.entry), "settled_by": settled.get(claim.id)} for claim in claims
    ]


def standing_of(case: int) -> Standing | None:
    """Return where a case stands now."""
    return Standing.objects.filter(case=case).first()
