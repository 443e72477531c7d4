"""The rules of screening, pure: dated data in, an answer out. No store, no clock, no user."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path

from tongchou.base.dated import Edition
from tongchou.base.refusals import Refused, words
from tongchou.registers.places.outside import names_within
from tongchou.registers.places.spelling import simplified

#: An unclaimed address goes one level up after this many minutes.
CLAIM_MINUTES = 30

DATA = Path(__file__).parent / "rules_data"


@dataclass(frozen=True)
class Outcome:
    """What a check may turn out as."""

    code: str
    title: str
    groups: tuple[str, ...]
    visits: bool = False
    restricts: bool = False
    returns: bool = False


@dataclass(frozen=True)
class ObservationRule:
    """How long, on what ground, and which slot of the team concludes."""

    days: int
    legal_ground: str
    concludes: str
    source: str


@lru_cache(maxsize=16)
def _outcomes(edition: Edition) -> Mapping[str, Outcome]:
    """Return the closed set by code; a list of 100,000 asks for it once a row."""
    found = (Outcome(**{**o, "groups": tuple(o["groups"])}) for o in edition.body["outcome"])
    return {outcome.code: outcome for outcome in found}


def outcomes(edition: Edition, group: str | None = None) -> tuple[Outcome, ...]:
    """Return the closed set of outcomes, of one group or of all."""
    return tuple(o for o in _outcomes(edition).values() if group is None or group in o.groups)


def outcome(edition: Edition, group: str, code: str) -> Outcome:
    """Return one outcome, if a check of this group may have it.

    Raises:
        Refused("outcome_not_in_set").
    """
    found = _outcomes(edition).get(code)
    if found is not None and group in found.groups:
        return found
    raise Refused("outcome_not_in_set", words("這一類人員的核查結果中沒有「%(code)s」。"), code=code)


def observation(edition: Edition) -> ObservationRule:
    """Return the observation rule of an edition."""
    return ObservationRule(**edition.body, source=edition.source)


def observation_ends_on(exposed_on: date, rule: ObservationRule) -> date:
    """Return the last full day of observation, inclusive.

    Day 0 is the day of last exposure: 14 days and 1 February give 15 February.
    """
    return exposed_on + timedelta(days=rule.days)


def exposure(left_on: date | None, arrived_on: date | None) -> date | None:
    """Return the day of last exposure that a list's row gives evidence of: leaving the source area, else arriving."""
    return left_on or arrived_on


def source_area(edition: Edition, text: str) -> str:
    """Return which source area a text names, itself or a city or county of it, or an empty string.

    Lists are written in simplified characters, the rules in traditional ones.
    """
    said = simplified(text)
    return next((area for area in edition.body["areas"] if any(name in said for name in _names_of(area))), "")


@cache
def _names_of(area: str) -> tuple[str, ...]:
    name = simplified(area)
    return (name, *sorted(names_within(name)))


_AREA = "(?:湖北|武[漢汉]|鄂|疫[區区]|重[點点](?:地[區区]|疫[區区]))"
#: What a title or a cell says of each group, the more special first.
GROUP_WORDS: Mapping[str, re.Pattern[str]] = {
    "passport": re.compile("[護护]照|出境[證证]件"),
    "from-abroad": re.compile("境外|入境|[國国]外|海外|口岸"),
    # 去湖北探親返回 is over and gone through.
    "to-key-area": re.compile(f"[返赴]鄂|(?:回|赴|去|往){_AREA}(?!.*(?:[回返來来]|旅[遊游]|出差|探[親亲]))"),
    "through-key-area": re.compile(
        f"途[經经徑径]|[經经]停|[經经][過过]|路[過过]|[到去][過过]|(?:中[轉转]|[轉转][車车乘]|去){_AREA}"
    ),
    "from-key-area": re.compile(
        "湖北|武[漢汉]|鄂(?!尔|爾)|重[點点]地[區区]|疫[區区]|返[鄉乡]|重[點点]人[員员]|[來来][羅罗]"
    ),
}


def group_of(text: str) -> str | None:
    """Return the group that a title or a cell speaks of, the more special first; None where it speaks of none."""
    text = _NOT_KEY.sub("", text)
    return next((group for group, said in GROUP_WORDS.items() if said.search(text)), None)


def claims_key_area(text: str) -> bool:
    """Say whether a title or a cell says of its people that they come from a key area: 返鄉 alone does not."""
    return _KEY.search(_NOT_KEY.sub("", text)) is not None


_KEY = re.compile("湖北|重[點点]地[區区]|疫[區区]")
#: 市外（非湖北）人員 come from elsewhere.
_NOT_KEY = re.compile("(?:非|除|不含|除去)(?:湖北|重[點点]地[區区]|疫[區区])")
