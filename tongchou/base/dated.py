"""Editions of rule data: what changes by date is written down with the day it begins and the document it comes from."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tongchou.base.refusals import Refused, words


@dataclass(frozen=True, eq=False)
class Edition:
    """One dated edition of rule data, with its source. Two editions are the same only if they are the same object."""

    from_on: date
    source: str
    body: Mapping[str, Any]


@cache
def shipped(folder: Path, name: str) -> tuple[Edition, ...]:
    """Return the editions that come with the product, oldest first: `[[edition]]` tables of `folder/name.toml`."""
    data = tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))
    found = [
        Edition(e["from_on"], e["source"], {k: v for k, v in e.items() if k not in ("from_on", "source")})
        for e in data["edition"]
    ]
    return tuple(sorted(found, key=lambda e: e.from_on))


def in_force(editions: Iterable[Edition], on: date) -> Edition:
    """Return the edition in force on a day: the latest that had begun; of two that begin on one day, the later one.

    Raises:
        Refused("rule_not_begun"): no edition had begun.
    """
    begun = [e for e in editions if e.from_on <= on]
    if not begun:
        raise Refused("rule_not_begun", words("%(on)s 當日尚無適用的規則。"), on=on.isoformat())
    return max(reversed(begun), key=lambda e: e.from_on)
