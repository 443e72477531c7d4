"""Names of places for English readers: the sound of a name, and in English what kind of place it is.

The register holds names as the official list writes them. 羅鏡鎮第2檢疫檢查站 reads "Luojing Town Checkpoint 2".
"""

from __future__ import annotations

import re
from functools import lru_cache

from pypinyin import lazy_pinyin

from tongchou.base.chinese import simplified

#: Endings of names in simplified characters, and what English readers call such a place. The longest is tried first.
KINDS = {
    "社区居民委员会": "Community",
    "居民委员会": "Community",
    "村民委员会": "Village",
    "村委会": "Village",
    "居委会": "Community",
    "街道办事处": "Subdistrict",
    "街道": "Subdistrict",
    "社区": "Community",
    "农场": "Farm",
    "虚拟生活区": "Residential Area",
    "乡": "Township",
    "镇": "Town",
    "村": "Village",
    "县": "County",
    "市": "City",
    "集中隔离点": "Quarantine Site",
    "隔离点": "Quarantine Site",
    "检疫检查站": "Checkpoint",
    "检查站": "Checkpoint",
    "接返点": "Pick-up Point",
    "防控物资总仓": "Central Supplies Store",
    "防控物资仓": "Supplies Store",
    "物资房": "Supply Room",
    "国际机场": "International Airport",
    "口岸": "Port",
    "福利中心": "Welfare Centre",
    "人民医院": "People's Hospital",
    "中医院": "Hospital of Chinese Medicine",
    "格": "Cell",
}
#: Names made of two names, which the sound alone would run together.
TWO_NAMES = {"广州白云": "Guangzhou Baiyun"}
#: The older grids' cells are named after the work they were made for.
WORK = {"综治": "Public Order", "创文": "Civic"}

_NUMBERED = re.compile(r"(.*?)第([\d-]+|[一二三四五六七八九十])([^第]+)")
_NUMERALS = "〇一二三四五六七八九十"


@lru_cache(maxsize=20_000)
def english_place(name: str) -> str:
    """Return a place's name for English readers; a name of no known kind is its sound alone."""
    return _english(simplified(name))


def _english(name: str) -> str:
    if not name or name in WORK or name in TWO_NAMES:
        return WORK.get(name) or TWO_NAMES.get(name, "")
    if (found := _NUMBERED.fullmatch(name)) and found[3] in KINDS:
        number = found[2] if found[2] not in _NUMERALS else str(_NUMERALS.index(found[2]))
        return f"{_english(found[1])} {KINDS[found[3]]} {number}".strip()
    for ending in sorted(KINDS, key=len, reverse=True):
        stem = name.removesuffix(ending)
        if stem and stem != name:
            return f"{_english(stem)} {KINDS[ending]}"
    return "".join(lazy_pinyin(name)).capitalize()
