"""The facts by columns: claims, lines and movements, kept beside the books so that no audit reads them twice.

Rows of these tables never change, so a column is only ever appended to, commit by commit. They lie in the home as plain
numpy columns, mapped into memory when they are opened: 565 MB at 10,000,000 movements. Deleting them changes nothing
but the time. The note says how much of each file counts and is written last, so what was cut short is not there; what
lies beyond is cut off at the next append. It also has the mark of its last commit: other books (a copy put back) begin
anew.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from django.conf import settings

from tongchou.base import disk
from tongchou.journal import reading
from tongchou.journal.differences import Difference, kept_difference
from tongchou.journal.entries import Column, Table
from tongchou.journal.models import INDEX_BITS

#: Raised whenever the files' meaning changes.
FORMAT = 1
Tables = dict[str, Table]
#: What is kept of each table, how wide, and what its rows are told apart by.
KINDS = {
    "claim": {"id": "<i8", "case": "<i4", "chain": "<i1", "predecessor": "<i8", "account": "<i4", "place": "<i4"},
    "line": {"id": "<i8"}
    | dict.fromkeys(("from_account", "from_place", "to_account", "to_place", "item", "count"), "<i4"),
    "movement": {"line": "<i8", "case": "<i4"},
}
KEYS = {"claim": ("id",), "line": ("id",), "movement": ("line", "case")}
# From the commits to their entries, lines and claims by their keys, never the other way: SQLite keeps the order of a
# CROSS JOIN, and would else read all movements there ever were.
SINCE = {
    "claim": "FROM commit_log k CROSS JOIN entry e CROSS JOIN claim t WHERE e.batch = k.batch"
    f" AND t.id >= e.number * {1 << INDEX_BITS} AND t.id < (e.number + 1) * {1 << INDEX_BITS}",
    "line": "FROM commit_log k CROSS JOIN line t WHERE t.batch = k.batch",
    "movement": "FROM commit_log k CROSS JOIN line l CROSS JOIN movement t WHERE l.batch = k.batch AND t.line = l.id",
}


@dataclass(frozen=True)
class Facts:
    """The columns up to commit `n`, whose `mark` tells it from any other of that number; `folder` is where they lie."""

    n: int
    mark: str
    tables: Tables
    folder: str = ""

    def sizes(self) -> dict[str, int]:
        """Return how many rows there are of each table."""
        return {name: _length(table) for name, table in self.tables.items()}


def facts(kept: Facts | None) -> Facts | None:
    """Return all facts there are: those kept, and what was committed since; None if those kept are of other books.

    Within a snapshot. What is kept was opened before it began, so as not to be newer.
    """
    if kept is None or reading.tip(at=kept.n).mark != kept.mark:
        return None
    newest = reading.tip()
    return kept if kept.n == newest.n else _caught_up(kept, newest)


def facts_anew(known: Facts | None) -> tuple[Facts, list[Difference]]:
    """Read every row again; return all facts, and the first way in which those known differ from the store."""
    newest = reading.tip()
    made = Facts(newest.n, newest.mark, {name: _sorted(name, _whole(name)) for name in KINDS})
    found = [] if known is None else _differences(made.tables, known.tables)
    return _written(made) if newest.mark else made, found


def selected(table: str, after: int, *names: str) -> Table:
    """Return columns of the rows that came with the commits after a number: some by name, or all that are kept."""
    return _streamed(table, f"{SINCE[table]} AND k.n > {after:d}", names or tuple(KINDS[table]))


def _streamed(table: str, source: str, names: tuple[str, ...]) -> Table:
    wanted = ", ".join(f't."{name}"' for name in names)
    return dict(zip(names, reading.stream(f"SELECT {wanted} {source}", len(names)), strict=True))


def _whole(table: str) -> Table:
    return _narrow(table, _streamed(table, f'FROM "{table}" t', tuple(KINDS[table])))


def _caught_up(kept: Facts, newest: reading.Tip) -> Facts:
    more = {name: _sorted(name, _narrow(name, selected(name, kept.n))) for name in KINDS}
    if _append(kept, more, newest) and (written := opened()) is not None and written.n == newest.n:
        return written
    joined = {
        name: {column: np.concatenate([kept.tables[name][column], added]) for column, added in table.items()}
        for name, table in more.items()
    }
    return Facts(newest.n, newest.mark, joined)


def _narrow(table: str, columns: Table) -> Table:
    """Return the columns as narrow as they are kept; those of which a number does not fit as they are."""
    found = {}
    for name, kind in KINDS[table].items():
        bounds, column = np.iinfo(kind), columns[name]
        fits = int(column.min(initial=0)) >= bounds.min and int(column.max(initial=0)) <= bounds.max
        found[name] = column.astype(kind) if fits else column
    return found


def _sorted(table: str, columns: Table) -> Table:
    """Return rows in the order of their keys, which is how the stores mostly give them."""
    first, last = columns[KEYS[table][0]], columns[KEYS[table][-1]]
    rises = (first[1:] > first[:-1]) | ((first[1:] == first[:-1]) & (last[1:] >= last[:-1]))
    if bool(rises.all()):
        return columns
    order = np.lexsort((last, first))
    return {name: column[order] for name, column in columns.items()}


def _differences(store: Tables, kept: Tables) -> list[Difference]:
    """Return the first row that the kept columns lack, have too many, or have otherwise."""
    for table in KINDS:
        mine, theirs = store[table], _sorted(table, kept[table])
        shared = min(_length(mine), _length(theirs))
        differs = np.zeros(shared + 1, bool)
        for name in KINDS[table]:
            differs[:shared] |= mine[name][:shared] != theirs[name][:shared]
        differs[shared] = _length(mine) != _length(theirs)
        if differs.any():
            at = int(np.argmax(differs))
            key = (mine if at < _length(mine) else theirs)[KEYS[table][0]]
            return [kept_difference(table, int(key[at]), _row(mine, at), _row(theirs, at))]
    return []


def _length(table: Table) -> int:
    return len(next(iter(table.values())))


def _row(table: Table, at: int) -> str:
    return " ".join(f"{name}={int(column[at])}" for name, column in table.items()) if at < _length(table) else "-"


# On disk.


def _home() -> Path:
    return Path(settings.HOME.path) / "columns"


def opened() -> Facts | None:
    """Return the columns that are kept, None if there are none that can be read."""
    try:
        about = json.loads((_home() / "note.json").read_text("utf-8"))
        if about["format"] != FORMAT:
            return None
        folder = _home() / about["folder"]
        tables = {
            table: {name: _mapped(folder / f"{table}-{name}", kind, about["sizes"][table]) for name, kind in of.items()}
            for table, of in KINDS.items()
        }
        return Facts(about["n"], about["mark"], tables, about["folder"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _mapped(path: Path, kind: str, size: int) -> Column:
    return np.asarray(np.memmap(path, kind, "r", shape=(size,))) if size else np.zeros(0, kind)


def _written(made: Facts) -> Facts:
    """Write columns down in a folder of their own, and return them as they lie there; else as they are.

    What cannot be written is not needed: the next audit reads the rows again.
    """
    if not _fit(made.tables):
        return made
    fresh = replace(made, folder=uuid.uuid4().hex)
    with suppress(OSError), _alone() as mine:
        if mine:
            (_home() / fresh.folder).mkdir()
            _extend(fresh.folder, dict.fromkeys(KINDS, 0), fresh.tables)
            disk.wait_for_folder(_home() / fresh.folder)
            _note(fresh, fresh.sizes())
            for path in _home().iterdir():
                if path.is_dir() and path.name != fresh.folder:
                    shutil.rmtree(path, ignore_errors=True)
            return opened() or made
    return made


def _append(kept: Facts, more: Tables, newest: reading.Tip) -> bool:
    """Put rows behind those that are kept; say whether they are there."""
    if not kept.folder or not _fit(more):
        return False
    with suppress(OSError), _alone() as mine:
        there = opened() if mine else None
        # Another process may have appended meanwhile, or begun anew.
        if there is None or (there.folder, there.n) != (kept.folder, kept.n):
            return False
        before = kept.sizes()
        _extend(kept.folder, before, more)
        after = {name: before[name] + size for name, size in Facts(0, "", more).sizes().items()}
        _note(replace(kept, n=newest.n, mark=newest.mark), after)
        return True
    return False


def _fit(tables: Tables) -> bool:
    return all(tables[table][name].dtype == kind for table, of in KINDS.items() for name, kind in of.items())


@contextmanager
def _alone() -> Iterator[bool]:
    """Say whether this process may write: what it reads is committed, and no other writes now."""
    if not reading.reads_committed():
        yield False
        return
    _home().mkdir(parents=True, exist_ok=True)
    with (_home() / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _extend(folder: str, sizes: dict[str, int], tables: Tables) -> None:
    for table, columns in tables.items():
        for name, column in columns.items():
            path = _home() / folder / f"{table}-{name}"
            with path.open("r+b" if sizes[table] else "wb") as file:
                file.truncate(sizes[table] * column.itemsize)
                file.seek(0, os.SEEK_END)
                column.tofile(file)
                file.flush()
                disk.wait_for(file.fileno())


def _note(facts: Facts, sizes: dict[str, int]) -> None:
    about = {"format": FORMAT, "folder": facts.folder, "n": facts.n, "mark": facts.mark, "sizes": sizes}
    beside = _home() / "note.fresh"
    with beside.open("w", encoding="utf-8") as file:
        json.dump(about, file)
        file.flush()
        disk.wait_for(file.fileno())
    beside.rename(_home() / "note.json")
    disk.wait_for_folder(_home())
