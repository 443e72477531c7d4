"""Posting: a list as one entry, and taps in batches, against the bare insert of the same rows.

A list is one entry whose claims each open a case; the bare insert writes equal rows of claim, line, movement and
standing into the same tables. Taps are batches of 30 entries of one claim each. The first turns warm up.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tongchou.base import clock
from tongchou.bench import bare, trial
from tongchou.bench.measuring import Asked, Found, Took, compared, measure, timed
from tongchou.journal.posting import post, post_batch

ROWS, TURNS = 100_000, 4
TAPS, WARM = 100, 5


@measure("posting", yardstick="a bare insert of the same rows", size="rows of the list, 100k by default")
def posting(asked: Asked) -> Iterator[Found]:
    """Post lists and taps, each followed by the bare insert of what it wrote."""
    trial.register()
    rows = asked.size or ROWS
    with clock.at(clock.local(date(2020, 3, 27), 20)):
        # Before and after, because a list is what makes the books large.
        yield _taps("in empty books")
        yield _lists(rows)
        yield _taps(f"after {rows * TURNS * 2:,} rows")


def _lists(rows: int) -> Found:
    turns: list[tuple[Took, Took]] = []
    for _ in range(TURNS):
        sent, _ = trial.a_list(rows)
        posted = timed(lambda sent=sent: post(sent))  # type: ignore[misc]
        turns.append((posted, _bare()))
    return compared(f"a list of {rows:,}, one entry", rows, turns[1:])


def _taps(when: str) -> Found:
    sent, cases = trial.a_list(TAPS * trial.BATCH)
    first = post(sent).first_claim
    turns: list[tuple[Took, Took]] = []
    for batch in trial.batches(cases, first):
        posted = timed(lambda batch=batch: post_batch(batch))  # type: ignore[misc]
        turns.append((posted, _bare()))
    return compared(f"taps, {trial.BATCH} entries a commit, {when}", trial.BATCH, turns[WARM:])


def _bare() -> Took:
    rows = bare.beside(bare.read_last())
    return timed(lambda: bare.insert(rows))
