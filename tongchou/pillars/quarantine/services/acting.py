"""What every verb of quarantine does first and last, on top of `pillars/acting.py`: its registers, its reach."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from tongchou.base.refusals import NotFound, Refused, words
from tongchou.journal.chart import chart
from tongchou.pillars import acting
from tongchou.pillars.acting import Reached
from tongchou.pillars.quarantine.models import Aboard, Stay, Trip
from tongchou.registers.people.services import locate
from tongchou.registers.staff.access import Scope

STAY, REQUEST, ROOM, TRIP, READING = (f"quarantine:{part}" for part in ("stay", "request", "room", "trip", "reading"))


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


def known_at(persons: Collection[int], places: Sequence[int]) -> None:
    """Let places answer for persons: whoever works there may meet them."""
    for place in set(places):
        if place:
            locate([person for person, at in zip(persons, places, strict=True) if at == place], place)
