"""職工健康日報: what an enterprise says of its workers each day; silence is not zero, and a wrong word is corrected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID

import numpy as np
from django.db import transaction

from tongchou.base.ids import new_id
from tongchou.base.refusals import Refused, words
from tongchou.journal import keeping, returns
from tongchou.journal.booking import NOTHING
from tongchou.journal.chart import chart
from tongchou.journal.coverage import word_of
from tongchou.journal.entries import Column, Entry, Receipt
from tongchou.journal.models import Entry as EntryRow
from tongchou.journal.models import ReturnCase
from tongchou.journal.posting import post
from tongchou.journal.rows import columns
from tongchou.journal.standing import Chain
from tongchou.pillars.resumption.accounts import WORKERS_HEALTH
from tongchou.pillars.resumption.models import AbnormalFound
from tongchou.pillars.resumption.rules import Parts, completed, faults
from tongchou.pillars.resumption.services.acting import columns_of, day_of, reach
from tongchou.pillars.resumption.stages import AT_WORK, MANAGEMENT, REPORTING, account
from tongchou.registers.staff.access import Scope

NAMES = tuple(field.name for field in fields(Parts))


def expect_sheets(*, on: date, at: datetime) -> int:
    """Expect a sheet of every enterprise at work; return how many are asked. The system's own act, each morning."""
    numbers = chart().matching([f"resumption:*:{state}" for state in AT_WORK])
    marks = ", ".join(str(n) for n in numbers)
    unit, place = columns(f'SELECT "case", place FROM standing WHERE account IN ({marks}) ORDER BY "case"', [], 2)
    if not len(unit):
        return 0
    returns.expect(_entry(0, "system", at), WORKERS_HEALTH.name, on, units=unit, places=place)
    return len(unit)


def report(
    scope: Scope,
    sheets: Mapping[int, Parts],
    *,
    at: datetime,
    on: date | None = None,
    entry: UUID | None = None,
    voucher: str = "",
) -> Receipt:
    """Say, for enterprises of the actor's, what their sheets of a day say. Said otherwise before, it is a correction.

    Whoever was at work and sends its first sheet stands in the stage of reporting from then on.

    Raises:
        NotFound("enterprise_unknown"), Refused("parts_differ"), Refused("parts_exceed"), Refused("sheet_empty").
    """
    said = {case: completed(parts) for case, parts in sheets.items()}
    for parts in said.values():
        _refuse_faults(parts)
    with transaction.atomic():
        found = reach(scope, "resumption.report", list(said))
        day = date.fromordinal(day_of(at, on))
        rows = [said[case] for case in found.case.tolist()]
        return keep_sheets(
            found.case, found.place, rows, on=day, at=at, actor=scope.user_id, role=scope.role, entry=entry,
            voucher=voucher,
        )  # fmt: skip


def _refuse_faults(parts: Parts) -> None:
    wrong = faults(parts)
    if "parts_differ" in wrong:
        raise Refused("parts_differ", words("監測人數應等於已排除與異常之和，請核對。"))
    if wrong:
        raise Refused("parts_exceed", words("到崗、監測、隔離的人數不應多於職工總數，請核對。"))
    if all(getattr(parts, name) is None for name in NAMES):
        raise Refused("sheet_empty", words("日報沒有填數。沒有人員到崗，請填 0。"))


def keep_sheets(
    units: Column,
    places: Column,
    rows: Sequence[Parts],
    *,
    on: date,
    at: datetime,
    actor: int,
    role: str,
    entry: UUID | None = None,
    voucher: str = "",
) -> Receipt:
    """Let enterprises answer as one entry. What was said before is left out; what differs corrects it."""
    entry = entry or new_id()
    known = EntryRow.objects.filter(id=entry).first()
    if known is not None:
        return Receipt(entry, "exists", known.number)
    values: dict[str, Column] = {}
    corrects: dict[tuple[str, int], int] = {}
    for name in NAMES:
        said = np.array([NOTHING if (v := getattr(row, name)) is None else v for row in rows], np.int64)
        before = _said_before(name, units, on)
        for i, unit in enumerate(units.tolist()):
            if unit not in before or said[i] == NOTHING:
                continue
            if before[unit] == int(said[i]):
                said[i] = NOTHING
            elif claim := word_of(WORKERS_HEALTH.name, name, on, unit).claim:
                corrects[name, i] = claim
        values[name] = said
    answers = returns.Answers(unit=units, place=places, values=values, corrects=corrects)
    receipt = returns.say(_entry(actor, role, at, entry, voucher), WORKERS_HEALTH.name, on, answers)
    _begin_reporting(units, on=on, at=at)
    return receipt


def _said_before(name: str, units: Column, on: date) -> dict[int, int | None]:
    number = returns.column_account(WORKERS_HEALTH.name, name)
    rows = ReturnCase.objects.filter(account=number, day=on, unit__in=units.tolist())
    return dict(rows.values_list("unit", "value"))


def _begin_reporting(units: Column, *, on: date, at: datetime) -> None:
    """Move those who reported for the first time on to the stage of reporting. The system's own act."""
    found = keeping.lock_standings(np.unique(units))
    managed = np.isin(found.account, np.array(chart().matching(f"resumption:*:{MANAGEMENT}"), np.int64))
    if not managed.any():
        return
    new = found.take(managed)
    target = [chart().number(account(chart().case_class(int(n)), REPORTING)) for n in new.account]
    table = columns_of(
        new.case, chain=Chain.STATE, predecessor=new.state_tip, account=np.array(target, np.int64), on=on.toordinal()
    )
    post(Entry(new_id(), "reporting", 0, "system", at, table))


def excuse(scope: Scope, cases: Sequence[int], *, on: date, at: datetime) -> Receipt | None:
    """Say that no sheet is due of enterprises on a day: a day of rest is not silence."""
    with transaction.atomic():
        found = reach(scope, "resumption.report", cases)
        return returns.excuse(_entry(scope.user_id, scope.role, at), WORKERS_HEALTH.name, on, units=found.case)


def carry_silence(*, on: date, at: datetime, places: Iterable[int] | None = None) -> int:
    """Note which enterprises sent no sheet on a day, at its closing; return 1 if any did not. A late one may follow."""
    units = None
    if places is not None:
        account_, day = returns.coverage_account(WORKERS_HEALTH.name, returns.EXPECTED), on.toordinal()
        unit, place = columns(
            'SELECT r.unit, s.place FROM return_case r JOIN standing s ON s."case" = r."case" '
            "WHERE r.account = %s AND r.day = %s",
            [account_, day],
            2,
        )
        units = unit[np.isin(place, np.array(sorted(places), np.int64))]
    receipt = returns.mark_silent(_entry(0, "system", at), WORKERS_HEALTH.name, on, units=units)
    return int(receipt is not None)


@dataclass(frozen=True)
class Named:
    """A worker named as abnormal: the person, where the enterprise is, and the enterprise's case."""

    person: int
    enterprise: int
    place: int


#: Given those newly named abnormal on a day; returns the case by which each is looked after.
Follower: TypeAlias = Callable[[Sequence[Named], date, datetime], Sequence[int]]
_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    """Have abnormal workers looked after: what another pillar does with them is its affair (`procedures/`)."""
    if follower not in _followers:
        _followers.append(follower)


def name_abnormal(named: Sequence[Named], *, on: date, at: datetime) -> int:
    """Keep who was told of as abnormal, and hand on those not named before that day; return how many those are."""
    with transaction.atomic():
        rows = AbnormalFound.objects.filter(on=on, enterprise__in={one.enterprise for one in named})
        known = set(rows.values_list("enterprise", "person"))
        fresh = [one for one in named if (one.enterprise, one.person) not in known]
        cases: Sequence[int | None] = [None] * len(fresh)
        for follower in _followers if fresh else ():
            cases = follower(fresh, on, at)
        AbnormalFound.objects.bulk_create(
            [
                AbnormalFound(person=one.person, enterprise=one.enterprise, on=on, check_case=case)
                for one, case in zip(fresh, cases, strict=True)
            ]
        )
    return len(fresh)


def _entry(actor: int, role: str, at: datetime, entry: UUID | None = None, voucher: str = "") -> Entry:
    return Entry(id=entry or new_id(), code="return", actor=actor, role=role, occurred_at=at, voucher=voucher)
