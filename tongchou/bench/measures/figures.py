"""Figures: all that are declared, at every place of the day's tree, against a numpy scan of the raw lines.

And against what an ORM developer would do: two GROUP BYs, of where cases stand and of what moved on the day, before
anything is added up the tree. Last, how the cube comes: from its file, against folding all lines again.
"""

from __future__ import annotations

import resource
import shutil
from collections.abc import Iterator, Sequence

import numpy as np
from django.conf import settings
from django.db.models import Count as Number
from django.db.models import Sum

from tongchou.base import clock
from tongchou.bench import books
from tongchou.bench.measuring import Asked, Found, Took, compared, measure, timed
from tongchou.figures.asking import ask_all
from tongchou.figures.cells import ANY_ITEM, flow_place, is_flow
from tongchou.figures.cube import View, cube
from tongchou.figures.declare import Count, Figure, Flow, State, Stock, declared, parts
from tongchou.figures.selecting import flow_days
from tongchou.journal.chart import chart
from tongchou.journal.entries import Column
from tongchou.journal.models import Line, Standing
from tongchou.journal.reading import joined
from tongchou.journal.stock import of_item
from tongchou.registers.places.queries import tree

SIZE, TURNS, SCANS, LOADS = 1_000_000, 20, 3, 3


@measure("figures", yardstick="numpy over the raw lines; two GROUP BYs; folding again", size="movements, 1m by default")
def figures(asked: Asked) -> Iterator[Found]:
    """Ask seeded books, each way in turn."""
    seeded = books.build(asked.size or SIZE)
    with clock.at(books.AFTER):
        loads = [_loaded() for _ in range(LOADS)]
        places = len(tree(books.LAST_ON))
        plain = [of for of in declared() if all(map(_is_plain, _leaves(of)))]
        cells = len(plain) * places
        scans = [(_asked(plain), timed(lambda: scanned(plain, cube().view()))) for _ in range(SCANS)]
        groups = [(_asked(plain), timed(_grouped)) for _ in range(TURNS)]
        every = [(_asked(declared()), timed(_grouped)) for _ in range(SCANS)]
    what = f"{len(plain)} figures at {places:,} places"
    facts = {"movements": seeded.movements, "lines": seeded.lines, "numbers differ": _differing(plain)}
    yield compared(f"{what}, against a scan of the lines", cells, scans, **facts)
    yield compared(f"{what}, against two GROUP BYs", cells, groups)
    what = f"all {len(declared())} figures, persons and registers too, against two GROUP BYs"
    yield compared(what, len(declared()) * places, every)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    yield compared("the cube from its file, against folding again", seeded.lines, loads, **{"peak memory MiB": memory})


def _leaves(of: Figure) -> tuple[Figure, ...]:
    """Return the figures that ask the books or a register, of which a figure is made."""
    made_of = parts(of)
    return made_of if made_of == (of,) else tuple(leaf for part in made_of for leaf in _leaves(part))


def _is_plain(of: Figure) -> bool:
    """Say whether a figure is added up from lines, without asking who a case is or what a register holds."""
    return not isinstance(of, State | Count) and getattr(of, "counts", "cases") == "cases"


def _asked(some: Sequence[Figure]) -> Took:
    return timed(lambda: ask_all(some, on=books.LAST_ON))


def _loaded() -> tuple[Took, Took]:
    """Return how long the cube takes from its file, and without it; folding writes the file again."""
    shutil.rmtree(settings.HOME.path / "cube", ignore_errors=True)
    cube().forget()
    folded = timed(lambda: cube().view())
    cube().forget()
    return timed(lambda: cube().view()), folded


def scanned(some: Sequence[Figure], view: View) -> dict[str, Column]:
    """Return the stocks and flows among some figures, and of what they are made, from the raw lines."""
    lines, places = joined(view.parts), tree(books.LAST_ON)
    flows, at_flow = is_flow(lines, chart()), places.positions(flow_place(lines))
    to, frm = places.positions(lines.to_place), places.positions(lines.from_place)
    found = {}
    for of in {leaf.name: leaf for one in some for leaf in _leaves(one)}.values():
        own = np.zeros(len(places) + 1, np.int64)
        if not isinstance(of, Stock | Flow):
            continue
        amount = lines.count if of.measure == "count" else lines.quantity
        of_it = of_item(lines.item, of.item) if of.item != ANY_ITEM else np.True_
        if isinstance(of, Stock):
            last = (lines.booked_on <= books.LAST_ON.toordinal()) & of_it
            among = _mask(of.accounts)
            for account, at, sign in ((lines.to_account, to, 1), (lines.from_account, frm, -1)):
                rows = np.flatnonzero(among[account] & last)
                np.add.at(own, at[rows], sign * amount[rows])
        else:
            days = [day.toordinal() for day in flow_days(of, on=books.LAST_ON)]
            wanted = flows & (lines.booked_on >= days[0]) & (lines.booked_on <= days[1]) & of_it
            rows = np.flatnonzero(_mask(of.frm)[lines.from_account] & _mask(of.to)[lines.to_account] & wanted)
            np.add.at(own, at_flow[rows], amount[rows])
        found[of.name] = places.sums(own[:-1])
    return found


def _mask(patterns: Sequence[str]) -> np.ndarray:
    mask = np.zeros(len(chart().register_of), bool)
    mask[list(chart().matching(tuple(patterns)))] = True
    return mask


def _differing(some: Sequence[Figure]) -> int:
    """Return how many figures the scan answers otherwise at any place; none, or the times say nothing."""
    raw, totals = scanned(some, cube().view()), ask_all(some, on=books.LAST_ON)
    return sum(bool((raw[name] != one.top).any()) for name, one in totals.items() if name in raw)


def _grouped() -> None:
    list(Standing.objects.values("account", "place").annotate(n=Number("case")))
    moved = Line.objects.filter(booked_on=books.LAST_ON).values("from_account", "to_account", "to_place")
    list(moved.annotate(n=Sum("count")))
