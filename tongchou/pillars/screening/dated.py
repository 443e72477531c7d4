"""Rule data by day: what ships with the product, and what two officers of the county added to it."""

from __future__ import annotations

from datetime import date

from tongchou.pillars.screening import rules
from tongchou.pillars.screening.models import RuleEdition


def editions(name: str) -> tuple[rules.Edition, ...]:
    """Return every edition of a kind of rule data that holds, oldest first."""
    added = RuleEdition.objects.filter(name=name, approved_at__isnull=False).order_by("approved_at")
    mine = tuple(rules.Edition(row.from_on, row.source, row.body) for row in added)
    return tuple(sorted((*rules.shipped(name), *mine), key=lambda e: e.from_on))


def rule_on(name: str, on: date) -> rules.Edition:
    """Return the edition in force on a day; of two that begin on one day, the one approved last."""
    found = editions(name)
    return rules.in_force(reversed(found), on)
