"""The way back to work, one step an act: applied, inspected, decided, suspended, opened again, taken back.

Each step keeps which regime applied to the enterprise that day, so that it can be answered later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

import numpy as np
from django.db import transaction

from tongchou.base.refusals import Refused, words
from tongchou.journal.chart import chart
from tongchou.journal.entries import Column, Receipt, claims, reversal
from tongchou.journal.models import Claim
from tongchou.journal.rows import insert
from tongchou.journal.standing import Chain
from tongchou.pillars.resumption import dated, rules
from tongchou.pillars.resumption.models import Answer, Enterprise
from tongchou.pillars.resumption.services.acting import Reached, act, columns_of, day_of, reach
from tongchou.pillars.resumption.stages import INSPECTION, MANAGEMENT, REFUSED, SHUT, SUSPENDED, account
from tongchou.registers.staff.access import Scope

#: One case of many: what its step brings along.
Given = Mapping[int, str]


@dataclass(frozen=True)
class Beside:
    """What stands beside a step, the same for all cases or by case."""

    reason: str = ""
    workshops: Given = field(default_factory=dict)


def apply(
    scope: Scope,
    cases: Sequence[int],
    *,
    at: datetime,
    planned_on: date | None = None,
    workshops: str = "",
    entry: UUID | None = None,
) -> Receipt:
    """Apply to go back to work, whole or by `workshops`. Where filing with a pledge is enough, it leads there at once.

    Raises:
        NotFound("enterprise_unknown"), Refused("already_there"), Refused("step_unknown"), Refused("kept_shut"),
        Refused("papers_missing"): the regime asks for papers that were not handed in.
    """
    with transaction.atomic():
        found = reach(scope, "resumption.apply", cases)
        on = date.fromordinal(day_of(at, None))
        targets = {case: dated.regime(found.group(i), on).applied_to for i, case in enumerate(found.case.tolist())}
        _refuse_without_papers(found, on)
        if planned_on is not None:
            Enterprise.objects.filter(case__in=targets).update(planned_on=planned_on)
        beside = Beside(workshops=dict.fromkeys(targets, workshops))
        return _step(scope, found, targets, beside, code="apply", at=at, entry=entry)


def _refuse_without_papers(found: Reached, on: date) -> None:
    handed: dict[int, set[str]] = {}
    for case, question in Answer.objects.filter(case__in=found.case.tolist()).values_list("case", "question"):
        handed.setdefault(case, set()).add(question)
    for i, case in enumerate(found.case.tolist()):
        missing = rules.missing_papers(dated.regime(found.group(i), on), handed.get(case, set()))
        if missing:
            titles = {question.code: question.title for question in dated.checklist(on)}
            text = words("還缺材料：%(papers)s。交過的材料不必再交。")
            raise Refused("papers_missing", text, papers="、".join(titles[paper] for paper in missing))


def inspect(scope: Scope, cases: Sequence[int], *, at: datetime, entry: UUID | None = None) -> Receipt:
    """Take applications up for inspection on the spot."""
    with transaction.atomic():
        found = reach(scope, "resumption.inspect", cases)
        targets = dict.fromkeys(found.case.tolist(), INSPECTION)
        return _step(scope, found, targets, Beside(), code="inspect", at=at, entry=entry)


def approve(
    scope: Scope,
    cases: Sequence[int],
    *,
    at: datetime,
    workshops: str = "",
    entry: UUID | None = None,
) -> Receipt:
    """Let enterprises go to work: whole, or the named workshops only. A filing regime wants no inspection before."""
    with transaction.atomic():
        found = reach(scope, "resumption.decide", cases)
        targets = dict.fromkeys(found.case.tolist(), MANAGEMENT)
        beside = Beside(workshops=dict.fromkeys(targets, workshops))
        return _step(scope, found, targets, beside, code="approve", at=at, entry=entry)


def refuse(scope: Scope, cases: Sequence[int], *, reason: str, at: datetime, entry: UUID | None = None) -> Receipt:
    """Not pass an inspection, with the reason: the enterprise mends it and applies again.

    Raises:
        Refused("reason_missing").
    """
    return _stop(scope, cases, REFUSED, "resumption.decide", "refuse", reason=reason, at=at, entry=entry)


def suspend(scope: Scope, cases: Sequence[int], *, reason: str, at: datetime, entry: UUID | None = None) -> Receipt:
    """Stop enterprises that are at work, with the reason.

    Raises:
        Refused("reason_missing").
    """
    return _stop(scope, cases, SUSPENDED, "resumption.suspend", "suspend", reason=reason, at=at, entry=entry)


def shut(scope: Scope, cases: Sequence[int], *, at: datetime, entry: UUID | None = None) -> Receipt:
    """Keep venues shut by order of a higher level."""
    return _stop(scope, cases, SHUT, "resumption.suspend", "shut", reason="order", at=at, entry=entry)


def _stop(
    scope: Scope, cases: Sequence[int], state: str, verb: str, code: str, *, reason: str, at: datetime,
    entry: UUID | None,
) -> Receipt:  # fmt: skip
    if reason not in rules.REASONS:
        raise Refused("reason_missing", words("請選擇原因。"))
    with transaction.atomic():
        found = reach(scope, verb, cases)
        targets = dict.fromkeys(found.case.tolist(), state)
        return _step(scope, found, targets, Beside(reason), code=code, at=at, entry=entry, reason=reason)


def take_back(scope: Scope, case: int, *, reason: str, at: datetime, entry: UUID | None = None) -> Receipt:
    """Take the last step of an enterprise back, with a reason. Both stay in the books.

    Raises:
        Refused("reason_missing"), Refused("nothing_to_take_back"): it stands where it began.
    """
    if not reason:
        raise Refused("reason_missing", words("沖正要寫明原因。"))
    with transaction.atomic():
        found = reach(scope, "resumption.take_back", [case])
        tip = int(found.state_tip[0])
        if not Claim.objects.filter(id=tip, chain=Chain.STATE).exists():
            raise Refused("nothing_to_take_back", words("這家企業沒有可撤回的環節。"))
        day = date.fromordinal(day_of(at, None))
        taken = claims(reversal(case=case, of=tip, on=day))
        return act(scope, "reversal", taken, at=at, entry=entry, reason=reason)


def _step(
    scope: Scope,
    found: Reached,
    targets: Mapping[int, str],
    beside: Beside,
    *,
    code: str,
    at: datetime,
    entry: UUID | None,
    reason: str = "",
) -> Receipt:
    """Move cases each to its state as one entry, and keep what stood behind it."""
    day = day_of(at, None)
    on = date.fromordinal(day)
    for i, case in enumerate(found.case.tolist()):
        rules.refuse_step(found.state(i), targets[case], under=dated.regime(found.group(i), on))
    states = [targets[case] for case in found.case.tolist()]
    number = [chart().number(account(found.group(i), state)) for i, state in enumerate(states)]
    table = columns_of(
        found.case, chain=Chain.STATE, predecessor=found.state_tip, account=np.array(number, np.int64), on=day
    )
    receipt = act(scope, code, table, at=at, entry=entry, reason=reason)
    if receipt.answer == "created":
        first = receipt.first_claim
        groups = [found.group(i) for i in range(len(found))]
        keep_steps(np.arange(first, first + len(found)), found.case, groups, states, on, beside)
    return receipt


def keep_steps(
    claim: Column, case: Column, groups: Sequence[str], states: Sequence[str], on: date, beside: Beside
) -> None:
    """Keep the regime, reason and workshops behind steps that were posted."""
    under = {group: dated.regime(group, on) for group in set(groups)}
    given = beside.workshops
    rows: Iterable[tuple[object, ...]] = (
        (c, k, state, under[group].way, under[group].source[:120], beside.reason, given.get(k, "")[:200],
         on.toordinal())
        for c, k, group, state in zip(claim.tolist(), case.tolist(), groups, states, strict=True)
    )  # fmt: skip
    names = ("claim", "case", "state", "regime", "rule", "reason", "workshops", "taken_on")
    insert("resumption_step", names, rows)
