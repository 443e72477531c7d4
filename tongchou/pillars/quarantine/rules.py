"""The rules of quarantine, pure: dated data in, an answer out. No store, no clock, no user."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

from tongchou.base.dated import Edition
from tongchou.base.refusals import words

#: Why the question who is left at home stays unanswered, and the person goes all the same.
UNANSWERED = {
    "home-elsewhere": words("家在外地，由當地安排"),
    "declined": words("本人不願回答"),
    "unwell": words("本人不適，先行轉運"),
    "already-in-site": words("報送時已在隔離點"),
}

#: Who may share a room: family only, and why.
SHARING = {
    "spouse": words("夫妻"),
    "child": words("未成年子女與父母"),
    "parent": words("老人與照顧的子女"),
    "carer": words("需人照護的家人"),
}

SUPPORT = {
    "meals": words("膳食"),
    "daily-goods": words("日用品"),
    "medicine": words("常用藥"),
    "counselling": words("心理疏導"),
    "wage-certificate": words("工資待遇證明"),
}

DATA = Path(__file__).parent / "rules_data"


def length_days(edition: Edition, basis: str) -> int:
    """Return how many days after the last exposure quarantine lasts on a basis (from-abroad, by-letter, ...)."""
    days: Mapping[str, int] = edition.body["days"]
    return int(days.get(basis, days["default"]))


def quarantine_ends_on(last_exposure_on: date, edition: Edition, basis: str = "default") -> date:
    """Return the last full day of quarantine, inclusive.

    Day 0 is the day of last exposure, not of admission: 14 days and 1 February give 15 February.
    """
    return last_exposure_on + timedelta(days=length_days(edition, basis))


def exposure(group: str, left_on: date | None, arrived_on: date | None) -> date | None:
    """Return the last exposure that a list's dates give evidence of.

    Whoever came from abroad was exposed until entering the country; from elsewhere, until leaving the source area.
    """
    return (arrived_on or left_on) if group == "from-abroad" else (left_on or arrived_on)


def basis_of(group: str) -> str:
    """Return the basis of length that a screening group falls under."""
    return group if group == "from-abroad" else "default"


def is_fever(tenths: int | None, edition: Edition) -> bool:
    """Say whether a temperature, in tenths of a degree, is fever by the rule."""
    return tenths is not None and tenths >= int(edition.body["fever_tenths"])


def answer_of(tenths: int | None, symptoms: Iterable[str], edition: Edition) -> str:
    """Return what a day's reading is: not taken, fever, symptoms without fever, or normal."""
    if is_fever(tenths, edition):
        return "fever"
    if any(symptoms):
        return "symptoms"
    return "not-taken" if tenths is None else "normal"
