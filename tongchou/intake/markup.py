"""Tables that report systems export under the name .xls: HTML, and the XML spreadsheet of 2003."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from tongchou.base.refusals import Refused, words
from tongchou.intake import hostile
from tongchou.intake.sheets import Range, Sheet, Workbook

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"


def read_markup(text: str) -> Workbook:
    """Return the tables of an HTML page, or the sheets of an XML spreadsheet.

    Raises:
        Refused: "dtd", "unreadable", "format_unsupported" where there is no table, "too_many_columns".
    """
    if "<!ENTITY" in text or "<!entity" in text:
        raise hostile.dtd()
    if "urn:schemas-microsoft-com:office:spreadsheet" in text[:5000]:
        return _spreadsheet(text)
    tables = _Tables()
    tables.feed(text)
    tables.close()
    if not tables.found:
        raise Refused("format_unsupported", words("不是表格文件，請另存為 .xlsx 後再報。"))
    return Workbook(
        [Sheet(f"Sheet{i}", _again(rows), merges=merges) for i, (rows, merges) in enumerate(tables.found, 1)],
        form="html",
    )


def _again(rows: list[list[Any]]) -> Any:
    def walk() -> Iterator[list[Any]]:
        yield from rows

    return walk


class _Tables(HTMLParser):
    """Gathers every outermost table with its spans; nothing else of the page is looked at."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[list[list[Any]], list[Range]]] = []
        self._depth = 0
        self._text: list[str] | None = None
        self._taken: set[tuple[int, int]] = set()
        self._span = (1, 1)
        self._hush = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.found.append(([], []))
                self._taken = set()
        if tag in ("script", "style"):
            self._hush = True
        if self._depth != 1:
            return
        if tag == "tr":
            self.found[-1][0].append([])
        elif tag in ("td", "th"):
            self._close_cell()
            said = dict(attrs)
            self._span = (_span(said.get("rowspan")), _span(said.get("colspan")))
            self._text = []
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._hush = False
        if tag in ("td", "th", "tr") and self._depth == 1:
            self._close_cell()
        if tag == "table":
            self._close_cell()
            self._depth = max(self._depth - 1, 0)

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._hush:
            self._text.append(data)

    def _close_cell(self) -> None:
        if self._text is None or not self.found:
            return
        text = "".join(self._text).strip()
        self._text = None
        rows, merges = self.found[-1]
        if not rows:
            rows.append([])
        at = len(rows) - 1
        while (at, len(rows[-1])) in self._taken:
            rows[-1].append("")
        column = len(rows[-1])
        down, right = self._span
        rows[-1].extend([text] + [""] * (right - 1))
        if len(rows[-1]) > hostile.MAX_COLUMNS:
            raise hostile.too_many_columns()
        if down > 1 or right > 1:
            merges.append((at, column, at + down - 1, column + right - 1))
            self._taken |= {(r, c) for r in range(at + 1, at + down) for c in range(column, column + right)}


def _span(text: str | None) -> int:
    return min(max(int(text), 1), 500) if text and text.isdigit() and len(text) < 5 else 1


def _spreadsheet(text: str) -> Workbook:
    try:
        root = ElementTree.fromstring(_DECLARATION.sub("", text, count=1), forbid_dtd=True)
    except DefusedXmlException as fault:
        raise hostile.dtd() from fault
    except (ElementTree.ParseError, ValueError) as fault:
        raise Refused("unreadable", words("文件已損壞或不是表格，無法打開。")) from fault
    sheets = []
    for sheet in root.iter(f"{_SS}Worksheet"):
        rows, hidden = _rows(sheet)
        sheets.append(Sheet(sheet.get(f"{_SS}Name", ""), _again(rows), hidden_rows=frozenset(hidden)))
    return Workbook(sheets, form="xml")


def _rows(sheet: Any) -> tuple[list[list[Any]], list[int]]:
    rows: list[list[Any]] = []
    hidden: list[int] = []
    for row in sheet.iter(f"{_SS}Row"):
        number = int(row.get(f"{_SS}Index", len(rows) + 1))
        if number > hostile.MAX_ROWS:
            raise hostile.too_large_sheet()
        while len(rows) < number - 1:
            rows.append([])
        cells: list[Any] = []
        for cell in row.iter(f"{_SS}Cell"):
            column = int(cell.get(f"{_SS}Index", len(cells) + 1))
            if column > hostile.MAX_COLUMNS:
                raise hostile.too_many_columns()
            cells += [""] * (column - 1 - len(cells))
            cells.append(_value(cell.find(f"{_SS}Data")))
            cells += [""] * min(int(cell.get(f"{_SS}MergeAcross", 0)), hostile.MAX_COLUMNS)
        rows.append(cells)
        if row.get(f"{_SS}Hidden") == "1":
            hidden.append(len(rows))
    return rows, hidden


def _value(data: Any) -> Any:
    if data is None:
        return ""
    text = "".join(data.itertext())
    if data.get(f"{_SS}Type") == "Number":
        try:
            return float(text)
        except ValueError:
            return text
    return text.removesuffix("T00:00:00.000") if data.get(f"{_SS}Type") == "DateTime" else text
