"""A store that other processes write to for good: a folder on SQLite, a database on PostgreSQL; then thrown away.

The books cannot be emptied, so a test whose transactions really commit needs books of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from tests.databases import drop_database

ROOT = Path(__file__).resolve().parents[2]
# Every process of a parallel run shares the PostgreSQL server, and needs names of its own there.
_SCENE = f"scene_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
_TEMPLATE = f"{_SCENE}_template"
_numbers = count(1)


@dataclass(frozen=True)
class Store:
    """Where a process finds the books: a home, and on PostgreSQL a database in it."""

    home: Path
    database: str

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "TONGCHOU_HOME": str(self.home),
            "TONGCHOU_DATABASE": self.database,
            "DJANGO_SETTINGS_MODULE": "tests.journal.bare_settings",
        }

    def start(self, scene: str, **arguments: Any) -> subprocess.Popen[str]:
        """Start a scene of `tests.journal.scenes`, or of another module by `module.scene`, in a process of its own."""
        module, name = scene.split(".") if "." in scene else ("scenes", scene)
        command = [sys.executable, "-m", f"tests.journal.{module}", name, json.dumps(arguments)]
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True)

    def play(self, scene: str, **arguments: Any) -> Any:
        """Run a scene to its end and return what it answers."""
        process = self.start(scene, **arguments)
        answer, _ = process.communicate(timeout=120)
        assert process.returncode == 0, f"scene {scene} failed"
        return json.loads(answer.splitlines()[-1])

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query, as a process that has nothing to do with ours sees them."""
        if self.database:
            with psycopg.connect(self.database) as postgresql:
                return postgresql.execute(sql).fetchall()
        with closing(sqlite3.connect(self.home / "books.sqlite3")) as sqlite:
            return sqlite.execute(sql).fetchall()

    def sizes(self, *tables: str) -> dict[str, int]:
        """Return how many rows tables have, counted at once: PostgreSQL may commit what a killed process had sent."""
        counts = ", ".join(f"(SELECT COUNT(*) FROM {table})" for table in tables)
        return dict(zip(tables, map(int, self.rows(f"SELECT {counts}")[0]), strict=True))

    def entries(self) -> set[str]:
        """Return the ids of the entries that are in the books."""
        return {str(UUID(str(row[0]))) for row in self.rows("SELECT id FROM entry")}


def prepare(folder: Path) -> Store:
    """Make a store with the journal's tables and nothing in them, to be copied."""
    store = Store(folder / "prepared", _create(_TEMPLATE, "template0"))
    store.home.mkdir()
    store.play("migrate")
    return store


@contextmanager
def copy_of(prepared: Store, folder: Path) -> Iterator[Store]:
    """Give a copy of the prepared store, and throw it away."""
    name = f"{_SCENE}_{next(_numbers)}"
    home = folder / name
    shutil.copytree(prepared.home, home)
    try:
        yield Store(home, _create(name, _TEMPLATE))
    finally:
        _drop(name)
        shutil.rmtree(home)


def _create(name: str, template: str) -> str:
    """Create a database and return its address; on SQLite nothing, and an empty address."""
    address = os.environ.get("TONGCHOU_DATABASE", "")
    if address:
        drop_database(address, name)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        head, _, query = address.partition("?")
        address = f"{head.rsplit('/', 1)[0]}/{name}?{query}"
    return address


def _drop(name: str) -> None:
    address = os.environ.get("TONGCHOU_DATABASE", "")
    if address:
        drop_database(address, name)
