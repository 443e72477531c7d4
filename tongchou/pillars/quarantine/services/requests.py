"""The field asks for central quarantine; it takes nobody away. A hold is for hours, and its issuer is on call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from tongchou.base.clock import local_day
from tongchou.base.ids import new_id
from tongchou.base.refusals import Refused, words
from tongchou.dated.queries import rule_on
from tongchou.journal.entries import Entry, Receipt
from tongchou.journal.posting import post
from tongchou.pillars.acting import act, day_of, opened, standing_in, to_state, verb
from tongchou.pillars.quarantine.accounts import OPEN_REQUESTS
from tongchou.pillars.quarantine.models import OnCall, Request
from tongchou.pillars.quarantine.services.acting import REQUEST, must_be, reach
from tongchou.registers.people.services import link
from tongchou.registers.staff.access import Scope, require
from tongchou.registers.staff.models import User

REFUSALS = {
    "no-evidence": words("沒有有日期的暴露史"),
    "period-over": words("觀察期已滿"),
    "home-suffices": words("居家隔離即可"),
    "not-the-person": words("不是本人"),
}
NOT_OPEN = ("request_closed", words("這一件報請已經有答覆。"))


@dataclass(frozen=True)
class Ask:
    """One person for whom quarantine is asked. `origin` is the case it came from (0: none); `home` where they live."""

    person: int
    home: int
    exposed_on: date | None
    basis: str = "default"
    origin: int = 0


def request(
    scope: Scope, asks: Sequence[Ask], *, at: datetime, on: date | None = None, entry: UUID | None = None
) -> list[int]:
    """Ask for quarantine of some people; return the requests' case numbers, in order. The same origin asks once."""
    known = {r.origin: r.case for r in Request.objects.filter(origin__in=[a.origin for a in asks if a.origin])}
    fresh = [a for a in asks if a.origin not in known]
    for ask in fresh:
        require(scope, "quarantine.request", place=ask.home)
    if fresh:
        with transaction.atomic():
            case, claims = opened([f"{REQUEST}:asked"] * len(fresh), [a.home for a in fresh], day_of(at, on))
            receipt = act(scope, "request", claims, at=at, entry=entry)
            if receipt.answer == "created":
                Request.objects.bulk_create(
                    Request(
                        case=c, origin=a.origin, person=a.person, home=a.home, basis=a.basis, exposed_on=a.exposed_on,
                        asked_by_id=scope.user_id, asked_at=at,
                    )
                    for c, a in zip(case.tolist(), fresh, strict=True)
                )  # fmt: skip
                link(case.tolist(), [a.person for a in fresh])
        known |= {a.origin: c for c, a in zip(case.tolist(), fresh, strict=True) if a.origin}
        numbers = iter(case.tolist())
        return [known[a.origin] if a.origin else next(numbers) for a in asks]
    return [known[a.origin] for a in asks]


@verb
def hold(scope: Scope, cases: Sequence[int], *, issuer: int, at: datetime, entry: UUID | None = None) -> Receipt:
    """Hold people where they are until an order comes, for the hours of the rule, once, by whoever is on call.

    Raises:
        Refused("not_on_call"), Refused("evidence_missing"), Refused("held_before"), Refused("request_closed").
    """
    found = reach(scope, "quarantine.hold", cases, register=REQUEST)
    must_be(found, OPEN_REQUESTS, *NOT_OPEN)
    if not OnCall.objects.filter(on=local_day(at), user=issuer).exists():
        raise Refused("not_on_call", words("臨時留置須由當日值班簽發人簽發。"))
    rows = list(Request.objects.filter(case__in=found.case.tolist()))
    if any(r.exposed_on is None for r in rows):
        raise Refused("evidence_missing", words("沒有有日期的暴露史，不能留置。"))
    if any(r.hold_until for r in rows):
        raise Refused("held_before", words("留置只能一次，到時自行解除；請作出決定或退回。"))
    hours = int(rule_on("quarantine.conduct", local_day(at)).body["hold_hours"])
    receipt = act(scope, "hold", to_state(found, "held", day_of(at, None)), at=at, entry=entry)
    Request.objects.filter(case__in=found.case.tolist()).update(held_by=issuer, hold_until=at + timedelta(hours=hours))
    return receipt


def lapse_holds(*, at: datetime) -> int:
    """End the holds whose hour has come; return how many. The request is not lost: it waits for its answer again."""
    due = Request.objects.filter(hold_until__lte=at).values_list("case", flat=True)
    with transaction.atomic():
        over = standing_in(due, f"{REQUEST}:held")
        if len(over):
            claims = to_state(over, "asked", day_of(at, None))
            post(Entry(new_id(), "hold-ended", 0, "system", at, claims, reason="hour-limit"))
    return len(over)


@verb
def refuse(scope: Scope, cases: Sequence[int], *, reason: str, at: datetime, entry: UUID | None = None) -> Receipt:
    """Answer requests with no, with a reason the field reads.

    Raises:
        Refused("reason_missing"), Refused("request_closed").
    """
    if reason not in REFUSALS:
        raise Refused("reason_missing", words("請選擇不同意的理由。"))
    found = reach(scope, "quarantine.order", cases, register=REQUEST)
    must_be(found, OPEN_REQUESTS, *NOT_OPEN)
    Request.objects.filter(case__in=found.case.tolist()).update(answer=reason)
    return act(scope, "refusal", to_state(found, "refused", day_of(at, None)), at=at, entry=entry, reason=reason)


@verb
def withdraw(scope: Scope, cases: Sequence[int], *, at: datetime, entry: UUID | None = None) -> Receipt:
    """Take requests back that have no answer yet.

    Raises:
        Refused("request_closed").
    """
    found = reach(scope, "quarantine.request", cases, register=REQUEST)
    must_be(found, OPEN_REQUESTS, *NOT_OPEN)
    return act(scope, "withdrawal", to_state(found, "withdrawn", day_of(at, None)), at=at, entry=entry)


def on_call(on: date) -> list[User]:
    """Return who is on call on a day."""
    return [row.user for row in OnCall.objects.filter(on=on).select_related("user").order_by("pk")]


def put_on_call(scope: Scope, user: int, *, on: date) -> OnCall:
    """Name who issues orders and holds on a day; several may be named."""
    require(scope, "quarantine.put_on_call")
    return OnCall.objects.get_or_create(on=on, user_id=user)[0]
