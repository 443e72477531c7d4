"""Pages of the books, rendered once for all who may read the same: the bulletin of an open day, the county's home.

Rendering takes most of a second, and leaders refresh at once. What was rendered is kept in the home, for every worker,
and stands for a reader in two cases: nothing was posted or closed since, and it is not a minute old (registers change
without a commit); or it was made within the second before they came, however much is being posted. One renders; whoever
comes meanwhile waits for that. A newer copy replaces an older one, and none older than what a reader has `Seen` is
given to them, so nobody sees an older number after a newer one. Deleting the files costs a rendering.

    HOME/shared/2020-03-27/bulletin-2020-03-26-zh-Hant.part.html.json
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from tongchou.base import clock
from tongchou.journal import reading
from tongchou.registers.staff.access import Scope
from tongchou.registers.staff.session import is_narrowed

#: Seconds that a copy stands while nothing is posted, and while others post.
SAME_S, OTHER_S = 60.0, 1.0


@dataclass(frozen=True)
class Seen:
    """What a reader knows already: the newest commit they were shown, and when (seconds) they last did something."""

    n: int = 0
    acted: float = 0.0


@dataclass(frozen=True)
class _Copy:
    """A rendering: of which state of the books, since when (seconds), and what it says."""

    mark: str
    n: int
    closes: int
    since: float
    body: str

    def serves(self, now: reading.Tip, at: float, seen: Seen) -> bool:
        """Say whether it may be shown to somebody who came at an instant, the books being at `now`."""
        if (self.closes, self.since <= at + OTHER_S) != (now.closes, True) or self.n > now.n:
            return False
        # Who claims to have seen what is not yet posted is mistaken, and gets the newest there is.
        if self.n < min(seen.n, now.n) or self.since <= seen.acted:
            return False
        same = (self.mark, self.n) == (now.mark, now.n)
        return at - self.since <= (SAME_S if same else OTHER_S)


NOTHING = Seen()


def shared(name: str, *, at: datetime, render: Callable[[], str], seen: Seen = NOTHING) -> str:
    """Return a page for everybody as somebody else got it a moment ago, or rendered now for all who come meanwhile.

    A reader from whom the store itself hides something gets a page of their own.
    """
    return render() if is_narrowed() else _shared(name, at, render, seen)


def shared_within(scope: Scope, name: str, *, at: datetime, render: Callable[[], str], seen: Seen = NOTHING) -> str:
    """Return the same for those alone who hold the same posts at the same places. The page must say nothing of a user.

    `name` is the page's kind, then whatever else it depends on: language, day, edition of the tree.
    """
    whose = sha256(repr((name, sorted(map(repr, scope.held)))).encode()).hexdigest()
    return _shared(f"{name.partition(' ')[0]}-{whose}", at, render, seen)


def _shared(name: str, at: datetime, render: Callable[[], str], seen: Seen) -> str:
    if not settings.PAGES_SHARED:
        return render()
    file, came = _folder(at) / f"{name}.json", at.timestamp()
    copy = _read(file)
    if copy is not None and copy.serves(reading.tip(), came, seen):
        return copy.body
    with _alone(file):
        copy, now = _read(file), reading.tip()
        if copy is not None and copy.serves(now, came, seen):
            return copy.body
        # What is rendered next is of this state or a newer one.
        made = _Copy(now.mark, now.n, now.closes, came, render())
        _write(file, made)
    return made.body


def _folder(at: datetime) -> Path:
    """Return today's folder; the first page of a day drops those of the days before yesterday."""
    whole, today = Path(settings.HOME.path) / "shared", clock.local_day(at)
    folder = whole / today.isoformat()
    if not folder.is_dir():
        folder.mkdir(parents=True, mode=0o700, exist_ok=True)
        for old in whole.iterdir():
            if old.name < (today - timedelta(days=1)).isoformat():
                shutil.rmtree(old, ignore_errors=True)
    return folder


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
    with file.with_name(f".{file.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
