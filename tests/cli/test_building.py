"""A new store is made at once, not by its migrations, and nobody can tell."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

BY_MIGRATIONS = """
from django.conf import settings
from django.core.management import call_command
for store in settings.DATABASES:
    call_command("migrate", database=store, verbosity=0, interactive=False)
"""
AT_ONCE = """
from tongchou.config.building import make_stores
make_stores()
"""


def make(home: Path, how: str) -> None:
    """Make the stores of a home in a process of its own, on SQLite whatever the tests run on."""
    environment = {**os.environ, "TONGCHOU_HOME": str(home), "TONGCHOU_DATABASE": ""}
    woken = f"from tongchou.cli.setup import ready\nready(migrated=False)\n{how}"
    subprocess.run([sys.executable, "-c", woken], env=environment, check=True, timeout=120)


def parts(sql: str) -> frozenset[str]:
    """Return a table's columns and constraints as they are declared, whatever their order."""
    found, depth, part = [], 0, ""
    for character in sql[sql.index("(") + 1 : sql.rindex(")")]:
        depth += (character == "(") - (character == ")")
        part += character
        if character == "," and not depth:
            found.append(part[:-1].strip())
            part = ""
    return frozenset([*found, part.strip()])


def contents(path: Path) -> dict[tuple[str, str], object]:
    """Return what is in a store: tables, indices (named by chance, so without names), triggers, first rows."""
    found: dict[tuple[str, str], object] = {}
    with closing(sqlite3.connect(path)) as store:
        things = store.execute("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        for kind, name, table, sql in things:
            if kind == "table":
                found[kind, name] = parts(sql) if "(" in sql else sql
            elif kind == "index":
                unnamed = re.sub(r'INDEX "\w+" ON', "INDEX ON", sql)
                found[kind, table] = sorted([*found.get((kind, table), []), unnamed])  # type: ignore[misc]
            else:
                found[kind, name] = sql
        for kind, name, *_ in things:
            if kind == "table" and name not in ("django_migrations", "sqlite_sequence"):
                found["rows", name] = store.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()
        found["rows", "clock"] = (
            "clock" in {name for _, name, *_ in things} and store.execute("SELECT id, n, closes FROM clock").fetchall()
        )
        found["rows", "django_migrations"] = sorted(store.execute("SELECT app, name FROM django_migrations"))
    return found


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    migrated, made = (tmp_path_factory.mktemp(name) for name in ("migrated", "made"))
    make(migrated, BY_MIGRATIONS)
    make(made, AT_ONCE)
    return migrated, made


@pytest.mark.parametrize("store", ["books.sqlite3", "office.sqlite3"])
def test_a_store_made_at_once_is_the_one_its_migrations_make(homes: tuple[Path, Path], store: str) -> None:
    migrated, made = (contents(home / store) for home in homes)
    assert {what: made.get(what) for what in migrated} == migrated
    assert made.keys() == migrated.keys()


def test_making_stores_again_keeps_what_is_in_them(homes: tuple[Path, Path]) -> None:
    home = homes[1]
    with closing(sqlite3.connect(home / "books.sqlite3")) as books:
        books.execute("INSERT INTO sequence (name, next) VALUES ('kept', 7)")
        books.commit()
    make(home, AT_ONCE)
    with closing(sqlite3.connect(home / "books.sqlite3")) as books:
        assert books.execute("SELECT next FROM sequence WHERE name = 'kept'").fetchall() == [(7,)]


def test_books_of_an_earlier_version_are_not_opened_until_init_brought_them_up(homes: tuple[Path, Path]) -> None:
    home = homes[1]
    with closing(sqlite3.connect(home / "books.sqlite3")) as books:
        # On SQLite this step speaks to nobody: without its record the books are a version older, and whole.
        books.execute("DELETE FROM django_migrations WHERE (app, name) = ('supplies', '0004_public_ledger')")
        books.commit()
    asked = (["audit"], ["init"], ["audit", "--anew"])
    refused, brought_up, opened = (tongchou(home, *command) for command in asked)
    assert (refused.returncode, "tongchou init" in refused.stderr) == (2, True)
    assert (brought_up.returncode, opened.returncode) == (0, 0)


def tongchou(home: Path, *asked: str) -> subprocess.CompletedProcess[str]:
    """Run a command on a home of SQLite."""
    environment = {**os.environ, "TONGCHOU_DATABASE": ""}
    command = [sys.executable, "-m", "tongchou.cli.main", "--home", str(home), *asked]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
