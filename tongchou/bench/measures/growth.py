"""Growth: what posting takes in large books, against the same in books of a tenth of the size.

The books are filled to a tenth, lists and taps are posted, then they are filled up and the same is posted again. How
much longer the bare insert of the same rows takes there is said beside: so much of it is the store's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tongchou.base import clock
from tongchou.bench import books, trial
from tongchou.bench.measures.posting import ROWS, lists_posted, taps_posted
from tongchou.bench.measuring import Asked, Bound, Found, measure

SIZE, PART = 10_000_000, 10


@measure("growth", yardstick="the same in books of a tenth of the size", size="movements, 10m by default")
def growth(asked: Asked) -> Iterator[Found]:
    """Post into small books, and into the same when they are large."""
    size = asked.size or SIZE
    trial.register()
    seeded = books.build(size // PART)
    small = _posted(size)
    more = books.fill(size - seeded.movements)
    stored = seeded.movements + more.movements
    for before, after in zip(small, _posted(size), strict=True):
        times = after.p50_ms / before.p50_ms
        facts: dict[str, float | str] = {
            "movements stored": stored,
            "movements before": seeded.movements,
            "the bare insert takes, times": round(after.beside_ms / before.beside_ms, 2),
        }
        bounds = [Bound(f"growth from {seeded.movements:,} movements to {stored:,}", times, 1.2)]
        yield replace(after, beside_ms=before.p50_ms, ratio=times, facts=facts, bounds=bounds)


def _posted(size: int) -> list[Found]:
    with clock.at(books.AFTER):
        return [lists_posted(min(ROWS, size // PART)), taps_posted("into stored books")]
