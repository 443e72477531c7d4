"""Many small batches into SQLite: one thread writes, groups what waits, and acknowledges after the COMMIT.

SQLite lets one writer in at a time and pays the disk for each commit. So batches queue up here; whatever waits goes in
one transaction, a savepoint each, and a batch that is refused leaves the others alone. Nobody is told that a batch is
in the books before it is on the disk. On PostgreSQL writers do not wait for each other, and a batch is posted at once.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future
from contextvars import Context, copy_context
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from django.db import close_old_connections, connection, transaction

from tongchou.journal.entries import Entry, Receipt
from tongchou.journal.posting import post_batch
from tongchou.journal.rows import on_postgresql

#: Batches that one transaction takes at most, so that the first of them does not wait for ever.
GROUP = 64

Answer = Future[list[Receipt]]


@dataclass(frozen=True)
class _Waiting:
    """A batch, where to answer, and the clock and language of whoever sent it."""

    entries: Sequence[Entry]
    answer: Answer
    context: Context


class Writer:
    """One thread that writes what others submit. `groups` counts the transactions it has committed."""

    def __init__(self) -> None:
        self.groups = 0
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def submit(self, entries: Sequence[Entry]) -> Answer:
        """Queue a batch. The answer comes when it is on the disk; a refusal is raised by `Future.result`."""
        waiting = _Waiting(entries, Future(), copy_context())
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="books", daemon=True)
                self._thread.start()
            self._queue.put(waiting)
        return waiting.answer

    def stop(self) -> None:
        """Write what waits and end. Whatever is submitted afterwards starts a new thread."""
        with self._starting:
            thread, self._thread = self._thread, None
            if thread is not None:
                self._queue.put(None)
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        try:
            while (first := self._queue.get()) is not None:
                group, last = self._gather(first)
                self._write(group)
                if last:
                    return
        finally:
            connection.close()

    def _gather(self, first: _Waiting) -> tuple[list[_Waiting], bool]:
        """Return the batches that wait now, and whether the writer is to stop after them."""
        group = [first]
        while len(group) < GROUP:
            try:
                waiting = self._queue.get_nowait()
            except Empty:
                break
            if waiting is None:
                return group, True
            group.append(waiting)
        return group, False

    def _write(self, group: list[_Waiting]) -> None:
        written: list[tuple[Answer, list[Receipt]]] = []
        refused: list[tuple[Answer, BaseException]] = []
        close_old_connections()
        try:
            with transaction.atomic():
                for waiting in group:
                    try:
                        written.append((waiting.answer, waiting.context.run(post_batch, waiting.entries)))
                    except Exception as error:
                        # post_batch has undone its own savepoint; the rest of the group stands.
                        refused.append((waiting.answer, error))
            self.groups += 1
        except Exception as error:
            # The commit itself failed: nothing of the group is in the books, and everyone hears so.
            refused = [(waiting.answer, error) for waiting in group]
            written = []
        for answer, receipts in written:
            answer.set_result(receipts)
        for answer, reason in refused:
            answer.set_exception(reason)


_writer = Writer()


def submit(entries: Sequence[Entry]) -> Answer:
    """Post a batch among others. See `Writer.submit`; the answer is never there before the batch is on the disk."""
    if not on_postgresql():
        return _writer.submit(entries)
    answer: Answer = Future()
    try:
        answer.set_result(post_batch(entries))
    except Exception as error:
        answer.set_exception(error)
    return answer
