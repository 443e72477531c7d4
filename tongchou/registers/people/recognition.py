"""When a person without an ID number is someone already known: only if it is certain. Pure.

Those who were told with the same name and phone are a group. Within a group

- one without a number is the one with a number, if exactly one of those does not contradict it in sex or birth;
- if nobody in the group has a number and none contradicts another, all are one;
- otherwise each stays alone, marked as a possible duplicate of the others.

The answer depends on who is in the group, never on the order they came in, so it is derived again whenever a group
changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

#: A name and phone given for more persons than this is a sign of nobody: all stay alone.
LARGEST_GROUP = 50


@dataclass(frozen=True)
class Member:
    """One person of a group, with all that was said of their sex and birth. `numbered`: has an ID number."""

    id: int
    numbered: bool
    sexes: frozenset[str] = field(default_factory=frozenset)
    births: frozenset[str] = field(default_factory=frozenset)

    def contradicts(self, other: Member) -> bool:
        """Say whether both were told a sex, or a day of birth, and have none in common."""
        sexes_apart = self.sexes and other.sexes and not self.sexes & other.sexes
        births_apart = self.births and other.births and not self.births & other.births
        return bool(sexes_apart or births_apart)


@dataclass(frozen=True)
class Recognised:
    """What a group comes to: `same_as` for every member without a number (None: alone), and the open doubts."""

    same_as: dict[int, int | None]
    doubts: frozenset[tuple[int, int]]


def recognise(group: Sequence[Member]) -> Recognised:
    """Decide one group."""
    numbered = [member for member in group if member.numbered]
    unnumbered = [member for member in group if not member.numbered]
    if len(group) > LARGEST_GROUP:
        return Recognised(dict.fromkeys((m.id for m in unnumbered), None), frozenset())
    if numbered:
        return _by_number(unnumbered, numbered)
    agree = not any(a.contradicts(b) for i, a in enumerate(unnumbered) for b in unnumbered[:i])
    first = min(member.id for member in unnumbered)
    if agree:
        return Recognised({m.id: None if m.id == first else first for m in unnumbered}, frozenset())
    return Recognised(dict.fromkeys((m.id for m in unnumbered), None), _all_pairs(unnumbered))


def _by_number(unnumbered: Sequence[Member], numbered: Sequence[Member]) -> Recognised:
    same_as: dict[int, int | None] = {}
    doubts: set[tuple[int, int]] = set()
    for member in unnumbered:
        possible = {other.id for other in numbered if not member.contradicts(other)}
        if len(possible) == 1:
            same_as[member.id] = next(iter(possible))
        else:
            same_as[member.id] = None
            doubts |= {(member.id, other.id) for other in numbered}
    return Recognised(same_as, frozenset(doubts))


def _all_pairs(members: Sequence[Member]) -> frozenset[tuple[int, int]]:
    return frozenset((a.id, b.id) for a in members for b in members if a.id != b.id)
