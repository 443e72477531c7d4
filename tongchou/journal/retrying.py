"""A transaction done once more, when PostgreSQL ended it because two stood in each other's way.

Whoever writes in one sorted step waits for others and never in a ring. A list of many parts takes several steps in one
transaction; two such lists of the same new people can meet in the middle. One of them is undone, and goes again.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection

Result = TypeVar("Result")

#: SQLSTATEs of a deadlock and of a serialization failure: nothing was kept, and the same again may well succeed.
AGAIN = frozenset({"40P01", "40001"})
TRIES = 6


def retried(act: Callable[[], Result]) -> Result:
    """Do an act that opens its own transaction, and again if it lost to another; within a transaction only once."""
    for attempt in range(TRIES):
        try:
            return act()
        except OperationalError as error:
            lost = getattr(error.__cause__, "sqlstate", "") in AGAIN
            if not lost or connection.in_atomic_block or attempt == TRIES - 1:
                raise
            time.sleep(random.uniform(0.02, 0.2) * (attempt + 1))
    raise AssertionError("the last try returns or raises")
