"""What every reader of cells shares: folding of characters, and reading each distinct cell once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl

from tongchou.intake.columns import Codes, Hint

#: A value and its codes.
Reading = tuple[Any, tuple[str, ...]]

NOTHING: Reading = (None, ())

#: What people write into a cell to say that there is nothing to write.
_ABSENT = frozenset(
    [
        "",
        "无",
        "無",
        "没有",
        "沒有",
        "不详",
        "不詳",
        "未知",
        "不明",
        "空",
        "-",
        "--",
        "—",
        "——",
        "/",
        "\\",
        "、",
        "无/",
        "/无",
        "n/a",
        "na",
        "nil",
        "none",
        "null",
        "nan",
        "待查",
        "待补",
        "待補",
        "待核实",
        "暂无",
        "暫無",
        "不清楚",
        "不知",
        "未提供",
        "#n/a",
        "#ref!",
        "#value!",
        "#name?",
        "#div/0!",
        "#null!",
        "#num!",
        ".",
        "。",
        "?",
        "？",
        "×",
        "x",
        "无号码",
    ]
)

_SPACES = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")

#: What people write for 'the same as in the row above'.
_DITTO = frozenset(
    [
        "同上",
        "同前",
        "上同",
        "同",
        "同上行",
        "同上一行",
        "ditto",
        "do.",
        "〃",
        "″",
        '"',
        "''",
        "“",
        "”",
        "’’",
        "々",
        "仝",
        "仝上",
        "↑",
    ]
)


def is_ditto(cell: Any) -> bool:
    """Say whether a cell only says that it repeats the one above it."""
    return (
        isinstance(cell, str)
        and 0 < len(cell) < 9
        and unicodedata.normalize("NFKC", _SPACES.sub("", cell)).lower() in _DITTOS
    )


_DITTOS = frozenset(unicodedata.normalize("NFKC", mark) for mark in _DITTO)

#: Text of a cell that is kept: longer ones are cut and say so.
MAX_TEXT = 2000


def fold(text: str) -> str:
    """Return text with full-width forms folded (NFKC) and every kind of space and invisible mark gone."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text))


def tidy(text: str) -> str:
    """Return text as a person would retype it: trimmed, one space between words, no invisible or control marks."""
    if text.isalnum():
        return text
    return " ".join(_CONTROL.sub(" ", text.replace("\u3000", " ").replace("\xa0", " ")).split())


def is_absent(text: str) -> bool:
    """Say whether a folded text only says that there is nothing to say."""
    return text.lower() in _ABSENT


def as_text(cell: Any) -> str:
    """Return a cell as the spreadsheet would show it plainly: whole floats without '.0', dates in ISO form."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


_TEXTS = frozenset([str, type(None)])


def _key(cell: Any) -> Any:
    return cell if type(cell) is str or cell is None else (cell, type(cell))


class CellReader:
    """A reader that understands one cell at a time; a distinct cell is read once, however often it stands there."""

    dtype: Any = pl.String

    def one(self, cell: Any, hint: Hint) -> Reading:
        """Return what one cell, not empty, says."""
        raise NotImplementedError

    def prepare(self, hint: Hint) -> Hint:
        """Return the hint to read a column under; a reader may look at the header once here."""
        return hint

    def read(self, cells: Sequence[Any], hint: Hint) -> tuple[list[Any], Codes]:
        hint = self.prepare(hint)
        # 1, 1.0 and True are one key and three cells; texts need no such care, and are nearly all there is.
        keys = cells if _TEXTS.issuperset(map(type, cells)) else [_key(cell) for cell in cells]
        seen: dict[Any, Reading] = {"": NOTHING, None: NOTHING}
        for key, cell in dict(zip(keys, cells, strict=True)).items():
            if key not in seen:
                seen[key] = self.one(cell, hint)
        value_of = {key: reading[0] for key, reading in seen.items()}
        coded = {key for key, reading in seen.items() if reading[1]}
        codes = {index: seen[key][1] for index, key in enumerate(keys) if key in coded} if coded else {}
        return [value_of[key] for key in keys], codes

    def sniff(self, cells: Sequence[Any]) -> float:
        return 0.0

    def show(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date | datetime | time) else value

    def __repr__(self) -> str:
        return type(self).__name__
