"""The second reader of .xls, for files the first cannot open (older BIFF versions, odd writers)."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import xlrd

from tongchou.base.refusals import Refused, words
from tongchou.intake.sheets import Sheet, Workbook


def read_with_xlrd(data: bytes) -> Workbook:
    """Return the workbook as xlrd reads it: values only, hidden sheets by their flag, merged ranges not known."""
    try:
        book = xlrd.open_workbook(file_contents=data, logfile=StringIO(), ragged_rows=True)
    except Exception as fault:
        raise Refused("unreadable", words("文件已損壞或不是表格，無法打開。")) from fault
    sheets = []
    for source in book.sheets():
        rows = [[_value(cell, book.datemode) for cell in source.row(number)] for number in range(source.nrows)]
        sheets.append(Sheet(source.name, _again(rows), hidden=source.visibility != 0))
    return Workbook(sheets, form="xls")


def _again(rows: list[list[Any]]) -> Any:
    def walk() -> Iterator[list[Any]]:
        yield from rows

    return walk


def _value(cell: Any, datemode: int) -> Any:
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate_as_datetime(cell.value, datemode)
        except (ValueError, OverflowError):
            return cell.value
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    return "" if cell.ctype in (xlrd.XL_CELL_ERROR, xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) else cell.value
