"""Making the next of several things ready while one is in use: the store is slow where Python waits, and it waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(things: Iterable[T]) -> Iterator[T]:
    """Yield the same things; each is made in a thread while the one before is in use.

    What making one raises is raised where it would have been yielded. Whoever makes them may not ask the store: the
    thread has a connection of its own, which sees nothing of the caller's transaction.
    """
    source, end = iter(things), object()
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, source, end)
        while (thing := coming.result()) is not end:
            coming = thread.submit(next, source, end)
            yield thing  # type: ignore[misc]
