"""Readers of the cells that only lists of enterprises have; their words are in `vocabulary.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from tongchou.base.chinese import simplified
from tongchou.intake.columns import Hint
from tongchou.intake.values import Choice
from tongchou.intake.values.base import CellReader, Reading, as_text, fold

_DATA = tomllib.loads((Path(__file__).parent / "vocabulary.toml").read_text("utf-8"))


def vocabulary(name: str) -> dict[str, tuple[str, ...]]:
    """Return a part of the vocabulary: words by meaning, or headers by column."""
    return {key: tuple(text.split()) for key, text in _DATA[name].items()}


SIZE_WORDS, REASON_WORDS = vocabulary("size"), vocabulary("reason")
_NO = frozenset(("否", "无", "×", "✗", "不", "不是", "没有", "n", "no", "0", "未", "非"))
_YES = frozenset(("是", "有", "√", "✓", "✔", "y", "yes", "1", "已", "对"))
_NAMED = r"[\u4e00-\u9fffA-Za-z0-9（）()]{1,40}?"
#: What a company's name ends in, the plainest first: 鞋服城製衣有限公司 is more than a 鞋服城.
_COMPANIES = tuple(
    re.compile(f"{_NAMED}(?:{ending})")
    for ending in (
        "有限责任公司|股份有限公司|有限公司|分公司|公司|集团|合作社",
        "工厂|厂|商行|商场|超市|酒店|宾馆|饭店|酒楼|发廊|理发店|店|中心|作坊|农场|服装城|鞋服城",
    )
)
_LABEL = re.compile(r"^.*(?:单位|企业|公司)(?:名称|全称)?[:：]")


class Size(CellReader):
    """A size class: 規上, 限下, 個體; under a header that asks (是否規上) yes is above and no is below."""

    def prepare(self, hint: Hint) -> Hint:
        return replace(hint, header="asked" if re.search("规上|规模以上|限上", simplified(fold(hint.header))) else "")

    def one(self, cell: Any, hint: Hint) -> Reading:
        text = simplified(fold(as_text(cell))).lower()
        if hint.header and text in _YES:
            return "above-scale", ()
        if hint.header and text in _NO:
            return "below-scale", ()
        # 非規上 holds 規上, 中小型 holds 小型: the longest word that stands there speaks.
        pairs = sorted(((w, size) for size, ws in SIZE_WORDS.items() for w in ws), key=lambda pair: -len(pair[0]))
        found = next((size for word, size in pairs if word in text), None)
        return found, () if found or not text or text in _NO else ("choice_unreadable",)


class State(CellReader):
    """How far an enterprise is; under a header that asks (是否復工) yes is at work and no is not."""

    dtype = Choice({}).dtype

    def __init__(self) -> None:
        self._said = Choice(vocabulary("state"))

    def prepare(self, hint: Hint) -> Hint:
        return replace(hint, header="asked" if re.search("是否|有无", simplified(fold(hint.header))) else "")

    def one(self, cell: Any, hint: Hint) -> Reading:
        text = simplified(fold(as_text(cell))).lower()
        if text in _YES or text in _NO:
            return ("management" if text in _YES else "consultation"), ()
        return self._said.one(cell, hint)


class Loose(Choice):
    """A choice in which a text of no option is another option, and no warning: a sector nobody listed."""

    def __init__(self, options: dict[str, tuple[str, ...]], *, otherwise: str | None) -> None:
        super().__init__(options)
        self._otherwise = otherwise

    def one(self, cell: Any, hint: Hint) -> Reading:
        value, codes = super().one(cell, hint)
        return (self._otherwise, ()) if codes else (value, ())


def reason_of(text: str) -> str:
    """Return the code of a reason written in words; empty where nothing is written."""
    said = simplified(fold(text))
    return next((code for code, ws in REASON_WORDS.items() if any(w in said for w in ws)), "other") if said else ""


def company_in(text: str) -> str:
    """Return the company that a title or a unit line names, as it is written there, or an empty string."""
    line = _LABEL.sub("", text.strip())
    line = re.sub(r"^(?:附件\d*[:：]?|关于|關於|\d{4}年\d{1,2}月\d{1,2}日)", "", line)
    return next((found.group() for company in _COMPANIES if (found := company.match(line))), "")
