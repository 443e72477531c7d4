"""Lists as departments send them: workbooks built cell by cell, and numbers that hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from tongchou.intake.values.identity import check_digit

AT = datetime.fromisoformat("2020-02-10T10:00:00+08:00")
TODAY = date(2020, 2, 10)


def number(sequence: int, *, area: str = "445381", born: str = "19850312") -> str:
    """Return a resident's number that holds."""
    body = f"{area}{born}{sequence:03d}"
    return body + check_digit(body)


def workbook(
    sheets: Mapping[str, Sequence[Sequence[Any]]],
    *,
    merges: Mapping[str, Sequence[tuple[int, int, int, int]]] | None = None,
    hidden_rows: Mapping[str, Sequence[int]] | None = None,
    hidden_sheets: Sequence[str] = (),
) -> bytes:
    """Return an .xlsx: values as given, merged ranges (first row, first column, last row, last column, from 0)."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for top, left, bottom, right in (merges or {}).get(name, ()):
            sheet.merge_range(top, left, bottom, right, "")
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime | date):
                    sheet.write_datetime(at, column, cell, day)
                elif isinstance(cell, str) and cell.startswith("=unsaid "):
                    # As programs write a formula that do not calculate: without a value.
                    sheet.write_formula(at, column, cell.removeprefix("=unsaid "), None, "")
                elif cell not in (None, ""):
                    sheet.write(at, column, cell)
        for row in (hidden_rows or {}).get(name, ()):
            sheet.set_row(row - 1, None, None, {"hidden": True})
        if name in hidden_sheets:
            sheet.hide()
    book.close()
    return out.getvalue()


HEAD = ["序号", "姓名", "身份证号码", "联系电话", "现住址"]


def people(*rows: Sequence[Any], head: Sequence[str] = HEAD) -> bytes:
    """Return a plain list of one sheet: the head, then the rows."""
    return workbook({"名单": [list(head), *rows]})


def person(sequence: int, name: str = "陈某某", address: str = "水摆村3组", phone: str = "") -> list[Any]:
    """Return a row under `HEAD` with nothing wrong in it."""
    return [sequence, name, number(sequence), phone or f"138{sequence:08d}", address]
