"""Targets and deadlines: data attached to figures, because they change by decision and not with the program."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Literal

Bound = Literal["at_least", "at_most", "equal"]


@dataclass(frozen=True)
class Target:
    """What a figure should be, from whom, by when, and from which day on it holds."""

    value: int | Fraction
    bound: Bound
    source: str
    from_on: date | None = None
    deadline_on: date | None = None

    def is_met(self, value: int | Fraction) -> bool:
        """Say whether a value is where it should be."""
        if self.bound == "at_least":
            return value >= self.value
        return value <= self.value if self.bound == "at_most" else value == self.value


def target_of(name: str) -> Target | None:
    """Return the target of a figure, if it has one."""
    return _targets().get(name)


@cache
def _targets() -> dict[str, Target]:
    table = tomllib.loads(Path(__file__).with_name("targets.toml").read_text("utf-8"))
    return {name: _target(row) for name, row in table.items()}


def _target(row: dict[str, Any]) -> Target:
    value = Fraction(str(row["value"])) if not isinstance(row["value"], int) else row["value"]
    return Target(value, row["bound"], row["source"], row.get("from_on"), row.get("deadline_on"))
