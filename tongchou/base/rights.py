"""Which roles may do which verb. Each part declares its own in `rights.py`; this is the table they fill.

A verb is a dotted name (`screening.conclude`). A role holds at places: whoever asks brings what they hold, and the
place the act is about. Built on `rules`, so a declaration may add a predicate of its own beside the roles.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from rules.predicates import Predicate
from rules.rulesets import RuleSet

from tongchou.base.refusals import NotAllowed, words


class Holder(Protocol):
    """Someone who holds roles at places (`staff.access.Scope`)."""

    def holds(self, roles: frozenset[str], place: int | None) -> bool:
        """Say whether one of the roles is held at a place, or anywhere where no place is named."""


@dataclass(frozen=True)
class Right:
    """One verb and the roles that may do it."""

    verb: str
    roles: frozenset[str]


_RIGHTS: dict[str, Right] = {}
_RULES = RuleSet()


def allow(verb: str, *, roles: Iterable[str], when: Predicate | None = None) -> Right:
    """Declare who may do a verb: one of the roles, at the place of the act, and `when` (scope, place) if given."""
    right = Right(verb, frozenset(roles))

    def held(holder: Holder, place: int | None) -> bool:
        return holder.holds(right.roles, place)

    rule = Predicate(held, name=f"roles:{verb}")
    _RIGHTS[verb] = right
    _RULES.set_rule(verb, rule & when if when is not None else rule)  # type: ignore[no-untyped-call]
    return right


def rights() -> list[Right]:
    """Return every declared right, by verb: the reference page and the access matrix are made from it."""
    return [_RIGHTS[verb] for verb in sorted(_RIGHTS)]


def may(holder: Holder, verb: str, place: int | None = None) -> bool:
    """Say whether a verb may be done at a place, or anywhere where no place is named."""
    assert verb in _RIGHTS, f"nobody declared the verb {verb}"
    return bool(_RULES.test_rule(verb, holder, place))  # type: ignore[no-untyped-call]


def require(holder: Holder, verb: str, *, place: int | None = None) -> None:
    """Refuse a verb that may not be done.

    Raises:
        NotAllowed("not_allowed"): no role of theirs may do it there.
    """
    if not may(holder, verb, place):
        raise NotAllowed("not_allowed", words("您的崗位不能辦理這一事項。"), verb=verb)
