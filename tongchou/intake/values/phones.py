"""The reader of telephone numbers: several in a cell, with country code, dashes, full-width digits, or as a float."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from tongchou.intake.columns import Codes, Hint
from tongchou.intake.values.base import NOTHING, CellReader, Reading, as_text, is_absent, is_ditto

_MOBILE = re.compile(r"1[3-9]\d{9}")
_MOBILES = re.compile(r"(?:1[3-9]\d{9})+")
#: A number inside a company's own exchange, beside a whole one.
_SHORT = re.compile(r"[56]\d{3,5}")
_SPLIT = re.compile(r"[/／,，;；、|\\\n\r]+|或者?|和|及|\s{2,}")
_LABEL = re.compile(
    r"(手机|移动|电话|座机|固话|家庭|本人|联系|号码|父亲|母亲|家属|短号|宅电|tel|phone|mobile)[:：号码]*", re.I
)
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1[3-9]\d{9}$|0?\d{2,3}\d{7,8}$)")
_LANDLINE = re.compile(r"(0\d{2,3})(\d{7,8})(?:(?:转|ext|x|#)?(\d{1,5}))?")
_LOCAL = re.compile(r"[2-8]\d{6,7}")
_SERVICE = re.compile(r"(?:400|800)\d{7}|12\d{3}|9[56]\d{3,4}")
_ABROAD = re.compile(r"(?:\+|00)(?!86)\d{7,15}")


class Phones(CellReader):
    """Telephone numbers as a list of digits (a foreign one keeps its `+`, an area code is joined to its number)."""

    dtype = pl.List(pl.String)

    def read(self, cells: Sequence[Any], hint: Hint) -> tuple[list[Any], Codes]:
        values: list[Any] = []
        codes: Codes = {}
        full = _MOBILE.fullmatch
        for index, cell in enumerate(cells):
            if type(cell) is str and len(cell) == 11 and cell.isascii() and full(cell):
                values.append([cell])
                continue
            value, code = NOTHING if cell is None or cell == "" else self.one(cell, hint)
            values.append(value)
            if code:
                codes[index] = code
        return values, codes

    def one(self, cell: Any, hint: Hint) -> Reading:
        if is_ditto(cell):
            return None, ("ditto_unresolved",)
        text = unicodedata.normalize("NFKC", as_text(cell)).strip().strip("'‘’`")
        # A number that was a float before it was text.
        text = re.sub(r"(?<=\d{11})\.0+$", "", text)
        if is_absent(text):
            return NOTHING
        found: list[str] = []
        unread = False
        for part in self._parts(text):
            number = one_phone(part)
            if number is None:
                unread = unread or (any(c.isdigit() for c in part) and not _SHORT.fullmatch(part))
            elif number not in found:
                found.append(number)
        if not found:
            return None, ("phone_unreadable",)
        codes = (("phone_unreadable",) if unread else ()) + (("phone_several",) if len(found) > 1 else ())
        return found, codes

    def _parts(self, text: str) -> list[str]:
        """Return the texts of a cell that each hold one number."""
        parts: list[str] = []
        for part in _SPLIT.split(_LABEL.sub(" ", text)):
            if part.strip():
                # Two numbers with only a space or a bracket between them.
                pieces = [piece for piece in re.split(r"[\s()（）]+", part) if piece]
                parts += [part] if one_phone(part) else _mobiles(part) or pieces
        return parts

    def sniff(self, cells: Sequence[Any]) -> float:
        filled = [c for c in cells if c not in (None, "")]
        if not filled:
            return 0.0
        hits = sum(1 for c in filled if (v := self.one(c, Hint(date(2020, 1, 1)))[0]) and _MOBILE.fullmatch(v[0]))
        return hits / len(filled)


def _mobiles(text: str) -> list[str]:
    """Return the mobile numbers in a text whose digits are nothing else.

    Never a piece of a longer number: an ID number, or a mobile with a digit too many.
    """
    runs = re.findall(r"\d+", re.sub(r"[\s\-—–()（）.]", "", text))
    return _MOBILE.findall("".join(runs)) if all(_MOBILES.fullmatch(run) for run in runs) else []


def one_phone(text: str) -> str | None:
    """Return one number in digits, or None: mobile, landline with or without area code, service or foreign number."""
    digits = re.sub(r"[\s\-—–()（）.·]", "", unicodedata.normalize("NFKC", text))
    digits = re.sub(r"[^\d+#转extEXT]", "", digits) if any(c.isdigit() for c in digits) else ""
    if not digits:
        return None
    digits = _COUNTRY.sub("", digits)
    if _MOBILE.fullmatch(digits):
        return digits
    if len(digits) == 12 and digits[0] == "0" and _MOBILE.fullmatch(digits[1:]):
        return digits[1:]
    if line := _LANDLINE.fullmatch(digits):
        return line.group(1) + line.group(2) + (f"-{line.group(3)}" if line.group(3) else "")
    if _LOCAL.fullmatch(digits) or _SERVICE.fullmatch(digits):
        return digits
    if _ABROAD.fullmatch(digits):
        return digits if digits.startswith("+") else "+" + digits[2:]
    return None
