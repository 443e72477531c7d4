"""What the field page keeps by date: how long a phone may hold people, and how many."""

from __future__ import annotations

from tongchou.base.dated import Edition
from tongchou.base.refusals import words
from tongchou.dated.kinds import RuleKind, register
from tongchou.field import rules
from tongchou.pillars.screening.accounts import GROUPS


def _check(edition: Edition) -> None:
    if not set(rules.policy(edition).photo_groups) <= set(GROUPS):
        raise ValueError("no such group")


def _lines(edition: Edition) -> list[str]:
    found = rules.policy(edition)
    return [f"{found.wipe_after_days} 天", f"{found.cap_households} 戶", "、".join(found.photo_groups)]


register(RuleKind("field.policy", words("外勤手機"), rules.DATA, _check, _lines))
