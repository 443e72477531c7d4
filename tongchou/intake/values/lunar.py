"""Lunar days as people write them: 初十, 正月初十, 臘月廿八, 年三十, 除夕, 元宵."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from lunardate import LunarDate

_MONTHS = {"正": 1, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_MONTHS |= {"十一": 11, "冬": 11, "十二": 12, "腊": 12, "臘": 12}
_ONES = {c: n for n, c in enumerate("一二三四五六七八九十", 1)}
_LUNAR = re.compile(
    r"(?:农历|農曆|古历|旧历|阴历|陰曆)?(闰|閏)?(?:(正|十一|十二|[一二三四五六七八九十冬腊臘])月)?"
    r"((?:大?年)?初[一二三四五六七八九十]|大?年(?:廿|二十)[一二三四五六七八九]|十[一二三四五六七八九]|二十[一二三四五六七八九]?|廿[一二三四五六七八九十]?|三十)"
)
_FEASTS = {
    "除夕": (12, 0),
    "年三十": (12, 0),
    "大年三十": (12, 0),
    "年三十晚": (12, 0),
    "年卅": (12, 0),
    "大年夜": (12, 0),
}
_FEASTS |= {"春节": (1, 1), "春節": (1, 1), "大年初一": (1, 1), "元宵": (1, 15), "元宵节": (1, 15), "元宵節": (1, 15)}
_FEASTS |= {"人日": (1, 7), "小年": (12, 24)}


def lunar_day(text: str, on: date) -> tuple[date, bool] | None:
    """Return the solar day a folded text means in lunar words, and whether another month would do as well.

    The year is the one in which the day falls nearest before `on` (or up to 45 days after it, for plans). A day
    without its month is the one of 正月 in the season of the list; past that it is ambiguous.
    """
    if text in _FEASTS:
        month, day = _FEASTS[text]
        feast = _nearest(on, month, day)
        return (feast, False) if feast else None
    match = _LUNAR.fullmatch(re.sub(r"(日|号|號|[早晚中]上?|上午|下午)$", "", text))
    if match is None:
        return None
    day = _day(match.group(3))
    # 年廿九 is the old year's.
    named = match.group(2) or ("腊" if text.startswith(("年廿", "年二十", "大年廿", "大年二十")) else "")
    if named:
        solar = _nearest(on, _MONTHS[named], day)
        return (solar, False) if solar else None
    if not text.startswith(("初", "大年", "廿", "农历", "農曆", "年")):
        return None
    return _without_month(on, day)


def _day(text: str) -> int:
    text = text.removeprefix("大").removeprefix("年").removeprefix("初")
    if text.startswith("廿"):
        text = "二十" + text[1:].replace("十", "")
    if len(text) == 1:
        return _ONES[text]
    tens, ones = (1, text[1:]) if text[0] == "十" else (_ONES[text[0]], text[2:])
    return tens * 10 + (_ONES[ones] if ones else 0)


@lru_cache(maxsize=4096)
def _solar(year: int, month: int, day: int) -> date | None:
    """Return the solar day of a lunar one; day 0 is the last of the month (年三十 may be the 29th)."""
    try:
        if day == 0:
            last: date = LunarDate(year + 1, 1, 1).to_solar_date() - timedelta(days=1)
            return last
        solar: date = LunarDate(year, month, day).to_solar_date()
        return solar
    except ValueError:
        return None


def _nearest(on: date, month: int, day: int) -> date | None:
    found = [s for year in (on.year - 2, on.year - 1, on.year, on.year + 1) if (s := _solar(year, month, day))]
    past = [s for s in found if s <= on + timedelta(days=45)]
    return max(past) if past else None


def _without_month(on: date, day: int) -> tuple[date, bool] | None:
    new_year = _nearest(on, 1, 1)
    if new_year is None:
        return None
    first = new_year + timedelta(days=day - 1)
    if first > on + timedelta(days=15) or (day > 20 and first > on):
        # 廿八 on a list of early 正月 is the twelfth month's.
        twelfth = _nearest(min(on, new_year), 12, day)
        return (twelfth, False) if twelfth else None
    later = new_year + timedelta(days=29 + day - 1)
    return first, later <= on
