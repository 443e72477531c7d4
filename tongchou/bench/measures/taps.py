"""Taps: batches of 30 claims, each durable when it is answered, alone and while a list of 100,000 is being posted.

Senders post, each the next batch as soon as the last one is answered. On SQLite they are ten threads of one process, as
in the server that owns the books, and are gathered into common commits (`journal/together.py`); on PostgreSQL four
processes. Everybody has made what he sends before the first one sends. The list comes from one process more. On SQLite
it holds the one write lock while it is written, so that each sender has one batch that waits for as long as that takes:
`batches over 100 ms` says how many waited, `longest ms` how long. Afterwards the senders insert the rows of their
batches once more, bare, into tables of the same columns and indexes.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from dataclasses import dataclass, replace
from multiprocessing.pool import Pool, ThreadPool
from time import perf_counter
from typing import Any

from django.db import connections

from tongchou.base import clock
from tongchou.bench import again, bare, trial
from tongchou.bench.measuring import Asked, Bound, Found, Took, compared, measure, timed
from tongchou.config.stores import let_go_of_connections
from tongchou.journal.entries import Column, Entry, Receipt
from tongchou.journal.models import Commit
from tongchou.journal.posting import post, post_batch
from tongchou.journal.recount import audit
from tongchou.journal.rows import on_postgresql

CLAIMS, LIST, WARM, PREFIX = 24_000, 100_000, 5, "bare_"
PROCESSES, THREADS = 4, 10
SOON_S = 0.1

# Forked, so that a writer need not wake Django again; each opens a connection of its own.
_fork = multiprocessing.get_context("fork")
#: Where a sender waits for the others.
_ready: Any = None


@dataclass(frozen=True)
class _Share:
    """What one sender clears: cases in order, and the claim that opened the first."""

    cases: Column
    first_claim: int


@dataclass(frozen=True)
class _Sent:
    """What one sender had to wait for each batch, and its receipts; when it began and ended, by the wall."""

    took: list[tuple[Took, list[Receipt]]]
    began: float
    ended: float


@measure("taps", yardstick="a bare insert of the same rows in the same batches", size="claims, 24,000 by default")
def taps(asked: Asked) -> Iterator[Found]:
    """Post taps alone, then beside a list, and count what is in the books."""
    trial.register()
    claims, rows = asked.size or CLAIMS, min(LIST, 20 * (asked.size or LIST))
    for table in bare.TABLES:
        again.make(f"{PREFIX}{table}", table)
    many = PROCESSES if on_postgresql() else THREADS
    yield _measured(f"taps, senders: {many}", _shares(claims, many), 0)
    beside = _measured(f"taps while a list of {rows:,} is posted", _shares(claims, many), rows)
    beside.facts["audit"] = str(found[0]) if (found := audit()) else "clean"
    yield beside


def _shares(claims: int, many: int) -> list[_Share]:
    each = max(claims // many // trial.BATCH, WARM + 1) * trial.BATCH
    with clock.at(trial.NOW):
        sent = [trial.a_list(each) for _ in range(many)]
        return [_Share(cases, post(entry).first_claim) for entry, cases in sent]


def senders(many: int, *, ready: Any = None) -> Pool:
    """Return the senders: processes on PostgreSQL, and on SQLite, where one process owns the books, its threads.

    They find the barrier `ready`, where they wait for each other.
    """
    kind = _fork.Pool if on_postgresql() else ThreadPool
    return kind(many, initializer=_wait_at, initargs=(ready,))


def _wait_at(ready: Any) -> None:
    global _ready
    _ready = ready


def _measured(what: str, shares: list[_Share], rows: int) -> Found:
    """Let every sender post its share, beside a poster of a list if there is one of so many `rows`."""
    let_go_of_connections()
    told: Any = _fork.Queue()
    ready = _fork.Barrier(len(shares) + bool(rows))
    poster = _fork.Process(target=_list, args=(rows, told, ready)) if rows else None
    if poster:
        poster.start()
    with senders(len(shares), ready=ready) as several:
        sent = several.map(_send, shares, chunksize=1)
        listed = told.get() if poster else 0.0
        if poster:
            poster.join()
        yards = several.map(_bare_each, sent, chunksize=1)
    turns = [
        (act, yard)
        for one, yard_of in zip(sent, yards, strict=True)
        for (act, _), yard in [*zip(one.took, yard_of, strict=True)][WARM:]
    ]
    walls = [act.wall for one in sent for act, _ in one.took]
    facts: dict[str, float | str] = {
        "batches over 100 ms": f"{sum(wall > SOON_S for wall in walls)} of {len(walls)}",
        "longest ms": round(max(walls) * 1000, 1),
    }
    if rows:
        facts["the list, s"] = round(listed, 2)
    elapsed = max(one.ended for one in sent) - min(one.began for one in sent)
    found = compared(what, trial.BATCH, turns, **facts)
    found = replace(found, per_second=len(walls) * trial.BATCH / elapsed)
    found.bounds.append(Bound("6,000 claims a second", found.per_second, 6_000, least=True))
    found.bounds.append(Bound("p99 of a batch in 100 ms", found.p99_ms, SOON_S * 1000))
    return found


def _send(share: _Share) -> _Sent:
    """Post one sender's batches, one after the other."""
    with clock.at(trial.NOW):
        batches = list(trial.batches(share.cases, share.first_claim))
        _ready.wait()
        began = perf_counter()
        took = [_posted(batch) for batch in batches]
    ended = perf_counter()
    connections.close_all()
    return _Sent(took, began, ended)


def _posted(batch: list[Entry]) -> tuple[Took, list[Receipt]]:
    receipts: list[Receipt] = []
    took = timed(lambda: receipts.extend(post_batch(batch)))
    return took, receipts


def _bare_each(sent: _Sent) -> list[Took]:
    """Insert the rows of one sender's batches bare."""
    took = []
    for _, receipts in sent.took:
        # Several batches that waited may have been one commit.
        batch = Commit.objects.get(n=receipts[0].commit).batch
        rows = bare.read_batch(batch, [receipt.number for receipt in receipts])
        took.append(timed(lambda rows=rows: bare.insert(rows, prefix=PREFIX)))  # type: ignore[misc]
    connections.close_all()
    return took


def _list(rows: int, told: Any, ready: Any) -> None:
    """Post a list, and tell how many seconds it took."""
    with clock.at(trial.NOW):
        entry, _ = trial.a_list(rows)
        ready.wait()
        told.put(timed(lambda: post(entry)).wall)
    connections.close_all()
