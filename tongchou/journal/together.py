"""Acts that wait for SQLite's one write lock, done by whoever gets it, and committed together.

The first who comes begins the transaction; whoever comes until it has begun waits, and is done in it too. Those of a
kind that can be joined are done as one; if that fails, and all others, each in a savepoint of its own: what is refused
leaves the others. One COMMIT, one wait for the disk, then all are answered, and nobody before. There is no writer's
thread to keep alive: who leads does the work of the others in their own context, and hands the lead to the first who
came meanwhile. PostgreSQL gathers the commits of its writers by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import copy_context
from threading import Event, Lock
from typing import Any, TypeVar

from django.db import DatabaseError, connection, transaction

from tongchou.journal.rows import on_postgresql

Result = TypeVar("Result")
Act = TypeVar("Act", bound=Callable[[], Any])
#: Does several acts as one, and returns their results in order.
Joined = Callable[[Sequence[Act]], Sequence[Any]]


class _Waiting:
    """An act that waits; `woken` when it is done, or to lead."""

    def __init__(self, act: Callable[[], Any], joined: Joined[Any] | None) -> None:
        self.act, self.joined, self.context, self.woken = act, joined, copy_context(), Event()
        self.done, self.result = False, None
        self.error: BaseException | None = None

    def do(self) -> None:
        try:
            with transaction.atomic():
                self.result = self.context.run(self.act)
        except Exception as error:
            self.error = error


def _do(group: list[_Waiting]) -> None:
    """Do all of a group, as one what can be."""
    first = group[0]
    alike = [one for one in group if one.joined and one.joined is first.joined]
    if len(alike) > 1 and _do_as_one(alike):
        group = [one for one in group if one not in alike]
    for one in group:
        one.do()


def _do_as_one(alike: list[_Waiting]) -> bool:
    """Do acts as one, if none of them is refused: batches of 30 taps so take a third less processor time."""
    first = alike[0]
    assert first.joined is not None, "only acts that can be joined are"
    try:
        with transaction.atomic():
            results = first.context.run(first.joined, [one.act for one in alike])
    except Exception:
        return False
    for one, result in zip(alike, results, strict=True):
        one.result = result
    return True


class _Row:
    """Those who wait, in the order in which they came; one of them leads."""

    def __init__(self) -> None:
        self.lock, self.waiting, self.led = Lock(), list[_Waiting](), False

    def join(self, mine: _Waiting) -> bool:
        """Stand in the row; say whether nobody leads, so that `mine` does."""
        with self.lock:
            self.waiting.append(mine)
            leads, self.led = not self.led, True
            return leads

    def take_all(self) -> list[_Waiting]:
        with self.lock:
            taken, self.waiting = self.waiting, []
            return taken

    def hand_on(self) -> None:
        """Let the first who came meanwhile lead, or nobody."""
        with self.lock:
            if self.waiting:
                self.waiting[0].woken.set()
            else:
                self.led = False


_row = _Row()


def together(act: Callable[[], Result], *, joined: Joined[Any] | None = None) -> Result:
    """Do an act in a transaction, whole or not at all, and return once it is durable.

    On SQLite another thread may do it, on its own connection, and as one with others that bring the same `joined`; an
    act within a transaction is that transaction's affair.
    """
    if on_postgresql() or connection.in_atomic_block:
        with transaction.atomic():
            return act()
    mine = _Waiting(act, joined)
    if not _row.join(mine):
        mine.woken.wait()
    if not mine.done:
        _lead()
    if mine.error is not None:
        raise mine.error
    result: Result = mine.result  # type: ignore[assignment]
    return result


def _lead() -> None:
    """Do all who wait, the leader among them, and answer them after the commit, or with what kept it from happening."""
    group: list[_Waiting] = []
    failed: BaseException | None = None
    try:
        with transaction.atomic():
            group = _row.take_all()
            _do(group)
            if connection.needs_rollback:
                raise DatabaseError("an act broke the transaction: nothing of the others is kept either")
    except BaseException as error:
        failed = error
        raise
    finally:
        # Where the transaction could not even begin, all of them are told.
        for one in group or _row.take_all():
            one.error = failed or one.error
            one.done = True
            one.woken.set()
        _row.hand_on()
