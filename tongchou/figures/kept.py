"""The cube's base on disk: one folder of numpy columns, mapped into memory when it is opened.

Written beside and renamed, so a reader sees a whole base or none; several processes may write, the newest wins.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tongchou.figures.cells import Cells, Fold, Runs
from tongchou.journal.entries import Column
from tongchou.journal.reading import LINE_COLUMNS, Lines

#: Raised whenever the files' meaning changes; older folders are then left alone and rebuilt.
FORMAT = 1


@dataclass(frozen=True)
class Base:
    """The lines up to commit `n` and their fold; `mark` tells this commit from any other of that number."""

    n: int
    mark: str
    lines: Lines
    fold: Fold

    @staticmethod
    def empty() -> Base:
        """Return the base of books without a line."""
        none = np.zeros(0, np.int64)
        runs = Runs.of(Cells(*(none for _ in Cells.COLUMNS)))
        return Base(0, "", Lines(*(none for _ in LINE_COLUMNS)), Fold(runs, runs))


def save(base: Base, folder: Path) -> None:
    """Write a base down. What cannot be written is not needed: the next start folds from the books."""
    target = folder / f"{base.n:012d}"
    fresh = folder / f".{base.n:012d}-{os.getpid()}"
    try:
        fresh.mkdir(parents=True, exist_ok=True)
        for part, columns in _parts(base).items():
            for name, column in columns.items():
                np.save(fresh / f"{part}-{name}.npy", column, allow_pickle=False)
        (fresh / "base.json").write_text(json.dumps({"format": FORMAT, "n": base.n, "mark": base.mark}), "utf-8")
        if not target.exists():
            fresh.rename(target)
        _drop_older(folder, base.n)
    except OSError:
        pass
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def load(folder: Path) -> Base | None:
    """Return the newest base that can be read, or None."""
    for path in sorted(folder.glob("[0-9]*"), reverse=True) if folder.is_dir() else []:
        try:
            about = json.loads((path / "base.json").read_text("utf-8"))
            if about["format"] == FORMAT:
                return _read(path, about)
        except (OSError, ValueError, KeyError):
            continue
    return None


def _read(path: Path, about: dict[str, object]) -> Base:
    def columns(part: str, names: tuple[str, ...]) -> list[Column]:
        return [np.load(path / f"{part}-{name}.npy", mmap_mode="r", allow_pickle=False) for name in names]

    lines = Lines(*columns("lines", LINE_COLUMNS))
    fold = Fold(Runs.of(Cells(*columns("stock", Cells.COLUMNS))), Runs.of(Cells(*columns("flow", Cells.COLUMNS))))
    return Base(int(str(about["n"])), str(about["mark"]), lines, fold)


def _parts(base: Base) -> dict[str, dict[str, Column]]:
    return {
        "lines": {name: getattr(base.lines, name) for name in LINE_COLUMNS},
        "stock": {name: getattr(base.fold.stock.cells, name) for name in Cells.COLUMNS},
        "flow": {name: getattr(base.fold.flow.cells, name) for name in Cells.COLUMNS},
    }


def _drop_older(folder: Path, n: int) -> None:
    for path in folder.glob("[0-9]*"):
        if path.name < f"{n:012d}":
            shutil.rmtree(path, ignore_errors=True)
