"""Waiting until what was written is on the disk, and when not to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_waiting = True


def wait_for(handle: int) -> None:
    """Return once what was written to an open file is on the disk."""
    if _waiting:
        os.fsync(handle)


def wait_for_folder(folder: Path) -> None:
    """Return once the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        wait_for(handle)
    finally:
        os.close(handle)


@contextmanager
def not_waiting() -> Iterator[None]:
    """Let this process not wait until the block ends, and then once for everything.

    Only for what is made from nothing and simply made again if it is cut short: a thousand waits of a demonstration
    county's building took 5 seconds.
    """
    global _waiting
    _waiting = False
    try:
        yield
        os.sync()
    finally:
        _waiting = True
