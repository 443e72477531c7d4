"""Objections as work: first for those who ordered, from 12 hours on for the level above, from 24 for two together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from tongchou.base.clock import local_day
from tongchou.base.refusals import words
from tongchou.base.rights import may
from tongchou.registers.staff.access import Scope
from tongchou.restrictions import queries
from tongchou.restrictions.kinds import ESCALATES_HOURS, OVERDUE_HOURS
from tongchou.tasks.work import Kind, Left, register


def _waiting(scope: Scope, at: datetime, least: float, most: float) -> Iterable[Left]:
    for row in queries.appeals(scope, at=at) if may(scope, "restrictions.read") else ():
        if least <= row.hours < most:
            yield Left(row.place, 1, local_day(row.appeal.filed_at), is_late=least > 0)


def fresh(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the objections that whoever ordered may still answer: the level of the town, and below."""
    if not scope.is_everywhere and may(scope, "restrictions.answer_appeal"):
        yield from _waiting(scope, at, 0, ESCALATES_HOURS)


def escalated(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the objections that went up a level, to those above the towns."""
    if scope.is_everywhere and may(scope, "restrictions.answer_appeal"):
        yield from _waiting(scope, at, ESCALATES_HOURS, OVERDUE_HOURS)


def overdue(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the overdue objections, to the two who decide them together and to the command."""
    if may(scope, "restrictions.decide_overdue") or may(scope, "restrictions.approve_many"):
        yield from _waiting(scope, at, OVERDUE_HOURS, float("inf"))


KINDS = (
    Kind(
        "appeals_overdue", words("申訴逾期未決"), "appeals_overdue", words("值班醫師與另一單位的幹部共同決定"), 0,
        overdue,
    ),
    Kind("appeals_escalated", words("上報的申訴"), "appeals_open", words("由上一級答覆，原決定人迴避"), 0, escalated),
    Kind("appeals", words("申訴待答覆"), "appeals_open", words("十二小時內答覆，逾時上報"), 2, fresh),
)  # fmt: skip
for kind in KINDS:
    register(kind)
