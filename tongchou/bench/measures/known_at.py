"""As known at: a figure at every place as the books knew it at an instant, against a numpy scan of the lines till then.

Every turn asks another instant, so that no kept view of the past answers. Then the same figures are asked again of the
view that is at hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np

from tongchou.base import clock
from tongchou.bench import books
from tongchou.bench.measuring import Asked, Bound, Found, Took, compared, measure, timed
from tongchou.figures.asking import ask
from tongchou.figures.cube import cube
from tongchou.figures.declare import Stock, declared
from tongchou.journal.chart import chart
from tongchou.journal.reading import commit_known, joined
from tongchou.registers.places.queries import tree

SIZE, TURNS = 1_000_000, 15


@measure("known-at", yardstick="a numpy scan of the raw lines known by then", size="movements, 1m by default")
def known_at(asked: Asked) -> Iterator[Found]:
    """Ask seeded books about their past, from the newest instant to the oldest and at random."""
    seeded = books.build(asked.size or SIZE)
    of = next(one for one in declared() if isinstance(one, Stock) and one.counts == "cases")
    picked = np.random.default_rng(1).permutation(books.DAYS - 1)[:TURNS]
    instants = [clock.local(books.FIRST_ON, 13) + timedelta(days=int(day)) for day in picked]
    with clock.at(books.AFTER):
        cube().view()
        turns = [_turn(of, at) for at in instants]
        again = [(_again(of, at), beside) for at, (_, beside) in list(zip(instants, turns, strict=True))[-3:]]
        numbers = [(ask(of, on=books.LAST_ON, known_at=at).value, _scanned(of, at)) for at in instants]
    facts = {
        "movements": seeded.movements,
        "numbers known": len({b for _, b in numbers}),
        "lines": seeded.lines,
        "instants that differ": sum(a != b for a, b in numbers),
    }
    found = compared("a figure as known at an instant never asked before", seeded.lines, turns, **facts)
    found.bounds.append(Bound("as known at an instant, ms", found.p50_ms, 250))
    yield found
    yield compared("the same once more", seeded.lines, again)


def _turn(of: Stock, at: datetime) -> tuple[Took, Took]:
    return _again(of, at), timed(lambda: _scanned(of, at))


def _again(of: Stock, at: datetime) -> Took:
    return timed(lambda: ask(of, on=books.LAST_ON, known_at=at))


def _scanned(of: Stock, at: datetime) -> int:
    """Return the county's number from the lines that were known by then."""
    lines = joined(cube().view().parts).up_to(commit_known(at))
    places, among = tree(books.LAST_ON), np.zeros(len(chart().register_of), bool)
    among[list(chart().matching(of.accounts))] = True
    own = np.zeros(len(places) + 1, np.int64)
    for account, place, sign in ((lines.to_account, lines.to_place, 1), (lines.from_account, lines.from_place, -1)):
        rows = np.flatnonzero(among[account] & (lines.booked_on <= books.LAST_ON.toordinal()))
        np.add.at(own, places.positions(place[rows]), sign * lines.count[rows])
    return int(places.sums(own[:-1])[0])
