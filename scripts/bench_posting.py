"""How long posting takes against the bare insert of the same rows, in one run: `python scripts/bench_posting.py`.

A list is one entry whose claims each open a case; the bare insert writes equal rows of claim, line, movement and
standing into the same tables. Taps are batches of 30 entries of one claim each. The store is an empty SQLite file, or
the PostgreSQL that TONGCHOU_DATABASE names, which is written to: `python -m tests.postgresql python scripts/...`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ["TONGCHOU_HOME"] = tempfile.mkdtemp(prefix="tongchou-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.journal.bare_settings"

import django

django.setup()

import numpy as np  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from tongchou.base import clock  # noqa: E402
from tongchou.base.ids import new_id  # noqa: E402
from tongchou.journal.chart import Register, chart, declare  # noqa: E402
from tongchou.journal.entries import Claims, Column, Entry  # noqa: E402
from tongchou.journal.models import INDEX_BITS  # noqa: E402
from tongchou.journal.numbering import number_of  # noqa: E402
from tongchou.journal.posting import new_cases, post, post_batch  # noqa: E402
from tongchou.journal.reading import stream  # noqa: E402
from tongchou.journal.rows import insert_columns, take_numbers  # noqa: E402
from tongchou.journal.standing import Chain  # noqa: E402

ROWS, PLACES, TAPS, BATCH = 100_000, 2_170, 100, 30
DAY = date(2020, 3, 20)
TABLES = {
    "claim": "id entry case chain predecessor account place occurred_on sheet row",
    "line": "id entry batch from_account from_place to_account to_place item occurred_on booked_on count quantity",
    "movement": "line case claim",
    "standing": "case account place class_tip state_tip place_tip flags booked_on",
}

declare(Register("bench", "outside:bench", ("pending", "cleared")))


def table(case: Column, account: str, chain: Chain = Chain.OPEN, predecessor: Column | int = 0) -> Claims:
    none = np.zeros(len(case), np.int64)
    number = np.arange(len(case), dtype=np.int64)
    place = 1 + number * 7919 % PLACES if chain is Chain.OPEN else none
    day = none + DAY.toordinal()
    return Claims(case, none + chain, none + predecessor, none + chart().number(account), place, day, none, number)


def entry(claims: Claims) -> Entry:
    return Entry(new_id(), "list", 1, "county_officer", clock.local(DAY, 9), claims)


def timed(act: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = perf_counter(), process_time()
    act()
    return perf_counter() - wall, process_time() - cpu


def read_last() -> dict[str, dict[str, Column]]:
    """Return the rows that the last commit wrote, ready to be inserted again."""
    batch = int(stream("SELECT batch FROM commit_log ORDER BY n DESC LIMIT 1", 1)[0][0])
    of_batch = f"BETWEEN {batch << INDEX_BITS} AND {((batch + 1) << INDEX_BITS) - 1}"
    wheres = {
        "claim": f"entry IN (SELECT number FROM entry WHERE batch = {batch})",
        "line": f"id {of_batch}",
        "movement": f"line {of_batch}",
        "standing": f'"case" IN (SELECT "case" FROM movement WHERE line {of_batch})',
    }
    found = {}
    for name, columns in TABLES.items():
        names = columns.split()
        quoted = ", ".join(f'"{column}"' for column in names)
        rows = stream(f'SELECT {quoted} FROM "{name}" WHERE {wheres[name]} ORDER BY 1', len(names))
        found[name] = dict(zip(names, rows, strict=True))
    return found


def beside(rows: dict[str, dict[str, Column]]) -> dict[str, dict[str, Column]]:
    """Return rows under keys that were never used, as large as their own, so that they stand beside the posted ones."""
    cases = len(rows["standing"]["case"])
    entries = [number_of(new_id()) for _ in np.unique(rows["claim"]["entry"])]
    claims = (entries[0] - int(rows["claim"]["entry"].min())) << INDEX_BITS
    lines = (take_numbers("batch", 1) - int(rows["line"]["batch"].min())) << INDEX_BITS
    added = {"case": new_cases(cases) - int(rows["standing"]["case"].min()), "claim": claims, "line": lines}
    added |= {"class_tip": claims, "state_tip": claims, "place_tip": claims}
    return {
        name: {
            column: values + (added.get(name, 0) if column == "id" else added.get(column, 0))
            for column, values in columns.items()
        }
        for name, columns in rows.items()
    }


def bare(rows: dict[str, dict[str, Column]]) -> None:
    """Insert rows as they are."""
    with transaction.atomic():
        for name, columns in rows.items():
            insert_columns(name, columns)


def lists() -> None:
    posted, inserted = [], []
    for _ in range(4):
        first = new_cases(ROWS)
        sent = entry(table(np.arange(first, first + ROWS, dtype=np.int64), "bench:all:pending"))
        posted.append(timed(lambda sent=sent: post(sent)))
        rows = beside(read_last())
        inserted.append(timed(lambda rows=rows: bare(rows)))
    # The first turn warms up.
    report(f"a list of {ROWS:,}", ROWS, posted[1:], inserted[1:])


def taps() -> None:
    first = new_cases(TAPS * BATCH)
    opened = post(entry(table(np.arange(first, first + TAPS * BATCH, dtype=np.int64), "bench:all:pending")))
    posted, inserted = [], []
    cases = np.arange(first, first + TAPS * BATCH, dtype=np.int64).reshape(TAPS, BATCH)
    for some in cases:
        batch = [
            entry(table(one, "bench:all:cleared", Chain.STATE, opened.first_claim + (one - first)))
            for one in some.reshape(-1, 1)
        ]
        posted.append(timed(lambda batch=batch: post_batch(batch)))
        rows = beside(read_last())
        inserted.append(timed(lambda rows=rows: bare(rows)))
    report(f"taps, {BATCH} entries a commit", BATCH, posted[5:], inserted[5:])


def report(what: str, rows: int, posted: list[tuple[float, float]], inserted: list[tuple[float, float]]) -> None:
    wall, cpu = (median(times) for times in zip(*posted, strict=True))
    bare_wall, bare_cpu = (median(times) for times in zip(*inserted, strict=True))
    sys.stdout.write(
        f"{connection.vendor}: {what}: {wall * 1000:.1f} ms ({rows / wall:,.0f}/s), bare {bare_wall * 1000:.1f} ms, "
        f"{wall / bare_wall:.2f}x; processor time {cpu * 1000:.1f} ms, bare {bare_cpu * 1000:.1f} ms, "
        f"{cpu / bare_cpu:.2f}x\n"
    )


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    with clock.at(clock.local(date(2020, 3, 27), 20)):
        taps()
        lists()
        taps()
