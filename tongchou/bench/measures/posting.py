"""Posting: a list as one entry, and taps in batches, against the bare insert of the same rows, and `bulk_create`.

A list is one entry whose claims each open a case; the bare insert writes equal rows of claim, line, movement and
standing into the same tables. Taps are batches of 30 entries of one claim each. The first turns warm up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from statistics import median

from tongchou.base import clock
from tongchou.bench import bare, trial
from tongchou.bench.measuring import Asked, Bound, Found, Took, compared, measure, timed
from tongchou.journal.posting import post, post_batch
from tongchou.journal.rows import on_postgresql

ROWS, TURNS = 100_000, 4
TAPS, WARM = 100, 5


@measure("posting", yardstick="a bare insert of the same rows", size="rows of the list, 100k by default")
def posting(asked: Asked) -> Iterator[Found]:
    """Post lists and taps, each followed by the bare insert of what it wrote."""
    trial.register()
    rows = asked.size or ROWS
    with clock.at(clock.local(date(2020, 3, 27), 20)):
        # Before and after, because a list is what makes the books large.
        yield taps_posted("in empty books")
        yield lists_posted(rows)
        yield taps_posted(f"after {rows * TURNS * 3:,} rows")


def lists_posted(rows: int) -> Found:
    """Post lists of so many rows, each followed by the bare insert and the `bulk_create` of what it wrote."""
    turns: list[tuple[Took, Took]] = []
    bulk: list[Took] = []
    for _ in range(TURNS):
        sent, _ = trial.a_list(rows)
        posted = timed(lambda sent=sent: post(sent))  # type: ignore[misc]
        # Read once: the bare rows name the same entry, and would be read with it the second time.
        written = bare.read_last()
        turns.append((posted, _beside(written, bare.insert)))
        bulk.append(_beside(written, bare.bulk_create))
    found = compared(f"a list of {rows:,}, one entry", rows, turns[1:])
    times = median(one.wall for one in bulk[1:]) * 1000 / found.p50_ms
    limit = 2.5 if on_postgresql() else 2.0
    found.bounds.append(Bound(f"a list of {rows:,}, times a bare insert", found.ratio, limit))
    found.bounds.append(Bound("bulk_create of the same models, times ours", times, 15, least=True))
    return found


def taps_posted(when: str) -> Found:
    """Post taps in batches, each followed by the bare insert of what it wrote."""
    sent, cases = trial.a_list(TAPS * trial.BATCH)
    first = post(sent).first_claim
    turns: list[tuple[Took, Took]] = []
    for batch in trial.batches(cases, first):
        posted = timed(lambda batch=batch: post_batch(batch))  # type: ignore[misc]
        turns.append((posted, _beside(bare.read_last(), bare.insert)))
    return compared(f"taps, {trial.BATCH} entries a commit, {when}", trial.BATCH, turns[WARM:])


def _beside(written: bare.Rows, insert: Callable[[bare.Rows], None]) -> Took:
    rows = bare.beside(written)
    return timed(lambda: insert(rows))
