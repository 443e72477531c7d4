"""Before somebody is taken away: who and what is left at home. The answer opens tasks of care where they live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from tongchou.base.refusals import Refused, words
from tongchou.journal.entries import Receipt
from tongchou.pillars.acting import act, day_of, opened, to_state, verb
from tongchou.pillars.quarantine.accounts import LEFT_AT_HOME
from tongchou.pillars.quarantine.models import AtHome, Care, Stay
from tongchou.pillars.quarantine.rules import UNANSWERED
from tongchou.pillars.quarantine.services.acting import must_be, reach, reach_stays
from tongchou.registers.staff.access import Scope

HOW = {
    "relative": words("親屬照看"),
    "village": words("村（社區）照看"),
    "visited": words("上門照護"),
    "supplied": words("藥品、物資已送到"),
    "moved": words("已妥善安置"),
}


@dataclass(frozen=True)
class Answer:
    """What was answered for one stay: heads by kind (nothing left: empty), or why there is no answer."""

    left: Mapping[str, int] = field(default_factory=dict)
    unanswered: str = ""


def answer_home(
    scope: Scope, answers: Mapping[int, Answer], *, at: datetime, on: date | None = None, entry: UUID | None = None
) -> list[int]:
    """Write down who and what is left at home, stay by stay; return the tasks of care that this opens.

    Answered again, it opens what was not named before and takes nothing back.

    Raises:
        Refused("left_unknown"), Refused("unanswered_unknown"), NotFound("case_unknown").
    """
    for answer in answers.values():
        if any(kind not in LEFT_AT_HOME or not 0 < heads < 1000 for kind, heads in answer.left.items()):
            raise Refused("left_unknown", words("請選擇家中還有什麼，並填寫數目。"))
        if answer.unanswered and answer.unanswered not in UNANSWERED:
            raise Refused("unanswered_unknown", words("請選擇不能回答的理由。"))
    cared: list[int] = []

    @verb
    def answered(scope: Scope, *, entry: UUID | None) -> Receipt:
        found = reach_stays(scope, "quarantine.answer_home", list(answers))
        homes = dict(Stay.objects.filter(case__in=found.case.tolist()).values_list("case", "home"))
        where = {c: homes[c] or p for c, p in zip(found.case.tolist(), found.place.tolist(), strict=True)}
        known = set(Care.objects.filter(stay__in=list(answers)).values_list("case", "stay"))
        kinds = _kinds_of([case for case, _ in known])
        fresh = [
            (stay, kind, heads)
            for stay in sorted(answers)
            for kind, heads in answers[stay].left.items()
            if not any(s == stay and kinds[c] == kind for c, s in known)
        ]
        for stay, answer in answers.items():
            AtHome.objects.update_or_create(
                case=stay,
                defaults={"unanswered": answer.unanswered, "answered_by_id": scope.user_id, "answered_at": at},
            )
        if not fresh:
            return Receipt(entry or UUID(int=0), "exists")
        codes = [f"care:{kind}:waiting" for _, kind, _ in fresh]
        case, claims = opened(codes, [where[stay] for stay, _, _ in fresh], day_of(at, on))
        receipt = act(scope, "care", claims, at=at, entry=entry)
        if receipt.answer == "created":
            rows = zip(case.tolist(), fresh, strict=True)
            Care.objects.bulk_create(Care(case=c, stay=stay, heads=heads) for c, (stay, _, heads) in rows)
            cared.extend(case.tolist())
        return receipt

    answered(scope, entry=entry)
    return cared


def _kinds_of(cases: Sequence[int]) -> dict[int, str]:
    from tongchou.journal.chart import chart
    from tongchou.journal.models import Standing

    standing = Standing.objects.filter(case__in=list(cases)).values_list("case", "account")
    return {case: chart().case_class(account) if account else "" for case, account in standing}


def must_be_answered(stays: Sequence[int]) -> None:
    """Refuse to move anybody of whom it was not asked who is left at home.

    Raises:
        Refused("at_home_unanswered").
    """
    answered = set(AtHome.objects.filter(case__in=list(stays)).values_list("case", flat=True))
    if not set(stays) <= answered:
        raise Refused(
            "at_home_unanswered", words("轉運、入住之前要先問清家中還有誰、有什麼需要照顧；不能回答的，寫明理由。")
        )


@verb
def settle_care(
    scope: Scope, cases: Sequence[int], *, how: str, at: datetime, on: date | None = None, entry: UUID | None = None
) -> Receipt:
    """Say that what was left at home is cared for, and how.

    Raises:
        Refused("how_unknown"), Refused("already_there").
    """
    if how not in HOW:
        raise Refused("how_unknown", words("請選擇如何安排了照顧。"))
    found = reach(scope, "quarantine.care", cases, register="care")
    must_be(found, ("waiting",), "already_there", words("這一件照顧已經落實。"))
    receipt = act(scope, "care-done", to_state(found, "done", day_of(at, on)), at=at, entry=entry, reason=how)
    if receipt.answer == "created":
        Care.objects.filter(case__in=found.case.tolist()).update(done_by=scope.user_id, done_how=how)
    return receipt
