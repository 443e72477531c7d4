"""The line in which readers of shared pages stand, one for a process."""

from __future__ import annotations

from threading import Event, Thread

from tongchou.figures.sharing import one_at_a_time


def has_to_wait() -> bool:
    """Say whether somebody who comes now has to wait for their turn."""
    came = Event()

    def come() -> None:
        with one_at_a_time():
            came.set()

    Thread(target=come, daemon=True).start()
    return not came.wait(0.3)
