"""Names of the country's other provinces, cities and counties: an address that names one is not in this county.

The names are those of the identity number's area codes (GB/T 2260, all years), as python-stdnum keeps them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from stdnum import numdb

from tongchou.registers.places.spelling import DATA

#: Endings of counties and cities; what is left is what people write in short.
_ENDINGS = re.compile(r"(特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|自治州|自治县|地区|省|市|县|区|盟)$")
_YEARS = re.compile(r"\[[^\]]*\]")
#: Names that say nothing of where.
_EMPTY = frozenset({"市辖区", "县", "郊区", "市区", "城区", "矿区", "东区", "西区", "新区", "开发区", "公园"}) | {
    "林区",
    "省直辖县级行政单位",
}
_PEOPLES = re.compile(r"(?<=..)(?:..?族)+$")


@dataclass(frozen=True)
class Names:
    """What is named outside a county: `full` names, `short` ones that count only at the head of an address.

    `own` are the names of the county itself and of what it lies in, each with how far up (0 is the county).
    """

    full: frozenset[str]
    short: frozenset[str]
    own: dict[str, int]


@cache
def areas() -> dict[str, frozenset[str]]:
    """Return the names, of all years, by six-digit area code."""
    found: dict[str, frozenset[str]] = {}
    for _, province, _, facts, below in numdb.get("cn/loc").prefixes:
        found[province + "0000"] = frozenset({facts["province"]})
        for _, rest, _, county, _ in below:
            names = {_YEARS.sub("", name).strip() for name in county.get("county", "").split(",")}
            code = province + rest
            found[code] = found.get(code, frozenset()) | frozenset(names - {""})
    return found


def short(name: str) -> str:
    """Return a name without its ending: 湖北省 is 湖北, 广西壮族自治区 is 广西. At least two characters stay."""
    stripped = _PEOPLES.sub("", _ENDINGS.sub("", name))
    return stripped if len(stripped) >= 2 else name


@cache
def names_within(name: str) -> frozenset[str]:
    """Return the names by which people mean a province: its own, its cities' in short, its counties' in full.

    Only those that stand in no name elsewhere (沙市 is in 长沙市). Empty for a name that is no province's.
    """
    head = next(
        (code[:2] for code, names in areas().items() if code.endswith("0000") and name in map(short, names)), ""
    )
    here = {code: names - _EMPTY for code, names in areas().items() if head and code.startswith(head)}
    elsewhere = "\n".join(name for code, names in areas().items() if code not in here for name in names)
    # Cities, and what stands directly under the province (仙桃).
    brief = {short(n) for code, names in here.items() for n in names if code.endswith("00") or code[2:4] == "90"}
    full = {n for names in here.values() for n in names if len(n) > 2}
    return frozenset(n for n in brief | full if n not in elsewhere)


@cache
def names_outside(county: str, county_name: str) -> Names:
    """Return the names outside a county, given its six-digit code (any other code: only its own name is known)."""
    upper = [county, county[:4] + "00", county[:2] + "0000"] if re.fullmatch(r"\d{6}", county) else []
    own: dict[str, int] = {county_name: 0, short(county_name): 0}
    for level, code in enumerate(upper):
        for name in areas().get(code, ()):
            own.setdefault(name, level)
            own.setdefault(short(name), level)
    full: set[str] = set()
    brief: set[str] = set()
    for code, names in areas().items():
        useful = {name for name in names if name not in _EMPTY and (len(name) > 2 or name.endswith("县"))}
        full |= useful
        if code.endswith("00") or (upper and code[:4] == county[:4]):
            brief |= {short(name) for name in useful if len(short(name)) >= 2}
    return Names(frozenset(full - set(own)), frozenset(brief - full - set(own)), own)


@cache
def countries() -> frozenset[str]:
    """Return the names of other countries that people come back from; like short names they count at the head alone."""
    lines = (DATA / "countries.txt").read_text("utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())
