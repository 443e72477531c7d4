"""The hash of the rules in force: what a day was decided by is sealed with the day.

Rules are the dated data and the pure functions of the project (`rules.py`, folders named `rules` or `values`, every
table beside the code), and what a county added to its own home in `rules/`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from tongchou.config.home import Home

PACKAGE = Path(__file__).resolve().parent.parent
DATA = {".toml", ".tsv", ".csv", ".json"}
#: Parts of the project that decide nothing.
FACES = {"web", "locale", "cli", "node_modules", "__pycache__"}


def rule_files(home: Home) -> Iterator[tuple[str, Path]]:
    """Yield name and path of every rule file, in the order of the names."""
    found = {path.relative_to(PACKAGE).as_posix(): path for path in PACKAGE.rglob("*") if _is_rule(path)}
    own = home.path / "rules"
    if own.is_dir():
        found |= {f"home/{path.relative_to(own).as_posix()}": path for path in own.rglob("*") if path.is_file()}
    yield from sorted(found.items())


def rules_digest(home: Home) -> bytes:
    """Return the SHA-256 over name and content of every rule file."""
    whole = hashlib.sha256()
    for name, path in rule_files(home):
        whole.update(hashlib.sha256(name.encode()).digest())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.digest()


def _is_rule(path: Path) -> bool:
    parts = path.relative_to(PACKAGE).parts
    if FACES & set(parts) or not path.is_file():
        return False
    return path.suffix in DATA or path.name == "rules.py"
