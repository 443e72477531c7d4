"""How a bulletin writes: three languages, whole numbers with their thousands apart, days, places.

Sentences are 繁體中文 in the source and come out of the translation files; names of places stand in the register as the
official list writes them and are turned into the reader's writing here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, gettext, override

from tongchou.base import clock
from tongchou.base.chinese import turned
from tongchou.base.refusals import Refused, words
from tongchou.bulletin.english_places import english_place
from tongchou.figures.asking import Value
from tongchou.figures.declare import Figure, Flow, Mean, Ratio, Stock

#: Languages as a door names them, and as the translation files do.
LANGUAGES = {"zh-Hant": "zh-hant", "zh-Hans": "zh-hans", "en": "en"}

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
CHINESE_NUMERALS = "〇一二三四五六七八九"

#: The language being written. Django's own answer is slow, and a bulletin asks 2,200 times.
_writing: ContextVar[str] = ContextVar("writing", default="")


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Write everything within in one language.

    Raises:
        Refused("language_unknown"): it is none of the three.
    """
    if lang not in LANGUAGES:
        raise Refused("language_unknown", words("通報沒有「%(lang)s」文本，可選 zh-Hant、zh-Hans、en。"), lang=lang)
    outside = _writing.set(LANGUAGES[lang])
    try:
        with override(LANGUAGES[lang]):
            yield
    finally:
        _writing.reset(outside)


def _language() -> str:
    """Return the language being written, on a page its reader's."""
    return _writing.get() or get_language() or ""


def said(text: str, **params: Any) -> str:
    """Return a marked sentence in the language being written, its places filled."""
    told = _told(text, _language()) if text else ""
    return told % params if params else told


@lru_cache(4096)
def _told(text: str, language: str) -> str:
    """Return a sentence in the language in force: a bulletin has 1,300, nearly all of them said a second ago."""
    return gettext(text)


def in_english() -> bool:
    """Say whether English is being written."""
    return _language().startswith("en")


def number(value: int) -> str:
    """Write a whole number exactly, thousands apart."""
    return f"{value:,}"


def value_text(of: Figure, value: Value) -> str:
    """Write a figure's value without its unit; what has none is the caller's to say."""
    if value is None:
        return "–"
    if isinstance(of, Ratio) and isinstance(value, int | Fraction):
        return percent(Fraction(value), of.precision)
    if isinstance(value, Fraction):
        return f"{float(value):,.{max(of.precision, 1) if isinstance(of, Mean) else of.precision}f}"
    if isinstance(value, date):
        return day(value)
    if isinstance(of, Stock | Flow) and of.steps > 1 and isinstance(value, int):
        return f"{value / of.steps:,.{of.precision}f}"
    return number(value) if isinstance(value, int) else written(value)


def percent(value: Fraction, precision: int) -> str:
    """Write a ratio in per cent. 100% only where it is exactly that: 99.97% never rounds up to it."""
    if value == 1:
        return "100%"
    shown = f"{float(value * 100):.{precision}f}"
    if shown == f"{100:.{precision}f}" and value < 1:
        decimals = max(precision, 1)
        return f"{100 - 10**-decimals:.{decimals}f}%"
    return f"{shown}%"


def pair(top: int, bottom: int) -> str:
    """Write a ratio's numerator and denominator, to stand after it."""
    return f" ({top:,}/{bottom:,})" if in_english() else f"（{top:,}／{bottom:,}）"


def day(value: date) -> str:
    """Write a day."""
    if in_english():
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日"


def instant(value: datetime) -> str:
    """Write an instant as its local day and 24-hour time."""
    local = value.astimezone(clock.ZONE)
    return f"{day(local.date())}{' ' if in_english() else ''}{local:%H:%M}"


def ordinal(n: int, *, level: int) -> str:
    """Write the number of a heading: 一、 and （一） in Chinese, 1. and (1) in English."""
    if in_english():
        return f"{n}. " if level == 1 else f"({n}) "
    return f"{chinese(n)}、" if level == 1 else f"（{chinese(n)}）"


def chinese(n: int) -> str:
    """Write 1 to 99 in Chinese numerals."""
    tens, ones = divmod(n, 10)
    head = "" if not tens else "十" if tens == 1 else CHINESE_NUMERALS[tens] + "十"
    return head + (CHINESE_NUMERALS[ones] if ones or not tens else "")


def place_name(name: str) -> str:
    """Write a place's name in the reader's writing; in English its sound, with the kind of place it is."""
    if not name:
        return ""
    return english_place(name) if in_english() else written(name)


def written(text: str) -> str:
    """Write Chinese words in the reader's characters; English has no other than the words given."""
    if in_english():
        return text
    return turned(text, "t2s" if _language() == "zh-hans" else "s2t")
