"""OpenDocument spreadsheets (.ods), read in one walk over their tags; nothing is laid out before it is measured.

An empty sheet of LibreOffice ends in a million repeated rows of sixteen thousand repeated cells; a hostile one gives
them values. Only cells with a value count, and the limits of `hostile` hold for what repeating makes of them.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from xml.parsers import expat

from tongchou.base.refusals import Refused, words
from tongchou.intake import hostile
from tongchou.intake.sheets import Range, Sheet, Workbook

MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_NUMBERS = frozenset(["float", "percentage", "currency"])


def is_opendocument(archive: zipfile.ZipFile) -> bool:
    """Say whether an archive is an OpenDocument spreadsheet, by the type it states of itself."""
    names = archive.namelist()
    if "mimetype" not in names or _CONTENT not in names or archive.getinfo("mimetype").file_size > 200:
        return False
    return archive.read("mimetype").startswith(MIMETYPE)


def read_opendocument(data: bytes, archive: zipfile.ZipFile) -> Workbook:
    """Return the sheets.

    Raises:
        Refused: "password_unsupported", "dtd", "zip_bomb", "too_many_columns", "sheet_too_large", "unreadable".
    """
    manifest = archive.getinfo(_MANIFEST) if _MANIFEST in archive.namelist() else None
    if manifest and manifest.file_size < hostile.RATIO_FREE and b"encryption-data" in archive.read(manifest):
        raise Refused("password_unsupported", words("此格式的密碼打不開，請另存為 .xlsx（可帶密碼）後再報。"))
    for info in archive.infolist():
        if info.filename.endswith((".xml", ".rdf")):
            hostile.scan_part(data, info, sheet=False)
    return Workbook(_Walk().run(data, archive.getinfo(_CONTENT)), form="ods")


@dataclass
class _Walk:
    """What has been read of the sheet, the row and the cell that the walk stands in."""

    sheets: list[Sheet] = field(default_factory=list)
    hidden_styles: set[str] = field(default_factory=set)
    rows: list[list[Any]] = field(default_factory=list)
    merges: list[Range] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    depth: int = 0
    name: str = ""
    hidden: bool = False
    style: str = ""
    cells: list[Any] = field(default_factory=list)
    blank_cells: int = 0
    blank_rows: int = 0
    row: dict[str, str] = field(default_factory=dict)
    cell: dict[str, str] | None = None
    text: list[str] = field(default_factory=list)
    aside: int = 0
    kept: int = 0

    def run(self, data: bytes, info: zipfile.ZipInfo) -> list[Sheet]:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._said
        try:
            for chunk in hostile.inflated(data, info):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except expat.ExpatError as fault:
            raise Refused("unreadable", words("文件已損壞或不是表格，無法打開。")) from fault
        return self.sheets

    def _begin(self, tag: str, said: dict[str, str]) -> None:
        if tag in ("table:table-cell", "table:covered-table-cell"):
            self.cell, self.text = said, []
        elif tag == "table:table-row" and self.depth == 1:
            self.row, self.cells, self.blank_cells = said, [], 0
        elif tag == "text:p" and self.text and not self.aside:
            self.text.append("\n")
        elif tag in ("text:line-break", "text:tab", "text:s") and not self.aside:
            self.text.append("\n" if tag == "text:line-break" else " ")
        elif tag == "office:annotation":
            self.aside += 1
        elif tag == "table:table":
            self._begin_sheet(said)
        elif tag == "style:style":
            self.style = said.get("style:name", "")
        elif tag == "style:table-properties" and said.get("table:display") == "false":
            self.hidden_styles.add(self.style)

    def _begin_sheet(self, said: dict[str, str]) -> None:
        self.depth += 1
        if self.depth == 1:
            self.name, self.hidden = said.get("table:name", ""), said.get("table:style-name") in self.hidden_styles
            self.rows, self.merges, self.hidden_rows, self.blank_rows = [], [], set(), 0

    def _said(self, text: str) -> None:
        if self.cell is not None and not self.aside:
            self.text.append(text)

    def _end(self, tag: str) -> None:
        if tag in ("table:table-cell", "table:covered-table-cell"):
            if self.depth == 1 and self.cell is not None:
                self._end_cell(self.cell)
            self.cell = None
        elif tag == "table:table-row" and self.depth == 1:
            self._end_row()
        elif tag == "office:annotation":
            self.aside -= 1
        elif tag == "table:table":
            self.depth -= 1
            if self.depth == 0:
                sheet = Sheet(self.name, _again(self.rows), self.hidden, self.merges, frozenset(self.hidden_rows))
                sheet.width = max(map(len, self.rows), default=0)
                self.sheets.append(sheet)

    def _end_cell(self, said: dict[str, str]) -> None:
        times = _number(said.get("table:number-columns-repeated"))
        if "office:value-type" not in said:
            self.blank_cells += times
        else:
            value = _value(said, "".join(self.text))
            if len(self.cells) + self.blank_cells + times > hostile.MAX_COLUMNS:
                raise hostile.too_many_columns()
            self.cells += [""] * self.blank_cells + [value] * times
            self.kept += self.blank_cells + times
            self.blank_cells = 0
        down, right = (_number(said.get(f"table:number-{way}-spanned")) for way in ("rows", "columns"))
        if (down > 1 or right > 1) and len(self.cells) and len(self.merges) < 200_000 and max(down, right) < 100_000:
            top, left = len(self.rows) + self.blank_rows, len(self.cells) - 1
            self.merges.append((top, left, top + down - 1, left + right - 1))

    def _end_row(self) -> None:
        times = _number(self.row.get("table:number-rows-repeated"))
        if not self.cells:
            self.blank_rows += times
            return
        count = len(self.rows) + self.blank_rows + times
        if count > hostile.MAX_ROWS or self.kept + times * len(self.cells) > hostile.MAX_CELLS:
            raise hostile.too_large_sheet()
        self.rows += [[]] * self.blank_rows
        if self.row.get("table:visibility") in ("collapse", "filter"):
            self.hidden_rows |= set(range(len(self.rows) + 1, count + 1))
        self.rows += [self.cells] * times
        self.blank_rows = 0


def _again(rows: list[list[Any]]) -> Any:
    def walk() -> Iterator[list[Any]]:
        yield from rows

    return walk


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 10 else 1


def _value(said: dict[str, str], shown: str) -> Any:
    """Return a cell's value: a number stays a number, so that an ID number that lost its digits is seen."""
    kind = said["office:value-type"]
    try:
        if kind in _NUMBERS:
            return float(said["office:value"])
        if kind == "date":
            told = datetime.fromisoformat(said["office:date-value"])
            return told if "T" in said["office:date-value"] else date(told.year, told.month, told.day)
        if kind == "boolean":
            return said["office:boolean-value"] == "true"
    except (KeyError, ValueError):
        return shown.strip()
    return said.get("office:string-value") or shown.strip()
