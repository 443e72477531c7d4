"""What is made of the books as known at one commit stays at hand, and is carried on to a later one, not made again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Protocol, TypeVar

#: How many of a kind stay at hand, 8 MB each of a county's sheets: of today, of yesterday, of what somebody looks up.
KEPT = 4


class Known(Protocol):
    """Something that holds as the books were known at commit `n`."""

    @property
    def n(self) -> int: ...


T = TypeVar("T", bound=Known)


class Carrying:
    """The newest few of each kind, by what they are of. Whoever holds an older one is not shown a newer."""

    def __init__(self) -> None:
        self._kinds: dict[str, OrderedDict[Hashable, Any]] = {}

    def clear(self) -> None:
        """Forget everything; the next question makes it again."""
        self._kinds.clear()

    def at(self, n: int, kind: str, of: Hashable, *, make: Callable[[], T], carry: Callable[[T], T]) -> T:
        """Return what stands at hand for commit `n`, or carry an older one on to it, or make it."""
        kept = self._kinds.setdefault(kind, OrderedDict())
        found: T | None = kept.get(of)
        if found is not None and found.n == n:
            return found
        made = carry(found) if found is not None and found.n < n else make()
        known = kept.get(of)
        # Another thread may have gone further meanwhile.
        if known is None or known.n <= made.n:
            kept[of] = made
            while len(kept) > KEPT:
                kept.popitem(last=False)
        return made
