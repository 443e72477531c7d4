"""Readers of days and instants in every form lists use, and of the day a title or a file name carries."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl

from tongchou.intake.columns import Hint
from tongchou.intake.values.base import CellReader, Reading, is_absent
from tongchou.intake.values.lunar import lunar_day

#: Days before and after the list's day that a fact of the emergency may have; outside it, as a slip of the year is,
#: it warns.
WINDOW_BEFORE, WINDOW_AFTER = timedelta(days=180), timedelta(days=200)
#: How far a date without its year may lie ahead of the list (planned ends of quarantine) before it is last year's.
AHEAD = timedelta(days=92)
#: Spreadsheet day numbers: 1900-01-01 to 2079; day 0 is 1899-12-30.
SERIAL_LOW, SERIAL_HIGH = 1, 65_380
_EPOCH = date(1899, 12, 30)

_FULL = re.compile(r"(\d{4})[年./\-_、, ](\d{1,2})[月./\-_、, ](\d{1,2})[日号號]?")
_SHORT_YEAR = re.compile(r"(\d{2})[年./\-](\d{1,2})[月./\-](\d{1,2})[日号號]?(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)")
_US = re.compile(r"(\d{1,2})[/\-.](\d{1,2})[/\-.](\d{4})(?!\d)")
_MONTH_DAY = re.compile(r"(\d{1,2})(?:月份?|[./\-、])(\d{1,2})[日号號]?(?!\d)")
_BARE = re.compile(r"0?(\d{1,2})(\d{2})(?!\d)")
_DAY_ONLY = re.compile(r"(\d{1,2})[日号號](?!\d)")
_CLOCK = re.compile(
    r"(上午|下午|早上|中午|晚上?|凌晨|傍晚|夜)?(\d{1,2})[:：时時点點](\d{1,2})?分?(?:[:：](\d{1,2}))?秒?"
)
_NEEDLESS = re.compile(r"\s*([年月日号號./\-:])\s*")
_RELATIVE = {
    "今天": 0,
    "今日": 0,
    "当天": 0,
    "當天": 0,
    "当日": 0,
    "當日": 0,
    "本日": 0,
    "昨天": -1,
    "昨日": -1,
    "前天": -2,
}
_RELATIVE |= {"明天": 1, "明日": 1, "后天": 2, "大前天": -3, "昨晚": -1, "今早": 0, "今晨": 0, "前日": -2}
_CN = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "О": "0", "Ｏ": "0"}
_CN_DATE = re.compile(
    r"(?:([〇○零一二三四五六七八九]{4})年)?([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号號]"
)
_MONTH_NAMES = {
    m: i for i, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_ENGLISH = re.compile(r"(\d{1,2})[\-\s/.]?([a-z]{3})[a-z]*[\-\s/.,]*(\d{4}|\d{2})?", re.I)


@dataclass(frozen=True)
class Found:
    """A day in a text: where the text of it ends, and what had to be assumed."""

    day: date
    end: int
    codes: tuple[str, ...] = ()


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def complete(month: int, day: int, on: date) -> date | None:
    """Return the day of that month and day which the list of `on` means: the latest not far ahead of it."""
    found = [d for y in (on.year + 1, on.year, on.year - 1) if (d := _safe(y, month, day)) and d <= on + AHEAD]
    if not found and (month, day) == (2, 29):
        return None
    return max(found) if found else _safe(on.year, month, day)


def find_day(text: str, on: date) -> Found | None:
    """Return the day that a folded text begins with; None if it begins with none that exists."""
    for pattern in (_FULL, _COMPACT):
        if match := pattern.match(text):
            day = _safe(*(int(g) for g in match.groups()))
            return Found(day, match.end()) if day else None
    if match := _US.match(text):
        first, second, year = (int(g) for g in match.groups())
        day = _safe(year, first, second) or _safe(year, second, first)
        twofold = first <= 12 and second <= 12 and first != second
        return Found(day, match.end(), ("date_ambiguous",) if twofold else ()) if day else None
    if (match := _SHORT_YEAR.match(text)) and (day := _safe(2000 + int(match.group(1)), *map(int, match.groups()[1:]))):
        return Found(day, match.end())
    if match := _MONTH_DAY.match(text):
        day = complete(int(match.group(1)), int(match.group(2)), on)
        return Found(day, match.end(), ("date_year_assumed",)) if day else None
    return _find_words(text, on)


def _find_words(text: str, on: date) -> Found | None:
    if match := _CN_DATE.match(text):
        month, day_no = _chinese(match.group(2)), _chinese(match.group(3))
        if match.group(1):
            day = _safe(int("".join(_CN[c] for c in match.group(1))), month, day_no)
            return Found(day, match.end()) if day else None
        day = complete(month, day_no, on)
        return Found(day, match.end(), ("date_year_assumed",)) if day else None
    for word, offset in _RELATIVE.items():
        if text.startswith(word):
            return Found(on + timedelta(days=offset), len(word))
    if (match := _ENGLISH.match(text)) and match.group(2).lower() in _MONTH_NAMES:
        month, year = _MONTH_NAMES[match.group(2).lower()], match.group(3)
        day = (
            _safe(int(year) if len(year) == 4 else 2000 + int(year), month, int(match.group(1)))
            if year
            else complete(month, int(match.group(1)), on)
        )
        return Found(day, match.end(), () if year else ("date_year_assumed",)) if day else None
    if match := _DAY_ONLY.match(text):
        day = _safe(on.year, on.month, int(match.group(1)))
        if day is None or day > on:
            # What a list tells has happened: 23日 on a list of the 8th is last month's.
            before = on.replace(day=1) - timedelta(days=1)
            day = _safe(before.year, before.month, int(match.group(1)))
        return Found(day, match.end(), ("date_ambiguous",)) if day else None
    return None


def _chinese(text: str) -> int:
    ones = {c: n for n, c in enumerate("一二三四五六七八九", 1)}
    if "十" not in text:
        return ones.get(text, 0) if len(text) == 1 else 0
    tens, _, rest = text.partition("十")
    return (ones.get(tens, 1) if tens else 1) * 10 + (ones.get(rest, 0) if rest else 0)


def _from_number(number: float, on: date) -> Found | None:
    """Return the day that a number in a date cell means: a spreadsheet's serial, 20200203, 2.3, 203."""
    if number != number or number <= 0 or number >= 1e14:
        return None
    whole = int(number)
    if number >= 1e7:
        text = str(whole)
        return find_day(text[:8], on) if len(text) in (8, 12, 14) else None
    if 100 < number < 1300 and number == whole:
        # 203 and 1203: a month and a day whose leading zero the spreadsheet ate. As a serial it would be 1903.
        day = complete(whole // 100, whole % 100, on) if whole % 100 else None
        return Found(day, 0, ("date_year_assumed",)) if day else None
    if 1 <= number < 13 and number != whole:
        return _from_decimal(number, on)
    if SERIAL_LOW <= number < SERIAL_HIGH and number > 366:
        return Found(_EPOCH + timedelta(days=whole), 0)
    return None


def _from_decimal(number: float, on: date) -> Found | None:
    """Return the day of 2.3 or 2.15. 1.3 may have been 1.30 before the spreadsheet dropped the zero: ambiguous."""
    month, _, tail = f"{number:.2f}".partition(".")
    if abs(float(f"{number:.2f}") - number) > 1e-9:
        return None
    if tail.endswith("0"):
        day = complete(int(month), int(tail[0]), on)
        lost_zero = complete(int(month), int(tail[0]) * 10, on) is not None
        codes = ("date_year_assumed", "date_ambiguous") if lost_zero else ("date_year_assumed",)
        return Found(day, 0, codes) if day else None
    day = complete(int(month), int(tail), on)
    return Found(day, 0, ("date_year_assumed",)) if day else None


def read_day(cell: Any, on: date) -> tuple[date | None, str, tuple[str, ...]]:
    """Return the day of a cell, the text left after it (a clock time perhaps), and its codes."""
    if isinstance(cell, datetime):
        return cell.date(), cell.strftime("%H:%M:%S") if cell.time() != time() else "", ()
    if isinstance(cell, date):
        return cell, "", ()
    if isinstance(cell, (bool, time | timedelta)):
        return None, "", ("date_unreadable",)
    if isinstance(cell, int | float):
        found = _from_number(float(cell), on)
        rest = _clock_of(float(cell)) if found and isinstance(cell, float) and cell > 366 else ""
        return (found.day, rest, found.codes) if found else (None, "", ("date_unreadable",))
    return _read_text(_folded(str(cell)), on)


def _folded(text: str) -> str:
    """Return a text without spaces but those between digits: '2020/2/3 8:00' is not the 38th."""
    text = _NEEDLESS.sub(r"\1", unicodedata.normalize("NFKC", text).strip())
    return re.sub(r"(?<!\d)\s+|\s+(?!\d)|[\u200b\ufeff]", "", text)


def _clock_of(serial: float) -> str:
    seconds = round((serial % 1) * 86400) if serial < 1e7 else 0
    return f"{seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}" if seconds else ""


def _read_text(text: str, on: date) -> tuple[date | None, str, tuple[str, ...]]:
    text = re.sub(r"^(?:于|於|约|大约|公历|公曆|阳历|陽曆|新历|预计|預計|拟|计划|[:：'‘’])+", "", text)
    text = text.replace("元月", "1月").replace("元旦", "1月1日")
    text = re.sub(r"[（(]?(?:星期|周|週|礼拜)[一二三四五六日天][)）]?", "", text)
    if is_absent(text):
        return None, "", ()
    if re.fullmatch(r"\d+(\.0+)?", text) and len(text.partition(".")[0]) != 8:
        body = text.partition(".")[0]
        found = _bare_digits(body, on)
        return (found.day, "", found.codes) if found else (None, "", ("date_unreadable",))
    if re.fullmatch(r"\d{5}\.\d+", text) and (found := _from_number(float(text), on)):
        return found.day, _clock_of(float(text)), found.codes
    if lunar := lunar_day(_before_clock(text), on):
        return lunar[0], text, ("date_lunar", *(("date_ambiguous",) if lunar[1] else ()))
    found = find_day(text, on)
    if found is None:
        return None, "", ("date_unreadable",)
    rest = text[found.end :]
    if re.match(r"[-—~～至到—]+\d", rest):
        return found.day, "", (*found.codes, "date_range")
    return found.day, rest.strip().removeprefix("T"), found.codes


def _before_clock(text: str) -> str:
    return re.split(r"上午|下午|早上|中午|晚上|凌晨|\d", text)[0] or text


def _bare_digits(body: str, on: date) -> Found | None:
    """Return the day of digits typed as text: '0203', '203', '43864', '20200203143000'."""
    if len(body) in (12, 14):
        return find_day(body[:8], on)
    if len(body) in (3, 4) and (match := _BARE.fullmatch(body)):
        day = complete(int(match.group(1)), int(match.group(2)), on)
        return Found(day, 0, ("date_year_assumed",)) if day else None
    if len(body) == 6:
        day = _safe(2000 + int(body[:2]), int(body[2:4]), int(body[4:]))
        return Found(day, 0) if day else None
    return _from_number(float(body), on) if len(body) == 5 else None


class Day(CellReader):
    """A local day. Year-less days are completed from the list's day; days outside the emergency warn.

    `birth` readers take any year up to the list's and do not complete; `window=False` takes any.
    """

    dtype: Any = pl.Date

    def __init__(self, *, window: bool = True, birth: bool = False) -> None:
        self.window = window and not birth
        self.birth = birth

    def one(self, cell: Any, hint: Hint) -> Reading:
        day, _, codes = read_day(cell, hint.on)
        if day is None:
            return None, codes
        if self.birth and (day > hint.on or day.year < hint.on.year - 130 or "date_year_assumed" in codes):
            return None, ("date_unreadable",)
        # That the year was left out is the rule and says nothing of the row.
        codes = tuple(code for code in codes if code != "date_year_assumed")
        if self.window and not hint.on - WINDOW_BEFORE <= day <= hint.on + WINDOW_AFTER:
            codes = (*codes, "date_outside_emergency")
        return day, codes


class Instant(Day):
    """A day with the time of day where one is written ('2020-02-03 14:30', '2月3日晚上8點'), local, as a datetime."""

    dtype = pl.Datetime("us")

    def one(self, cell: Any, hint: Hint) -> Reading:
        day, codes = super().one(cell, hint)
        if day is None:
            return None, codes
        rest = read_day(cell, hint.on)[1]
        clock = read_clock(rest) if rest else None
        return datetime.combine(day, clock or time()), codes

    def show(self, value: Any) -> Any:
        if value is None:
            return None
        return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="minutes")


def read_clock(text: str) -> time | None:
    """Return the time of day somewhere in a folded text; 晚上8點 is 20:00."""
    match = _CLOCK.search(text)
    if match is None:
        return None
    hour, minute = int(match.group(2)), int(match.group(3) or 0)
    if match.group(1) in ("下午", "晚", "晚上", "傍晚", "夜") and hour < 12:
        hour += 12
    return time(hour % 24, minute) if hour <= 24 and minute < 60 else None


_IN_TEXT = (
    re.compile(r"(?<!\d)(20\d{2})\s*[年./\-_]\s*(\d{1,2})\s*[月./\-_]\s*(\d{1,2})"),
    re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)"),
)
_IN_TEXT_SHORT = (
    re.compile(r"(?<![\d.])(\d{1,2})\s*月\s*(\d{1,2})\s*[日号號]?"),
    re.compile(r"(?<![\d.])(0[1-9]|1[0-2])([0-3]\d)(?![\d.])"),
    re.compile(r"(?<![\d.\-件表第版号條条vVP])(\d{1,2})\.(\d{1,2})(?![\d.])"),
    re.compile(r"(?<![\d.\-件表第版号條条vVP])(\d{2})-(\d{2})(?![\d.\-])"),
)


def day_in(text: str, on: date) -> date | None:
    """Return the day that a title, a sheet name or a file name carries ('2020年2月20日體溫登記表', '0320口岸推送')."""
    text = re.sub(r"[\u200b\ufeff]", "", text)
    for pattern in _IN_TEXT:
        for match in pattern.finditer(text):
            if day := _safe(*(int(g) for g in match.groups())):
                return day
    written = _CN_DATE.search(text)
    if written and (found := _find_words(written.group(), on)):
        return found.day
    for pattern in _IN_TEXT_SHORT:
        for match in pattern.finditer(text):
            if day := complete(int(match.group(1)), int(match.group(2)), on):
                return day
    return None
