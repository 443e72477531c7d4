"""The derived tables again, from the facts alone: where cases stand, and what is agreed of returns.

Nothing in them is more than a shortcut. Plain cases (one opening, one chain of each kind, nothing settled) are done by
columns, the rest one by one by the pure function; the last day a case was booked comes from its movements.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from django.db import connection, transaction

from tongchou.journal import clockwork, keeping, recount
from tongchou.journal.booking import NOTHING, place_case
from tongchou.journal.entries import Column
from tongchou.journal.finding import Rows
from tongchou.journal.keeping import Standings
from tongchou.journal.levels import write_agreed
from tongchou.journal.plain import Plain, settled_claims
from tongchou.journal.reading import stream
from tongchou.journal.rows import insert_columns, on_postgresql
from tongchou.journal.standing import Position, stand
from tongchou.journal.walking import facts_of


def rebuild() -> int:
    """Write the derived tables anew from the facts, and return how many of their rows were not as they should be.

    Nobody posts meanwhile: on PostgreSQL the table is locked first, so whoever has begun to post ends before.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if on_postgresql():
            cursor.execute("LOCK TABLE standing IN EXCLUSIVE MODE")
        clockwork.hold()
        right = recomputed()
        wrong = _wrong(right)
        if wrong:
            cursor.execute("DELETE FROM standing")
            insert_columns("standing", {name: getattr(right, name) for name in Standings.COLUMNS})
        return wrong + _rebuild_agreed(right)


def recomputed() -> Standings:
    """Return where every case stands, from claims, settlings and movements; sorted by case."""
    names = recount.CLAIM_COLUMNS
    quoted = ", ".join(f'"{name}"' for name in names)
    claim = dict(zip(names, stream(f"SELECT {quoted} FROM claim", len(names)), strict=True))
    cases = np.unique(claim["case"])
    known = Plain.of(claim, Rows(cases), settled=settled_claims())
    plain = known.standing(slice(0, len(cases)))
    found = Standings(**plain, booked_on=_last_booked(cases), exists=np.ones(len(cases), bool))
    for case, position in _one_by_one(cases[~known.plain]):
        place_case(found, int(np.searchsorted(cases, case)), position)
    return found


def _one_by_one(cases: Column) -> Iterator[tuple[int, Position]]:
    """Yield where cases stand, from all their claims."""
    for start in range(0, len(cases), recount.BLOCK):
        known = keeping.claims_of(cases[start : start + recount.BLOCK])
        settled = {target for target, _ in known.settles}
        for case, rows in known.by_case():
            yield case, stand(facts_of(known, rows), settled)


def _last_booked(cases: Column) -> Column:
    case, booked_on = stream(
        'SELECT m."case", MAX(l.booked_on) FROM movement m JOIN line l ON l.id = m.line GROUP BY m."case"', 2
    )
    last = np.zeros(len(cases), np.int64)
    last[np.searchsorted(cases, case)] = booked_on
    return last


def _wrong(right: Standings) -> int:
    """Return how many cases are missing, too many, or stand elsewhere in the table."""
    names = Standings.COLUMNS
    quoted = ", ".join(f'"{name}"' for name in names)
    now = dict(zip(names, stream(f"SELECT {quoted} FROM standing", len(names)), strict=True))
    order = np.argsort(now["case"])
    now = {name: column[order] for name, column in now.items()}
    both, mine, theirs = np.intersect1d(right.case, now["case"], return_indices=True)
    differs = np.zeros(len(both), bool)
    for name in names:
        differs |= getattr(right, name)[mine] != now[name][theirs]
    return int(differs.sum()) + len(right.case) + len(now["case"]) - 2 * len(both)


def _rebuild_agreed(right: Standings) -> int:
    """Put right what is agreed of the cases of returns that say a value, and return of how many it was wrong."""
    case, value, place = stream(
        f'SELECT r."case", COALESCE(r.value, {NOTHING}), r.place FROM return_case r '
        'WHERE r."case" IN (SELECT c."case" FROM said s JOIN claim c ON c.id = s.claim) ORDER BY r."case"',
        3,
    )
    agreed = np.full(len(case), NOTHING, np.int64)
    for number, position in _one_by_one(case):
        if position.value is not None:
            agreed[np.searchsorted(case, number)] = position.value
    stands = np.where(agreed == NOTHING, 0, right.place[np.searchsorted(right.case, case)])
    differs = (value != agreed) | (place != stands)
    write_agreed(case[differs], agreed[differs], stands[differs])
    return int(differs.sum())
