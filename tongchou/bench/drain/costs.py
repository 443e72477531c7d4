"""What processes cost, from Linux's /proc: processor seconds of the server with its workers, the store and the phones,
and what a server keeps in memory.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

_PROC = Path("/proc")


@dataclass(frozen=True)
class Spent:
    """Processor seconds so far. All are 0 where the machine does not tell; SQLite's are the server's."""

    server: float
    store: float
    phones: float

    def since(self, before: Spent) -> Spent:
        """Return what was spent after another reading."""
        return Spent(self.server - before.server, self.store - before.store, self.phones - before.phones)

    @property
    def all(self) -> float:
        return self.server + self.store + self.phones


def spent(server: int, store: int) -> Spent:
    """Read what the server, the store (by their first processes) and this process with its phones have spent."""
    return Spent(_with_children(server), _with_children(store) if store else 0.0, sum(os.times()[:2]))


def store_process() -> int:
    """Return the first process of the PostgreSQL in use; 0 on SQLite, or where it cannot be seen from here."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        mine = _read(int(cursor.fetchone()[0]))
    return mine.parent if mine else 0


@dataclass(frozen=True)
class _Process:
    parent: int
    own: float
    ended_children: float


def _read(pid: int) -> _Process | None:
    try:
        # The name stands in brackets and may hold anything; what follows it is in fixed order.
        fields = (_PROC / str(pid) / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return None
    user, system, ended_user, ended_system = (int(field) for field in fields[11:15])
    ticks = os.sysconf("SC_CLK_TCK")
    return _Process(int(fields[1]), (user + system) / ticks, (ended_user + ended_system) / ticks)


def _with_children(root: int) -> float:
    """Return the seconds of a process and all below it, with those that have ended."""
    return sum(process.own + process.ended_children for process in _family(root).values())


def memory_mib(root: int) -> int:
    """Return what a process and all below it keep in memory, what they share counted once."""
    return sum(map(_kept_kib, _family(root))) >> 10


def _kept_kib(pid: int) -> int:
    try:
        rolled = (_PROC / str(pid) / "smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in rolled.splitlines() if line.startswith("Pss:")), 0)


def _family(root: int) -> dict[int, _Process]:
    """Return a process and all below it that live."""
    pids = (int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit()) if _PROC.is_dir() else ()
    alive = {pid: process for pid in pids if (process := _read(pid))}
    found, ahead = {}, [root]
    while ahead:
        pid = ahead.pop()
        if process := alive.get(pid):
            found[pid] = process
        ahead += [child for child, one in alive.items() if one.parent == pid]
    return found
