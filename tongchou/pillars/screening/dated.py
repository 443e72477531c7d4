"""What screening keeps by date: outcome sets, source areas, the length and ground of observation."""

from __future__ import annotations

from tongchou.base.dated import Edition
from tongchou.base.refusals import words
from tongchou.dated.kinds import RuleKind, register
from tongchou.pillars.screening import rules
from tongchou.pillars.screening.accounts import GROUPS, OUTCOMES

#: No rule observes anyone for longer.
MOST_DAYS = 60


def _check_outcomes(edition: Edition) -> None:
    found = rules.outcomes(edition)
    if not found or not all(o.code in OUTCOMES and set(o.groups) <= set(GROUPS) for o in found):
        raise ValueError("the chart has no such outcome or group")


def _check_areas(edition: Edition) -> None:
    areas = edition.body["areas"]
    if not isinstance(areas, list) or not areas or not all(isinstance(area, str) and area.strip() for area in areas):
        raise ValueError("an area has no name")


def _check_observation(edition: Edition) -> None:
    if not 0 < int(rules.observation(edition).days) <= MOST_DAYS:
        raise ValueError("not a number of days")


def _days(edition: Edition) -> list[str]:
    rule = rules.observation(edition)
    return [f"{rule.days} 天", rule.legal_ground]


register(
    RuleKind(
        "screening.source_areas", words("重點地區"), rules.DATA, _check_areas,
        lambda edition: ["、".join(edition.body["areas"])],
    )
)  # fmt: skip
register(
    RuleKind(
        "screening.outcomes", words("核查結果"), rules.DATA, _check_outcomes,
        lambda edition: [f"{o.title}（{o.code}）" for o in rules.outcomes(edition)],
    )
)  # fmt: skip
register(RuleKind("screening.observation", words("醫學觀察"), rules.DATA, _check_observation, _days))
