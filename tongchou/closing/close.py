"""Closing a day (日結), from the leaves up: a lead closes their place, and at the cut-off the county closes the rest.

Long checks come first, with nobody waiting. The closer then takes the clock, looks only at what was committed
meanwhile, writes the closing, the carry-over, the open day and the seal, and lets go. Whoever was posting at that
moment finds at the clock that the count of closes has changed, and books again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from tongchou.base.clock import local
from tongchou.base.refusals import NotAllowed, Refused, words
from tongchou.base.rights import require
from tongchou.closing import carrying, days, pending, responsible, seal, standard
from tongchou.closing.carrying import Carried, Left
from tongchou.closing.leaves import Leaf, leaves_between
from tongchou.closing.models import CarryOver, Closing, ClosingAct, Seal
from tongchou.closing.pending import Finding, Question
from tongchou.figures.cube import cube
from tongchou.journal import clockwork, reading
from tongchou.journal.chart import chart
from tongchou.journal.entries import Column
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.access import Scope


class NotSealable(Refused):
    """A check found what must not be so; `findings` says what, and no day is closed."""

    def __init__(self, findings: list[Finding]) -> None:
        first = "；".join(str(finding) for finding in findings[:3])
        text = words("有 %(count)s 項核對不符，不能日結：%(first)s")
        super().__init__("check_failed", text, count=len(findings), first=first)
        self.findings = findings


@dataclass(frozen=True)
class Closed:
    """A closing that is done: what was carried over, and the root of the day, in hex, where the county sealed it."""

    day: date
    carried: Carried
    root: str = ""


def close_place(
    place: int, day: date, *, user: Scope, at: datetime, reasons: Mapping[str, str] | None = None
) -> Closed:
    """Close a day of a place and all below it. What is left needs a reason by kind; it is carried under its names.

    Raises:
        NotAllowed("not_allowed"): the user does not lead the place.
        Refused("day_closed"), Refused("earlier_day_open"), Refused("day_not_begun"): it is not that day's turn.
        Refused("pending_left"), Refused("reason_unknown"): see `carrying.require_reasons`.
    """
    require(user, "closing.close_place", place=place)
    if not user.covers(place):
        raise NotAllowed("not_allowed", words("這裡不在您負責的範圍內。"))
    _require_begun(day, at)
    given = dict(reasons or {})
    question = Question(day, tree(day), cube().view())
    left, right = question.tree.interval(place)
    days.require_turn(_first_open(question, left), day)
    # Silence is what a lead ends by closing: the place has answered.
    mine = [part.within(left, right) for part in carrying.left_at(question) if part.kind.name != "closing.silent"]
    carrying.require_reasons(mine, given)
    _sweep(mine, day=day, at=at, places=question.tree.ids[left:right].tolist())
    with transaction.atomic():
        clockwork.hold()
        days.require_turn(_first_open(question, left), day)
        carried = carrying.to_carry(mine, Carried.of_day(day), by=user.user_id, reasons=given)
        carrying.write(carried, day=day, at=at)
        ClosingAct.objects.create(place=place, day=day, user=user.user_id, at=at)
        days.open_from(question.tree.ids[left:right], days.next_day(day))
        clockwork.count_close()
    return Closed(day, carried)


def close_day(day: date, *, user: Scope | None, at: datetime) -> Closed:
    """Close a day of the whole county and seal it. `user` is None where the clock does it, at the cut-off.

    What is left anywhere is carried by the system, under the name of whoever answers for it, as 逾時未核 or 未報.

    Raises:
        NotAllowed("not_allowed"): the user may not close the county.
        Refused("day_closed"), Refused("earlier_day_open"), Refused("day_not_begun"): it is not that day's turn.
        NotSealable("check_failed"): a check found something; nothing is closed.
    """
    if user is not None:
        require(user, "closing.close_day")
    _require_begun(day, at)
    seal.recover()
    days.require_turn(days.county_open(), day)
    leads = responsible.leads(tree(day), day)
    swept = _sweep_county(day, leads, at=at)
    ready = _prepare(day, leads)
    with transaction.atomic():
        clockwork.hold()
        days.require_turn(days.county_open(), day)
        closed, sealed = _close_under_clock(ready, swept, user=user.user_id if user else 0, at=at)
        days.open_county_from(days.next_day(day))
        clockwork.count_close()
        sealed.save(force_insert=True)
    seal.publish(day)
    return Closed(day, closed, bytes(sealed.root).hex())


@dataclass(frozen=True)
class _Ready:
    """What was found out before the clock was taken, as known at commit `n`."""

    question: Question
    leaves: list[Leaf]
    leads: Column


def _prepare(day: date, leads: Column) -> _Ready:
    """Do what takes long: the checks of everything since the last seal, and the leaves. Others go on posting."""
    chart()
    with reading.snapshot():
        question = Question(day, tree(day), cube().view())
        last = Seal.objects.order_by("-number").first()
        after = last.n if last else 0
        findings = [*standard.recounted(after), *_checked(question)]
        if findings:
            raise NotSealable(findings)
        return _Ready(question, leaves_between(after, question.view.n), leads)


def _checked(question: Question) -> list[Finding]:
    return [finding for check in pending.checks() for finding in check.check(question)]


def _close_under_clock(ready: _Ready, swept: list[Left], *, user: int, at: datetime) -> tuple[Carried, Seal]:
    """Look at what was committed since, and write the closing and its draft. Nobody can post meanwhile."""
    day, before = ready.question.on, ready.question.view.n
    question, leaves = ready.question, ready.leaves
    if clockwork.last_commit() != before:
        question = Question(day, question.tree, cube().view(), since=before)
        findings = [*standard.recounted(before), *_checked(question)]
        if findings:
            raise NotSealable(findings)
        leaves = sorted([*leaves, *leaves_between(before, question.view.n)], key=lambda leaf: leaf.id)
    done = Carried.of_day(day)
    carried = carrying.to_carry([*swept, *carrying.left_at(question, leads=ready.leads)], done, by=CarryOver.SYSTEM)
    carrying.write(carried, day=day, at=at)
    everything = done.plus(carried)
    booked = day.toordinal()
    late = question.view.lines(lambda part: (part.booked_on == booked) & (part.occurred_on < booked))
    closing = Closing.objects.create(
        day=day,
        n=question.view.n,
        user=user,
        at=at,
        carried=everything.total,
        late=int(abs(late.count).sum()),
    )
    written = seal.draft(closing, carried=everything, view=question.view, leaves=leaves)
    return carried, written.seal


def _sweep_county(day: date, leads: Column, *, at: datetime) -> list[Left]:
    """Let the system enter what it knows of what is left, and return what that was."""
    question = Question(day, tree(day), cube().view())
    kinds = [kind for kind in pending.kinds() if pending.sweep_of(kind.name)]
    left = carrying.left_at(question, kinds, leads=leads) if kinds else []
    _sweep(left, day=day, at=at, places=None)
    return left


def _sweep(left: list[Left], *, day: date, at: datetime, places: list[int] | None) -> None:
    for part in left:
        sweep = pending.sweep_of(part.kind.name)
        if sweep is not None and part.total:
            sweep(on=day, at=at, places=places)


def _first_open(question: Question, position: int) -> date | None:
    ordinal = int(days.first_open(question.tree)[position])
    return date.fromordinal(ordinal) if ordinal else None


def _require_begun(day: date, at: datetime) -> None:
    if at < local(day):
        raise Refused("day_not_begun", words("%(day)s 還沒有到。"), day=day.isoformat())
