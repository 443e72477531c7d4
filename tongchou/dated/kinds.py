"""Kinds of rule data: each pillar announces its own in `dated.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tongchou.base.dated import Edition, shipped
from tongchou.base.refusals import NotFound, words


@dataclass(frozen=True)
class RuleKind:
    """One kind of rule data: `name` is the pillar's and the file's (`screening.observation`), `folder` holds the file.

    `check` raises what it likes of KeyError, TypeError and ValueError where an edition's body cannot be used; `lines`
    says a body in short lines.
    """

    name: str
    title: str
    folder: Path
    check: Callable[[Edition], object] = field(repr=False)
    lines: Callable[[Edition], list[str]] = field(repr=False)

    @property
    def shipped(self) -> tuple[Edition, ...]:
        return shipped(self.folder, self.name.split(".")[1])


_kinds: dict[str, RuleKind] = {}


def register(kind: RuleKind) -> RuleKind:
    """Announce a kind. Called once, from a pillar's `dated.py`."""
    assert kind.name not in _kinds, f"{kind.name} is announced twice"
    _kinds[kind.name] = kind
    return kind


def kinds() -> tuple[RuleKind, ...]:
    """Return every kind, by name."""
    return tuple(_kinds[name] for name in sorted(_kinds))


def kind_named(name: str) -> RuleKind:
    """Return a kind.

    Raises:
        NotFound("rule_unknown").
    """
    try:
        return _kinds[name]
    except KeyError:
        raise NotFound("rule_unknown", words("沒有這一類規則。")) from None
