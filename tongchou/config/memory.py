"""How often a process looks for memory to give back, and when it does."""

from __future__ import annotations

import ctypes
import gc

#: `mallopt`'s names for how many heaps glibc's threads may keep, and from what size a block goes back when it is free.
_ARENA_MAX, _MMAP_THRESHOLD = -8, -3
#: Two heaps for eight threads, and columns of more than 2 MB outside of them.
_ARENAS, _LARGE = 2, 2 << 20


def rarely_collect() -> None:
    """Leave what was loaded at the start out of every search, and search after larger steps.

    A list or a closing makes hundreds of thousands of small rows at a time and keeps them: Python's own steps (700, 10,
    10) went through all of Django and all of them again and again, 3 of 100 seconds of the demonstration's spring.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def keep_few_heaps() -> None:
    """Let a process's threads share two heaps, where glibc would give each its own, none of which shrinks.

    The server's memory after its boards, bulletin and table of figures at 10,000,000 movements on SQLite: 842 MiB
    when each thread kept its heap and its pages, 762 MiB now, 331 of them mapped files.
    """
    try:
        libc = ctypes.CDLL(None)
        libc.mallopt(_ARENA_MAX, _ARENAS)
        libc.mallopt(_MMAP_THRESHOLD, _LARGE)
    except (OSError, AttributeError):
        return


def settle() -> None:
    """Give back what a start has used and freed, and leave what it keeps out of every search.

    Measured with 10,000,000 movements on PostgreSQL, the server with two warm workers: 668 MiB without, 640 with it,
    and as much less after its pages were read.
    """
    gc.collect()
    gc.freeze()
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (OSError, AttributeError):
        return
