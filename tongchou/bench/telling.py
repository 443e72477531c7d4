"""How far a long measure is: a line now and then beside what it finds."""

from __future__ import annotations

import sys
from time import perf_counter

_began = perf_counter()


def tell(text: str) -> None:
    """Say what is done or begins, with the minutes since the measure began."""
    seconds = int(perf_counter() - _began)
    sys.stderr.write(f"{seconds // 60:3d}:{seconds % 60:02d}  {text}\n")
    sys.stderr.flush()
