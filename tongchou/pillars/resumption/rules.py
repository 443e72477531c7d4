"""The rules of resumption, pure: dated data in, an answer out. No store, no clock, no user."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tongchou.base.dated import Edition
from tongchou.base.refusals import Refused, words
from tongchou.pillars.resumption.stages import (
    APPLICATION,
    CONSULTATION,
    INSPECTION,
    MANAGEMENT,
    REFUSED,
    REPORTING,
    SHUT,
    SUSPENDED,
)

APPROVAL, FILING, STAYS_SHUT = "approval", "filing", "shut"
WAYS = {APPROVAL: words("驗收後復工"), FILING: words("備案承諾後復工"), STAYS_SHUT: words("暫不開放")}
REASONS = {
    "no-plan": words("防控方案不完備"),
    "no-supplies": words("防疫物資不足"),
    "no-isolation": words("未設臨時隔離室"),
    "workers": words("重點地區人員未落實健康管理"),
    "papers": words("材料不齊"),
    "site": words("現場未達要求"),
    "order": words("上級通知"),
    "case": words("發現異常人員"),
    "other": words("其他"),
}
#: From which states a case may come to each. What the regime of the day adds is asked of `Regime`.
COMES_FROM = {
    APPLICATION: (CONSULTATION, REFUSED, SUSPENDED, SHUT),
    INSPECTION: (APPLICATION,),
    MANAGEMENT: (APPLICATION, INSPECTION),
    REFUSED: (APPLICATION, INSPECTION),
    SUSPENDED: (MANAGEMENT, REPORTING),
    REPORTING: (MANAGEMENT,),
    SHUT: (CONSULTATION, APPLICATION, INSPECTION, REFUSED, MANAGEMENT, REPORTING, SUSPENDED),
}
DATA = Path(__file__).parent / "rules_data"


@dataclass(frozen=True)
class Regime:
    """What holds for a class on a day: its way back to work, the papers it hands in, since when, by which source."""

    way: str
    papers: tuple[str, ...]
    from_on: date
    source: str

    @property
    def applied_to(self) -> str:
        """Return where an application leads: to an inspection, or, filed with a pledge, to work at once."""
        return MANAGEMENT if self.way == FILING else APPLICATION


@dataclass(frozen=True)
class Question:
    """One line of the checklist that is told once."""

    code: str
    kind: str
    title: str


@dataclass(frozen=True)
class Policy:
    """A policy in force from a day, with its articles."""

    code: str
    level: str
    from_on: date
    title: str
    source: str
    articles: tuple[str, ...]


def regime_of(edition: Edition, group: str) -> Regime:
    """Return the regime that a class of enterprises is under by an edition."""
    body = edition.body
    way = next((rule["way"] for rule in body.get("rule", ()) if group in rule["classes"]), body["otherwise"])
    papers = () if way == STAYS_SHUT else tuple(body["papers"])
    return Regime(way, papers, edition.from_on, edition.source)


def questions_of(edition: Edition) -> tuple[Question, ...]:
    """Return the checklist of an edition, whole."""
    return tuple(Question(**question) for question in edition.body["question"])


def policy_of(edition: Edition) -> Policy:
    """Return the policy that an edition is: policies do not replace each other, each begins on its day."""
    body = edition.body
    return Policy(body["code"], body["level"], edition.from_on, body["title"], edition.source, tuple(body["articles"]))


def refuse_step(state: str, target: str, *, under: Regime) -> None:
    """Refuse a step that the way does not have, or that the regime of the day forbids.

    Raises:
        Refused("already_there"), Refused("step_unknown"), Refused("kept_shut").
    """
    if state == target:
        raise Refused("already_there", words("這家企業已在這一環節。"))
    if under.way == STAYS_SHUT and target in (APPLICATION, INSPECTION, MANAGEMENT):
        raise Refused("kept_shut", words("按當日規定，這一類場所暫不開放：%(source)s。"), source=under.source)
    came = COMES_FROM[target]
    if under.way == FILING and target == MANAGEMENT:
        came = (*came, CONSULTATION, REFUSED, SUSPENDED, SHUT)
    if state not in came:
        raise Refused("step_unknown", words("企業現在的環節不能直接辦這一步。"))


def missing_papers(under: Regime, handed_in: set[str]) -> list[str]:
    """Return the papers a regime asks for that are not there yet."""
    return [paper for paper in under.papers if paper not in handed_in]


@dataclass(frozen=True)
class Parts:
    """What an enterprise's sheet says of its workers. None is what it does not say: never zero."""

    total: int | None = None
    present: int | None = None
    monitored: int | None = None
    cleared: int | None = None
    abnormal: int | None = None
    isolating: int | None = None
    local: int | None = None


def completed(parts: Parts) -> Parts:
    """Return the same with what follows from the rest: monitored is cleared and abnormal, and the like."""
    monitored, cleared, abnormal = parts.monitored, parts.cleared, parts.abnormal
    if monitored is None and cleared is not None and abnormal is not None:
        monitored = cleared + abnormal
    elif cleared is None and monitored is not None and abnormal is not None and monitored >= abnormal:
        cleared = monitored - abnormal
    elif abnormal is None and monitored is not None and cleared is not None and monitored >= cleared:
        abnormal = monitored - cleared
    total = parts.total if parts.total is not None else parts.present
    return Parts(total, parts.present, monitored, cleared, abnormal, parts.isolating, parts.local)


def faults(parts: Parts) -> tuple[str, ...]:
    """Return what does not add up: parts_differ (monitored is not cleared and abnormal), parts_exceed (more than all
    there are).
    """
    found = []
    known = (parts.monitored, parts.cleared, parts.abnormal)
    if None not in known and parts.monitored != (parts.cleared or 0) + (parts.abnormal or 0):
        found.append("parts_differ")
    above = [n for n in (parts.present, parts.monitored, parts.isolating, parts.local) if n is not None]
    if parts.total is not None and any(n > parts.total for n in above):
        found.append("parts_exceed")
    return tuple(found)


def falls_short(parts: Parts) -> bool:
    """Say whether a sheet that counts nobody as monitored leaves some of those at work in no part.

    Such sheets may count those who isolate among the abnormal, or beside them.
    """
    if parts.monitored is not None or parts.present is None or parts.cleared is None or parts.abnormal is None:
        return False
    named = parts.cleared + parts.abnormal
    return parts.present not in (named, named + (parts.isolating or 0))
