"""What makes a person one person: the texts whose marks are the keys. Pure, and the same whatever order lists come in.

With an ID number the number alone is the person: 15 and 18 digits of one number are one text, and a disability
certificate (20 digits) carries its holder's number in its first 18. Without one, in this order: name and household
number; name and first phone, with sex and birth where they are told; else the row of the list itself, because a name
alone is nobody.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache
from unicodedata import normalize

from tongchou.base.chinese import converter

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"
RESIDENT = re.compile(r"[0-9]{17}[0-9X]").fullmatch


def check_digit(first17: str) -> str:
    """Return the check character of GB 11643-1999."""
    return CHECK[sum(int(digit) * weight for digit, weight in zip(first17, WEIGHTS, strict=True)) % 11]


def standard(number: str) -> str:
    """Return an ID number's one form: a resident's 15 or 20 characters become 18; anything else stays as it is."""
    if len(number) == 15 and number.isdigit():
        first17 = number[:6] + "19" + number[6:]
        return first17 + check_digit(first17)
    if len(number) == 20 and number[:17].isdigit() and number[17] == check_digit(number[:17]):
        return number[:18]
    return number


def typed(number: str) -> str:
    """Return a number as someone types it (spaces, hyphens, full-width, a small x) as lists hold it."""
    return "".join(c for c in normalize("NFKC", number).upper() if c.isalnum())


def is_resident(number: str) -> bool:
    """Say whether a standard number has the form of a resident's: 17 digits and a digit or X."""
    return RESIDENT(number) is not None


@lru_cache(maxsize=50_000)
def _ordinal(digits: str) -> int | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).toordinal()
    except ValueError:
        return None


def birth_ordinal(resident: str) -> int | None:
    """Return the day of birth in a resident's number as its ordinal, or None where there is no such day."""
    return _ordinal(resident[6:14])


def sex(resident: str) -> str:
    """Return "male" or "female" from a resident's number."""
    return "male" if resident[16] in "13579" else "female"


@cache
def _simple() -> dict[int, int | None]:
    """Return a character table: traditional to simplified one by one, and the marks within names dropped."""
    convert = converter("t2s").convert
    han = [chr(code) for code in range(0x4E00, 0xA000)]
    plain = convert("\n".join(han)).split("\n")
    table: dict[int, int | None] = {ord(a): ord(b) for a, b in zip(han, plain, strict=True) if a != b and len(b) == 1}
    return table | dict.fromkeys(map(ord, " \u3000\t·•‧．."), None)


def fold(name: str) -> str:
    """Return a name as it is compared: 陳大文, 陈大文 and 陈 大文 are one writing."""
    return name.translate(_simple()).upper()


def number_key(number: str) -> str:
    """Return the key text of a person with a (standard) ID number."""
    return f"id|{number}"


def household_key(folded: str, code: str) -> str:
    """Return the key text of a person named within a numbered household."""
    return f"household|{code}|{folded}"


def phone_key(folded: str, phone: str, sex: str, born: date | None) -> str:
    """Return the key text of a person known by name, phone and, where told, sex and birth."""
    return f"phone|{folded}|{phone}|{sex}|{born or ''}"


def row_key(source: str, row: int) -> str:
    """Return the key text of a person nothing names but a row of a list."""
    return f"row|{source}|{row}"


def pair_text(folded: str, phone: str) -> str:
    """Return the text of a name together with a phone, by which a person without a number is recognised."""
    return f"pair|{folded}|{phone}"
