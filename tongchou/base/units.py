"""Quantities as people write them ('3万', '1.2吨', '50斤', 'about 200 頭'), in whole smallest steps.

Smallest steps: gram, fen, piece, person, household, millilitre, metre and 0.01 mu (a mu is 2000/3 square metres, so
square metres would not be whole). All arithmetic is decimal; a float never enters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from tongchou.base.refusals import Refused, words

#: Steps of the dimension in one of the unit. Written in simplified characters; `_simple` folds the traditional ones.
UNITS: Mapping[str, Mapping[str, Decimal]] = {
    "mass": {
        **dict.fromkeys(("克", "g"), Decimal(1)),
        **dict.fromkeys(("两",), Decimal(50)),
        **dict.fromkeys(("斤", "市斤"), Decimal(500)),
        **dict.fromkeys(("公斤", "千克", "kg"), Decimal(1000)),
        **dict.fromkeys(("担",), Decimal(50_000)),
        **dict.fromkeys(("吨", "t", "公吨"), Decimal(1_000_000)),
    },
    "money": {
        **dict.fromkeys(("分",), Decimal(1)),
        **dict.fromkeys(("角", "毛"), Decimal(10)),
        **dict.fromkeys(("元", "圆", "块", "元整", "rmb", "¥", "人民币"), Decimal(100)),
    },
    "land": {
        **dict.fromkeys(("分", "分地"), Decimal(10)),
        **dict.fromkeys(("亩", "市亩", "mu"), Decimal(100)),
        **dict.fromkeys(("公顷", "ha"), Decimal(1500)),
        **dict.fromkeys(("平方米", "㎡", "m2", "平米", "平方"), Decimal("0.15")),
        **dict.fromkeys(("平方公里", "km2"), Decimal(150_000)),
    },
    "volume": {
        **dict.fromkeys(("毫升", "ml"), Decimal(1)),
        **dict.fromkeys(("升", "l", "公升"), Decimal(1000)),
    },
    "length": {**dict.fromkeys(("米", "m"), Decimal(1)), **dict.fromkeys(("公里", "千米", "km"), Decimal(1000))},
    "person": dict.fromkeys(("人", "名", "位", "人次", "口"), Decimal(1)),
    "household": dict.fromkeys(("户", "家"), Decimal(1)),
    "piece": dict.fromkeys(
        (
            *(
                "个",
                "只",
                "件",
                "套",
                "副",
                "盒",
                "箱",
                "瓶",
                "桶",
                "包",
                "袋",
                "头",
                "羽",
                "台",
                "份",
                "张",
                "支",
                "辆",
            ),
            *(
                "双",
                "把",
                "枚",
                "条",
                "块",
                "批",
                "次",
                "间",
                "床",
                "本",
                "株",
                "棵",
                "尾",
                "筐",
                "罐",
                "卷",
                "顶",
                "项",
                "笔",
            ),
        ),
        Decimal(1),
    ),
}

#: The unit a bare number has when neither the cell nor the header says one.
BASE_UNIT: Mapping[str, str] = {
    "mass": "克",
    "money": "元",
    "land": "亩",
    "volume": "毫升",
    "length": "米",
    "person": "人",
    "household": "户",
    "piece": "个",
}

_MULTIPLIERS = {
    "亿": Decimal(10) ** 8,
    "万": Decimal(10) ** 4,
    "千": Decimal(1000),
    "百": Decimal(100),
    "w": Decimal(10) ** 4,
}
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_FOLD = str.maketrans(
    "萬億噸畝頭個雙隻張條箱擔兩戶圓頃壹貳贰叁參肆伍陸陆柒捌玖拾佰仟貫",
    "万亿吨亩头个双只张条箱担两户圆顷一二二三三四五六六七八九十百千贯",
)
_NUMBER = r"[+-]?\d+(?:\.\d+)?"
_SEGMENT = re.compile(rf"({_NUMBER})((?:[亿万千百w])*)")
_ABOUT = re.compile(r"^(约|大约|近|将近|超|超过|逾|不到|至少|合计|共|共计)+|(左右|余|多|以上|上下|许|整)+$")

#: No quantity of a county is above this many steps: what is larger is a phone number in the wrong column.
MAX_STEPS = 10**17


@dataclass(frozen=True)
class Quantity:
    """`steps` of the smallest step; `unit` as written (or assumed); `rounded` if the steps were not whole."""

    steps: int
    dimension: str
    unit: str
    rounded: bool = False
    approximate: bool = False


def _simple(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).translate(_FOLD).lower()
    # A sign before the sum says no more than its header: ￥12,600.00.
    return re.sub(r"^(?:¥|rmb|人民币)(?=\d)", "", re.sub(r"[\s,，'’]", "", folded))


def parse(text: str | int | Decimal, dimension: str, *, unit: str = "") -> Quantity:
    """Return the quantity that a cell says, in whole steps of the dimension.

    `unit` is what the header says ('万元', '亩', '斤'); a unit inside the cell wins over it. Parts that are not a whole
    step are rounded half to even and say so.

    Raises:
        Refused("quantity_unreadable"): no number, an unknown unit, or more than MAX_STEPS.
    """
    body = _simple(str(text))
    approximate = bool(_ABOUT.search(body))
    body = _ABOUT.sub("", _ABOUT.sub("", body))
    number, own = _split(body)
    factor, name = _factor(own or _simple(unit), dimension)
    return _whole(number * factor, dimension, name, approximate)


def unit_in(text: str, dimension: str) -> str:
    """Return the unit of the dimension named in a header ('滞销量(万斤)' gives '万斤'), or an empty string."""
    names = sorted(UNITS[dimension], key=len, reverse=True)
    pattern = "[亿万千百]*(?:" + "|".join(map(re.escape, names)) + ")"
    for part in re.findall(r"[(（\[【]([^)）\]】]*)[)）\]】]", text):
        inner = _simple(part).removeprefix("单位:")
        if re.fullmatch(pattern, inner):
            return inner
    tail = re.search(f"({pattern})$", _simple(text))
    return tail.group(1) if tail and len(tail.group(1)) < len(_simple(text)) else ""


def show(steps: int, dimension: str, *, unit: str = "") -> str:
    """Return steps as an exact decimal of a unit: `show(1_500_000, "mass", unit="吨")` is '1.5'."""
    factor, _ = _factor(_simple(unit or BASE_UNIT[dimension]), dimension)
    value = Decimal(steps) / factor
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def split(text: str | int | Decimal) -> tuple[Decimal, str]:
    """Return the number and the unit's text of a cell, whatever is counted: '3万5千个' is 35000 and 个.

    Raises:
        Refused("quantity_unreadable"): no number.
    """
    return _split(_ABOUT.sub("", _ABOUT.sub("", _simple(str(text)))))


def _split(body: str) -> tuple[Decimal, str]:
    """Return the number and the unit's text of a folded cell; '3万5千斤' is 35000 and '斤'."""
    total = Decimal(0)
    at = 0
    while match := _SEGMENT.match(body, at):
        part = Decimal(match.group(1))
        for sign in match.group(2):
            part *= _MULTIPLIERS[sign]
        total += part
        at = match.end()
        if not match.group(2):
            break
    if at == 0:
        chinese = re.match(r"[零〇一二三四五六七八九十百千万亿]+|两(?=[百千万亿个只])", body)
        if not chinese:
            raise _unreadable()
        return Decimal(_chinese(chinese.group())), body[chinese.end() :]
    return total, body[at:]


def _chinese(text: str) -> int:
    """Return the value of Chinese numerals: 三万五千二百 is 35200."""
    total = section = digit = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in "十百千":
            section += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            digit = 0
        else:
            total = (total + section + digit) * (10**4 if char == "万" else 10**8)
            section = digit = 0
    return total + section + digit


def _factor(unit: str, dimension: str) -> tuple[Decimal, str]:
    """Return steps in one of a unit that may carry a multiplier ('万元')."""
    table = UNITS[dimension]
    name = unit or BASE_UNIT[dimension]
    factor = Decimal(1)
    rest = name
    while rest not in table and rest and rest[0] in _MULTIPLIERS:
        factor *= _MULTIPLIERS[rest[0]]
        rest = rest[1:]
    if not rest:
        rest = BASE_UNIT[dimension]
    if rest not in table:
        raise _unreadable()
    return factor * table[rest], name


def _whole(value: Decimal, dimension: str, unit: str, approximate: bool) -> Quantity:
    try:
        steps = value.quantize(Decimal(1), rounding=ROUND_HALF_EVEN)
    except InvalidOperation:
        raise _unreadable() from None
    if abs(steps) > MAX_STEPS:
        raise _unreadable()
    return Quantity(int(steps), dimension, unit, rounded=steps != value, approximate=approximate)


def _unreadable() -> Refused:
    return Refused("quantity_unreadable", words("數量讀不懂，請寫成數字加單位，如 1.2 噸。"))
