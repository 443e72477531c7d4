"""What those do who wait for SQLite's one write lock: `python -m tests.journal.waiting SCENE '{"argument": 1}'`.

As in `scenes.py`: each prints one line of JSON, and writers are threads that commit for good.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from tests.journal.scenes import DAY, EVENING, act, say, state_of_the_books
from tests.journal.scenes import together as at_once
from tongchou.base import clock
from tongchou.base.refusals import Refused
from tongchou.journal import together
from tongchou.journal.entries import Entry, Receipt, opening
from tongchou.journal.models import Entry as EntryRow
from tongchou.journal.posting import new_cases, post

from django.db import DatabaseError, connection, transaction  # isort: skip  (Django has to be awake)


def _opening(case: int, *, place: int = 101) -> Entry:
    return act(opening(case=case, account="trial:below:pending", place=place, on=DAY))


def _while_the_lock_is_held(*jobs: Callable[[], None]) -> list[str]:
    """Let jobs wait in a row while somebody else writes, then let them go; return what went wrong."""
    held = threading.Event()

    def hold() -> None:
        with transaction.atomic():
            held.set()
            deadline = time.monotonic() + 20
            # The one who leads has left the row for the store's lock; the others stand in it.
            while len(together._row.waiting) < len(jobs) and time.monotonic() < deadline:
                time.sleep(0.01)

    def after(job: Callable[[], None]) -> Callable[[], None]:
        def wait_and_do() -> None:
            held.wait()
            job()

        return wait_and_do

    return at_once(hold, *map(after, jobs))


def gathered(senders: int) -> dict[str, Any]:
    """Senders post an act each while the lock is held; every third is refused. Count the store's transactions."""
    first = new_cases(senders)
    answers: list[str] = []
    begun: list[int] = []
    take_all = together._row.take_all

    def counted() -> list[together._Waiting]:
        taken = take_all()
        begun.append(len(taken))
        return taken

    together._row.take_all = counted  # type: ignore[method-assign]

    def send(which: int) -> None:
        try:
            answers.append(post(_opening(first + which, place=101 if which % 3 else 0)).answer)
        except Refused as refused:
            answers.append(refused.code)

    wrong = _while_the_lock_is_held(*(lambda i=i: send(i) for i in range(senders)))  # type: ignore[misc]
    return {"wrong": wrong, "answers": sorted(answers), "commits": begun, **state_of_the_books()}


def joined(senders: int) -> dict[str, Any]:
    """Senders post an act each while the lock is held, two of them the same one. Say what each was told."""
    first = new_cases(senders)
    acts = [_opening(first + which) for which in range(senders)]
    receipts: list[Receipt] = []

    def send(which: int) -> None:
        receipts.append(post(acts[max(which, 1)]))

    wrong = _while_the_lock_is_held(*(lambda i=i: send(i) for i in range(senders)))  # type: ignore[misc]
    return {
        "wrong": wrong,
        "answers": sorted(receipt.answer for receipt in receipts),
        "entries": len({receipt.number for receipt in receipts}),
        "own": sorted(receipt.id for receipt in receipts) == sorted(acts[max(i, 1)].id for i in range(senders)),
        "commits": len({receipt.commit for receipt in receipts}),
        **state_of_the_books(),
    }


def undone(senders: int) -> dict[str, Any]:
    """The common commit fails: nobody may be told that anything is in the books."""
    first = new_cases(senders)
    answers: list[str] = []

    def fail() -> None:
        raise DatabaseError("the disk is full")

    def send(which: int) -> None:
        def do() -> None:
            post(_opening(first + which))
            if which == 1:
                connection.needs_rollback = False
                connection.commit = fail  # type: ignore[method-assign]

        try:
            together.together(do)
            answers.append("told")
        except DatabaseError:
            answers.append("failed")

    wrong = _while_the_lock_is_held(*(lambda i=i: send(i) for i in range(senders)))  # type: ignore[misc]
    return {"wrong": wrong, "answers": sorted(answers), "entries": EntryRow.objects.count()}


def turns(holds: int) -> dict[str, Any]:
    """One writes again and again without a pause; another comes in the middle. Say after how many it had its turn."""
    second, order = threading.Event(), list[str]()

    def hog() -> None:
        for number in range(holds):
            with transaction.atomic():
                order.append("hog")
                if number == 1:
                    second.set()
                time.sleep(0.1)

    def tap() -> None:
        second.wait()
        post(_opening(new_cases(1)))
        order.append("tap")

    wrong = at_once(hog, tap)
    return {"wrong": wrong, "before": order.index("tap")}


if __name__ == "__main__":
    scene, arguments = sys.argv[1], json.loads(sys.argv[2])
    with clock.at(EVENING):
        say(json.dumps(globals()[scene](**arguments)))
