"""What a measure ran on: without it a time says nothing."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

#: How many numbers a loop adds up to say how fast the machine is at the moment, and what a result calls it.
ROUNDS = 10_000_000
LOOP = f"adding up {ROUNDS:,} numbers, s"
#: Settings of PostgreSQL without which its times cannot be compared.
POSTGRESQL = ("fsync", "synchronous_commit", "shared_buffers", "max_wal_size")


def machine() -> dict[str, str]:
    """Return the machine, the versions and the day, by name. Asks the store, so Django has to be awake."""
    load = os.getloadavg()
    return {
        "day": datetime.now(UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} x {_processor()}, {_memory_gib():.0f} GiB, {platform.system()}",
        "load before": f"{load[0]:.1f} over a minute, {load[1]:.1f} over five",
        "store": _store(),
        "Python": platform.python_version(),
        "versions": ", ".join(f"{name} {version(name)}" for name in ("tongchou", "django", "numpy", "granian")),
    }


def loop() -> float:
    """Return how many seconds a processor takes now to add up numbers.

    A shared machine is at times half as fast as at others: a bound in seconds that is over while this takes 1 says less
    than one that is over while it takes 0.5.
    """
    began, total = perf_counter(), 0
    for number in range(ROUNDS):
        total += number
    return perf_counter() - began


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)


def _store() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s) ORDER BY name", [[*POSTGRESQL]])
            settings = ", ".join(f"{name} {setting}" for name, setting in cursor.fetchall())
            return f"PostgreSQL {connection.pg_version // 10_000}, {settings}"  # type: ignore[attr-defined]
        cursor.execute("SELECT sqlite_version()")
        (found,) = cursor.fetchone()
        cursor.execute("PRAGMA synchronous")
        (synchronous,) = cursor.fetchone()
    return f"SQLite {found}, WAL, synchronous {'FULL' if synchronous == 2 else synchronous}"
