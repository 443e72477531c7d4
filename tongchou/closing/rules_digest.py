"""The hash of the rules in force: what a day was decided by is sealed with the day.

Rules are the dated data and the pure functions of the project (every `rules.py`, every table beside the code), and what
a county added: in `rules/` of its own home, and by two of its officers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tongchou.base.canonical import canonical
from tongchou.config.home import Home
from tongchou.dated import queries
from tongchou.dated.kinds import kinds

PACKAGE = Path(__file__).resolve().parent.parent
DATA = {".toml", ".tsv", ".csv", ".json"}
#: Parts of the project that decide nothing.
FACES = {"web", "locale", "cli", "node_modules", "__pycache__"}


def rule_files(home: Home) -> Iterator[tuple[str, bytes]]:
    """Yield name and SHA-256 of every rule file, in the order of the names."""
    own = home.path / "rules"
    added = {f"home/{path.relative_to(own).as_posix()}": _hash(path) for path in own.rglob("*") if path.is_file()}
    yield from sorted((_shipped() | added | _by_two_officers()).items())


def _by_two_officers() -> dict[str, bytes]:
    """Return the editions of rule data that were written by one officer and approved by another."""
    found = {}
    for kind in kinds():
        for number, one in enumerate(queries.added(kind.name)):
            said = canonical([one.from_on.toordinal(), one.source, dict(one.body)])
            found[f"added/{kind.name}/{number}"] = hashlib.sha256(said).digest()
    return found


@cache
def _shipped() -> dict[str, bytes]:
    """Return the project's own rule files as this process loaded them: what changes later decides nothing here."""
    return {path.relative_to(PACKAGE).as_posix(): _hash(path) for path in PACKAGE.rglob("*") if _is_rule(path)}


def _hash(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()


def rules_digest(home: Home) -> bytes:
    """Return the SHA-256 over name and content of every rule file."""
    whole = hashlib.sha256()
    for name, content in rule_files(home):
        whole.update(hashlib.sha256(name.encode()).digest() + content)
    return whole.digest()


def _is_rule(path: Path) -> bool:
    parts = path.relative_to(PACKAGE).parts
    if FACES & set(parts) or not path.is_file():
        return False
    return path.suffix in DATA or path.name == "rules.py"
