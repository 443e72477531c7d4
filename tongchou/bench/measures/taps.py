"""Taps: batches of 30 claims, each a durable commit, alone and while lists of 100,000 are being posted.

Whoever posts is a process of its own: one on SQLite, where one process owns the books, four on PostgreSQL; the lists
come from one more. The bare insert puts the rows of each batch once more into tables of the same columns and indexes,
in the same turn.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connections

from tongchou.base import clock
from tongchou.bench import again, bare, trial
from tongchou.bench.measuring import Asked, Found, Took, compared, measure, timed
from tongchou.journal.entries import Column, Entry
from tongchou.journal.models import Commit
from tongchou.journal.posting import post, post_batch
from tongchou.journal.recount import audit
from tongchou.journal.rows import on_postgresql

CLAIMS, LIST, WARM, PREFIX = 6_000, 100_000, 5, "bare_"
#: Lists beside the taps, and seconds between them: whoever waits for SQLite's lock gets it then at the latest.
LISTS, APART = 3, 1.0

# Forked, so that a writer need not wake Django again; each opens a connection of its own.
_fork = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class _Share:
    """What one writer clears: cases in order, and the claim that opened the first."""

    cases: Column
    first_claim: int


@measure("taps", yardstick="a bare insert of the same rows in the same batches", size="claims, 6,000 by default")
def taps(asked: Asked) -> Iterator[Found]:
    """Post taps alone, then beside a list, and count what is in the books."""
    trial.register()
    writers = 4 if on_postgresql() else 1
    claims, rows = asked.size or CLAIMS, min(LIST, 20 * (asked.size or LIST))
    for table in bare.TABLES:
        again.make(f"{PREFIX}{table}", table)
    with clock.at(trial.NOW):
        yield _measured(f"taps, writers: {writers}", _shares(writers, claims), None)
        beside = _measured(f"taps while lists of {rows:,} are posted", _shares(writers, claims), rows)
        beside.facts["audit"] = str(found[0]) if (found := audit()) else "clean"
        yield beside


def _shares(writers: int, claims: int) -> list[_Share]:
    each = max(claims // writers // trial.BATCH, WARM + 1) * trial.BATCH
    sent = [trial.a_list(each) for _ in range(writers)]
    return [_Share(cases, post(entry).first_claim) for entry, cases in sent]


def _measured(what: str, shares: list[_Share], rows: int | None) -> Found:
    """Let every writer post its share, beside a poster of lists if `rows` is given."""
    connections.close_all()
    stop, lists = _fork.Event(), _fork.Queue()
    poster = _fork.Process(target=_lists, args=(rows, stop, lists)) if rows else None
    if poster:
        poster.start()
    with _fork.Pool(len(shares)) as pool:
        # Beside a list the bare inserts come afterwards: they too would wait for it, and hide who did.
        told = pool.map(_write_first if rows else _write, shares, chunksize=1)
    stop.set()
    posted = lists.get() if poster else []
    if poster:
        poster.join()
    turns = [turn for one in told for turn in (one if rows else one[WARM:])]
    found = compared(what, trial.BATCH * len(shares), turns)
    facts: dict[str, float | str] = {"longest ms": round(max(act.wall for act, _ in turns) * 1000, 1)}
    if posted:
        facts |= {"lists posted meanwhile": len(posted), "longest list s": round(max(posted), 2)}
    found.facts.update(facts)
    return found


def _write(share: _Share) -> list[tuple[Took, Took]]:
    """Post one writer's batches, each followed by the bare insert of its rows."""
    turns = []
    for batch in trial.batches(share.cases, share.first_claim):
        posted, commit = _posted(batch)
        turns.append((posted, _bare(commit)))
    connections.close_all()
    return turns


def _write_first(share: _Share) -> list[tuple[Took, Took]]:
    """Post all of one writer's batches, and insert their rows bare when that is done."""
    posted = [_posted(batch) for batch in trial.batches(share.cases, share.first_claim)]
    turns = [(took, _bare(commit)) for took, commit in posted]
    connections.close_all()
    return turns


def _posted(batch: list[Entry]) -> tuple[Took, int]:
    commits: list[int] = []
    took = timed(lambda: commits.append(post_batch(batch)[0].commit))
    return took, commits[0]


def _bare(commit: int) -> Took:
    rows = bare.read_batch(Commit.objects.get(n=commit).batch)
    return timed(lambda: bare.insert(rows, prefix=PREFIX))


def _lists(rows: int, stop: Any, told: Any) -> None:
    """Post lists, a second apart, until told to stop, three at most; tell how many seconds each took."""
    took: list[float] = []
    while not took or (len(took) < LISTS and not stop.wait(APART)):
        entry, _ = trial.a_list(rows)
        took.append(timed(lambda entry=entry: post(entry)).wall)  # type: ignore[misc]
    told.put(took)
    connections.close_all()
