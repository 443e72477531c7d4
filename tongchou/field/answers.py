"""How an act is answered, the first time and at every repeat.

created     in the books, nothing against it          exists    the same, told before
waiting     in the books, its predecessor has not come
conflict    in the books but disputed, or the id came before with other content: a lead decides
refused     kept for the lead, not in the books
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

import numpy as np

from tongchou.base.refusals import Refused, words
from tongchou.journal.models import INDEX_BITS, Standing
from tongchou.journal.rows import columns, on_postgresql
from tongchou.pillars.acting import Outcome
from tongchou.web.shell.refusals import sentence

CREATED, EXISTS, WAITING, CONFLICT, REFUSED = "created", "exists", "waiting", "conflict", "refused"

ID_USED = Refused("id_used", words("同一編號此前已送來不同內容，先到的已入賬，這一筆已另存，待負責人裁定。"))
DISPUTED = Refused("disputed", words("已入賬，但與他人所報不一致，待負責人裁定。"))


@dataclass(frozen=True)
class Kept:
    """What was kept of one act. `number` is its entry's in the books, 0 where it has none; `why` the refusal."""

    acknowledgement: int
    digest: bytes
    answer: str
    why: str
    number: int

    @property
    def refusal(self) -> Refused | None:
        """Return why it is not, or not undisputedly, in the books."""
        if not self.why:
            return None
        code, text, params = json.loads(self.why)
        return Refused(code, text, **params)


@dataclass(frozen=True)
class Answer:
    """What a phone is told of one act."""

    id: str
    answer: str
    acknowledgement: int
    code: str = ""
    text: str = ""


def why_of(refusal: Refused | None) -> str:
    """Return a refusal as it is kept: its code, its words and what fills them."""
    if refusal is None:
        return ""
    return json.dumps([refusal.code, refusal.text, {k: str(v) for k, v in refusal.params.items()}])


def answer_in(became: Outcome) -> tuple[str, Refused | None, int]:
    """Return the answer, why it is not a plain one, and the entry's number in the books."""
    if became is ID_USED or (not isinstance(became, Refused) and became.answer == CONFLICT):
        return CONFLICT, ID_USED, 0
    if isinstance(became, Refused):
        return REFUSED, became, 0
    flags = 0
    for _, flag in became.flags:
        flags |= flag
    return *_by_flags(flags), became.number


def _by_flags(flags: int) -> tuple[str, Refused | None]:
    if flags & (Standing.DISPUTED | Standing.CONFLICT):
        return CONFLICT, DISPUTED
    return (WAITING if flags & Standing.WAITING else CREATED), None


def told(said_id: str, kept: Kept) -> Answer:
    """Return what a phone is told."""
    refusal = kept.refusal
    if refusal is None:
        return Answer(said_id, kept.answer, kept.acknowledgement)
    return Answer(said_id, kept.answer, kept.acknowledgement, refusal.code, sentence(refusal))


def refreshed(kept: dict[UUID, Kept]) -> dict[UUID, Kept]:
    """Return what was kept before with its answer as the books have it now."""
    flags = flags_of(one.number for one in kept.values())
    found = {}
    for entry, one in kept.items():
        before = one.answer
        if one.number:
            answer, why = _by_flags(flags.get(one.number, 0))
            one = replace(one, answer=answer, why=why_of(why))
        found[entry] = replace(one, answer=EXISTS) if before == one.answer == CREATED else one
    return found


def flags_of(numbers: Iterable[int]) -> dict[int, int]:
    """Return the flags, taken together, of the cases that entries speak of; those without any have no key."""
    wanted = sorted({number for number in numbers if number})
    if not wanted:
        return {}
    many, param = ("unnest(%s::bigint[]) AS e(number)", wanted) if on_postgresql() else ("json_each(%s) AS e", None)
    number = "e.number" if on_postgresql() else "e.value"
    entry, disputed, waiting, conflict = columns(
        f"SELECT {number}, max(s.flags & 1), max(s.flags & 2), max(s.flags & 4) FROM {many}"
        f" JOIN claim c ON c.id >= ({number} << {INDEX_BITS}) AND c.id < (({number} + 1) << {INDEX_BITS})"
        f' JOIN standing s ON s."case" = c."case" AND s.flags > 0 GROUP BY {number}',
        [param or json.dumps(wanted)],
        4,
    )
    both: np.ndarray = disputed | waiting | conflict
    return dict(zip(entry.tolist(), both.tolist(), strict=True))
