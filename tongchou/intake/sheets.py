"""A workbook as it was sent: sheets of typed cells, numbered as the spreadsheet numbers them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

#: A merged range: first row, first column, last row, last column, all from 0 and inclusive.
Range = tuple[int, int, int, int]


@dataclass
class Sheet:
    """One sheet. `rows()` yields every row from 1 to the last, leading and blank ones included; it can be asked again.

    Cells are str, float, bool, date, datetime, time, timedelta, '' or None: a number stays a number, so that an ID
    number that lost its digits is seen. `labels` are the column names of a sheet that has no header of its own (a chain
    text), `shown` its lines as they were, `preface` those above its items. `file` is the archive's member that it came
    from; `hidden_rows` count from 1. `unsaid` are the columns, by row, with a formula that was never calculated:
    they read empty.
    """

    name: str
    rows: Callable[[], Iterator[list[Any]]]
    hidden: bool = False
    merges: list[Range] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    unsaid: Mapping[int, set[int]] = field(default_factory=dict)
    labels: tuple[str, ...] = ()
    verdicts: dict[int, str] = field(default_factory=dict)
    file: str = ""
    width: int = 0
    shown: Callable[[], Iterator[list[Any]]] | None = None
    preface: tuple[str, ...] = ()


@dataclass
class Workbook:
    """The sheets of a file. `opened` is the content without its password; None if it had none."""

    sheets: list[Sheet]
    opened: bytes | None = None
    form: str = "xlsx"
    ignored: list[str] = field(default_factory=list)
