"""Making the next of several things ready while one is in use: the store is slow where Python waits, and it waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

T = TypeVar("T")


class Ahead(Iterator[T], Generic[T]):
    """The same things, in their order, but the next one is made in a thread from the moment that `begin` says so.

    Say it where the store has much to do. Python runs one thread at a time: whoever begins earlier takes turns with
    the thread that makes, and both wait for the store afterwards. What making one raises is raised where it would have
    come. Whoever makes them may not ask the store: the thread sees nothing of the caller's transaction.
    Measured on a list of 100,000 persons into PostgreSQL, in turns: 9.4 to 11.5 s with it, 9.9 to 13.1 s without.
    """

    def __init__(self, things: Iterable[T]) -> None:
        self._things, self._end = iter(things), object()
        self._thread = ThreadPoolExecutor(1)
        self._coming: Future[T | object] | None = None

    def begin(self) -> None:
        """Let the next one be made now, if it is not in the making."""
        if self._coming is None:
            self._coming = self._thread.submit(next, self._things, self._end)

    def __next__(self) -> T:
        self.begin()
        assert self._coming is not None
        thing, self._coming = self._coming.result(), None
        if thing is self._end:
            self._thread.shutdown(wait=False)
            raise StopIteration
        return thing  # type: ignore[return-value]
