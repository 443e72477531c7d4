"""What stands on the paper for a machine: a row's code and the letters of its answers; and how a keyed line is read.

A code is the row's number and a check letter made of sheet and row: `07K`. A wrong digit, two digits that changed
places, or a row of another sheet does not fit its letter. It says nothing of anybody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tongchou.base.codes import LETTERS, check_letter
from tongchou.base.refusals import Refused, words

#: Letters that always mean the same, so that whoever keys knows them by heart; what is new takes the next free one.
USUAL = {
    "A": "cleared",
    "B": "home-quarantine",
    "C": "health-monitoring",
    "D": "to-quarantine",
    "E": "not-living-here",
    "F": "wrong-information",
    "G": "missed-before",
    "H": "passed-through",
    "J": "in-transit",
    "K": "beyond-period",
    "M": "persuaded",
    "N": "departed",
    "Q": "not-found",
    "R": "found:nobody-home",
    "T": "found:refused",
    "U": "found:unreachable",
    "V": "visit:seen",
    "W": "visit:not-seen",
    "X": "visit:symptoms",
    "Y": "visit:by-telephone",
}
FOUND, VISIT = "found:", "visit:"
MOST_NOTE = 120
_LINE = re.compile(r"(?:(\d{1,7})-)?(\d{1,3})([A-Z])[\s,]*([A-Z])(?:[\s,]*(\d{2}\.?\d)(?!\d))?[\s,]*(.*)", re.S | re.I)


@dataclass(frozen=True)
class Line:
    """One keyed line: `07K A 36.8 在田裏` is row 7, cleared, 36.8 ℃, with a note."""

    row: int
    said: str
    temperature_tenths: int | None
    note: str


def letters_for(codes: Iterable[str]) -> dict[str, str]:
    """Return the letter of each thing that can be said: the usual one, else the next that is free."""
    wanted = set(codes)
    found = {letter: code for letter, code in USUAL.items() if code in wanted}
    free = [letter for letter in LETTERS if letter not in USUAL]
    for code, letter in zip(sorted(wanted - set(found.values())), free, strict=False):
        found[letter] = code
    return found


def code_of(sheet: int, row: int) -> str:
    """Return the code of a row of a sheet."""
    return f"{row:02d}{check_letter(f'{sheet:07d}{row:03d}')}"


def read_line(text: str, sheet: int, letters: Mapping[str, str]) -> Line:
    """Return what was keyed.

    Raises:
        Refused("line_unread"), Refused("other_sheet"), Refused("code_mistyped"), Refused("letter_unknown"),
        Refused("bad_temperature").
    """
    found = _LINE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        raise Refused("line_unread", words("請按「行碼 結果字母 體溫 備註」錄入，如 07K A 36.8。"))
    other, row, check, letter, temperature, note = found.groups()
    check, letter = check.upper(), letter.upper()
    if other and int(other) != sheet:
        told = words("這是第 %(other)s 號表的行碼，現在錄的是第 %(sheet)s 號。")
        raise Refused("other_sheet", told, other=other, sheet=sheet)
    if code_of(sheet, int(row))[-1] != check:
        raise Refused("code_mistyped", words("行碼 %(code)s 不對：數字抄錯，或不是這張表的行。"), code=f"{row}{check}")
    if letter not in letters:
        raise Refused("letter_unknown", words("這張表上沒有字母 %(letter)s。"), letter=letter)
    return Line(int(row), letters[letter], _tenths(temperature), note.strip()[:MOST_NOTE])


def _tenths(text: str | None) -> int | None:
    if not text:
        return None
    tenths = int(text.replace(".", ""))
    if not 300 <= tenths <= 450:
        raise Refused("bad_temperature", words("體溫應在 30 到 45 ℃ 之間。"))
    return tenths
