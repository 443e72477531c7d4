"""Objections to orders, on paper too: filed by anyone who acts for the person, answered by somebody in time.

Within 12 hours the authority that ordered answers. Then it goes up a level and whoever ordered is out. From 24 hours
on it is overdue, and a duty physician and an officer answer together: of two organisations, and not the issuer's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from tongchou.base.clock import local_day
from tongchou.base.ids import new_id
from tongchou.base.refusals import NotFound, Refused, words
from tongchou.journal.chart import chart
from tongchou.journal.entries import Claims, Entry, Receipt, claims, opening, step
from tongchou.journal.models import Standing
from tongchou.journal.posting import new_cases, post
from tongchou.registers.staff.access import Scope, require
from tongchou.registers.staff.organisations import organisations
from tongchou.restrictions.accounts import ANSWERS, WAITING, account
from tongchou.restrictions.kinds import ESCALATES_HOURS, OVERDUE_HOURS, registered
from tongchou.restrictions.models import Appeal, Order, Vote


def file_appeal(scope: Scope, case: int, *, ground: str, at: datetime, entry: UUID | None = None) -> Appeal:
    """Note an objection to the order in force of a restricted case of one's places; sent twice it is one.

    Raises:
        NotFound("order_unknown"): no order of a case there. Refused("not_observed"): none in force.
    """
    require(scope, "restrictions.appeal")
    order = Order.objects.filter(case=case).order_by("-claim").first()
    standing = Standing.objects.filter(case=case).first()
    if order is None or standing is None or not scope.covers(standing.place):
        raise NotFound("order_unknown", words("在您負責的範圍內沒有這一項限制。"))
    if not in_force(order, standing):
        raise Refused("not_observed", words("此人不在觀察之中。"))
    open_already = Appeal.objects.filter(order=order, case__in=_waiting()).first()
    if open_already is not None:
        return open_already
    with transaction.atomic():
        appeal = Appeal.objects.create(
            case=new_cases(1), order=order, ground=ground, filed_at=at, filed_by_id=scope.user_id
        )
        row = opening(case=appeal.case, account=account("filed"), place=standing.place, on=local_day(at))
        _post(scope.user_id, scope.role, "appeal", claims(row), at=at, entry=entry)
    return appeal


def in_force(order: Order, standing: Standing) -> bool:
    """Say whether an order's case still stands in what the order put it in."""
    if not standing.account or chart().register(standing.account) != order.register:
        return False
    states = registered(order.register).kinds[order.kind].states or (order.kind,)
    return chart().state(standing.account) in states


def answer_appeal(
    scope: Scope, case: int, *, answer: str, at: datetime, ends_on: date | None = None, entry: UUID | None = None
) -> Receipt | None:
    """Answer an objection; None while an overdue one still waits for the second of its two.

    Raises:
        NotFound("appeal_unknown"): not there, not in the actor's places, or answered.
        NotAllowed("not_allowed"), Refused("answer_unknown"), Refused("own_order"), Refused("same_organisation"),
        Refused("bad_end"): shortened to a day that is no shortening.
    """
    if answer not in ANSWERS:
        raise Refused("answer_unknown", words("沒有這一種答覆。"))
    with transaction.atomic():
        appeal = Appeal.objects.select_related("order").filter(case=case).first()
        standing = Standing.objects.select_for_update().filter(case=case).first()
        is_open = standing is not None and standing.account and chart().state(standing.account) in WAITING
        if appeal is None or standing is None or not is_open or not scope.covers(standing.place):
            raise NotFound("appeal_unknown", words("沒有這一件申訴，或已答覆。"))
        waited = at - appeal.filed_at
        overdue = waited >= timedelta(hours=OVERDUE_HOURS)
        require(scope, "restrictions.decide_overdue" if overdue else "restrictions.answer_appeal", place=standing.place)
        if waited >= timedelta(hours=ESCALATES_HOURS) and appeal.order.issuer_id == scope.user_id:
            raise Refused("own_order", words("申訴已上報，作出決定的人不能自己答覆。"))
        _check_end(appeal.order, answer, ends_on, at)
        if overdue:
            _require_apart(scope, appeal.order, at)
        vote = Vote.objects.create(
            appeal=appeal, user_id=scope.user_id, role=_voting_role(scope) if overdue else scope.role,
            answer=answer, ends_on=ends_on, at=at,
        )  # fmt: skip
        if overdue and not _decided_by_two(appeal, vote, at):
            return None
        return _settle(scope, appeal, standing, vote, at=at, entry=entry)


def _check_end(order: Order, answer: str, ends_on: date | None, at: datetime) -> None:
    fits = ends_on is not None and local_day(at) <= ends_on < order.ends_on
    if (answer == "shortened") != (ends_on is not None) or (ends_on is not None and not fits):
        raise Refused("bad_end", words("縮短須寫明新的期滿日，在今日之後、原期滿日之前。"))


def _voting_role(scope: Scope) -> str:
    return "duty_physician" if "duty_physician" in scope.roles else scope.role


def _require_apart(scope: Scope, order: Order, at: datetime) -> None:
    """Refuse an officer of the organisation that ordered. A physician judges as a physician, whoever pays them."""
    known = organisations({scope.user_id, order.issuer_id}, at)
    if "duty_physician" not in scope.roles and not known[scope.user_id].is_apart_from(known[order.issuer_id]):
        raise Refused("same_organisation", words("逾期的申訴須由另一單位的人員和值班醫師共同決定。"))


def _decided_by_two(appeal: Appeal, vote: Vote, at: datetime) -> bool:
    """Say whether a physician and an officer of two organisations now say the same."""
    last = {one.user_id: one for one in Vote.objects.filter(appeal=appeal).order_by("pk")}
    same = [one for one in last.values() if (one.answer, one.ends_on) == (vote.answer, vote.ends_on)]
    same = [one for one in same if one.at - appeal.filed_at >= timedelta(hours=OVERDUE_HOURS)]
    known = organisations({one.user_id for one in same}, at)
    return any(
        known[physician.user_id].is_apart_from(known[officer.user_id])
        for physician in same
        for officer in same
        if physician.role == "duty_physician" and officer.role != "duty_physician"
    )


def _settle(
    scope: Scope, appeal: Appeal, standing: Standing, vote: Vote, *, at: datetime, entry: UUID | None
) -> Receipt:
    row = step(case=appeal.case, account=account(vote.answer), predecessor=standing.state_tip, on=local_day(at))
    if vote.answer == "shortened" and vote.ends_on is not None:
        appeal.order.ends_on = vote.ends_on
        appeal.order.save(update_fields=["ends_on"])
    if vote.answer == "granted":
        registered(appeal.order.register).lift(scope, appeal.order, at)
    return _post(scope.user_id, scope.role, "appeal-answer", claims(row), at=at, entry=entry)


def escalate(*, at: datetime, on: date | None = None, places: Iterable[int] | None = None) -> int:
    """Move objections that waited too long, the system's own act; return how many. Twice it moves none twice."""
    among = None if places is None else set(places)
    rows = []
    with transaction.atomic():
        due = Appeal.objects.filter(case__in=_waiting(), filed_at__lte=at - timedelta(hours=ESCALATES_HOURS))
        filed = dict(due.values_list("case", "filed_at"))
        for standing in Standing.objects.select_for_update().filter(case__in=filed).order_by("case"):
            late = at - filed[standing.case] >= timedelta(hours=OVERDUE_HOURS)
            to = account("overdue" if late else "escalated")
            if standing.account != chart().number(to) and (among is None or standing.place in among):
                day = on or local_day(at)
                rows.append(step(case=standing.case, account=to, predecessor=standing.state_tip, on=day))
        if rows:
            _post(0, "system", "escalation", claims(*rows), at=at)
    return len(rows)


def _waiting() -> Any:
    numbers = [chart().number(account(state)) for state in WAITING]
    return Standing.objects.filter(account__in=numbers).values("case")


def _post(actor: int, role: str, code: str, table: Claims, *, at: datetime, entry: UUID | None = None) -> Receipt:
    return post(Entry(entry or new_id(), code, actor, role, at, claims=table))
