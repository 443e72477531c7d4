"""居家觀察的每日訪視."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tongchou.field.acts.work import Prepared, Work, prepare
from tongchou.field.reading import Said, case, cases, malformed, tips
from tongchou.pillars.screening.services import BY_NOTE, Visited, visit_each

#: A living person's temperature in tenths of a degree.
TENTHS = range(300, 451)


def cases_of(said: Said) -> Iterator[int]:
    """Give the visits that an entry names."""
    named = said.body.get("visits")
    yield from map(case, named) if isinstance(named, list) else ()


def prepare_all(work: Work, entries: Sequence[Said]) -> Prepared:
    """Read answers to visits and make them ready."""

    def read(said: Said) -> Visited:
        answer = said.body.get("answer")
        if not isinstance(answer, str):
            raise malformed("answer")
        return Visited(
            cases(said.body.get("visits")),
            answer,
            told_by=_teller(said.body),
            temperature_tenths=temperature(said.body),
            entry=said.id,
            predecessors=tips(said.body.get("after")),
            occurred_at=work.when(said),
        )

    return prepare(entries, read, lambda acts: visit_each(work.scope, acts, at=work.at, own=work.own))


def _teller(body: Any) -> int | None:
    """Return the colleague who called, `BY_NOTE` where it was somebody else, None where nobody called."""
    told = body.get("told_by")
    if isinstance(told, int) and not isinstance(told, bool) and told > 0:
        return told
    return BY_NOTE if body.get("how") == "telephone" or told else None


def temperature(body: Any) -> int | None:
    """Return the temperature that was measured. Raises Refused("entry_malformed")."""
    tenths = body.get("temperature_tenths")
    if tenths is None:
        return None
    if not isinstance(tenths, int) or tenths not in TENTHS:
        raise malformed("temperature_tenths")
    return tenths
