"""A home: the folder in which one county lives, its books, vouchers, keys and day-books.

`$TONGCHOU_HOME`, or `--home`, or `.tongchou` in the working folder. On SQLite the books and the office (sessions and
jobs) are two files of it; on PostgreSQL `config.toml` names the database and the folder keeps only keys and vouchers.
"""

from __future__ import annotations

import os
import secrets
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.functional import cached_property


@dataclass(frozen=True)
class Home:
    """Paths and settings of one county's folder. Nothing is created until `prepare`."""

    path: Path

    @cached_property
    def settings(self) -> dict[str, Any]:
        """Return what `config.toml` says: `database`, `clock`, `county`, `daily`; empty where there is none."""
        file = self.path / "config.toml"
        return tomllib.loads(file.read_text("utf-8")) if file.exists() else {}

    @property
    def database(self) -> str:
        """Return the PostgreSQL address of the books, or an empty string for SQLite in this folder."""
        return os.environ.get("TONGCHOU_DATABASE", "") or str(self.settings.get("database", ""))

    def prepare(self) -> None:
        """Make the folder and its secrets, readable by the owner alone. Harmless when they exist."""
        self.path.mkdir(parents=True, exist_ok=True)
        for folder in ("vouchers", "keys", "daybooks"):
            (self.path / folder).mkdir(mode=0o700, exist_ok=True)
        for name in ("web", "people", "vouchers"):
            self.key(name)

    def key(self, name: str) -> bytes:
        """Return a 32-byte secret of this home, made at first use and never replaced."""
        file = self.path / "keys" / f"{name}.key"
        if not file.exists():
            file.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as out:
                out.write(secrets.token_bytes(32))
        return file.read_bytes()


def current() -> Home:
    """Return the home that this process works in."""
    return Home(Path(os.environ.get("TONGCHOU_HOME") or ".tongchou").resolve())
