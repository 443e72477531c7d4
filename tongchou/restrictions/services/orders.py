"""Orders: no status without evidence, a ground, an issuer, and an end that comes by itself.

orders = draw_up(scope, "screening", wanted, rule=rule, on=day, at=at)     before the entry is posted
keep(orders, receipt.first_claim)                                          after it was, in the same transaction
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tongchou.base.refusals import Refused, words
from tongchou.registers.staff.access import Scope
from tongchou.restrictions.kinds import registered
from tongchou.restrictions.models import Determination, Order
from tongchou.restrictions.services.approvals import require_second
from tongchou.restrictions.services.determinations import live


@dataclass(frozen=True)
class Wanted:
    """An order that is asked for; `index` is its claim's place in the entry.

    `exposed_on` is the dated evidence there is of the person's last exposure, and `ends_on` the last full day that the
    dated rule gives with it; both None where there is none.
    """

    index: int
    case: int
    person: int
    kind: str
    exposed_on: date | None
    ends_on: date | None


@dataclass(frozen=True)
class DatedRule:
    """The rule an order stands on: the ground in law, and which edition says so."""

    legal_ground: str
    source: str


@dataclass(frozen=True)
class Drawn:
    """An order about to be kept, with its claim's place in the entry."""

    index: int
    order: Order


def draw_up(
    scope: Scope,
    register: str,
    wanted: Sequence[Wanted],
    *,
    rule: DatedRule,
    on: date,
    at: datetime,
    before: Sequence[Drawn] = (),
) -> list[Drawn]:
    """Draw up orders from a day on; nothing is written yet.

    Where the dated rule gives no ground, a live determination of the person for this kind carries the order. `before`
    are orders that were drawn up for the same posting: they count among those of the 24 hours.

    Raises:
        Refused("evidence_missing"): neither a dated exposure nor a determination.
        Refused("observation_over"): the last day the rule gives is past already, and nobody determined otherwise.
        Refused("second_person_needed"): more than twenty restricted under one rule in 24 hours by one organisation.
    """
    known = registered(register).kinds
    without = [one.person for one in wanted if one.ends_on is None or one.ends_on < on]
    determined = live(without, on=on)
    drawn = [Drawn(one.index, _order(scope, register, one, rule, determined, on, at)) for one in wanted]
    if any(known[one.kind].restricts for one in wanted):
        same = [one.order for one in before if one.order.rule == rule.source]
        count = sum(known[one.kind].restricts for one in wanted) + sum(known[one.kind].restricts for one in same)
        require_second(scope, rule.source, count, at=at)
    return drawn


def _order(
    scope: Scope,
    register: str,
    one: Wanted,
    rule: DatedRule,
    determined: dict[tuple[int, str], Determination],
    on: date,
    at: datetime,
) -> Order:
    ends, by = one.ends_on, None
    if ends is None or ends < on:
        by = determined.get((one.person, one.kind))
        if by is None and ends is None:
            raise Refused(
                "evidence_missing",
                words("沒有離開或到達日期，也沒有流行病學判定，不能作出這一決定；請先補登行程或請流調人員判定。"),
            )
        if by is None:
            raise Refused("observation_over", words("觀察期到%(ends)s已滿，請選「已過觀察期」。"), ends=str(ends))
        ends = by.expires_on
    return Order(
        register=register, case=one.case, person=one.person, kind=one.kind, legal_ground=rule.legal_ground,
        rule=rule.source, exposed_on=one.exposed_on, determination=by, from_on=on, ends_on=ends,
        issuer_id=scope.user_id, issued_at=at,
    )  # fmt: skip


def keep(drawn: Sequence[Drawn], first_claim: int) -> None:
    """Write orders beside the claims that carry them."""
    keep_each([(drawn, first_claim)])


def keep_each(several: Iterable[tuple[Sequence[Drawn], int]]) -> None:
    """Write the orders of several acts, each with its first claim, beside the claims that carry them."""
    orders: list[Order] = []
    for drawn, first_claim in several:
        for one in drawn:
            one.order.claim = first_claim + one.index
            orders.append(one.order)
    if orders:
        Order.objects.bulk_create(orders, batch_size=1000)
