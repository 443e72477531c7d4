"""How often a process looks for memory to give back."""

from __future__ import annotations

import gc


def rarely_collect() -> None:
    """Leave what was loaded at the start out of every search, and search after larger steps.

    A list or a closing makes hundreds of thousands of small rows at a time and keeps them: Python's own steps (700, 10,
    10) went through all of Django and all of them again and again, 3 of 100 seconds of the demonstration's spring.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
