"""What every verb of quarantine does first and last, on top of `pillars/acting.py`: its registers, its reach."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import fields
from functools import wraps
from typing import ParamSpec
from uuid import UUID

import numpy as np
from django.db import transaction

from tongchou.base.refusals import NotFound, Refused, words
from tongchou.journal.chart import chart
from tongchou.journal.entries import Claims, Column, Mask, Receipt
from tongchou.journal.keeping import Standings, lock_standings
from tongchou.journal.models import Commit, Entry
from tongchou.journal.posting import new_cases
from tongchou.journal.standing import Chain
from tongchou.pillars import acting
from tongchou.pillars.acting import Reached, act, columns_of, day_of, joined
from tongchou.pillars.quarantine.models import Aboard, Stay, Trip
from tongchou.registers.people.services import locate
from tongchou.registers.staff.access import Scope

__all__ = ["Reached", "act", "columns_of", "day_of", "joined"]

Args = ParamSpec("Args")

STAY, REQUEST, ROOM, TRIP, READING = (f"quarantine:{part}" for part in ("stay", "request", "room", "trip", "reading"))


def verb(act_of: Callable[Args, Receipt]) -> Callable[Args, Receipt]:
    """Do an act whole or not at all. What is refused because the same entry did it before is answered `exists`."""

    @wraps(act_of)
    def once(*args: Args.args, **kwargs: Args.kwargs) -> Receipt:
        try:
            with transaction.atomic():
                return act_of(*args, **kwargs)
        except Refused:
            sent = kwargs.get("entry")
            actor = getattr(args[0], "user_id", 0)
            row = Entry.objects.filter(id=sent, actor=actor).first() if isinstance(sent, UUID) else None
            if row is None:
                raise
            commit = Commit.objects.filter(batch=row.batch).values_list("n", flat=True).first() or 0
            return Receipt(row.id, "exists", row.number, commit)

    return once


def lock(cases: Collection[int], *codes: str) -> Reached:
    """Return those of some cases that stand in some accounts, locked: for what the system does by itself."""
    found = lock_standings(np.unique(np.array(list(cases), np.int64)))
    return taken(_reached(found), np.isin(found.account, [chart().number(code) for code in codes]))


def taken(found: Reached, chosen: Mask) -> Reached:
    """Return some of the cases."""
    return Reached(*(getattr(found, field.name)[chosen] for field in fields(Reached)))


def _reached(found: Standings) -> Reached:
    return Reached(*(getattr(found, field.name) for field in fields(Reached)))


def unknown() -> NotFound:
    return NotFound("case_unknown", words("在您負責的範圍內沒有這一件。"))


def reach(scope: Scope, verb: str, cases: Sequence[int], *, register: str, own: Collection[int] = ()) -> Reached:
    """Return where cases of a register stand, locked, if the actor may do the verb on all of them.

    Raises:
        NotAllowed, NotFound("case_unknown"): one is not there, is no such case, or is out of reach.
    """
    found = acting.reach(scope, verb, cases, unknown=unknown(), own=own)
    if not (found.account > 0).all() or any(chart().register(int(n)) != register for n in np.unique(found.account)):
        raise unknown()
    return found


def reach_stays(scope: Scope, verb: str, cases: Sequence[int]) -> Reached:
    """Reach stays at their site, at their home, or aboard a trip of the actor's port."""
    return reach(scope, verb, cases, register=STAY, own=stays_of(scope, cases))


def stays_of(scope: Scope, cases: Sequence[int]) -> set[int]:
    """Return those of the stays whose home, or the port of whose trip, is in scope."""
    homes = dict(Stay.objects.filter(case__in=list(cases)).values_list("case", "home"))
    found = {case for case, home in homes.items() if home and scope.covers(home)}
    trips = dict(Aboard.objects.filter(stay__in=list(cases)).values_list("stay", "trip"))
    ports = ports_of(trips.values())
    return found | {stay for stay, trip in trips.items() if trip in ports and scope.covers(ports[trip])}


def ports_of(trips: Collection[int]) -> dict[int, int]:
    """Return the port of each trip."""
    return dict(Trip.objects.filter(case__in=list(trips)).values_list("case", "port"))


def must_be(found: Reached, states: Collection[str], code: str, text: str) -> None:
    """Refuse unless every case stands in one of some states."""
    if any(found.state(i) not in states for i in range(len(found))):
        raise Refused(code, text)


def moved(found: Reached, state: str | Callable[[int], str], on: int) -> Claims:
    """Return claims that take each case to a state of its own register and class."""
    book_of = chart()
    target = [
        book_of.at(book_of.register(int(n)), book_of.case_class(int(n)), state if isinstance(state, str) else state(i))
        for i, n in enumerate(found.account)
    ]
    return columns_of(
        found.case, chain=Chain.STATE, predecessor=found.state_tip, account=np.array(target, np.int64), on=on
    )


def opened(codes: Sequence[str], places: Sequence[int] | Column, on: int) -> tuple[Column, Claims]:
    """Return new case numbers, and the claims that open each at an account and a place."""
    first = new_cases(len(codes))
    case = np.arange(first, first + len(codes), dtype=np.int64)
    account = np.array([chart().number(code) for code in codes], np.int64)
    return case, columns_of(case, chain=Chain.OPEN, account=account, place=np.array(places, np.int64), on=on)


def at_place(found: Reached, place: Column | int, on: int) -> Claims:
    """Return claims that hand cases over to a place; those already there are left out."""
    to = np.asarray(place, np.int64) if isinstance(place, np.ndarray) else np.full(len(found), place, np.int64)
    away = found.place != to
    return columns_of(found.case[away], chain=Chain.PLACE, predecessor=found.place_tip[away], place=to[away], on=on)


def known_at(persons: Collection[int], places: Sequence[int]) -> None:
    """Let places answer for persons: whoever works there may meet them."""
    for place in set(places):
        if place:
            locate([person for person, at in zip(persons, places, strict=True) if at == place], place)
