"""The answer: the sender's own workbook, values only, with 結果 and 原因 beside each row.

Nothing in it is live: every text is written as text, and one that a spreadsheet might take for a formula carries the
mark that an apostrophe typed before it would give.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext

from tongchou.base.refusals import words
from tongchou.intake import reader, vouchers
from tongchou.intake.codes import NOT_DATA
from tongchou.intake.reasons import code_words, outcome_words, reason
from tongchou.intake.report import Report
from tongchou.intake.sheets import Sheet
from tongchou.intake.staged import walk_rows

_LIVE = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
#: What a spreadsheet holds in a cell.
_LONGEST = 32_767


def answer_name(file_name: str) -> str:
    """Return the answer's file name: '<stem>（附結果）.xlsx'."""
    return f"{Path(file_name).stem}（附結果）.xlsx"


def csv_cell(value: Any) -> str:
    """Return a cell for a .csv that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_LIVE) else text


def answer(report: Report) -> bytes:
    """Return the answer workbook of a report."""
    out = BytesIO()
    write_answer(report, out)
    return out.getvalue()


def write_answer(report: Report, out: IO[bytes]) -> None:
    """Write the answer workbook; rows go out as they are read."""
    upload = report.upload
    content = report.content or vouchers.open_voucher(upload.opened or upload.voucher)
    book = reader.read(content, upload.file_name)
    writer = _Writer(out)
    verdicts = _verdicts(report)
    pending = next(verdicts, None)
    for index, sheet in enumerate(book.sheets):
        writer.begin(sheet.name)
        width = _width(sheet)
        rows = sheet.shown() if sheet.shown else sheet.rows()
        for number, cells in enumerate(rows, 1):
            said: tuple[str, str] | None = None
            if pending is not None and pending[:2] == (index, number):
                said = pending[2], pending[3]
                pending = next(verdicts, None)
            writer.row(number - 1, cells, width, said)
    writer.close()


def _width(sheet: Sheet) -> int:
    if sheet.width:
        return sheet.width
    return max((len(cells) for cells in (sheet.shown() if sheet.shown else sheet.rows())), default=0)


def _verdicts(report: Report) -> Iterator[tuple[int, int, str, str]]:
    """Yield (sheet, row, result, reason) for every row that is not blank."""
    staged = report.staged
    outcomes = {o: outcome_words(o) for o in ("stored", "flagged", "refused", "duplicate", "superseded", NOT_DATA)}
    headed: set[int] = set()
    for sheet, row, code, index in walk_rows(staged):
        if index >= 0:
            codes = staged.table.codes.get(index)
            yield (
                sheet,
                row,
                outcomes[staged.outcomes[index]],
                reason(staged, index, codes, report.kind) if codes else "",
            )
        elif code == "header" and sheet not in headed:
            headed.add(sheet)
            yield sheet, row, gettext(words("結果")), gettext(words("原因")) + _left_out(report, sheet)
        elif code and code != "blank":
            yield sheet, row, outcomes[NOT_DATA], code_words(code)


def _left_out(report: Report, sheet: int) -> str:
    """Return, for the head of the reason column, which columns were not read and why."""
    columns = [c for c in report.staged.columns if c.sheet == sheet]
    dropped = "、".join(dict.fromkeys(c.source for c in columns if c.how == "dropped"))
    unknown = "、".join(dict.fromkeys(c.source for c in columns if not c.column and c.how == "unrecognised"))
    text = ""
    if dropped:
        text += "；" + gettext(words("依規定不採集的列：%(columns)s")) % {"columns": dropped}
    if unknown:
        text += "；" + gettext(words("未識別的列：%(columns)s")) % {"columns": unknown}
    return text


class _Writer:
    """Writes sheets row by row in constant memory."""

    def __init__(self, out: IO[bytes]) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(out, {**options, "strings_to_numbers": False, "nan_inf_to_errors": True})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self.instant = self.book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self.clock = self.book.add_format({"num_format": "hh:mm"})
        self.quoted = self.book.add_format({"quote_prefix": True})
        self.said = self.book.add_format({"bg_color": "#FFF7DB"})
        self.names: set[str] = set()
        self.sheet: Any = None

    def begin(self, name: str) -> None:
        """Begin a sheet; its name is shortened and kept distinct where a spreadsheet could not hold it."""
        clean = re.sub(r"[\[\]:*?/\\]", "_", name).strip("'")[:31] or "Sheet"
        number = 1
        while clean.lower() in self.names:
            number += 1
            clean = f"{clean[:27]}_{number}"
        self.names.add(clean.lower())
        self.sheet = self.book.add_worksheet(clean)

    def row(self, at: int, cells: Sequence[Any], width: int, said: tuple[str, str] | None) -> None:
        """Write one row, and what was said of it two columns beside the widest."""
        sheet, live = self.sheet, _LIVE
        for column, cell in enumerate(cells):
            if cell is None or cell == "":
                continue
            if type(cell) is str:
                sheet.write_string(at, column, cell[:_LONGEST], self.quoted if cell.startswith(live) else None)
            else:
                self._typed(at, column, cell)
        if said is not None:
            sheet.write_string(at, width, said[0], self.said)
            if said[1]:
                sheet.write_string(at, width + 1, said[1][:_LONGEST], self.said)

    def _typed(self, at: int, column: int, cell: Any) -> None:
        if isinstance(cell, bool):
            self.sheet.write_boolean(at, column, cell)
        elif isinstance(cell, int | float):
            self.sheet.write_number(at, column, cell)
        elif isinstance(cell, datetime | date | time | timedelta):
            form = self.instant if isinstance(cell, datetime) else self.day if isinstance(cell, date) else self.clock
            try:
                self.sheet.write_datetime(at, column, cell, form)
            except (ValueError, OverflowError):
                self.sheet.write_string(at, column, str(cell))
        else:
            self.sheet.write_string(at, column, str(cell)[:_LONGEST])

    def close(self) -> None:
        """Finish the workbook; one without sheets gets an empty one, which spreadsheets insist on."""
        if not self.names:
            self.begin("Sheet1")
        self.book.close()
