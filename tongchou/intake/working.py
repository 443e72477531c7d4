"""Which lists are being taken in now, by whichever process, and how far each is.

One small file a list under `working/` of the home, locked by its process for as long as it works: the lock of a process
that was killed is gone with it, and the file that it leaves says that somebody must go on. Nothing of a list is in it.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from tongchou.base import progress

#: Stages of a commit, in order.
STAGES = ("compare", "people", "post", "keep")
#: Seconds between two notes of how far it is, and bytes of a note: one short write, never half read.
_EVERY, _SIZE = 0.2, 512


@dataclass(frozen=True)
class Progress:
    """How far a commit is. `alive`: its process still works; otherwise it stopped there and nothing was posted."""

    alive: bool
    stage: str = ""
    done: int = 0
    of: int = 0
    refused: str = ""
    text: str = ""
    params: dict[str, Any] | None = None

    @property
    def step(self) -> int:
        """Return which of `STAGES` it is in, from 1."""
        return STAGES.index(self.stage) + 1 if self.stage in STAGES else 1


@contextmanager
def at_work(upload: UUID) -> Iterator[None]:
    """Hold a list while it is taken in, and note how far it is; where another process holds it, only go on."""
    path = _path(upload)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield
            return
        with progress.heard_by(_noting(handle)):
            yield
        path.unlink(missing_ok=True)
    finally:
        os.close(handle)


def _noting(handle: int) -> progress.Listener:
    last = -_EVERY
    stage_before = ""

    def note(stage: str, done: int, of: int) -> None:
        nonlocal last, stage_before
        now = time.monotonic()
        if stage != stage_before or done == of or now - last >= _EVERY:
            last, stage_before = now, stage
            _write(handle, {"stage": stage, "done": done, "of": of})

    note(STAGES[0], 0, 0)
    return note


def _write(handle: int, said: dict[str, Any]) -> None:
    os.pwrite(handle, json.dumps(said).encode()[:_SIZE].ljust(_SIZE), 0)


def stopped_by(upload: UUID, *, code: str, text: str, params: dict[str, Any]) -> None:
    """Note that a list was refused by its kind, for whoever looks next."""
    path = _path(upload)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_text(json.dumps({"refused": code, "text": text, "params": params}, default=str), "utf-8")


def progress_of(upload: UUID) -> Progress | None:
    """Return how far a list's commit is, or how it stopped; None where none was begun or it is through."""
    try:
        handle = os.open(_path(upload), os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        alive = _is_held(handle)
        raw = os.pread(handle, 4096, 0)
    finally:
        os.close(handle)
    said: dict[str, Any] = {}
    with suppress(ValueError):
        said = json.loads(raw or b"{}")
    return Progress(alive, **said)


def _is_held(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    fcntl.flock(handle, fcntl.LOCK_UN)
    return False


def forget(upload: UUID) -> None:
    """Forget how a commit stopped."""
    _path(upload).unlink(missing_ok=True)


def _path(upload: UUID) -> Path:
    folder: Path = settings.HOME.path / "working"
    return folder / str(upload)
