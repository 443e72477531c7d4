"""The orders that screening issues: home quarantine restricts, monitoring does not."""

from __future__ import annotations

from datetime import date

from tongchou.base.refusals import words
from tongchou.dated.queries import rule_on
from tongchou.pillars.screening import rules
from tongchou.pillars.screening.services.observations import lift
from tongchou.restrictions.kinds import Kind, register_kinds


def rules_in_force(on: date) -> dict[str, str]:
    """Return the rule of observation of a day."""
    return {rules.observation(rule_on("screening.observation", on)).source: words("醫學觀察")}


register_kinds(
    "screening",
    {
        "home-quarantine": Kind(words("居家隔離醫學觀察"), restricts=True),
        "health-monitoring": Kind(words("居家健康監測"), restricts=False),
    },
    rules=rules_in_force,
    lift=lift,
)
