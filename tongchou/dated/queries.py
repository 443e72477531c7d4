"""Reading rule data: which edition is in force on a day, and which wait for a second officer."""

from __future__ import annotations

import json
from datetime import date

from tongchou.base.dated import Edition, in_force
from tongchou.dated.kinds import RuleKind, kind_named
from tongchou.dated.models import RuleEdition
from tongchou.journal.rows import once


def added(kind: str) -> list[Edition]:
    """Return the editions of a kind that the county added and approved, in the order of their approval."""
    # Asked by every act that a rule decides, and nearly always empty: one bare statement, without building a query.
    rows = once(
        "SELECT from_on, source, body FROM rule_edition WHERE kind = %s AND approved_at IS NOT NULL"
        " ORDER BY approved_at, id",
        [kind],
    )
    return [Edition(date.fromordinal(on), source, _read(body)) for on, source, body in rows]


def _read(body: object) -> dict[str, object]:
    found = json.loads(body) if isinstance(body, str) else body
    assert isinstance(found, dict)
    return found


def editions(kind: str | RuleKind) -> tuple[Edition, ...]:
    """Return every edition of a kind that holds, oldest first; of one day, what was approved last comes last."""
    known = kind_named(kind) if isinstance(kind, str) else kind
    return tuple(sorted((*known.shipped, *added(known.name)), key=lambda e: e.from_on))


def rule_on(kind: str, on: date) -> Edition:
    """Return the edition in force on a day.

    Raises:
        NotFound("rule_unknown"), Refused("rule_not_begun").
    """
    return in_force(editions(kind), on)


def waiting() -> list[RuleEdition]:
    """Return the editions that wait for a second officer, oldest first."""
    return list(RuleEdition.objects.filter(approved_at=None).order_by("proposed_at", "pk"))
