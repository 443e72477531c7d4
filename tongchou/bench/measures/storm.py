"""Storm: four senders whose batches meet in the same cases at the same time, each in an order of its own.

Every second batch of a sender shares four of its thirty cases with all other senders, who come to them at about the
same moment; the batches in between share none, and are the yardstick. Senders that wait for each other in a ring would
be undone by PostgreSQL, which counts them; on SQLite nobody may find the store locked for too long. At the end the
books are counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from random import Random

import numpy as np
from django.db import OperationalError, connection, connections

from tongchou.base import clock
from tongchou.bench import trial
from tongchou.bench.measures.taps import PROCESSES, senders
from tongchou.bench.measuring import Asked, Bound, Found, Took, compared, measure, timed
from tongchou.config.stores import let_go_of_connections
from tongchou.journal.entries import Column, Entry
from tongchou.journal.posting import post, post_batch
from tongchou.journal.recount import audit
from tongchou.journal.rows import on_postgresql

BATCHES, MEET = 400, 4
#: Cases of a list that opens them: an entry holds a million claims.
AT_A_TIME = 300_000


@dataclass(frozen=True)
class _Opened:
    """Cases, and the claims that opened them."""

    case: Column
    claim: Column

    def part(self, start: int, size: int) -> list[tuple[int, int]]:
        end = start + size
        return list(zip(self.case[start:end].tolist(), self.claim[start:end].tolist(), strict=True))


@dataclass(frozen=True)
class _Share:
    """What one sender clears: its own cases, and those it has in common with the others."""

    number: int
    own: _Opened
    common: _Opened
    turns: int


@dataclass(frozen=True)
class _Sent:
    turns: list[tuple[Took, Took]]
    undone: int


@measure("storm", yardstick="the same batches with no case in common", size="batches, 400 by default")
def storm(asked: Asked) -> Iterator[Found]:
    """Post batches that meet, count whom the store undid, and count the books."""
    trial.register()
    turns = max((asked.size or BATCHES) // PROCESSES // 2, 2)
    own = trial.BATCH * 2 - MEET
    with clock.at(trial.NOW):
        common = _opened(MEET * turns)
        shares = [_Share(number, _opened(own * turns), common, turns) for number in range(PROCESSES)]
    let_go_of_connections()
    with senders(PROCESSES) as several:
        sent = several.map(_send, shares, chunksize=1)
    undone = sum(one.undone for one in sent) + _deadlocks()
    found = compared("batches that meet", trial.BATCH, [turn for one in sent for turn in one.turns])
    found.facts["batches in all"] = 2 * turns * PROCESSES
    found.facts["audit"] = str(wrong[0]) if (wrong := audit()) else "clean"
    found.bounds.append(Bound("no deadlock: batches undone", undone, 0))
    yield found


def _opened(many: int) -> _Opened:
    """Open so many cases, by lists."""
    cases, openings = [], []
    for start in range(0, many, AT_A_TIME):
        entry, case = trial.a_list(min(AT_A_TIME, many - start))
        cases.append(case)
        openings.append(post(entry).first_claim + np.arange(len(case), dtype=np.int64))
    return _Opened(np.concatenate(cases), np.concatenate(openings))


def _send(share: _Share) -> _Sent:
    """Post one sender's batches, by turns one that meets the others' and one that does not."""
    random, undone = Random(share.number), [0]
    turns, alone = [], trial.BATCH - MEET
    with clock.at(trial.NOW):
        for turn in range(share.turns):
            own = share.own.part(turn * (alone + trial.BATCH), alone + trial.BATCH)
            meeting = [*own[:alone], *share.common.part(turn * MEET, MEET)]
            random.shuffle(meeting)
            first, second = _taps(meeting), _taps(own[alone:])
            turns.append((timed(partial(_post, first, undone)), timed(partial(_post, second, undone))))
    connections.close_all()
    return _Sent(turns, undone[0])


def _taps(pairs: list[tuple[int, int]]) -> list[Entry]:
    case, claim = np.array(pairs, np.int64).T
    return trial.taps(case, claim)


def _post(batch: list[Entry], undone: list[int]) -> None:
    """Post a batch, and again whenever the store has undone it; count how often."""
    while True:
        try:
            post_batch(batch)
        except OperationalError:
            undone[0] += 1
        else:
            return


def _deadlocks() -> int:
    """Return how many deadlocks PostgreSQL itself counted in this database."""
    if not on_postgresql():
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])
