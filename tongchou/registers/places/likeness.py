"""A slip of the pen in a village's name, told only where it is clear. Plain Python.

Hamlets bear names that differ from a village's in one character, so one character alone is no proof. It is a slip when
the text names a committee (hamlets have none) or sounds the same, and no other village of the town is as near.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from pypinyin import Style, pinyin
from rapidfuzz.distance import OSA

_NAMED = re.compile(
    r"\|*(?P<name>[^\d|#]{2,6}?)(?P<committee>村民委员会|村委会|村委|社区居民委员会|社区居委会|居民委员会|居委会|社区|村)(?!民?小?组)"
)
_TOWN_NAMED = re.compile(r"\|*(?P<name>[^\d|#]{2,4}?)(?=镇|乡|街道)")


@dataclass(frozen=True)
class Slip:
    """The village meant, and where its name ends in the text."""

    position: int
    end: int


def clear_slip(text: str, stems: Sequence[tuple[str, int]]) -> Slip | None:
    """Return the one village of a town that the text right behind the town's name means by a clear single edit."""
    found = _NAMED.match(text)
    if found is None:
        return None
    name, committee = found["name"], found["committee"] != "村"
    near = [(stem, position) for stem, position in stems if OSA.distance(name, stem, score_cutoff=1) <= 1]
    if len({position for _, position in near}) != 1:
        return None
    position = near[0][1]
    if any(_is_clear(name, stem, committee) for stem, _ in near):
        return Slip(position, found.end())
    return None


def _is_clear(name: str, stem: str, committee: bool) -> bool:
    if len(name) == len(stem) and sounds(name) & sounds(stem):
        return True
    return committee and len(name) == len(stem) >= 3


def respelt_town(text: str, at: int, stems: Collection[str]) -> str | None:
    """Return a text with the unknown town named at a position as the one town it sounds like; None where none does."""
    found = _TOWN_NAMED.match(text, at)
    if found is None:
        return None
    name = found["name"]
    near = [stem for stem in stems if len(stem) == len(name) and sounds(stem) & sounds(name)]
    return text[: found.start("name")] + near[0] + text[found.end("name") :] if len(near) == 1 else None


@cache
def sounds(name: str) -> frozenset[str]:
    """Return the ways a short name may be read, without tones."""
    readings = [""]
    for options in pinyin(name, style=Style.NORMAL, heteronym=True):
        readings = [head + " " + option for head in readings for option in options][:64]
    return frozenset(readings)
