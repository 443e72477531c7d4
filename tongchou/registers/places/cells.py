"""Cells below a village in the rest of an address: 第4格, 04-2, 0402格, 综治3格, 中区居委会一片第3格."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tongchou.registers.places.gazetteer import Gazetteer


@dataclass(frozen=True)
class Verdict:
    """A position in the tree (-1: none), how certain, the positions of all candidates, and why not deeper."""

    position: int
    certainty: str
    candidates: tuple[int, ...] = ()
    why: str = ""


def lies_under(gaz: Gazetteer, position: int, above: int) -> bool:
    """Return whether a position is another or below it."""
    return above <= position < int(gaz.tree.right[above])


_SERIES = r"(?P<series>综治|创文创卫|创文|创卫|文明)?第?"
_CELL = re.compile(
    _SERIES + r"(?:(?<!\d)(?P<four>\d{4})号?(?:小|微)?(?:网)?格"
    r"|(?<!\d)(?P<a>\d{1,2})-(?P<b>\d{1,2})号?微?(?:网)?格"
    r"|(?<!\d)(?P<small>\d{1,2})号?小?(?:网)?格(?:第?(?P<micro>\d{1,2})号?(?:微|小)(?:网)?格)?)"
)
#: Right behind the village, a two-digit cell that begins with 0: 04-2. Without the 0 it may be a house: 12-3.
_BARE = re.compile(r"\|*(?P<a>0\d)-(?P<b>\d{1,2})(?=$|\|)")
_DIGIT = {char: str(number) for number, char in enumerate("零一二三四五六七八九")}
_CHINESE = re.compile(r"[一二三四五六七八九十]{1,3}(?=号?(?:小|微)?(?:网)?格)")


def has_cell(text: str) -> bool:
    """Return whether a text names a cell by 格."""
    return "格" in text and _CELL.search(_digits(text)) is not None


def _digits(text: str) -> str:
    """Return a text with the Chinese numerals before 格 as digits: 第四格 is 第4格."""
    return _CHINESE.sub(lambda found: _number(found.group()), text)


def _number(text: str) -> str:
    tens, ten, ones = text.rpartition("十")
    return "".join(
        (_DIGIT.get(tens, "1") if ten else "", "".join(_DIGIT.get(c, "") for c in ones) or ("0" if ten else ""))
    )


def cell_below(rest: str, village: int, certainty: str, gaz: Gazetteer) -> Verdict:
    """Return the cell that the rest of the text names below a village, or the village, `part` where it has no such."""
    cells = gaz.cells.get(village)
    if cells is None:
        return Verdict(village, certainty)
    for name, position in cells.parts.items():
        if rest.lstrip("|").removeprefix("第").startswith(name.removeprefix("第")):
            village, rest = position, rest[rest.index(name[-1]) + 1 :]
            break
    found = _CELL.search(_digits(rest)) if "格" in rest else _BARE.match(rest)
    if found is None:
        return Verdict(village, certainty)
    series, small, micro = _numbers(found)
    options = [cells.small[key] for key in _keys(series, small) if key in cells.small]
    if len(options) != 1 or not lies_under(gaz, options[0], village):
        return Verdict(village, "part", tuple(options), "cell_unknown")
    if micro is None:
        return Verdict(options[0], certainty)
    deeper = cells.micro.get((small, micro)) if not series else None
    return Verdict(options[0], "part", (), "cell_unknown") if deeper is None else Verdict(deeper, certainty)


def _keys(series: str, small: int) -> list[tuple[str, int]]:
    named = {"综治": "综治", "创文": "创文", "创卫": "创文", "创文创卫": "创文", "文明": "创文"}.get(series)
    return [(named, small)] if named else [("", small), ("综治", small), ("创文", small)]


def _numbers(found: re.Match[str]) -> tuple[str, int, int | None]:
    parts = found.groupdict()
    series = parts.get("series") or ""
    if parts.get("four"):
        return series, int(parts["four"][:2]), int(parts["four"][2:])
    if parts.get("a"):
        return series, int(parts["a"]), int(parts["b"])
    return series, int(parts["small"]), int(parts["micro"]) if parts.get("micro") else None
