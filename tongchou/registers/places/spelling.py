"""How place names are written: scripts, suffixes, swapped characters. Plain Python."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import product
from pathlib import Path

from tongchou.base.chinese import converter

DATA = Path(__file__).parent / "data"

#: What a committee's or a town's official name ends with; longer endings first.
COMMITTEE = ("村民委员会", "村委会", "村委")
COMMUNITY = ("社区居民委员会", "社区居委会", "居民委员会", "居委会", "居委", "社区")
TOWN = ("街道办事处", "街道办", "镇街道", "街道", "办事处", "镇", "乡")

_SPACE_IN_DIGITS = re.compile(r"(?<=\d)[^\S\n]+(?=\d)")
_SPACE = re.compile(r"[^\S\n]+")
_DASH = re.compile(r"[‐‑‒–—―−~_]")
_STOP = re.compile(r"[^\w\n|-]")


def simplified(text: str) -> str:
    """Return a text in simplified characters and half-width digits. Line ends stay, so many can be joined by them."""
    return str(converter("t2s").convert(unicodedata.normalize("NFKC", text)))


def plain(text: str) -> str:
    """Return a text as names are compared: simplified, without spaces, every stop a bar. Line ends stay."""
    # 逕 is simplified to 径 by the tables and to 迳 by the people who live there.
    text = _DASH.sub("-", simplified(text)).replace("迳", "径")
    text = _SPACE.sub("", _SPACE_IN_DIGITS.sub("|", text))
    return _STOP.sub("|", text)


def stem(name: str) -> str:
    """Return an official name without what kind of place it is: 云龙村委会 and 云龙社区 are 云龙, 罗镜镇 is 罗镜.

    A stem has at least two characters: 中村 stays 中村.
    """
    for ending in (*COMMITTEE, *COMMUNITY, *TOWN, "村"):
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name[: -len(ending)]
    return name


def nature(name: str) -> str:
    """Return whether a name says village (`V`), community (`C`) or neither (empty)."""
    if name.endswith((*COMMITTEE, "村")):
        return "V"
    return "C" if name.endswith(COMMUNITY) else ""


@cache
def swaps() -> dict[str, str]:
    """Return, for each character that place names swap, the others of its group."""
    found: dict[str, str] = {}
    for line in (DATA / "variants.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            group = line.split("\t")[0]
            found |= {char: group.replace(char, "") for char in group}
    return found


def spellings(name: str) -> list[str]:
    """Return the other spellings of a plain name, at most 32, by swapping characters of one group."""
    options = [char + swaps().get(char, "") for char in name]
    found = ["".join(chars) for _, chars in zip(range(33), product(*options), strict=False)]
    return found[1:]


@cache
def common_stems() -> frozenset[str]:
    """Return the stems that say nothing without their town or a committee's ending."""
    lines = (DATA / "common.txt").read_text("utf-8").splitlines()
    return frozenset(stem for line in lines if not line.startswith("#") for stem in line.split())
