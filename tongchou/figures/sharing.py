"""Pages of the books, rendered once for all who may read the same: the bulletin of an open day, the county's home.

Rendering takes a good part of a second, and leaders refresh at once. What was rendered is kept in the home, for every
worker, and stands for a reader in two cases: nothing was posted or closed since, and it is not a minute old (registers
change without a commit); or it was begun within the second before they came, however much is being posted. One renders:
from `RENEW_S` on whoever comes first does, while all others still get the copy that is there, so that nobody waits
while pages are read all the time; without a copy that serves, those who come wait for the one.

A rendering longer than `QUICK_S` is forgiven what it took beyond that, or it would serve nobody; and so is the copy
before it for as long as it lasts, up to `SLOW_S`. With 500 readers at once a rendering of 0.2 s takes 0.6; when the
older copy was not forgiven, all threads of all workers stood and waited for a third of the time.

A newer copy replaces an older one, and none older than what a reader has `Seen` is given to them, so nobody sees an
older number after a newer one. What is `Settled` tells nothing that is still posted, and stands for a minute whoever
posts. Deleting the files costs a rendering.

    HOME/shared/2020-03-27/bulletin-2020-03-26-zh-Hant.part.html.json
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property

from tongchou.base import clock
from tongchou.journal import reading
from tongchou.registers.staff.access import Scope
from tongchou.registers.staff.session import is_narrowed

#: Seconds that a copy stands while nothing is posted, and while others post.
SAME_S, OTHER_S = 60.0, 1.0
#: How long a rendering takes at most, where the machine is not too busy: measured 0.08 to 0.2 s.
QUICK_S = 0.25
#: How long one is waited for with an older copy at most.
SLOW_S = 2.0
#: Seconds after which a copy is made anew while it still stands: as late as is in time, if somebody comes soon after.
#: At half a second the renderings of home and bulletin took half of what 500 readers at once had of the processor.
RENEW_S = OTHER_S - QUICK_S - 0.125
#: Copies that a process keeps at hand, some 150 KB each.
AT_HAND = 64


@dataclass(frozen=True)
class Seen:
    """What a reader knows already: the newest commit they were shown, and when (seconds) they last did something."""

    n: int = 0
    acted: float = 0.0


class Settled(str):
    """A text that no posting changes: of a sealed day, of a frozen report. It stands for a minute, whoever posts."""


def mark(name: str) -> str:
    """Return what stands in a shared text for what is each reader's own. Nobody can write it into a list's title."""
    return f"\ue000{salted_hmac('tongchou.copies', name).hexdigest()[:32]}\ue000"


@dataclass(frozen=True)
class Copy:
    """A rendering: of which state of the books, begun when, how long it took (seconds), and what it says."""

    mark: str
    n: int
    closes: int
    since: float
    took: float
    body: str
    settled: bool = False

    @cached_property
    def tag(self) -> str:
        """Return what tells this text from any other."""
        return sha256(self.body.encode()).hexdigest()[:32]

    def with_marks(self, said: Mapping[str, str]) -> bytes:
        """Return the text with something else said where each of some marks stands."""
        told = {mark.encode(): text.encode() for mark, text in said.items()}
        return b"".join(told.get(piece, piece) for piece in self._pieces)

    @cached_property
    def _pieces(self) -> list[bytes]:
        return _MARKS.split(self.body.encode())

    def serves(self, now: reading.Tip, at: float, seen: Seen, *, under_way: float = 0.0) -> bool:
        """Say whether it may be shown to somebody who came at an instant, the books being at `now`.

        `under_way` is for how many seconds a newer one is being made.
        """
        if (self.closes, self.since <= at + OTHER_S) != (now.closes, True) or self.n > now.n:
            return False
        # Who claims to have seen what is not yet posted is mistaken, and gets the newest there is.
        if (self.n < min(seen.n, now.n) and not self.settled) or self.since <= seen.acted:
            return False
        late = max(0.0, min(under_way, SLOW_S) - QUICK_S)
        return self._age(at) - late <= (SAME_S if self._is_of(now) else OTHER_S)

    def is_fresh(self, now: reading.Tip, at: float) -> bool:
        """Say whether nobody need make it anew yet."""
        return self._is_of(now) or self._age(at) <= RENEW_S

    def _age(self, at: float) -> float:
        # On a machine so busy that rendering takes a second, a copy would be too old when it is there.
        return at - self.since - max(0.0, self.took - QUICK_S)

    def _is_of(self, now: reading.Tip) -> bool:
        return self.settled or (self.mark, self.n) == (now.mark, now.n)


NOTHING = Seen()
_MARKS = re.compile("(\ue000[0-9a-f]{32}\ue000)".encode())


def shared(name: str, *, at: datetime, render: Callable[[], str], seen: Seen = NOTHING) -> str:
    """Return a page for everybody as somebody else got it a moment ago, or rendered now for all who come meanwhile.

    A reader from whom the store itself hides something gets a page of their own.
    """
    return render() if is_narrowed() or not settings.PAGES_SHARED else _shared(name, at, render, seen).body


def shared_within(scope: Scope, name: str, *, at: datetime, render: Callable[[], str], seen: Seen = NOTHING) -> Copy:
    """Return the same for those alone who hold the same posts at the same places. The page must say nothing of a user.

    `name` is the page's kind, then whatever else it depends on: language, day, edition of the tree.
    """
    return _shared(name_within(scope, name), at, render, seen)


def name_within(scope: Scope, name: str) -> str:
    """Return the name of the copy that those share who hold a scope's posts."""
    whose = sha256(repr((name, sorted(map(repr, scope.held)))).encode()).hexdigest()
    return f"{name.partition(' ')[0]}-{whose}"


def at_hand(name: str, *, at: datetime, now: reading.Tip, seen: Seen) -> Copy | None:
    """Return the copy of a name that serves somebody who came at an instant, the books being at `now` since.

    None where it is this reader's to make one, or to wait for who makes one.
    """
    file, came = _folder(at) / f"{name}.json", at.timestamp()
    copy = _read(file)
    if copy is None or _is_enough(copy, now, came, seen):
        return copy
    with _turn(file) as turn:
        return _meanwhile(copy, turn, now, came, seen)


def _is_enough(copy: Copy, now: reading.Tip, came: float, seen: Seen) -> bool:
    return copy.serves(now, came, seen) and copy.is_fresh(now, came)


def _meanwhile(copy: Copy | None, turn: _Turn, now: reading.Tip, came: float, seen: Seen) -> Copy | None:
    """Return a copy that still serves while somebody else makes it anew."""
    if copy is None or turn.taken or not copy.serves(now, came, seen, under_way=turn.under_way):
        return None
    return copy


def _shared(name: str, at: datetime, render: Callable[[], str], seen: Seen) -> Copy:
    copy = _given(_folder(at) / f"{name}.json", at.timestamp(), render, seen)
    if (within := _parts.get()) is not None:
        within.append(copy)
    return copy


def _given(file: Path, came: float, render: Callable[[], str], seen: Seen) -> Copy:
    copy, now = _read(file), reading.tip()
    if copy is not None and _is_enough(copy, now, came, seen):
        return copy
    with _turn(file) as turn:
        if (older := _meanwhile(copy, turn, now, came, seen)) is not None:
            return older
        leave_the_line()
        waited = turn.wait()
        copy, now = _read(file), reading.tip()
        if copy is not None and _is_enough(copy, now, came, seen):
            return copy
        # What is rendered next is of this state or a newer one.
        made = _rendered(now, came + waited, render)
        _write(file, made)
    return made


#: Whoever is being handed a copy in this process.
_handing_out = threading.Lock()
_in_line: ContextVar[ExitStack | None] = ContextVar("in_line", default=None)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hand out copies one after the other; who waits for a rendering, or renders, leaves the line for the next.

    Eight threads of a process hand out no more copies together than one after the other, but keep both processors from
    everybody else: while 500 readers came at once, the slowest hundredth of postings on PostgreSQL took 78 and 81 ms,
    and 29 and 41 in line, in turns; the readers waited as long as before.
    """
    with ExitStack() as line:
        line.enter_context(_handing_out)
        outside = _in_line.set(line)
        try:
            yield
        finally:
            _in_line.reset(outside)


def leave_the_line() -> None:
    """Let the next one have theirs: what follows takes its time, or waits for somebody who does."""
    if (line := _in_line.get()) is not None:
        line.close()


#: The copies that stand within what is being rendered: a town's page has the bulletin that everybody reads.
_parts: ContextVar[list[Copy] | None] = ContextVar("parts", default=None)


def _rendered(now: reading.Tip, since: float, render: Callable[[], str]) -> Copy:
    """Render a copy, which knows no more than the oldest part of it."""
    parts: list[Copy] = []
    outside, began = _parts.set(parts), _seconds()
    try:
        body = render()
    finally:
        _parts.reset(outside)
    took = _seconds() - began
    own = Copy(now.mark, now.n, now.closes, since, took, body, isinstance(body, Settled))
    oldest = min((own, *parts), key=lambda copy: copy.n)
    return replace(oldest, since=min(copy.since for copy in (own, *parts)), took=took, body=body, settled=own.settled)


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


_kept: OrderedDict[Path, tuple[tuple[int, int], Copy]] = OrderedDict()


def _read(file: Path) -> Copy | None:
    """Return a file's copy, at hand from an earlier reader unless the file was replaced since."""
    try:
        state = file.stat()
        written, known = (state.st_ino, state.st_mtime_ns), _kept.get(file)
        if known is not None and known[0] == written:
            return known[1]
        copy = Copy(**json.loads(file.read_bytes()))
    except (OSError, ValueError, TypeError):
        return None
    _kept[file] = written, copy
    while len(_kept) > AT_HAND:
        _kept.popitem(last=False)
    return copy


def _write(file: Path, copy: Copy) -> None:
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    fresh.write_text(json.dumps(asdict(copy), ensure_ascii=False), "utf-8")
    fresh.rename(file)


class _Turn:
    """The turn to make a file's copy anew, which one thread of all workers has at a time."""

    def __init__(self, lock: int) -> None:
        self.lock, self.taken = lock, True
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._begin()
        except BlockingIOError:
            self.taken = False

    @property
    def under_way(self) -> float:
        """Return for how many seconds who has the turn has had it."""
        return _seconds() - os.fstat(self.lock).st_mtime

    def wait(self) -> float:
        """Take the turn when it is free, and return how many seconds that took."""
        if self.taken:
            return 0.0
        began = _seconds()
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        self._begin()
        return _seconds() - began

    def _begin(self) -> None:
        now = _seconds()
        os.utime(self.lock, (now, now))


@contextmanager
def _turn(file: Path) -> Iterator[_Turn]:
    lock = os.open(file.with_name(f".{file.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield _Turn(lock)
    finally:
        os.close(lock)


def _seconds() -> float:
    return clock.now().timestamp()
