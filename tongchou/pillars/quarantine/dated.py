"""What quarantine keeps by date: how long it lasts on which ground, and how it is conducted."""

from __future__ import annotations

from tongchou.base.dated import Edition
from tongchou.base.refusals import words
from tongchou.dated.kinds import RuleKind, register
from tongchou.pillars.quarantine import rules

#: No rule keeps anyone longer, and no temporary hold lasts longer than a day.
MOST_DAYS, MOST_HOURS = 60, 24


def _check_length(edition: Edition) -> None:
    days = edition.body["days"]
    if "default" not in days or not all(0 < int(n) <= MOST_DAYS for n in days.values()):
        raise ValueError("not numbers of days, with a default")
    if not edition.body["legal_ground"].strip():
        raise ValueError("no legal ground")


def _check_conduct(edition: Edition) -> None:
    if not 0 < int(edition.body["hold_hours"]) <= MOST_HOURS or not 370 <= int(edition.body["fever_tenths"]) <= 390:
        raise ValueError("not hours, or not a temperature")


def _length(edition: Edition) -> list[str]:
    days = [f"{basis}: {n} 天" for basis, n in edition.body["days"].items()]
    return [*days, edition.body["legal_ground"]]


def _conduct(edition: Edition) -> list[str]:
    return [f"≤ {edition.body['hold_hours']} h", f"≥ {int(edition.body['fever_tenths']) / 10} ℃"]


register(RuleKind("quarantine.length", words("集中隔離期限"), rules.DATA, _check_length, _length))
register(RuleKind("quarantine.conduct", words("臨時留置時限與發熱標準"), rules.DATA, _check_conduct, _conduct))
