"""核查結果: one person's, or a whole household's as one act."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tongchou.field.acts.work import Prepared, Work, prepare
from tongchou.field.reading import Said, case, malformed, tips
from tongchou.pillars.screening.services import Conclusion
from tongchou.procedures import quarantine_returnee

MOST_CODE = 40


def cases_of(said: Said) -> Iterator[int]:
    """Give the checks that an entry names."""
    outcomes = said.body.get("outcomes")
    yield from map(case, outcomes) if isinstance(outcomes, dict) else ()


def prepare_all(work: Work, entries: Sequence[Said]) -> Prepared:
    """Read conclusions and make them ready."""

    def read(said: Said) -> Conclusion:
        outcomes = said.body.get("outcomes")
        if not isinstance(outcomes, dict) or not outcomes or len(outcomes) > 200:
            raise malformed("outcomes")
        if not all(isinstance(code, str) and len(code) <= MOST_CODE for code in outcomes.values()):
            raise malformed("outcomes")
        return Conclusion(
            {case(one): code for one, code in outcomes.items()},
            entry=said.id,
            predecessors=tips(said.body.get("after")),
            occurred_at=work.when(said),
            reason="by-telephone" if said.body.get("how") == "telephone" else "",
        )

    return prepare(
        entries, read, lambda acts: quarantine_returnee.conclude_each(work.scope, acts, at=work.at, own=work.own)
    )
