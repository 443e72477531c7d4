"""Posting: a list as one entry, and taps in batches, against the bare insert of the same rows.

A list is one entry whose claims each open a case; the bare insert writes equal rows of claim, line, movement and
standing into the same tables. Taps are batches of 30 entries of one claim each. The first turns warm up.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from tongchou.base import clock
from tongchou.base.ids import new_id
from tongchou.bench import bare
from tongchou.bench.measuring import Asked, Found, Took, compared, measure, timed
from tongchou.journal.chart import Register, chart, declare
from tongchou.journal.entries import Claims, Column, Entry
from tongchou.journal.posting import new_cases, post, post_batch
from tongchou.journal.standing import Chain

ROWS, PLACES, TURNS = 100_000, 2_170, 4
TAPS, BATCH, WARM = 100, 30, 5
DAY = date(2020, 3, 20)


@measure("posting", yardstick="a bare insert of the same rows", size="rows of the list, 100k by default")
def posting(asked: Asked) -> Iterator[Found]:
    """Post lists and taps, each followed by the bare insert of what it wrote."""
    declare(Register("bench", "outside:bench", ("pending", "cleared")))
    rows = asked.size or ROWS
    with clock.at(clock.local(date(2020, 3, 27), 20)):
        # Before and after, because a list is what makes the books large.
        yield _taps("in empty books")
        yield _lists(rows)
        yield _taps(f"after {rows * TURNS * 2:,} rows")


def _lists(rows: int) -> Found:
    turns: list[tuple[Took, Took]] = []
    for _ in range(TURNS):
        first = new_cases(rows)
        sent = _entry(_table(np.arange(first, first + rows, dtype=np.int64), "bench:all:pending"))
        posted = timed(lambda sent=sent: post(sent))  # type: ignore[misc]
        turns.append((posted, _bare()))
    return compared(f"a list of {rows:,}, one entry", rows, turns[1:])


def _taps(when: str) -> Found:
    first = new_cases(TAPS * BATCH)
    opened = post(_entry(_table(np.arange(first, first + TAPS * BATCH, dtype=np.int64), "bench:all:pending")))
    turns: list[tuple[Took, Took]] = []
    for some in np.arange(first, first + TAPS * BATCH, dtype=np.int64).reshape(TAPS, BATCH):
        batch = [
            _entry(_table(one, "bench:all:cleared", Chain.STATE, opened.first_claim + (one - first)))
            for one in some.reshape(-1, 1)
        ]
        posted = timed(lambda batch=batch: post_batch(batch))  # type: ignore[misc]
        turns.append((posted, _bare()))
    return compared(f"taps, {BATCH} entries a commit, {when}", BATCH, turns[WARM:])


def _bare() -> Took:
    rows = bare.beside(bare.read_last())
    return timed(lambda: bare.insert(rows))


def _table(case: Column, account: str, chain: Chain = Chain.OPEN, predecessor: Column | int = 0) -> Claims:
    none = np.zeros(len(case), np.int64)
    number = np.arange(len(case), dtype=np.int64)
    place = 1 + number * 7919 % PLACES if chain is Chain.OPEN else none
    day = none + DAY.toordinal()
    return Claims(case, none + chain, none + predecessor, none + chart().number(account), place, day, none, number)


def _entry(claims: Claims) -> Entry:
    return Entry(new_id(), "list", 1, "county_officer", clock.local(DAY, 9), claims)
