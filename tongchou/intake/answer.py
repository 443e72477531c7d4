"""The answer: the sender's own workbook, values only, with 結果 and 原因 beside each row.

Nothing in it is live: every text is written as text, and one that a spreadsheet might take for a formula carries the
mark that an apostrophe typed before it would give.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext

from tongchou.base.refusals import words
from tongchou.intake import reader, vouchers
from tongchou.intake.codes import NOT_DATA
from tongchou.intake.plainbook import LIVE, PlainBook
from tongchou.intake.reasons import Reasons, code_words, outcome_words
from tongchou.intake.report import Report
from tongchou.intake.sheets import Sheet
from tongchou.intake.staged import walk_rows


def answer_name(file_name: str) -> str:
    """Return the answer's file name: '<stem>（附結果）.xlsx'."""
    return f"{Path(file_name).stem}（附結果）.xlsx"


def csv_cell(value: Any) -> str:
    """Return a cell for a .csv that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(LIVE) else text


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
    writer = PlainBook(out)
    verdicts = _verdicts(report)
    parts = _parts(report)
    pending = next(verdicts, None)
    listed = 0
    for index, sheet in enumerate(book.sheets):
        writer.begin(sheet.name)
        width = _width(sheet)
        rows = sheet.shown() if sheet.shown else sheet.rows()
        if parts[index] > 1:
            beside: dict[int, list[str]] = {}
            while pending is not None and pending[0] < listed + parts[index]:
                said = beside.setdefault(pending[1], [])
                said += [""] * (2 * (pending[0] - listed) - len(said)) + [pending[2], pending[3]]
                pending = next(verdicts, None)
            for number, cells in enumerate(rows, 1):
                writer.row(number, cells, width, beside.get(number, ()))
        else:
            for number, cells in enumerate(rows, 1):
                answered: Sequence[str] = ()
                if pending is not None and pending[:2] == (listed, number):
                    answered = pending[2:]
                    pending = next(verdicts, None)
                writer.row(number, cells, width, answered)
        listed += parts[index]
    writer.close()


def _parts(report: Report) -> Counter[int]:
    """Return, for each sheet of the file, as how many lists it was read: more where they stand side by side."""
    return Counter(sheet.of if sheet.of >= 0 else sheet.index for sheet in report.staged.listing.sheets)


def _width(sheet: Sheet) -> int:
    if sheet.width:
        return sheet.width
    return max((len(cells) for cells in (sheet.shown() if sheet.shown else sheet.rows())), default=0)


def _verdicts(report: Report) -> Iterator[tuple[int, int, str, str]]:
    """Yield (sheet, row, result, reason) for every row that is not blank."""
    staged = report.staged
    outcomes = {o: outcome_words(o) for o in ("stored", "flagged", "refused", "duplicate", "superseded", NOT_DATA)}
    reasons = Reasons(staged, report.kind)
    headed: set[int] = set()
    for sheet, row, code, index in walk_rows(staged):
        if index >= 0:
            yield sheet, row, outcomes[staged.outcomes[index]], reasons.of(index)
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
