"""Readers of identity numbers: residents' (18 digits, 15 old, 20 of a disability card), passports, credit codes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from tongchou.intake.columns import Codes, Hint
from tongchou.intake.values.base import NOTHING, CellReader, Reading, as_text, fold, is_absent, is_ditto

_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)
_CHECK = "10X98765432"
_DAYS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
#: Letters that keyboards and OCR give for the X at the end: Cyrillic, Greek, the times sign.
_X = str.maketrans({"x": "X", "Х": "X", "х": "X", "Χ": "X", "χ": "X", "×": "X", "✕": "X", "╳": "X"})
_NOISE = re.compile(r"[\s'‘’`´\"“”,，.。·\-—_/]")
_PREFIX = re.compile(
    r"^(?:(?:居民)?(?:身份证|身份證)|证件|證件|ID|护照|護照|(?:港澳|台湾|臺灣)?(?:居民)?(?:来往|來往)?(?:内地|大陆)?通行[证證]|[回返][乡鄉][证證]|[台臺]胞[证證])"
    r"(?:号|號)?(?:码|碼)?[:：]?",
    re.I,
)
_EXPONENT = re.compile(r"\d(\.\d+)?[eE]\+?\d{1,2}")
#: A card of Hong Kong or Macau: M123456(7), 1234567(8).
_ISLAND = re.compile(r"(?:[A-Z]{1,2}\d{6}|\d{7})[(（][0-9A][)）]")
#: Travel documents: 14 countries' commonest shapes, Hong Kong, Macau and Taiwan permits.
_PASSPORT = re.compile(r"[A-Z]{1,2}\d{6,10}|[A-Z]\d{8}[A-Z]?|\d{8,9}|[A-Z]{3}\d{6,12}|[A-Z0-9]{7,9}")

#: A disability card's number: the ID number, kind and degree, and how often the card was given again.
_DISABILITY = re.compile(r"\d{17}[\dX]\d{2}(?:B\d)?")

#: Older than anybody has become, and younger than born.
MAX_AGE = 115


@cache
def _areas() -> dict[str, int]:
    """Return each area code there ever was, and the last year it was in force (9999 if it still is)."""
    known: dict[str, int] = {}
    province = ""
    for line in files("stdnum.cn").joinpath("loc.dat").read_text("utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        code = line.split()[0]
        if not line.startswith(" "):
            province = code
            continue
        spans = re.findall(r"\[(\d*)-(\d*)\]", line)
        whole = re.search(r'county="(?!\[)|,(?!\[)', line) is not None
        known[province + code] = 9999 if whole or not spans else max(int(end or 9999) for _, end in spans)
    return known


def check_digit(body: str) -> str:
    """Return the 18th character for 17 digits (ISO 7064 MOD 11-2)."""
    return _CHECK[sum(int(d) * int(w) for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def from_15(number: str) -> str:
    """Return the 18-digit form of a 15-digit number: the century is the nineteenth hundred, as GB 11643 has it."""
    body = number[:6] + "19" + number[6:]
    return body + check_digit(body)


def born_on(number: str) -> date | None:
    """Return the birth date in an 18-digit number; None if there is no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex_in(number: str) -> str:
    """Return the sex an 18-digit number says."""
    return "male" if int(number[16]) % 2 else "female"


def is_resident_id(number: str | None) -> bool:
    """Say whether a value as read is an 18-digit resident number (and not another document's)."""
    return number is not None and len(number) == 18 and number[:17].isascii() and number[:17].isdigit()


def id_faults(numbers: Sequence[str], on: date) -> list[tuple[str, ...]]:
    """Return the codes of each number, 17 digits and a digit or X; vectorised for lists of 100,000."""
    if not numbers:
        return []
    grid = np.frombuffer("".join(numbers).encode("ascii"), dtype=np.uint8).reshape(len(numbers), 18).astype(np.int64)
    digits = grid[:, :17] - 48
    wrong = np.frombuffer(_CHECK.encode(), dtype=np.uint8)[(digits @ _WEIGHTS) % 11] != grid[:, 17]
    year = digits[:, 6:10] @ np.array([1000, 100, 10, 1])
    month, day = digits[:, 10] * 10 + digits[:, 11], digits[:, 12] * 10 + digits[:, 13]
    unborn = (month < 1) | (month > 12) | (day < 1) | (day > _DAYS[np.clip(month, 0, 12)])
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    unborn |= (month == 2) & (day == 29) & ~leap | (year < 1)
    birth = year * 10000 + month * 100 + day
    odd_age = (birth > on.year * 10000 + on.month * 100 + on.day) | (on.year - year > MAX_AGE)
    area = digits[:, :6] @ (10 ** np.arange(5, -1, -1))
    nowhere = _nowhere(area, year)
    faults: list[tuple[str, ...]] = [()] * len(numbers)
    for index in np.flatnonzero(wrong | unborn | odd_age | nowhere).tolist():
        lost = wrong[index] and numbers[index].endswith("000")
        named = [
            ("id_lost_digits", lost),
            ("id_check_digit", wrong[index] and not lost),
            ("id_birth_date", unborn[index]),
            ("age_implausible", odd_age[index] and not unborn[index] and not wrong[index]),
            ("id_area_unknown", nowhere[index] and not wrong[index]),
        ]
        faults[index] = tuple(code for code, found in named if found)
    return faults


def _nowhere(area: np.ndarray, year: np.ndarray) -> np.ndarray:
    """Say which area codes never were, or had ended before the birth.

    A code that began after the birth is in order: the number is given at registration, not at birth.
    """
    table = _areas()
    codes, back = np.unique(area, return_inverse=True)
    last = np.array([table.get(f"{code:06d}", 0) for code in codes])
    return last[back] < year


class IdNumber(CellReader):
    """A resident's number as 18 characters; another document (passport) as its capitals and digits, with a note.

    Floats of 16 digits and more have lost digits that nothing brings back: refused. A wrong check digit, length,
    character or birth date refuses; an unknown area code or an implausible age warns.
    """

    def read(self, cells: Sequence[Any], hint: Hint) -> tuple[list[Any], Codes]:
        values: list[Any] = [None] * len(cells)
        codes: Codes = {}
        at: list[int] = []
        numbers: list[str] = []
        for index, cell in enumerate(cells):
            if cell is None or cell == "":
                continue
            if type(cell) is str and len(cell) == 18 and cell.isascii() and cell.isdigit():
                value: str | None = cell
            else:
                value, code = self.shape(cell)
                if code:
                    codes[index] = code
            values[index] = value
            if value is not None and is_resident_id(value) and "id_is_other" not in codes.get(index, ()):
                at.append(index)
                numbers.append(value)
        for index, faults in zip(at, id_faults(numbers, hint.on), strict=True):
            if faults:
                codes[index] = (*codes.get(index, ()), *faults)
        return values, codes

    def one(self, cell: Any, hint: Hint) -> Reading:
        values, codes = self.read([cell], hint)
        return values[0], codes.get(0, ())

    def shape(self, cell: Any) -> Reading:
        """Return the number in its 18-character form, before its digits are checked."""
        if isinstance(cell, float | int) and not isinstance(cell, bool):
            # A double holds 15 digits and no more: an old number survives, a new one does not.
            if abs(cell) >= 1e15:
                return None, ("id_lost_digits",)
            cell = as_text(cell)
        if is_ditto(cell):
            return None, ("ditto_unresolved",)
        raw = fold(as_text(cell))
        if is_absent(raw):
            return None, ("id_absent",)
        if _EXPONENT.fullmatch(raw):
            return None, ("id_lost_digits",)
        text = _NOISE.sub("", _PREFIX.sub("", raw.removeprefix("="))).translate(_X).upper()
        if not text:
            return None, ("id_absent",)
        return self._by_length(text)

    def _by_length(self, text: str) -> Reading:
        if _DISABILITY.fullmatch(text):
            return text[:18], ("id_disability",)
        if _ISLAND.fullmatch(text):
            return re.sub("[()（）]", "", text), ("id_is_other",)
        body = text[:-1] if text.endswith("X") else text
        if not body.isascii() or not body.isdigit():
            if _PASSPORT.fullmatch(text) and any(c.isdigit() for c in text):
                return text, ("id_is_other",)
            return text, ("id_characters",)
        if len(text) == 18:
            return text, ()
        if len(text) == 15 and text.isdigit():
            return from_15(text), ("id_15_digits",)
        if text.isdigit() and len(text) in (8, 9):
            return text, ("id_is_other",)
        return text, ("id_length",)

    def sniff(self, cells: Sequence[Any]) -> float:
        filled = [c for c in cells if c not in (None, "")]
        if not filled:
            return 0.0
        hits = 0
        for cell in filled:
            value, code = self.shape(cell)
            hits += (is_resident_id(value) and not set(code) & {"id_is_other"}) or "id_lost_digits" in code
        return hits / len(filled)


class Passport(CellReader):
    """A passport or permit number: capitals and digits."""

    def one(self, cell: Any, hint: Hint) -> Reading:
        if is_ditto(cell):
            return None, ("ditto_unresolved",)
        text = _NOISE.sub("", fold(as_text(cell))).upper()
        if is_absent(text) or not text:
            return NOTHING
        if _PASSPORT.fullmatch(text) and any(c.isdigit() for c in text):
            return text, ()
        return None, ("passport_unreadable",)


_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = [pow(3, i, 31) for i in range(17)]


def uscc_ok(code: str) -> bool:
    """Say whether 18 characters are a unified social credit code (GB 32100)."""
    if len(code) != 18 or any(c not in _USCC_ALPHABET for c in code):
        return False
    total = sum(_USCC_ALPHABET.index(c) * w for c, w in zip(code, _USCC_WEIGHTS, strict=False))
    return _USCC_ALPHABET[(31 - total % 31) % 31] == code[17]


_REGISTRATION = re.compile(r"\d{13}(?:\d{2})?")
_ORGANISATION = re.compile(r"[0-9A-Z]{8}[0-9X]")


class Uscc(CellReader):
    """A unified social credit code. O and I, which it never has, are read as 0 and 1 with a warning.

    With `older` the numbers that it replaced are taken too, with a note: a business registration number of 15 digits,
    an organisation code of nine.
    """

    def __init__(self, *, older: bool = False) -> None:
        self.older = older

    def one(self, cell: Any, hint: Hint) -> Reading:
        if isinstance(cell, float | int) and not isinstance(cell, bool) and abs(cell) >= 1e15:
            return None, ("uscc_lost_digits",) if self.older else ("uscc_unreadable",)
        if self.older and _EXPONENT.fullmatch(fold(as_text(cell))):
            return None, ("uscc_lost_digits",)
        text = _NOISE.sub("", fold(as_text(cell))).upper()
        if is_absent(text) or not text:
            return NOTHING
        if uscc_ok(text):
            return text, ()
        mended = text.translate(str.maketrans("OI", "01"))
        if mended != text and uscc_ok(mended):
            return mended, ("uscc_repaired",)
        if self.older and (_REGISTRATION.fullmatch(text) or _ORGANISATION.fullmatch(text)):
            return text, ("uscc_older",)
        return text, ("uscc_unreadable",)

    def sniff(self, cells: Sequence[Any]) -> float:
        filled = [c for c in cells if c not in (None, "")]
        return sum(1 for c in filled if uscc_ok(fold(as_text(c)).upper())) / len(filled) if filled else 0.0
