"""The bulletin of an open day, rendered once for all who read the same state of the books.

Rendering takes most of a second, and leaders refresh at once. What was rendered is kept in the home, for every worker,
and stands for a reader in two cases: nothing was posted or closed since, and it is not a minute old (registers change
without a commit); or it was made within the second before they came, however much is being posted. One renders; whoever
comes meanwhile waits for that. Each copy prints the commit and the instant it is of; a newer one replaces an older one,
so nobody sees an older number after a newer one. Deleting the files costs a rendering.

    HOME/bulletins/open/2020-03-27/zh-Hant.part.html.json
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings

from tongchou.journal import reading
from tongchou.registers.staff.session import is_narrowed

#: Seconds that a copy stands while nothing is posted, and while others post.
SAME_S, OTHER_S = 60.0, 1.0


@dataclass(frozen=True)
class _Copy:
    """A rendering: of which state of the books, since when (seconds), and what it says."""

    mark: str
    n: int
    closes: int
    since: float
    body: str

    def serves(self, now: reading.Tip, at: float) -> bool:
        """Say whether it may be shown to somebody who came at an instant, the books being at `now`."""
        if (self.closes, self.since <= at + OTHER_S) != (now.closes, True) or self.n > now.n:
            return False
        same = (self.mark, self.n) == (now.mark, now.n)
        return at - self.since <= (SAME_S if same else OTHER_S)


def shared(on: date, name: str, *, at: datetime, render: Callable[[], str]) -> str:
    """Return a day's bulletin as somebody else got it a moment ago, or rendered now for all who come meanwhile."""
    if not settings.BULLETIN_SHARED or is_narrowed():
        return render()
    file, came = Path(settings.HOME.path) / "bulletins" / "open" / on.isoformat() / f"{name}.json", at.timestamp()
    copy = _read(file)
    if copy is not None and copy.serves(reading.tip(), came):
        return copy.body
    with _alone(file):
        copy, now = _read(file), reading.tip()
        if copy is not None and copy.serves(now, came):
            return copy.body
        # What is rendered next is of this state or a newer one.
        made = _Copy(now.mark, now.n, now.closes, came, render())
        _write(file, made)
    return made.body


def _read(file: Path) -> _Copy | None:
    try:
        return _Copy(**json.loads(file.read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _write(file: Path, copy: _Copy) -> None:
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    fresh.write_text(json.dumps(asdict(copy), ensure_ascii=False), "utf-8")
    fresh.rename(file)


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Let one thread of all workers at a time through; the others wait."""
    file.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
    with file.with_name(f".{file.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
