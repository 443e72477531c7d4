"""Orders: a stay begins on evidence, by its day's rule, under a name, with an end; whoever ordered it ends it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import numpy as np
from django.db import transaction

from tongchou.base.clock import local_day
from tongchou.base.refusals import Refused, words
from tongchou.dated.queries import rule_on
from tongchou.journal.entries import Receipt
from tongchou.pillars.acting import Reached, act, at_place, day_of, joined, opened, standing_in, to_state, verb
from tongchou.pillars.quarantine import rules
from tongchou.pillars.quarantine.accounts import EXTENSIONS, OPEN_REQUESTS, RESTRICTED
from tongchou.pillars.quarantine.models import Reported, Request, Stay
from tongchou.pillars.quarantine.restrictions import CENTRAL
from tongchou.pillars.quarantine.services.acting import REQUEST, STAY, known_at, must_be, reach
from tongchou.pillars.quarantine.services.requests import NOT_OPEN
from tongchou.pillars.quarantine.services.rooms import vacated
from tongchou.registers.people.services import link
from tongchou.registers.staff.access import Scope, require
from tongchou.restrictions.models import Order
from tongchou.restrictions.services import DatedRule, Wanted, draw_up, keep
from tongchou.restrictions.services.approvals import require_second

UNDER_WATCH = ("in-site", "home-after")
NOT_IN = ("not_in_quarantine", words("其中有人不在隔離之中。"))
NO_NEW = ("no_new_evidence", words("沒有新的暴露證據，不能延長；期滿日不變。"))


def ground(day: date) -> DatedRule:
    """Return the ground in law and the edition of the rule in force on a day."""
    edition = rule_on("quarantine.length", day)
    return DatedRule(str(edition.body["legal_ground"]), edition.source)


def wanted(index: int, case: int, person: int, basis: str, *, exposed_on: date | None, day: date) -> Wanted:
    """Return what is asked for one stay: the end is counted from the last exposure by the day's rule."""
    edition = rule_on("quarantine.length", day)
    ends = rules.quarantine_ends_on(exposed_on, edition, basis) if exposed_on else None
    return Wanted(index, case, person, CENTRAL, exposed_on, ends)


@verb
def order(
    scope: Scope,
    cases: Sequence[int],
    *,
    site: int,
    at: datetime,
    on: date | None = None,
    basis: str = "",
    entry: UUID | None = None,
) -> Receipt:
    """Order quarantine at a site for the people of some requests: each becomes a stay. Nobody is moved by it yet.

    `basis` counts another length than the request's (`by-letter`). Without a dated exposure, a live determination
    signed by an epidemiologist carries the order.

    Raises:
        Refused("evidence_missing"), Refused("observation_over"), Refused("second_person_needed"),
        Refused("request_closed"), NotFound("case_unknown").
    """
    require(scope, "quarantine.order", place=site)
    found = reach(scope, "quarantine.order", cases, register=REQUEST)
    must_be(found, OPEN_REQUESTS, *NOT_OPEN)
    requests = Request.objects.in_bulk(found.case.tolist())
    rows = [requests[case] for case in found.case.tolist()]
    day = date.fromordinal(day_of(at, on))
    stays, opening = opened([f"{STAY}:ordered"] * len(rows), [site] * len(rows), day.toordinal())
    numbers = stays.tolist()
    asked = [
        wanted(len(rows) + i, numbers[i], row.person, basis or row.basis, exposed_on=row.exposed_on, day=day)
        for i, row in enumerate(rows)
    ]
    drawn = draw_up(scope, STAY, asked, rule=ground(day), on=day, at=at)
    receipt = act(scope, "order", joined([to_state(found, "ordered", day.toordinal()), opening]), at=at, entry=entry)
    if receipt.answer == "created":
        Stay.objects.bulk_create(
            Stay(case=c, request=r.case, person=r.person, home=r.home, basis=basis or r.basis)
            for c, r in zip(numbers, rows, strict=True)
        )
        keep(drawn, receipt.first_claim)
        link(numbers, [r.person for r in rows])
        known_at([r.person for r in rows], [site] * len(rows))
    return receipt


def latest(cases: Sequence[int]) -> dict[int, Order]:
    """Return the order in force of each stay: the last issued."""
    return {row.case: row for row in Order.objects.filter(register=STAY, case__in=list(cases)).order_by("claim")}


def confirm(scope: Scope, cases: Sequence[int], *, at: datetime) -> int:
    """Take stays that a site's ledger reported over as orders of the command post; return how many.

    Raises:
        Refused("second_person_needed"), Refused("nothing_to_confirm").
    """
    with transaction.atomic():
        reach(scope, "quarantine.order", cases, register=STAY)
        bare = list(Reported.objects.filter(case__in=list(cases), confirmed_by=None).values_list("case", flat=True))
        if not bare:
            raise Refused("nothing_to_confirm", words("這些隔離決定都已經確認。"))
        rows = list(latest(bare).values())
        rule = ground(local_day(at))
        require_second(scope, rule.source, len(rows), at=at)
        for row in rows:
            row.rule, row.issuer_id, row.issued_at = rule.source, scope.user_id, at
        Order.objects.bulk_update(rows, ["rule", "issuer", "issued_at"])
        Reported.objects.filter(case__in=bare).update(confirmed_by=scope.user_id, confirmed_at=at)
    return len(rows)


@verb
def extend(
    scope: Scope,
    case: int,
    *,
    at: datetime,
    exposed_on: date | None = None,
    basis: str = "",
    entry: UUID | None = None,
) -> Receipt:
    """Extend a stay, on new evidence only: a later exposure, a letter's rule, or a new determination. A new end.

    The extension is a case of its own, whose claim carries the later order; the stay stays where it is.

    Raises:
        Refused("not_in_quarantine"), Refused("no_new_evidence"), and those of `order`.
    """
    found = reach(scope, "quarantine.extend", [case], register=STAY)
    must_be(found, ("ordered", "in-transit", *UNDER_WATCH), *NOT_IN)
    before, day, stay = latest([case])[case], local_day(at), Stay.objects.get(case=case)
    is_later = exposed_on is not None and before.exposed_on is not None and before.exposed_on < exposed_on <= day
    if exposed_on is not None and not is_later:
        raise Refused(*NO_NEW)
    since = exposed_on or (before.exposed_on if basis else None)
    asked = wanted(0, case, stay.person, basis or stay.basis, exposed_on=since, day=day)
    drawn = draw_up(scope, STAY, [asked], rule=ground(day), on=day, at=at)
    if drawn[0].order.ends_on <= before.ends_on:
        raise Refused(*NO_NEW)
    _, claims = opened([f"{EXTENSIONS.name}:given"], found.place, day.toordinal())
    receipt = act(scope, "extension", claims, at=at, entry=entry)
    if receipt.answer == "created":
        keep(drawn, receipt.first_claim)
    return receipt


@verb
def release(
    scope: Scope, cases: Sequence[int], *, at: datetime, on: date | None = None, entry: UUID | None = None
) -> Receipt:
    """Release people whose last full day has come, by the authority that ordered. Their rooms await disinfection.

    Raises:
        Refused("not_in_quarantine"), Refused("too_early"), Refused("not_confirmed"): no authority ordered it yet.
    """
    found = reach(scope, "quarantine.release", cases, register=STAY)
    must_be(found, UNDER_WATCH, *NOT_IN)
    if Reported.objects.filter(case__in=found.case.tolist(), confirmed_by=None).exists():
        raise Refused("not_confirmed", words("其中有人只是隔離點所報，請先確認決定，再行解除。"))
    day = date.fromordinal(day_of(at, on))
    for row in latest(found.case.tolist()).values():
        if row.ends_on > day:
            raise Refused("too_early", words("隔離到%(ends)s期滿，還不能解除。"), ends=row.ends_on.isoformat())
    return ended(scope, found, at=at, day=day, entry=entry)


def ended(
    scope: Scope, found: Reached, *, at: datetime, day: date, entry: UUID | None = None, reason: str = ""
) -> Receipt:
    """Post the end of stays: released from where they are, or revoked where nobody has come to a site yet."""
    claims = to_state(found, lambda i: "released" if found.state(i) in UNDER_WATCH else "revoked", day.toordinal())
    rooms = vacated(found.case.tolist(), at=at, day=day)
    return act(scope, "release", joined([claims, *rooms]), at=at, entry=entry, reason=reason)


def lift(scope: Scope, case: int, *, at: datetime) -> None:
    """End a stay because an objection was granted; one that ended already stays as it is."""
    found = standing_in([case], *(f"{STAY}:{state}" for state in RESTRICTED))
    if len(found):
        ended(scope, found, at=at, day=local_day(at), reason="appeal-granted")


@verb
def to_home(
    scope: Scope, cases: Sequence[int], *, at: datetime, on: date | None = None, entry: UUID | None = None
) -> Receipt:
    """Let people go on with their quarantine at home: the same stay and end, now at the home's place.

    Raises:
        Refused("not_in_site"), Refused("home_unknown").
    """
    found = reach(scope, "quarantine.release", cases, register=STAY)
    must_be(found, ("in-site",), "not_in_site", words("其中有人不在隔離點。"))
    homes = dict(Stay.objects.filter(case__in=found.case.tolist()).values_list("case", "home"))
    if not all(homes.values()):
        raise Refused("home_unknown", words("不知道此人住在哪個村（社區），不能轉居家隔離。"))
    on_day = day_of(at, on)
    place = np.array([homes[c] for c in found.case.tolist()], np.int64)
    rooms = vacated(found.case.tolist(), at=at, day=date.fromordinal(on_day))
    claims = joined([to_state(found, "home-after", on_day), at_place(found, place, on_day), *rooms])
    return act(scope, "to-home", claims, at=at, entry=entry)


@verb
def to_hospital(
    scope: Scope, cases: Sequence[int], *, at: datetime, on: date | None = None, entry: UUID | None = None
) -> Receipt:
    """Hand people over to hospital. It is no release: isolation has its own rule, and the order goes on.

    Raises:
        Refused("not_in_quarantine").
    """
    found = reach(scope, "quarantine.to_hospital", cases, register=STAY)
    must_be(found, ("in-transit", *UNDER_WATCH), *NOT_IN)
    day = date.fromordinal(day_of(at, on))
    rooms = vacated(found.case.tolist(), at=at, day=day)
    return act(scope, "to-hospital", joined([to_state(found, "hospital", day.toordinal()), *rooms]), at=at, entry=entry)


@verb
def found_positive(
    scope: Scope, cases: Sequence[int], *, at: datetime, on: date | None = None, entry: UUID | None = None
) -> Receipt:
    """Record that people were found positive, as the disease-control authority says; never decided here.

    Raises:
        Refused("not_in_hospital").
    """
    found = reach(scope, "quarantine.order", cases, register=STAY)
    must_be(found, ("hospital",), "not_in_hospital", words("陽性者應先轉送醫院。"))
    return act(scope, "positive", to_state(found, "found-positive", day_of(at, on)), at=at, entry=entry)
