"""From values that changed to the quantities they post.

A period posts what was said, whole. A level, and a cumulative, posts the change against the unit's value before it, at
the place of each: so the account always holds the sum of the latest values. A value that comes late changes what the
next one had to post, and posts the difference on that day, under the unit's lock.

    day 1: 100                      +100
    day 2: 120                              +20
    day 1: 110, late                 +10    -10     what stands at the end of day 2 is 120, not 130
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

import numpy as np
from django.db import connection

from tongchou.base.refusals import Refused, words
from tongchou.journal import keeping
from tongchou.journal.booking import NOTHING, Agreed, Booked
from tongchou.journal.chart import chart
from tongchou.journal.entries import Column, Mask
from tongchou.journal.rows import columns, listed, on_postgresql


class Kind(StrEnum):
    """How the values of a column follow each other."""

    LEVEL = "level"
    PERIOD = "period"
    CUMULATIVE = "cumulative"


#: Column accounts by code (`form:column:said`), filled by `returns.declare_return`.
KINDS: dict[str, Kind] = {}


def kinds() -> Mapping[int, Kind]:
    """Return the kind of each column account, by number."""
    return {chart().number(code): kind for code, kind in KINDS.items()}


@dataclass(frozen=True)
class Values:
    """Cases of returns by columns, with what was agreed of each before (`NOTHING` if nothing was), and where."""

    case: Column
    account: Column
    unit: Column
    day: Column
    value: Column
    place: Column

    def __len__(self) -> int:
        return len(self.case)

    def take(self, chosen: Column | Mask) -> Values:
        return Values(*(getattr(self, f.name)[chosen] for f in fields(Values)))


@dataclass(frozen=True)
class Neighbours:
    """The agreed values of the same unit and column on the nearest days before and after, `NOTHING` without one."""

    before: Column
    before_place: Column
    after: Column
    after_day: Column


def values_of(cases: Column) -> Values:
    """Return what is known of cases of returns, in the order of their numbers.

    Raises:
        Refused("return_unknown"): one of them is no case of a return.
    """
    with listed(cases) as (among, params):
        found = columns(
            f'SELECT "case", account, unit, day, COALESCE(value, {NOTHING}), place FROM return_case '
            f'WHERE "case" {among} ORDER BY "case"',
            params,
            6,
        )
    if len(found[0]) != len(np.unique(cases)):
        raise Refused("return_unknown", words("所報的數不屬於任何已登記的報表欄目，未入賬。"))
    return Values(*found)


def neighbours(cases: Column) -> Neighbours:
    """Return the neighbours of cases, in the order of their numbers."""

    def nearest(what: str, side: str, order: str) -> str:
        return (
            f"COALESCE((SELECT o.{what} FROM return_case o WHERE o.account = c.account AND o.unit = c.unit"
            f" AND o.day {side} c.day AND o.value IS NOT NULL ORDER BY o.day {order} LIMIT 1), {NOTHING})"
        )

    wanted = [nearest(what, "<", "DESC") for what in ("value", "place")]
    wanted += [nearest(what, ">", "ASC") for what in ("value", "day")]
    with listed(cases) as (among, params):
        found = columns(
            f'SELECT c."case", {", ".join(wanted)} FROM return_case c WHERE c."case" {among} ORDER BY c."case"',
            params,
            5,
        )
    return Neighbours(*found[1:])


def with_values(booked: Booked) -> Booked:
    """Add the lines of values that changed to what is booked, and write what is agreed now."""
    agreed = booked.agreed
    if not len(agreed):
        return booked
    order = np.argsort(agreed.case)
    agreed = Agreed(agreed.case[order], agreed.value[order], agreed.entry[order])
    was = values_of(agreed.case)
    if on_postgresql():
        _lock_units(was.unit)
        was = values_of(agreed.case)
    spot = np.searchsorted(booked.after.case, agreed.case)
    place = np.where(agreed.value == NOTHING, 0, booked.after.place[spot])
    changed = (was.value != agreed.value) | ((was.place != place) & (agreed.value != NOTHING))
    postings = []
    for chosen in _rounds(was, np.flatnonzero(changed)):
        postings.append(_post(was.take(chosen), agreed.value[chosen], place[chosen], agreed.entry[chosen]))
        write_agreed(agreed.case[chosen], agreed.value[chosen], place[chosen])
    if not postings:
        return booked
    return booked.with_lines(_lines(np.concatenate(postings)))


#: Units share so many locks: enough that they seldom meet, few enough for any list.
BUCKETS = 256
_LOCK = 20_200_211


def _lock_units(units: Column) -> None:
    """Let nobody else change a value of these units before this transaction ends."""
    buckets = np.unique(units % BUCKETS).tolist()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, bucket) FROM (SELECT unnest(%s::int[]) AS bucket ORDER BY 1) AS b",
            [_LOCK, buckets],
        )


def _rounds(was: Values, changed: Column) -> list[Column]:
    """Split changes so that each round has one day of a unit and column: the next round sees what it left."""
    order = changed[np.lexsort((was.day[changed], was.unit[changed], was.account[changed]))]
    rounds: list[Column] = []
    while len(order):
        same = (was.unit[order][1:] == was.unit[order][:-1]) & (was.account[order][1:] == was.account[order][:-1])
        first = np.append(True, ~same)
        rounds.append(np.sort(order[first]))
        order = order[~first]
    return rounds


def _post(was: Values, value: Column, place: Column, entry: Column) -> Column:
    """Return (entry, account, place, day, quantity) rows: what changed values add to what was posted before."""
    near = neighbours(was.case)
    known = kinds()
    follows = np.array([known[a] is not Kind.PERIOD for a in was.account.tolist()], bool)
    has_old, has_new = was.value != NOTHING, value != NOTHING
    has_before, has_after = follows & (near.before != NOTHING), follows & (near.after != NOTHING)
    parts = [
        (has_old, was.place, was.day, -was.value),
        (has_new, place, was.day, value),
        (has_old & has_before, near.before_place, was.day, near.before),
        (has_new & has_before, near.before_place, was.day, -near.before),
        # What the next value was, and now is, compared with.
        (has_after & has_old, was.place, near.after_day, was.value),
        (has_after & ~has_old & has_before, near.before_place, near.after_day, near.before),
        (has_after & has_new, place, near.after_day, -value),
        (has_after & ~has_new & has_before, near.before_place, near.after_day, -near.before),
    ]
    rows = [np.column_stack([entry[m], was.account[m], at[m], day[m], amount[m]]) for m, at, day, amount in parts]
    return np.concatenate(rows)


def _lines(postings: Column) -> dict[str, Column]:
    """Return lines out of the world for (entry, account, place, day, quantity) rows, equal ones added up."""
    keys, at = np.unique(postings[:, :4], axis=0, return_inverse=True)
    quantity = np.zeros(len(keys), np.int64)
    np.add.at(quantity, at.reshape(-1), postings[:, 4])
    keys, quantity = keys[quantity != 0], quantity[quantity != 0]
    entry, account, place, day = (np.ascontiguousarray(keys[:, i]) for i in range(4))
    none = np.zeros(len(keys), np.int64)
    return {
        "entry": entry,
        "from_account": chart().world_of[account],
        "from_place": place,
        "to_account": account,
        "to_place": place,
        "occurred_on": day,
        "booked_on": np.maximum(day, keeping.open_days(place).at(place)),
        "count": none,
        "item": none,
        "quantity": quantity,
    }


def write_agreed(cases: Column, value: Column, place: Column) -> None:
    """Keep what is agreed now."""
    with connection.cursor() as cursor:
        if on_postgresql():
            cursor.execute(
                "UPDATE return_case SET value = NULLIF(new.value, %s), place = new.place"
                " FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS new(id, value, place)"
                ' WHERE return_case."case" = new.id',
                [NOTHING, cases.tolist(), value.tolist(), place.tolist()],
            )
        else:
            cursor.cursor.connection.executemany(
                f'UPDATE return_case SET value = NULLIF(?, {NOTHING}), place = ? WHERE "case" = ?',
                zip(value.tolist(), place.tolist(), cases.tolist(), strict=True),
            )
