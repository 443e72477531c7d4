"""Figures: all that are declared, at every place of the day's tree, after every batch posted.

Against a numpy scan of the raw lines, and against what an ORM developer would do: two GROUP BYs, of where cases stand
and of what moved on the day, before anything is added up the tree. Last, how the cube comes: from its file, against
folding all lines again. What is too large to be stored (`folded`) is asked without the store's part.
"""

from __future__ import annotations

import resource
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db import transaction
from django.db.models import Count as Number
from django.db.models import Sum

from tongchou.base import clock
from tongchou.bench import books, folded, trial
from tongchou.bench.measuring import Asked, Bound, Found, Took, compared, measure, timed
from tongchou.figures.asking import ask_all
from tongchou.figures.cells import ANY_ITEM, flow_place, is_flow
from tongchou.figures.cube import View, cube
from tongchou.figures.declare import Count, Figure, Flow, State, Stock, declared, parts
from tongchou.figures.selecting import flow_days
from tongchou.figures.sheet import sheet
from tongchou.journal.chart import chart
from tongchou.journal.entries import Column
from tongchou.journal.models import Line, Standing
from tongchou.journal.posting import post, post_batch
from tongchou.journal.reading import Lines
from tongchou.journal.stock import of_item
from tongchou.registers.places.queries import tree

SIZE, TURNS, SCANS, LOADS = 1_000_000, 20, 3, 3
#: Movements beyond which the lines are folded as they are made, and not stored.
STORED = 20_000_000
#: Lines scanned at a time.
PIECE = 4_000_000


class _Undo(Exception):
    """Takes the batches back that were posted to be asked about."""


@measure("figures", yardstick="numpy over the raw lines; two GROUP BYs; folding again", size="movements, 1m by default")
def figures(asked: Asked) -> Iterator[Found]:
    """Ask seeded books, each way in turn."""
    size = asked.size or SIZE
    stored = size <= STORED
    trial.register()
    seeded = books.build(size, by=books.fill if stored else folded.fold)
    with clock.at(books.AFTER):
        plain = [of for of in declared() if all(map(_is_plain, _leaves(of)))]
        before = _numbers(plain)
        loads = [_loaded(stored=stored) for _ in range(LOADS)]
        places = len(tree(books.LAST_ON))
        fresh = [_made() for _ in range(SCANS)]
        scans = [timed(lambda: scanned(plain, cube().view())) for _ in range(SCANS if stored else 1)]
        posted = _after_batches(plain)
        groups = [(_asked(plain), timed(_grouped)) for _ in range(SCANS)] if stored else []
        every = [(_asked(declared()), timed(_grouped)) for _ in range(SCANS)] if stored else []
        differing = sum(bool((number != before[name]).any()) for name, number in _numbers(plain).items())
    what, cells = f"{len(plain)} figures at {places:,} places", len(plain) * places
    facts = {"movements": seeded.movements, "lines": seeded.lines, "numbers differ": _differing(plain)}
    if not stored:
        facts["lines folded as they were made, none stored"] = seeded.lines
    done = compared(f"{what}, after a batch posted", cells, list(zip(posted, scans * TURNS, strict=False)), **facts)
    done.bounds.append(Bound("150 figures computed in 5 ms", done.p50_ms, 5))
    yield replace(done, growth=2.0)
    yield compared(f"{what}, of a day that nobody asked yet", cells, list(zip(fresh, scans * SCANS, strict=False)))
    if stored:
        yield compared(f"{what}, asked again, against two GROUP BYs", cells, groups)
        what = f"all {len(declared())} figures, persons and registers too, against two GROUP BYs"
        yield compared(what, len(declared()) * places, every)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    beside = "folding again" if stored else "reading its columns once"
    load = compared(f"the cube from its file, against {beside}", seeded.lines, loads, **{"peak memory MiB": memory})
    load.bounds.append(Bound("the cube loads in 2 s", load.p50_ms / 1000, 2))
    if stored:
        load.bounds.append(Bound("deleting the file changes nothing: figures that differ", differing, 0))
    yield load


def _leaves(of: Figure) -> tuple[Figure, ...]:
    """Return the figures that ask the books or a register, of which a figure is made."""
    made_of = parts(of)
    return made_of if made_of == (of,) else tuple(leaf for part in made_of for leaf in _leaves(part))


def _is_plain(of: Figure) -> bool:
    """Say whether a figure is added up from lines, without asking who a case is or what a register holds."""
    return not isinstance(of, State | Count) and getattr(of, "counts", "cases") == "cases"


def _asked(some: Sequence[Figure]) -> Took:
    return timed(lambda: ask_all(some, on=books.LAST_ON))


def _after_batches(plain: Sequence[Figure]) -> list[Took]:
    """Return how long all figures take after each of some batches of taps, which are taken back at the end."""
    took = []
    with suppress(_Undo), transaction.atomic():
        entry, cases = trial.a_list((TURNS + 1) * trial.BATCH, places=tree(books.LAST_ON).ids)
        batches = trial.batches(cases, post(entry).first_claim)
        for batch in batches:
            post_batch(batch)
            took.append(_asked(plain))
        raise _Undo
    return took[1:]


def _made() -> Took:
    """Return how long a day takes of which no sheet is at hand."""
    view = cube().view()
    view.carrying.clear()
    return timed(lambda: sheet(view, tree(books.LAST_ON), books.LAST_ON))


def _numbers(some: Sequence[Figure]) -> dict[str, Column]:
    """Return the figures' numbers at all places, from a cube that was just loaded."""
    cube().forget()
    return {name: one.top for name, one in ask_all(some, on=books.LAST_ON).items() if one.top is not None}


def _loaded(*, stored: bool) -> tuple[Took, Took]:
    """Return how long the cube takes from its file, and without it; folding writes the file again."""
    folder = settings.HOME.path / "cube"
    if stored:
        shutil.rmtree(folder, ignore_errors=True)
        cube().forget()
    beside = timed(lambda: cube().view() if stored else _read(folder))
    cube().forget()
    return timed(lambda: cube().view()), beside


def _read(folder: Path) -> None:
    for path in folder.glob("*/*.npy"):
        np.load(path, mmap_mode="r").sum()


def scanned(some: Sequence[Figure], view: View) -> dict[str, Column]:
    """Return the stocks and flows among some figures, and of what they are made, from the raw lines."""
    places = tree(books.LAST_ON)
    leaves = {leaf.name: leaf for one in some for leaf in _leaves(one) if isinstance(leaf, Stock | Flow)}
    own = {name: np.zeros(len(places) + 1, np.int64) for name in leaves}
    for part in view.parts:
        # In pieces, so that a scan of 48,000,000 lines fits into memory.
        for start in range(0, len(part), PIECE):
            _scan(part.take(slice(start, start + PIECE)), leaves, own)
    return {name: places.sums(values[:-1]) for name, values in own.items()}


def _scan(lines: Lines, leaves: dict[str, Stock | Flow], own: dict[str, Column]) -> None:
    places = tree(books.LAST_ON)
    flows, at_flow = is_flow(lines, chart()), places.positions(flow_place(lines))
    to, frm = places.positions(lines.to_place), places.positions(lines.from_place)
    for name, of in leaves.items():
        amount = lines.count if of.measure == "count" else lines.quantity
        of_it = of_item(lines.item, of.item) if of.item != ANY_ITEM else np.True_
        if isinstance(of, Stock):
            last = (lines.booked_on <= books.LAST_ON.toordinal()) & of_it
            among = _mask(of.accounts)
            for account, at, sign in ((lines.to_account, to, 1), (lines.from_account, frm, -1)):
                rows = np.flatnonzero(among[account] & last)
                np.add.at(own[name], at[rows], sign * amount[rows])
        else:
            days = [day.toordinal() for day in flow_days(of, on=books.LAST_ON)]
            wanted = flows & (lines.booked_on >= days[0]) & (lines.booked_on <= days[1]) & of_it
            rows = np.flatnonzero(_mask(of.frm)[lines.from_account] & _mask(of.to)[lines.to_account] & wanted)
            np.add.at(own[name], at_flow[rows], amount[rows])


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
