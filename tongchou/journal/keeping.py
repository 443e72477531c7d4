"""What posting reads from the store and writes to it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from django.db import IntegrityError, connection

from tongchou.journal.arrays import numbers
from tongchou.journal.door import ClaimColumns
from tongchou.journal.entries import Column, Entry, Mask
from tongchou.journal.finding import distinct
from tongchou.journal.models import INDEX_BITS, OpenDay
from tongchou.journal.rows import (
    FEW,
    Rows,
    Statement,
    columns,
    for_update,
    insert_all,
    insert_columns,
    listed,
    on_postgresql,
    to_store,
)

if TYPE_CHECKING:
    from tongchou.journal.booking import Booked

NONE = np.zeros(0, np.int64)


@dataclass(frozen=True)
class Standings:
    """Standings by columns, sorted by case; `exists` says which are in the store already."""

    case: Column
    account: Column
    place: Column
    class_tip: Column
    state_tip: Column
    place_tip: Column
    flags: Column
    booked_on: Column
    exists: Mask

    COLUMNS = ("case", "account", "place", "class_tip", "state_tip", "place_tip", "flags", "booked_on")

    @property
    def blank(self) -> Mask:
        """Say of which cases nothing lives: they stand nowhere, and nothing is pending about them."""
        free: Mask = (self.account == 0) & (self.flags == 0) & (self.booked_on == 0)
        return free

    def take(self, chosen: Mask) -> Standings:
        """Return the standings of some of the cases."""
        return Standings(**{name: getattr(self, name)[chosen] for name in (*self.COLUMNS, "exists")})

    def copied(self) -> Standings:
        """Return the same standings, to be written into."""
        return replace(self, **{name: getattr(self, name).copy() for name in self.COLUMNS})


def known_entries(numbers: Column) -> dict[int, tuple[bytes, int]]:
    """Return (digest, commit number) of the entries that are in the books already, by number."""
    if not len(numbers):
        return {}
    with listed(numbers) as (among, params), connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.number, e.digest, c.n FROM entry e JOIN commit_log c ON c.batch = e.batch "
            f"WHERE e.number {among}",
            params,
        )
        return {int(number): (bytes(digest), int(n)) for number, digest, n in cursor.fetchall()}


_ENTRY = {
    "number": "bigint",
    "id": "uuid",
    "code": "text",
    "actor": "bigint",
    "role": "text",
    "occurred_at": "timestamptz",
    "voucher": "text",
    "reason": "text",
    "digest": "bytea",
    "batch": "bigint",
}
_SALT = {"entry": "bigint", "salt": "bytea"}


def write_entries(
    entries: Sequence[Entry], numbers: Column, digests: Sequence[bytes], batch: int, table: ClaimColumns | None = None
) -> None:
    """Write entries, a salt for each, and their claims."""
    salts = os.urandom(16 * len(entries))
    # A batch's acts were mostly made at few instants: each is turned into the store's form once.
    instants = {at: to_store(at) for at in {entry.occurred_at for entry in entries}}
    columns = {
        "number": numbers.tolist(),
        "id": [to_store(entry.id) for entry in entries],
        "code": [entry.code for entry in entries],
        "actor": [entry.actor for entry in entries],
        "role": [entry.role for entry in entries],
        "occurred_at": [instants[entry.occurred_at] for entry in entries],
        "voucher": [entry.voucher for entry in entries],
        "reason": [entry.reason for entry in entries],
        "digest": digests,
        "batch": [batch] * len(entries),
    }
    salt = {"entry": columns["number"], "salt": [salts[at : at + 16] for at in range(0, len(salts), 16)]}
    insert_all([Rows("entry", columns, _ENTRY), Rows("salt", salt, _SALT), *(_claims(table) if table else ())])


def _claims(table: ClaimColumns) -> Iterator[Rows]:
    yield Rows("claim", {name: getattr(table, name) for name in ClaimColumns.COLUMNS})
    yield Rows("settles", {"target": table.settles[:, 0], "claim": table.settles[:, 1]})
    said = np.array(sorted(table.value.items()), np.int64).reshape(-1, 2)
    yield Rows("said", {"claim": said[:, 0], "value": said[:, 1]})


def write_lines(booked: Booked, batch: int, before: Standings) -> None:
    """Write what is booked, and where cases stand now that stood somewhere before."""
    count = len(booked.lines["entry"])
    assert count < 1 << INDEX_BITS, "a batch posts a million lines at most"
    ids = (batch << INDEX_BITS) + np.arange(count, dtype=np.int64)
    lines = {"id": ids, "batch": np.full(count, batch, np.int64), **booked.lines}
    movements = {"line": ids[booked.movement_line], "case": booked.movement_case, "claim": booked.movement_claim}
    insert_all([Rows("line", lines), Rows("movement", movements)], also=_changing_standings(before, booked.after))


def cases_of(claim_ids: Column) -> Column:
    """Return the cases of claims, each once."""
    if not len(claim_ids):
        return NONE
    with listed(distinct(claim_ids)) as (among, params):
        (cases,) = columns(f'SELECT DISTINCT "case" FROM claim WHERE id {among}', params, 1)
    return cases


def cases_stirred(table: ClaimColumns, arrived: Column) -> Column:
    """Return the cases that something said before about these entries: named as predecessor, or settled early.

    `arrived` are numbers of entries of this batch that were mentioned before they arrived.
    """
    if not len(arrived):
        return NONE
    with listed(arrived) as (among, params):
        (waiting,) = columns(
            'SELECT DISTINCT c."case" FROM standing s JOIN claim c ON c."case" = s."case" '
            f"WHERE s.flags > 0 AND s.flags & 2 > 0 AND (c.predecessor >> {INDEX_BITS}) {among}",
            params,
            1,
        )
    with listed(table.id[np.isin(table.entry, arrived)]) as (among, params):
        target, settler = columns(
            f'SELECT s.target, c."case" FROM settles s JOIN claim c ON c.id = s.claim WHERE s.target {among}', params, 2
        )
    return np.unique(np.concatenate([waiting, settler, table.case[np.isin(table.id, target)]]))


def lock_standings(cases: Column) -> Standings:
    """Return where cases stand, locked in the order of their numbers; zeros for a case the books do not know."""
    with listed(cases) as (among, params):
        sql = f'SELECT {_NAMES} FROM standing WHERE "case" {among} ORDER BY "case"{for_update()}'
        found = columns(sql, params, len(Standings.COLUMNS))
    if len(found[0]) == len(cases):
        return Standings(**dict(zip(Standings.COLUMNS, found, strict=True)), exists=np.ones(len(cases), bool))
    exists = np.isin(cases, found[0], assume_unique=True)
    full = {name: np.zeros(len(cases), np.int64) for name in Standings.COLUMNS}
    for name, column in zip(Standings.COLUMNS, found, strict=True):
        full[name][exists] = column
    full["case"] = cases
    return Standings(**full, exists=exists)


def open_standings(before: Standings) -> Standings | None:
    """Write empty rows for cases that are new, so that nobody else can; None if somebody did meanwhile."""
    new = ~before.exists
    if not new.any():
        return before
    empty = before.take(new)
    return replace(before, exists=np.ones(len(new), bool)) if _insert_standings(empty) else None


def write_new_standings(before: Standings, after: Standings) -> bool:
    """Write where cases stand that the books did not know. False if another transaction opened one meanwhile."""
    return _insert_standings(after.take(~before.exists))


def _changing_standings(before: Standings, after: Standings) -> list[Statement]:
    """Return what writes where cases stand now that stood somewhere before; on SQLite it is done at once."""
    differ = {name: before.exists & (getattr(before, name) != getattr(after, name)) for name in Standings.COLUMNS[1:]}
    names = [name for name, changed in differ.items() if changed.any()]
    if not names:
        return []
    rows = after.take(np.logical_or.reduce([differ[name] for name in names]))
    if on_postgresql():
        return [_update_standings(rows)]
    # An index is written wherever one of its columns is set, changed or not: a quarter of what a batch writes.
    sets = ", ".join(f'"{name}" = ?' for name in names)
    with connection.cursor() as cursor:
        cursor.cursor.connection.executemany(
            f'UPDATE standing SET {sets} WHERE "case" = ?',
            zip(*(getattr(rows, name).tolist() for name in (*names, "case")), strict=True),
        )
    return []


_KINDS = ("bigint", "int", "bigint", "bigint", "bigint", "bigint", "smallint", "int")
_NAMES = ", ".join(f'"{name}"' for name in Standings.COLUMNS)
_FROM_ARRAYS = f"unnest({', '.join(f'%s::{kind}[]' for kind in _KINDS)}) AS new({_NAMES})"


def _insert_standings(rows: Standings) -> bool:
    """Insert standings of new cases; on PostgreSQL, False if another transaction had inserted one of them."""
    if not len(rows.case):
        return True
    if not on_postgresql() or len(rows.case) > FEW:
        try:
            # A COPY takes half of what an INSERT from arrays does; whoever asked undoes the transaction if it fails.
            with connection.wrap_database_errors:
                insert_columns("standing", {name: getattr(rows, name) for name in Standings.COLUMNS})
        except IntegrityError:
            return False
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO standing ({_NAMES}) SELECT {_NAMES} FROM {_FROM_ARRAYS} ON CONFLICT DO NOTHING",
            [numbers(getattr(rows, name)) for name in Standings.COLUMNS],
        )
        return bool(cursor.rowcount == len(rows.case))


def _update_standings(rows: Standings) -> Statement:
    sets = ", ".join(f'"{name}" = new."{name}"' for name in Standings.COLUMNS[1:])
    sql = f'UPDATE standing SET {sets} FROM {_FROM_ARRAYS} WHERE standing."case" = new."case"'
    return Statement(sql, [numbers(getattr(rows, name)) for name in Standings.COLUMNS])


@dataclass(frozen=True)
class OpenDays:
    """The first open day of places, as ordinals. No place is open before `floor`, the county's own; 0 if none closed.

    `place` holds only those that closed ahead of the county, so a place opened later than a closing is closed too.
    """

    place: Column
    first_open: Column
    floor: int

    def at(self, places: Column) -> Column:
        if not len(self.place):
            return np.full(len(places), self.floor, np.int64)
        spot = np.minimum(np.searchsorted(self.place, places), len(self.place) - 1)
        return np.where(self.place[spot] == places, np.maximum(self.first_open[spot], self.floor), self.floor)

    def one(self, place: int) -> int:
        return int(self.at(np.array([place], np.int64))[0])


def open_days(places: Column) -> OpenDays:
    """Return the first open days of these places, and of their county."""
    wanted = distinct(np.append(places, OpenDay.COUNTY))
    sql, params = "SELECT place, first_open FROM open_day", []
    if len(wanted) < 500:
        with listed(wanted) as (among, given):
            sql, params = f"{sql} WHERE place {among}", given
    place, first_open = columns(f"{sql} ORDER BY place", params, 2)
    county = place == OpenDay.COUNTY
    return OpenDays(place[~county], first_open[~county], int(first_open[county].max(initial=0)))


@dataclass(frozen=True)
class CaseClaims:
    """All claims of some cases, by columns, in the order of case and id, with what settled them.

    `settles` are the (target, claim) pairs that settle one of these claims, and `settler_days` the days, as claimed, of
    those claims. `foreign` are the claims whose predecessor belongs to another case, `early` those that settle a claim
    which has not arrived, `value` what claims say.
    """

    id: Column
    case: Column
    chain: Column
    predecessor: Column
    account: Column
    place: Column
    occurred_on: Column
    settles: tuple[tuple[int, int], ...]
    foreign: frozenset[int]
    settler_days: dict[int, int]
    early: frozenset[int] = frozenset()
    value: dict[int, int] = field(default_factory=dict)

    COLUMNS = ("id", "case", "chain", "predecessor", "account", "place", "occurred_on")

    def by_case(self) -> Iterator[tuple[int, Sequence[int]]]:
        """Yield (case, row indices)."""
        cases, starts = np.unique(self.case, return_index=True)
        ends = np.append(starts, len(self.case))[1:]
        for case, start, end in zip(cases.tolist(), starts.tolist(), ends.tolist(), strict=True):
            yield case, range(start, end)


def claims_of(cases: Column) -> CaseClaims:
    """Read every claim of these cases, what settled them, and which predecessors belong to other cases."""
    names = ", ".join(f'"{name}"' for name in CaseClaims.COLUMNS)
    with listed(cases) as (among, params):
        found = columns(
            f'SELECT {names} FROM claim WHERE "case" {among} ORDER BY "case", id', params, len(CaseClaims.COLUMNS)
        )
        target, claim, day = columns(
            "SELECT s.target, s.claim, by_claim.occurred_on FROM settles s JOIN claim c ON c.id = s.target "
            f'JOIN claim by_claim ON by_claim.id = s.claim WHERE c."case" {among}',
            params,
            3,
        )
        (early,) = columns(
            "SELECT DISTINCT s.claim FROM settles s JOIN claim c ON c.id = s.claim "
            f'LEFT JOIN claim t ON t.id = s.target WHERE c."case" {among} AND t.id IS NULL',
            params,
            1,
        )
        said, value = columns(
            f'SELECT s.claim, s.value FROM said s JOIN claim c ON c.id = s.claim WHERE c."case" {among}', params, 2
        )
    return CaseClaims(
        **dict(zip(CaseClaims.COLUMNS, found, strict=True)),
        settles=tuple(zip(target.tolist(), claim.tolist(), strict=True)),
        foreign=_foreign(found[0], found[1], found[3]),
        settler_days=dict(zip(claim.tolist(), day.tolist(), strict=True)),
        early=frozenset(early.tolist()),
        value=dict(zip(said.tolist(), value.tolist(), strict=True)),
    )


def _foreign(ids: Column, cases: Column, predecessors: Column) -> frozenset[int]:
    """Return the claims whose predecessor belongs to another case than they do."""
    elsewhere = np.setdiff1d(predecessors[predecessors > 0], ids)
    owner = dict(zip(ids.tolist(), cases.tolist(), strict=True))
    if len(elsewhere):
        with listed(elsewhere) as (among, params):
            claim, case = columns(f'SELECT id, "case" FROM claim WHERE id {among}', params, 2)
        owner.update(zip(claim.tolist(), case.tolist(), strict=True))
    return frozenset(
        claim
        for claim, case, before in zip(ids.tolist(), cases.tolist(), predecessors.tolist(), strict=True)
        if owner.get(before, case) != case
    )
