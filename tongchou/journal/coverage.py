"""Reading returns: who answered, who was silent, and what is reported and what only carried forward."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from tongchou.journal import keeping, levels, returns
from tongchou.journal.entries import Column
from tongchou.journal.models import ReturnCase
from tongchou.journal.rows import columns, listed
from tongchou.journal.standing import stand
from tongchou.journal.walking import facts_of


@dataclass(frozen=True)
class Coverage:
    """How many units stand in each state of answering. `expected` are those still awaited."""

    expected: int = 0
    received: int = 0
    silent: int = 0
    not_applicable: int = 0
    late: int = 0

    @property
    def asked(self) -> int:
        """Return how many units an answer was to come from."""
        return self.expected + self.received + self.silent + self.late

    @property
    def answered(self) -> int:
        return self.received + self.late


@dataclass(frozen=True)
class Reported:
    """A column on a day: what units said that day, and what of others is carried forward from an earlier day."""

    units: int
    reported: int
    carried_units: int
    carried_forward: int


def coverage(form: str, on: date, *, places: Column | None = None) -> Coverage:
    """Return how many units answered a form on a day, at some places or anywhere."""
    _, state, count = coverage_cells(form, on, places=places)
    totals = {name: int(count[state == returns.coverage_account(form, name)].sum()) for name in returns.STATES}
    return Coverage(**{name.replace("-", "_"): total for name, total in totals.items()})


def coverage_cells(form: str, on: date, *, places: Column | None = None) -> tuple[Column, Column, Column]:
    """Return (place, account, units) of a form on a day: the same by place, for a tree to add up."""
    where, params = _at("s.place", places)
    place, account, count = columns(
        'SELECT s.place, s.account, COUNT(*) FROM return_case r JOIN standing s ON s."case" = r."case"'
        f" WHERE r.account = %s AND r.day = %s AND s.account > 0{where} GROUP BY s.place, s.account",
        [returns.coverage_account(form, returns.EXPECTED), on.toordinal(), *params],
        3,
    )
    return place, account, count


def units_in(form: str, on: date, state: str, *, places: Column | None = None) -> tuple[Column, Column]:
    """Return (unit, place) of the units in one state of answering, by unit: who is silent, who is awaited."""
    where, params = _at("s.place", places)
    unit, place = columns(
        'SELECT r.unit, s.place FROM return_case r JOIN standing s ON s."case" = r."case"'
        f" WHERE r.account = %s AND r.day = %s AND s.account = %s{where} ORDER BY r.unit",
        [
            returns.coverage_account(form, returns.EXPECTED),
            on.toordinal(),
            returns.coverage_account(form, state),
            *params,
        ],
        2,
    )
    return unit, place


def reported(form: str, column: str, on: date, *, places: Column | None = None) -> Reported:
    """Return what a column says on a day, the reported and the carried forward apart.

    Periods carry nothing forward. Of the others each unit without a value that day counts with its latest before.
    """
    account = returns.column_account(form, column)
    where, params = _at("r.place", places)
    (today,) = columns(
        f"SELECT value FROM return_case r WHERE account = %s AND day = %s AND value IS NOT NULL{where}",
        [account, on.toordinal(), *params],
        1,
    )
    carried = np.zeros(0, np.int64)
    if levels.kinds()[account] is not levels.Kind.PERIOD:
        (carried,) = columns(
            "SELECT r.value FROM return_case r JOIN ("
            "SELECT unit, MAX(day) AS day FROM return_case WHERE account = %s AND day <= %s AND value IS NOT NULL"
            " GROUP BY unit) AS latest ON latest.unit = r.unit AND latest.day = r.day"
            f" WHERE r.account = %s AND r.day < %s{where}",
            [account, on.toordinal(), account, on.toordinal(), *params],
            1,
        )
    return Reported(len(today), int(today.sum()), len(carried), int(carried.sum()))


@dataclass(frozen=True)
class Word:
    """What is agreed of one column of one unit on a day; `claim` is what a correction names, 0 if nobody said anything.

    `value` is None where nothing is agreed: nobody spoke, or two said different things.
    """

    case: int
    value: int | None
    claim: int
    flags: int


def word_of(form: str, column: str, on: date, unit: int) -> Word:
    """Return what is agreed of one column of one unit on a day."""
    found = ReturnCase.objects.filter(account=returns.column_account(form, column), day=on, unit=unit).first()
    if found is None:
        return Word(0, None, 0, 0)
    known = keeping.claims_of(np.array([found.case], np.int64))
    position = stand(facts_of(known, range(len(known.id))), {target for target, _ in known.settles})
    return Word(found.case, position.value, position.tip(position.value_path), position.flags)


def _at(column: str, places: Column | None) -> tuple[str, list[Any]]:
    if places is None:
        return "", []
    with listed(np.unique(places)) as (among, params):
        return f" AND {column} {among}", list(params)
