"""What posting reads from the store and writes to it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from django.db import connection

from tongchou.base.canonical import canonical
from tongchou.journal.entries import Column, Entry
from tongchou.journal.models import INDEX_BITS, Conflict, EntryNumber, OpenDay
from tongchou.journal.models import Entry as EntryRow
from tongchou.journal.models import Salt as SaltRow
from tongchou.journal.rows import columns, insert_columns, listed, on_postgresql

if TYPE_CHECKING:
    from tongchou.journal.booking import Booked, ClaimColumns, Standings


def number(entries: Sequence[Entry]) -> tuple[Column, Column]:
    """Give each entry its number; return the numbers, and those that were mentioned before they arrived.

    On PostgreSQL the rows stay locked to the end, so two senders of one entry follow each other.
    """
    ids = sorted({entry.id for entry in entries})
    before = dict(EntryNumber.objects.filter(id__in=ids).values_list("id", "number"))
    EntryNumber.objects.bulk_create([EntryNumber(id=i) for i in ids if i not in before], ignore_conflicts=True)
    rows = EntryNumber.objects.filter(id__in=ids).order_by("id").select_for_update()
    numbers = {row.id: row.number for row in rows}
    mentioned = np.array(sorted(before.values()), np.int64)
    return np.array([numbers[entry.id] for entry in entries], np.int64), mentioned


def known_digests(numbers: Sequence[int]) -> dict[int, bytes]:
    """Return the digests of the entries that are in the books already."""
    rows = EntryRow.objects.filter(number__in=numbers).values_list("number", "digest")
    return {n: bytes(digest) for n, digest in rows}


def keep_conflict(entry: Entry, digest: bytes, *, now: datetime) -> None:
    """Keep aside an entry whose id came before with other content. Once per content."""
    if not Conflict.objects.filter(entry=entry.id, digest=digest).exists():
        Conflict.objects.create(entry=entry.id, digest=digest, body=canonical(entry.content()), known_at=now)


def write_entries(entries: Sequence[Entry], numbers: Column, batch: int) -> None:
    EntryRow.objects.bulk_create(
        [
            EntryRow(
                number=int(n), id=e.id, code=e.code, actor=e.actor, role=e.role, occurred_at=e.occurred_at,
                voucher=e.voucher, reason=e.reason, digest=e.digest(), batch=batch,
            )
            for e, n in zip(entries, numbers, strict=True)
        ]
    )  # fmt: skip
    SaltRow.objects.bulk_create([SaltRow(entry=int(n), salt=os.urandom(16)) for n in numbers])


def write_claims(table: ClaimColumns, settles: np.ndarray) -> None:
    names = ("id", "entry", "case", "chain", "predecessor", "account", "place", "occurred_on", "sheet", "row")
    insert_columns("claim", {name: getattr(table, name) for name in names})
    if len(settles):
        unique = np.unique(settles, axis=0)
        insert_columns("settles", {"target": unique[:, 0], "claim": unique[:, 1]})


def write_lines(booked: Booked, batch: int) -> None:
    count = len(booked.lines["entry"])
    assert count < 1 << INDEX_BITS, "a batch posts a million lines at most"
    ids = (batch << INDEX_BITS) + np.arange(count, dtype=np.int64)
    insert_columns("line", {"id": ids, "batch": np.full(count, batch, np.int64), **booked.lines})
    insert_columns(
        "movement",
        {"line": ids[booked.movement_line], "case": booked.movement_case, "claim": booked.movement_claim},
    )


def cases_of(claim_ids: Column) -> Column:
    """Return the cases of claims, each once."""
    if not len(claim_ids):
        return np.zeros(0, np.int64)
    with listed(np.unique(claim_ids)) as (among, params):
        (cases,) = columns(f'SELECT DISTINCT "case" FROM claim WHERE id {among}', params, 1)
    return cases


def cases_awaiting(numbers: Column) -> Column:
    """Return the cases with a claim that waits for a claim of these entries."""
    if not len(numbers):
        return np.zeros(0, np.int64)
    with listed(numbers) as (among, params):
        (cases,) = columns(
            'SELECT DISTINCT c."case" FROM standing s JOIN claim c ON c."case" = s."case" '
            f"WHERE s.flags > 0 AND s.flags & 2 > 0 AND (c.predecessor >> {INDEX_BITS}) {among}",
            params,
            1,
        )
    return cases


def cases_settled_early(table: ClaimColumns, numbers: Column) -> Column:
    """Return the cases of claims that were settled before they arrived: a reversal may overtake what it reverses."""
    if not len(numbers):
        return np.zeros(0, np.int64)
    with listed(numbers) as (among, params):
        (targets,) = columns(f"SELECT target FROM settles WHERE (target >> {INDEX_BITS}) {among}", params, 1)
    return np.unique(table.case[np.isin(table.id, targets)])


def lock_standings(cases: Column) -> Standings:
    """Return where cases stand, locked in the order of their numbers; zeros for a case the books do not know."""
    from tongchou.journal.booking import Standings

    names = ", ".join(f'"{name}"' for name in Standings.COLUMNS)
    lock = " FOR UPDATE" if on_postgresql() else ""
    with listed(cases) as (among, params):
        found = columns(
            f'SELECT {names} FROM standing WHERE "case" {among} ORDER BY "case"{lock}', params, len(Standings.COLUMNS)
        )
    exists = np.isin(cases, found[0], assume_unique=True)
    full = {name: np.zeros(len(cases), np.int64) for name in Standings.COLUMNS}
    for name, column in zip(Standings.COLUMNS, found, strict=True):
        full[name][exists] = column
    full["case"] = cases
    return Standings(**full, exists=exists)


def write_standings(before: Standings, after: Standings) -> bool:
    """Write where the cases stand now. False if another transaction opened one of the new cases meanwhile."""
    from tongchou.journal.booking import Standings

    names = Standings.COLUMNS
    quoted = ", ".join(f'"{n}"' for n in names)
    new = ~before.exists
    if not on_postgresql():
        # An update, not a replacement: REPLACE would delete and insert, and cost each index twice.
        sets = ", ".join(f'"{n}" = excluded."{n}"' for n in names[1:])
        rows = zip(*(getattr(after, n).tolist() for n in names), strict=True)
        with connection.cursor() as cursor:
            cursor.cursor.connection.executemany(
                f"INSERT INTO standing ({quoted}) VALUES ({', '.join('?' * len(names))}) "
                f'ON CONFLICT ("case") DO UPDATE SET {sets}',
                rows,
            )
        return True
    kinds = ["bigint[]", "int[]", "bigint[]", "bigint[]", "bigint[]", "bigint[]", "smallint[]", "int[]"]
    source = f"unnest({', '.join(f'%s::{kind}' for kind in kinds)}) AS new({quoted})"
    with connection.cursor() as cursor:
        if new.any():
            cursor.execute(
                f"INSERT INTO standing ({quoted}) SELECT {quoted} FROM {source} ON CONFLICT DO NOTHING",
                [getattr(after, n)[new].tolist() for n in names],
            )
            if cursor.rowcount != int(new.sum()):
                return False
        if before.exists.any():
            sets = ", ".join(f'"{n}" = new."{n}"' for n in names[1:])
            cursor.execute(
                f'UPDATE standing SET {sets} FROM {source} WHERE standing."case" = new."case"',
                [getattr(after, n)[before.exists].tolist() for n in names],
            )
    return True


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
    """Return the first open days of these places, and of all others: a case may stand where no claim names it."""
    place, first_open = columns("SELECT place, first_open FROM open_day ORDER BY place", [], 2)
    county = place == OpenDay.COUNTY
    return OpenDays(place[~county], first_open[~county], int(first_open[county].max(initial=0)))


@dataclass(frozen=True)
class CaseClaims:
    """All claims of some cases, by columns, in the order of case and id, with what settled them.

    `foreign` holds the claims whose predecessor belongs to another case; `settler_days` the days, as claimed, of the
    claims that settle one of these.
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

    COLUMNS = ("id", "case", "chain", "predecessor", "account", "place", "occurred_on")

    def by_case(self) -> Iterator[tuple[int, Sequence[int]]]:
        """Yield (case, row indices)."""
        cases, starts = np.unique(self.case, return_index=True)
        ends = np.append(starts[1:], len(self.case))
        for case, start, end in zip(cases.tolist(), starts.tolist(), ends.tolist(), strict=True):
            yield case, range(start, end)


def _owners(claim_ids: Column) -> dict[int, int]:
    """Return the case of each claim that is in the books."""
    if not len(claim_ids):
        return {}
    with listed(claim_ids) as (among, params):
        ids, cases = columns(f'SELECT id, "case" FROM claim WHERE id {among}', params, 2)
    return dict(zip(ids.tolist(), cases.tolist(), strict=True))


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
    pairs_with = _owners(np.unique(found[3][found[3] > 0]))
    foreign = frozenset(
        claim
        for claim, case, before in zip(found[0].tolist(), found[1].tolist(), found[3].tolist(), strict=True)
        if pairs_with.get(before, case) != case
    )
    pairs = tuple(zip(target.tolist(), claim.tolist(), strict=True))
    return CaseClaims(*found, pairs, foreign, dict(zip(claim.tolist(), day.tolist(), strict=True)))
