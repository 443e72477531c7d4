"""How far a long act is: whoever does it says so, whoever waits hears it, and nobody is told where nobody asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

#: Hears the stage, what is done of it and of how much; 0 of 0 where that cannot be said.
Listener = Callable[[str, int, int], None]

_listener: ContextVar[Listener | None] = ContextVar("progress", default=None)


def tell(stage: str, done: int = 0, of: int = 0) -> None:
    """Say how far the act is."""
    listener = _listener.get()
    if listener is not None:
        listener(stage, done, of)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Let a listener hear how far whatever is done within is."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
