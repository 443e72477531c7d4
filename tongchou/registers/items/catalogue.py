"""The catalogue, pure: items as data (`catalogue.toml`), how they are called, and what a pack of each holds.

An item's id leaves room below it for its lots (`journal/stock.py`), so that an item with all its lots is one interval
of ids. Quantities are whole smallest steps of the item's unit: pieces, grams, millilitres, fen.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path

from tongchou.base import units
from tongchou.base.refusals import Refused, words
from tongchou.journal.stock import LOT_BITS

#: What one smallest step, or the unit that people read, is called: marked here for the translation files.
UNITS = (
    *(words("個"), words("套"), words("件"), words("副"), words("雙"), words("瓶"), words("片"), words("台")),
    *(words("把"), words("支"), words("盒"), words("包"), words("床"), words("頂"), words("條")),
    *(words("公斤"), words("升"), words("元")),
)
#: Numbers below this belong to the catalogue; a county's own items come after.
FIRST_OWN = 1000
MONEY = "money"
#: A unit in which something is measured says so whatever the item: 斤 is never a pack.
MEASURES = ("mass", "volume", "money")


@dataclass(frozen=True)
class Item:
    """One item: `unit` is what one smallest step is called, `packs` how many steps stand in one of a pack."""

    number: int
    code: str
    title: str
    unit: str
    dimension: str = "piece"
    category: str = "other"
    names: tuple[str, ...] = ()
    packs: Mapping[str, int] = field(default_factory=dict, hash=False)
    watched: bool = False

    @property
    def id(self) -> int:
        """Return the number under which the books know the item."""
        return self.number << LOT_BITS

    @property
    def shown_unit(self) -> tuple[str, int]:
        """Return the unit in which a quantity is shown to people, and the steps in one of it."""
        return {"mass": ("公斤", 1000), "volume": ("升", 1000), "money": ("元", 100)}.get(
            self.dimension, (self.unit, 1)
        )


@dataclass(frozen=True)
class Amount:
    """A quantity in an item's steps. `assumed`: the pack's size is the catalogue's, the sender did not say it."""

    steps: int
    assumed: bool = False


@cache
def shipped() -> tuple[Item, ...]:
    """Return the catalogue."""
    rows = tomllib.loads((Path(__file__).parent / "catalogue.toml").read_text("utf-8"))["item"]
    return tuple(Item(**{**row, "names": tuple(row.get("names", ()))}) for row in rows)


@cache
def by_code() -> Mapping[str, Item]:
    """Return the catalogue by code."""
    return {item.code: item for item in shipped()}


@cache
def _calls() -> tuple[tuple[str, Item], ...]:
    """Return every name with its item, the longest first: 防護口罩 must not answer for N95防護口罩."""
    pairs = [(fold(name), item) for item in shipped() for name in (item.title, *item.names)]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def fold(text: str) -> str:
    """Return a name without spaces, brackets, width and case."""
    return re.sub(r"[\s()（）\[\]【】·・.,，、:：\"“”'-]", "", text.translate(_WIDE)).lower()


_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def find(text: str) -> Item | None:
    """Return the item that a text (in simplified characters) names, by the longest name that stands in it."""
    said = fold(text)
    return next((item for name, item in _calls() if name == said), None) or next(
        (item for name, item in _calls() if len(name) > 1 and name in said), None
    )


def packs_in(spec: str) -> dict[str, int]:
    """Return what a specification says of packs: '50只/盒，40盒/箱' is {盒: 50, 箱: 2000}, in its smallest pieces.

    Volumes and masses are steps: '500ml/瓶×24瓶/箱' is {瓶: 500, 箱: 12000}.
    """
    found: dict[str, int] = {}
    text = re.sub(r"\s", "", spec.translate(_WIDE))
    for number, inner, outer in re.findall(r"(\d+(?:\.\d+)?)([a-zA-Z]+|[\u4e00-\u9fff]{1,2})[/每装](\w)", text):
        found[outer] = int(Decimal(number) * _inner(inner, found))
    return found


def _inner(unit: str, known: Mapping[str, int]) -> Decimal:
    for dimension in ("volume", "mass"):
        if unit.lower() in units.UNITS[dimension]:
            return units.UNITS[dimension][unit.lower()]
    return Decimal(known.get(unit, 1))


def steps_of(item: Item, number: Decimal, unit: str, spec: str = "") -> Amount | None:
    """Return a number of a unit (in simplified characters) in the item's steps; None where nobody can say.

    The size of a pack is what the sender specifies, else the catalogue's. No unit means the item's own.
    """
    multiplier, name = multiplied(unit)
    number *= multiplier
    if not name or name == simple(item.unit):
        return _whole(number)
    said = packs_in(spec)
    if name in said:
        return _whole(number * said[name])
    if item.dimension in MEASURES and name in units.UNITS[item.dimension]:
        return _whole(number * units.UNITS[item.dimension][name])
    if item.dimension == "piece" and name in _PIECES and name not in _PACKS:
        return _whole(number)
    if name in {simple(pack) for pack in item.packs}:
        size = next(size for pack, size in item.packs.items() if simple(pack) == name)
        found = _whole(number * size)
        return Amount(found.steps, assumed=True) if found else None
    return None


_PACKS = frozenset("盒箱桶包袋筐件罐卷批托")
_PIECES = frozenset(units.UNITS["piece"]) | {"片", "粒", "枝", "根", "顶", "付", "樽"}


def simple(unit: str) -> str:
    """Return a unit in the writing of `base.units`."""
    return unit.translate(_UNIT_FOLD).lower()


_UNIT_FOLD = str.maketrans("個隻雙頂條張臺噸頭箱畝", "个只双顶条张台吨头箱亩")


def multiplied(unit: str) -> tuple[Decimal, str]:
    """Return the multiplier in front of a unit: 万个 is ten thousand and 个."""
    times, rest = Decimal(1), simple(unit).replace("萬", "万").replace("億", "亿")
    while rest and rest[0] in "万千百亿":
        times *= {"万": 10_000, "千": 1000, "百": 100, "亿": 100_000_000}[rest[0]]
        rest = rest[1:]
    return times, rest


def _whole(value: Decimal) -> Amount | None:
    steps = int(value.to_integral_value())
    return Amount(steps) if abs(steps) <= units.MAX_STEPS else None


def parse_number(text: str) -> tuple[Decimal, str] | None:
    """Return the number and the unit written behind it: '3万个' is 30000 and 个; None where there is no number.

    Never raises: what cannot be read is told by whoever reads the cell.
    """
    try:
        number, unit = units.split(text)
    except Refused:
        return None
    return number, unit


_HEADER_UNIT = re.compile(r"[(（\[【/／]([万千百萬]?[\u4e00-\u9fffA-Za-z]{1,2})[)）\]】]?\s*$")


def unit_in_header(header: str) -> str:
    """Return the unit that a header names in brackets or behind a stroke: '数量（万个）' gives 万个; else nothing."""
    found = _HEADER_UNIT.search(header.strip())
    if found is None:
        return ""
    _, unit = multiplied(found.group(1))
    known = {*_PIECES, *_PACKS, *units.UNITS["mass"], *units.UNITS["volume"]}
    return found.group(1) if unit in known or (not unit and found.group(1)) else ""
