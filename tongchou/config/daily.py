"""The county's day, run by the server itself: one thread in each worker, and of all of them one at a time at work.

On PostgreSQL an advisory lock says whose turn it is, over any number of workers and machines; on SQLite a lock on a
file of the home. `tongchou serve` asks for it through the environment, so that nothing else that loads the desk does.
"""

from __future__ import annotations

import fcntl
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import close_old_connections, connection

from tongchou.base import clock

if TYPE_CHECKING:
    from tongchou.procedures.daily import Hours

logger = logging.getLogger(__name__)
ASKED = "TONGCHOU_DAILY"
EVERY_SECONDS = 30
#: The number of the advisory lock: "day" in ASCII.
LOCK = 0x646179


def start() -> threading.Thread | None:
    """Start the thread if `serve` asked for it and the home has it on; return it."""
    from tongchou.procedures.daily import hours_of

    hours = hours_of(settings.HOME.settings)
    if not os.environ.get(ASKED) or hours is None:
        return None
    thread = threading.Thread(target=_run, args=(hours,), name="daily", daemon=True)
    thread.start()
    return thread


def _run(hours: Hours) -> None:
    pause = threading.Event()
    while True:
        turn(hours)
        pause.wait(EVERY_SECONDS)


def turn(hours: Hours) -> bool:
    """Do what is due if nobody else is at it; say whether it was this one's turn. Never raises."""
    from tongchou.procedures.daily import run

    close_old_connections()
    try:
        with alone() as mine:
            if mine:
                run(hours, at=clock.now())
            return mine
    except Exception:
        # The next turn tries again; whoever keeps the server reads why.
        logger.exception("daily: failed")
        return False
    finally:
        if not connection.in_atomic_block:
            connection.close()


@contextmanager
def alone() -> Iterator[bool]:
    """Hold the day's lock for a block, and say whether it was free."""
    if connection.vendor == "postgresql":
        yield from _advised()
        return
    with (settings.HOME.path / "daily.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True


def _advised() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
