"""What supplies keep by date: whom requests serve first, and what is watched."""

from __future__ import annotations

from datetime import date

from tongchou.base.dated import Edition, in_force
from tongchou.base.refusals import words
from tongchou.dated.kinds import RuleKind, register
from tongchou.dated.queries import editions, rule_on
from tongchou.pillars.supplies import rules
from tongchou.pillars.supplies.accounts import CLASSES


def _check_priority(edition: Edition) -> None:
    if sorted(rules.priority_of(edition).order) != sorted(CLASSES):
        raise ValueError("every class stands in the order once")


def _check_watch(edition: Edition) -> None:
    rule = rules.watch_of(edition)
    if min(rule.consumption_days, rule.short_below_days, rule.expiring_days, rule.acknowledge_hours) < 1:
        raise ValueError("not a number of days or hours")


def _days(edition: Edition) -> list[str]:
    return [f"{name}: {value}" for name, value in edition.body.items()]


PRIORITY = register(
    RuleKind(
        "supplies.priority", words("物資分配優先次序"), rules.DATA, _check_priority,
        lambda edition: ["、".join(rules.priority_of(edition).titles)],
    )
)  # fmt: skip
WATCH = register(RuleKind("supplies.watch", words("物資預警"), rules.DATA, _check_watch, _days))


def priority(on: date) -> rules.Priority:
    """Return the order in force on a day. Raises Refused("rule_not_begun")."""
    return rules.priority_of(rule_on(PRIORITY.name, on))


def watch(on: date) -> rules.Watch:
    """Return what is watched on a day. The limits are the county's own habit: the first ones hold before they begin."""
    found = editions(WATCH)
    return rules.watch_of(in_force(found, max(on, found[0].from_on)))
