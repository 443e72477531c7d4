"""How a figure's answer is written: its value with its unit, and where it stands against its target."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext

from tongchou.base.refusals import words
from tongchou.figures.asking import Answer, Value
from tongchou.figures.declare import Figure, Mean, Ratio
from tongchou.figures.targets import Target
from tongchou.web.templatetags.desk import NOTHING, day, n

BOUNDS = {
    "at_least": words("不少於 %(value)s"),
    "at_most": words("不多於 %(value)s"),
    "equal": words("應為 %(value)s"),
}


def value_words(of: Figure, value: Value) -> str:
    """Write a value at the figure's precision; a ratio is 100% only where nothing is missing."""
    if value is None:
        return NOTHING
    if isinstance(of, Ratio) and isinstance(value, int | Fraction):
        return percent_words(Fraction(value), of.precision)
    if isinstance(value, Fraction):
        return f"{float(value):,.{max(of.precision, 1) if isinstance(of, Mean) else of.precision}f}"
    if isinstance(value, date):
        return day(value)
    return n(value)


def percent_words(value: Fraction, precision: int) -> str:
    """Write a ratio in per cent. 100% is written only where it is exactly that: 99.97% never rounds up to it."""
    shown = f"{float(value * 100):.{precision}f}%"
    whole = f"{100:.{precision}f}%"
    if shown == whole and value < 1:
        return f"{100 - 10 ** -max(precision, 1):.{max(precision, 1)}f}%"
    return shown if shown != whole or value != 1 else "100%"


def target_words(of: Figure, target: Target) -> str:
    """Write a target."""
    return gettext(BOUNDS[target.bound]) % {"value": value_words(of, target.value)}


def is_met(answer: Answer) -> bool | None:
    """Say whether an answer is where its target wants it; None where there is no target or no number."""
    value = answer.value
    if answer.target is None or not isinstance(value, int | Fraction):
        return None
    return answer.target.is_met(value)


def shown(answer: Answer) -> dict[str, Any]:
    """Return an answer as a page shows it."""
    of = answer.figure
    return {
        "answer": answer,
        "name": of.name,
        "title": gettext(of.title),
        "unit": "" if isinstance(of, Ratio) else gettext(of.unit) if of.unit else "",
        "value": value_words(of, answer.value),
        "is_met": is_met(answer),
        "target": target_words(of, answer.target) if answer.target else "",
        "numerator": answer.numerator,
        "denominator": answer.denominator,
        "coverage": answer.coverage,
    }
