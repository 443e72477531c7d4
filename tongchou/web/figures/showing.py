"""How a figure's answer is written: its value with its unit, and where it stands against its target."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.utils.translation import gettext

from tongchou.base.refusals import words
from tongchou.bulletin.speaking import value_text
from tongchou.figures.asking import Answer
from tongchou.figures.declare import Figure, Ratio
from tongchou.figures.targets import Target

BOUNDS = {
    "at_least": words("不少於 %(value)s"),
    "at_most": words("不多於 %(value)s"),
    "equal": words("應為 %(value)s"),
}


def target_words(of: Figure, target: Target) -> str:
    """Write a target."""
    return gettext(BOUNDS[target.bound]) % {"value": value_text(of, target.value)}


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
        "value": value_text(of, answer.value),
        "is_met": is_met(answer),
        "target": target_words(of, answer.target) if answer.target else "",
        "numerator": answer.numerator,
        "denominator": answer.denominator,
        "coverage": answer.coverage,
    }
