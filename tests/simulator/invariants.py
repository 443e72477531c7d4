"""What must be true of every story, whatever happened in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.simulator.phone import Phone, claims_of
from tongchou.base import clock
from tongchou.field import sealing
from tongchou.field.models import Device, Received
from tongchou.journal import recount
from tongchou.journal.chart import chart
from tongchou.journal.models import INDEX_BITS, Claim, Entry, Standing
from tongchou.journal.posting import claim_id
from tongchou.journal.standing import Chain
from tongchou.pillars.screening.accounts import OBSERVED
from tongchou.pillars.screening.models import Check, Finding, Visit
from tongchou.registers.places.models import Place, Succession
from tongchou.registers.places.queries import tree
from tongchou.restrictions.models import Order

if TYPE_CHECKING:
    from tests.simulator.story import Story

#: Acts that reach the books as an entry of claims about cases that were there before.
CLAIMING = ("outcome", "visit", "hand_over")


class Broken(AssertionError):
    """Something that must always be true was not."""


def given_only_its_own(bundle: Mapping[str, Any], at: datetime) -> None:
    """No phone is given anybody who is not in its cell at that moment, by the books and not by the bundle's reader."""
    now = tree(clock.local_day(at))
    cell = int(now.by_code[bundle["cell"]["code"]])
    mine = set(now.below(cell).tolist()) | {cell}
    checks = [int(one["case"]) for one in bundle["checks"]]
    visits = [int(one["case"]) for one in bundle["visits"]]
    places = dict(Standing.objects.filter(case__in=[*checks, *visits]).values_list("case", "place"))
    away = {case: place for case, place in places.items() if place not in mine}
    if away or len(places) != len({*checks, *visits}):
        raise Broken(f"a phone of {bundle['cell']['code']} was given cases of other places: {away}")
    of_visits = Visit.objects.filter(case__in=visits).values_list("check_case", flat=True)
    persons = set(Check.objects.filter(case__in=[*checks, *of_visits]).values_list("person", flat=True))
    if strange := {one["person"] for one in bundle["people"]} - persons:
        raise Broken(f"a phone of {bundle['cell']['code']} was given persons without a case there: {strange}")


def check(story: Story, *, since: int) -> None:
    """Check everything after all phones have sent all. `since` is the commit before the story began."""
    ids = [UUID(entry) for entry in story.promised]
    received = {str(row.id): row for row in Received.objects.filter(id__in=ids)}
    entries = {str(row.id): row for row in Entry.objects.filter(id__in=ids)}
    claims: dict[int, list[Claim]] = {}
    for claim in Claim.objects.filter(entry__in=[row.number for row in entries.values()]).order_by("id"):
        claims.setdefault(claim.entry, []).append(claim)
    flags = dict(Standing.objects.filter(case__in=[c.case for own in claims.values() for c in own], flags__gt=0)
                 .values_list("case", "flags"))  # fmt: skip
    for entry_id, (phone, entry, made_at) in story.promised.items():
        one = _still_there(phone, entry)
        _kept(one, received.get(entry_id), made_at, phone)
        _in_books(one, entries.get(entry_id), claims, flags)
    _findings(story)
    _orders([claim for own in claims.values() for claim in own])
    if differences := recount.audit_since(since):
        raise Broken(f"the books do not add up: {differences[0]}")


def _still_there(phone: Phone, entry: Mapping[str, Any]) -> dict[str, Any]:
    """What a screen called saved is on the phone, as it was, with an answer."""
    found = [one for one in phone.outbox if one["entry"]["id"] == entry["id"]]
    if len(found) != 1 or found[0]["entry"] != entry:
        raise Broken(f"an act that was called saved is not on its phone any more: {entry}")
    if not found[0]["acknowledgement"]:
        raise Broken(f"an act was never acknowledged: {entry}")
    return found[0]


def _kept(one: Mapping[str, Any], row: Received | None, made_at: datetime, phone: Phone) -> None:
    """What was acknowledged is kept under that number, with both times; what was refused with all it said."""
    entry = one["entry"]
    if row is None or row.acknowledgement != one["acknowledgement"]:
        raise Broken(f"acknowledged as {one['acknowledgement']}, but not kept so: {entry}")
    if row.phone_at != datetime.fromisoformat(entry["made_at"]):
        raise Broken(f"the phone's own time was not kept: {entry}")
    if one["answer"] == "refused":
        if row.sealed is None or json.loads(sealing.acts().open(row.sealed)) != entry:
            raise Broken(f"refused, and what it said is gone: {entry}")
        if not one["code"]:
            raise Broken(f"refused without a reason: {entry}")


def _in_books(
    one: Mapping[str, Any], row: Entry | None, claims: Mapping[int, list[Claim]], flags: Mapping[int, int]
) -> None:
    """What was called in the books is there once, saying what the phone said after what the phone had seen."""
    entry, answer = one["entry"], one["answer"]
    if entry["act"] not in CLAIMING:
        return
    if (answer == "refused") == (row is not None):
        raise Broken(f"answered {answer} ({one['code']}), but in the books is {row}: {entry}")
    if row is None:
        return
    said = [(claim.case, claim.chain, claim.account, claim.place, claim.predecessor) for claim in claims[row.number]]
    if said != _expected(entry, {claim.case: claim.place for claim in claims[row.number]}):
        raise Broken(f"the books do not say what the phone said: {said}: {entry}")
    seen = 0
    for case, *_ in said:
        seen |= flags.get(case, 0)
    conflict, waiting = Standing.DISPUTED | Standing.CONFLICT, Standing.WAITING
    should = {"conflict"} if seen & conflict else {"waiting"} if seen & waiting else {"created", "exists"}
    if answer not in should:
        raise Broken(f"answered {answer}, but where its cases stand says {should}: {entry}")


def _expected(entry: Mapping[str, Any], by_case: Mapping[int, int]) -> list[tuple[int, int, int, int, int]]:
    """Return the claims that an entry has to become, as (case, chain, account, place, predecessor).

    `by_case` are the places that the books have for its cases.
    """
    own = claims_of(entry)
    place_chain = "place" in own
    cases = own["place" if place_chain else "state"]
    if sorted(by_case) != sorted(cases):
        return []
    groups = _groups(list(cases))
    found = []
    for case in cases:
        before = _claim(entry["after"][str(case)])
        if place_chain:
            to = _meant(entry["to"], by_case[case])
            found.append((case, int(Chain.PLACE), 0, to, before))
        else:
            found.append((case, int(Chain.STATE), chart().number(_account(entry, case, groups[case])), 0, before))
    return found


def _meant(code: str, place: int) -> int:
    """Return the place that a phone named: where a retired cell's cases went, if the act came after that."""
    cell = Place.objects.get(code=code)
    went = {cell.pk, *Succession.objects.filter(from_place=cell).values_list("to_place", flat=True)}
    village = Place.objects.get(code=code.rpartition("-")[0]).pk
    return place if place in went | ({village} if len(went) > 2 else set()) else cell.pk


def _groups(cases: list[int]) -> dict[int, str]:
    opened = Claim.objects.filter(case__in=cases, chain=Chain.OPEN).values_list("case", "account")
    return {case: chart().case_class(account) for case, account in opened}


def _account(entry: Mapping[str, Any], case: int, group: str) -> str:
    if entry["act"] == "visit":
        return f"visit:{group}:{entry['answer']}"
    return f"screening:{group}:{'handed-over' if entry['act'] == 'hand_over' else entry['outcomes'][str(case)]}"


def _claim(tip: str) -> int:
    entry, colon, index = tip.partition(":")
    return claim_id(UUID(entry), int(index)) if colon else int(tip)


def _findings(story: Story) -> None:
    """Each try that was taken is one finding for each of its checks, and no more."""
    taken = {
        (case, entry["found"], entry_id)
        for entry_id, (phone, entry, _) in story.promised.items()
        if entry["act"] == "tried" and _answer_on(phone, entry_id) != "refused"
        for case in entry["checks"]
    }
    cases = {*story.village.cases, *(case for case, _, _ in taken)}
    found = sorted(Finding.objects.filter(check_case__in=cases).values_list("check_case", "found"))
    if found != sorted((case, what) for case, what, _ in taken):
        raise Broken(f"findings {found}, but the phones said {sorted(taken)}")


def _orders(claims: list[Claim]) -> None:
    """Each claim that puts somebody under observation carries its order, with ground and end."""
    observed = {claim.id for claim in claims if claim.account and chart().state(claim.account) in OBSERVED}
    ordered = set(Order.objects.filter(claim__in=observed).values_list("claim", flat=True))
    if missing := observed - ordered:
        raise Broken(f"claims that restrict without an order: {missing}")


def _answer_on(phone: Phone, entry_id: str) -> str:
    return next(one["answer"] for one in phone.outbox if one["entry"]["id"] == entry_id)


def times(story: Story) -> None:
    """What happened is dated by the county's clock, within what the network took, and never after it was received."""
    ids = [UUID(entry) for entry in story.promised]
    received = {row.id: row for row in Received.objects.filter(id__in=ids)}
    for row in Entry.objects.filter(id__in=ids):
        kept = received[row.id]
        _, _, made_at = story.promised[str(row.id)]
        if row.occurred_at > kept.received_at:
            raise Broken(f"{row.id} happened after it was received")
        off = abs((row.occurred_at - made_at).total_seconds())
        jumped = any(step.what == "clock" for step in story.plan.steps)
        if off > CLOCK_OFF.total_seconds() and not jumped:
            raise Broken(f"{row.id} is dated {off:.0f} seconds off")


#: How wrong the time of an act may be: what passes for a right clock, and the way of its request.
CLOCK_OFF = timedelta(minutes=3)
SPAN = 1 << INDEX_BITS
__all__ = ["Broken", "Device", "check", "given_only_its_own", "times"]
