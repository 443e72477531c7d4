"""試過而未見: nobody home, refused, absent, unreachable. The check stays pending, shown as tried."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tongchou.field.acts.work import Prepared, Work, prepare
from tongchou.field.reading import Said, case, cases, malformed
from tongchou.pillars.screening.services import Found, find_each
from tongchou.registers.staff.access import Scope

FOUND = ("nobody-home", "refused", "absent", "unreachable")
#: Which slot of the team a kind of helper fills; everyone else is the village's.
SLOT_OF = {"police": "police", "health_worker": "health"}


def cases_of(said: Said) -> Iterator[int]:
    """Give the checks that an entry names."""
    named = said.body.get("checks")
    yield from map(case, named) if isinstance(named, list) else ()


def prepare_all(work: Work, entries: Sequence[Said]) -> Prepared:
    """Read what was tried and make it ready."""
    slot = slot_of(work.scope)

    def read(said: Said) -> Found:
        if said.body.get("found") not in FOUND:
            raise malformed("found")
        return Found(cases(said.body.get("checks")), slot, said.body["found"], work.when(said), entry=said.id)

    return prepare(entries, read, lambda acts: find_each(work.scope, acts, own=work.own))


def slot_of(scope: Scope) -> str:
    """Return which slot of a team a worker fills."""
    return next((SLOT_OF[held.kind] for held in scope.held if held.kind in SLOT_OF), "village_committee")
