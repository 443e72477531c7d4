"""What the acts of a batch share: who acts, when it was received, and what the device was given to hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from tongchou.base.refusals import Refused
from tongchou.field.reading import Said
from tongchou.pillars.acting import Drafts, Outcome
from tongchou.registers.staff.access import Scope

Act = TypeVar("Act")


@dataclass(frozen=True)
class Work:
    """One user's acts of one batch. `own` are the cases named in it that the device once held."""

    scope: Scope
    place: int
    at: datetime
    own: Sequence[int] = ()
    happened_at: dict[int, datetime] = field(default_factory=dict)

    def when(self, said: Said) -> datetime:
        """Return when an act happened, by the county's clock."""
        return self.happened_at[id(said)]


@dataclass(frozen=True)
class Prepared:
    """The acts of one kind, read and made ready: `drafts` holds those that could be read, `at` where each stands."""

    refused: dict[int, Refused]
    at: list[int]
    drafts: Drafts

    def answers(self, became: Sequence[Outcome]) -> dict[int, Outcome]:
        """Return what became of every entry, by position."""
        return {**self.refused, **dict(zip(self.at, became, strict=True))}


def prepare(entries: Sequence[Said], read: Callable[[Said], Act], draft: Callable[[Sequence[Act]], Drafts]) -> Prepared:
    """Read each entry and make ready those that can be read; the others are refused alone."""
    refused: dict[int, Refused] = {}
    at: list[int] = []
    acts: list[Act] = []
    for i, said in enumerate(entries):
        try:
            acts.append(read(said))
        except Refused as refusal:
            refused[i] = refusal
        else:
            at.append(i)
    return Prepared(refused, at, draft(acts) if acts else Drafts([]))
