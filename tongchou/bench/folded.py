"""Seeded books too large to be stored: their lines are folded as they are made, and the cube starts from that file.

The store holds their places, entries and commits; there are no claims, movements, standings or stored lines behind the
figures. Figures come from lines alone, so they are those of a county that stores all of it.
"""

from __future__ import annotations

import shutil

import numpy as np
from django.conf import settings

from tongchou.bench.books import Seeded, days
from tongchou.figures import kept
from tongchou.figures.cells import Cells, Fold, Runs
from tongchou.journal.chart import chart
from tongchou.journal.entries import Column
from tongchou.journal.reading import LINE_COLUMNS, Lines, joined, tip

#: Rows of lines in a file of the folder in which they wait to be joined.
FOLDER = "folding"


def fold(size: int) -> Seeded:
    """Fold about `size` movements into the cube's file of a home whose store has places alone."""
    waiting = settings.HOME.path / FOLDER
    waiting.mkdir()
    seeded, folds = Seeded(0, 0, 0), [Fold.of(joined([kept.Base.empty().lines]), chart())]
    for day, (n, written) in enumerate(days(size)):
        lines = joined([_lines(n + i, columns) for i, columns in enumerate(c for t, c in written if t == "line")])
        folds.append(Fold.of(lines, chart()))
        for name in LINE_COLUMNS:
            np.save(waiting / f"{name}-{day:03d}.npy", getattr(lines, name))
        seeded = seeded.plus(written)
    lines = Lines(*(_mapped(name, seeded.lines) for name in LINE_COLUMNS))
    newest = tip()
    base = kept.Base(newest.n, newest.mark, lines, _summed(folds))
    kept.save(base, settings.HOME.path / "cube")
    shutil.rmtree(waiting)
    return seeded


def _lines(n: int, columns: dict[str, Column]) -> Lines:
    known = columns | {"n": np.full(len(columns["id"]), n, np.int64)}
    return Lines(*(known[name] for name in LINE_COLUMNS))


def _mapped(name: str, many: int) -> Column:
    """Return a column of all days, of which nothing stays in memory: 48,000,000 lines are 4.6 GB."""
    waiting = settings.HOME.path / FOLDER
    whole = np.lib.format.open_memmap(waiting / f"{name}.npy", "w+", np.int64, (many,))
    start = 0
    for path in sorted(waiting.glob(f"{name}-*.npy")):
        part = np.load(path)
        whole[start : start + len(part)] = part
        start += len(part)
    assert start == many, f"{start} lines of {many}"
    return np.asarray(whole)


def _summed(folds: list[Fold]) -> Fold:
    none = Cells(*(np.zeros(0, np.int64) for _ in Cells.COLUMNS))
    return Fold(
        Runs.of(none.plus(*(one.stock.cells for one in folds))), Runs.of(none.plus(*(one.flow.cells for one in folds)))
    )
