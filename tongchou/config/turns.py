"""How long one thread of a worker may compute while others wait for their turn."""

from __future__ import annotations

import sys

#: Python's own 5 ms is longer than a page from a copy takes from end to end.
TURN_S = 0.001


def take_short_turns() -> None:
    """Let a thread that renders give way to those that only hand out what is rendered already.

    Who asks the store lets go of Python and has to wait for it again, a dozen times a request; who renders goes on for
    a whole turn each time. Seven threads that gave 280 pages from copies beside one that computed: 1.4 to 1.5 s of
    processor time in turns of 5 ms, half of it the one's; 1.0 to 1.1 s in turns of 1 ms, and no less below that.
    """
    sys.setswitchinterval(TURN_S)
