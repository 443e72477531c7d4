"""移交: to another cell of the village, or out of the county; a new address is in the note."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tongchou.base.clock import local_day
from tongchou.base.refusals import Refused, words
from tongchou.field.acts.work import Prepared, Work, prepare
from tongchou.field.reading import Said, case, cases, malformed, tips
from tongchou.pillars.screening.services import OUTSIDE, HandedOver, hand_over_each
from tongchou.registers.places.queries import places_called


def cases_of(said: Said) -> Iterator[int]:
    """Give the checks that an entry names."""
    named = said.body.get("checks")
    yield from map(case, named) if isinstance(named, list) else ()


def prepare_all(work: Work, entries: Sequence[Said]) -> Prepared:
    """Read hand-overs and make them ready."""
    named = {to for said in entries if isinstance(to := said.body.get("to"), str)}
    places = places_called(named, local_day(work.at))

    def read(said: Said) -> HandedOver:
        to = said.body.get("to")
        if not isinstance(to, str):
            raise malformed("to")
        place = OUTSIDE if to == "outside" else places.get(to)
        if place is None:
            raise Refused("place_unknown", words("沒有這一格，請重選。"))
        return HandedOver(
            cases(said.body.get("checks")),
            place,
            entry=said.id,
            predecessors=tips(said.body.get("after")),
            occurred_at=work.when(said),
        )

    return prepare(entries, read, lambda acts: hand_over_each(work.scope, acts, at=work.at, own=work.own))
