"""Bytes to a workbook, by content and not by extension.

.xlsx, .et, .xlsb and .ods as zip, .xls and .et as BIFF, text, archives.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import python_calamine
from defusedxml import ElementTree
from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from tongchou.base.refusals import Refused, words
from tongchou.intake import biff, biff12, hostile, opendocument
from tongchou.intake.sheets import Range, Sheet, Workbook

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_REL = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
#: Merged ranges of one sheet that are looked at: a form has hundreds, a list with merged villages thousands.
MAX_MERGES = 200_000

#: Rows that merged ranges may add below the last one.
MAX_TAIL = 1_000

logging.getLogger("msoffcrypto").setLevel(logging.ERROR)


def read(data: bytes, file_name: str = "", *, password: str | None = None) -> Workbook:
    """Return the workbook in a file, whatever its extension says.

    Raises:
        Refused: "unreadable", "format_unsupported", "password_needed", "password_wrong", those of `hostile`.
    """
    hostile.too_big(data)
    try:
        return _read(data, file_name, password)
    except Refused:
        raise
    except MemoryError as fault:
        raise hostile.too_large_sheet() from fault
    except BaseException as fault:
        # A Rust reader's panic is no Exception; anything it says of a file means that the file is broken.
        if isinstance(fault, KeyboardInterrupt | SystemExit | GeneratorExit):
            raise
        raise unreadable() from fault


def _read(data: bytes, file_name: str, password: str | None) -> Workbook:
    from tongchou.intake import archive, locked, text

    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        zipped = hostile.open_zip(data)
        names = {name.lower() for name in zipped.namelist()}
        if "xl/workbook.xml" in names:
            return _zip_workbook(data)
        if biff12.WORKBOOK in names:
            return _xlsb_workbook(data, biff12.check(data, zipped))
        if opendocument.is_opendocument(zipped):
            return opendocument.read_opendocument(data, zipped)
        if "[content_types].xml" in names or "mimetype" in names:
            raise unsupported()
        return archive.read_archive(data, password)
    if data[:8] == biff.MAGIC:
        opened = locked.unlock(data, password)
        if opened is not None:
            book = _read(opened, file_name, None)
            book.opened = opened
            return book
        return _binary_workbook(data)
    if data[:6] in (b"Rar!\x1a\x07", b"7z\xbc\xaf'\x1c") or data[:4] == b"%PDF" or data[:2] in (b"\x1f\x8b", b"BZ"):
        raise unsupported()
    if data[:4] in (b"\x89PNG", b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xe1", b"GIF8", b"{\\rt"):
        raise unsupported()
    return text.read_text(data, file_name)


def unreadable() -> Refused:
    """Return the refusal of a broken file."""
    return Refused("unreadable", words("文件已損壞或不是表格，無法打開。"))


def unsupported() -> Refused:
    """Return the refusal of a format that lists do not come in."""
    return Refused("format_unsupported", words("不是表格文件，請另存為 .xlsx 後再報。"))


def _zip_workbook(data: bytes) -> Workbook:
    archive, parts = hostile.open_workbook(data)
    try:
        flags = _parts_by_sheet(archive, parts)
    except (ElementTree.ParseError, KeyError, ValueError, AttributeError):
        flags = {}
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return Workbook(_sheets(book, lambda name, _: flags.get(name)), form="xlsx")


def _xlsb_workbook(data: bytes, flags: dict[str, hostile.SheetFlags]) -> Workbook:
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return Workbook(_sheets(book, lambda name, _: flags.get(name)), form="xlsb")


def _parts_by_sheet(archive: Any, parts: dict[str, hostile.SheetFlags]) -> dict[str, hostile.SheetFlags]:
    """Return the flags of each sheet by its name, through the workbook's relations."""
    root = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {r.get("Id"): r.get("Target", "") for r in relations}
    found: dict[str, hostile.SheetFlags] = {}
    for sheet in [*root.iter(f"{_MAIN}sheet"), *root.iter(f"{_STRICT}sheet")]:
        target = targets.get(next((sheet.get(key) for key in _REL if sheet.get(key)), ""), "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if path in parts:
            found[sheet.get("name", "")] = parts[path]
    return found


def _binary_workbook(data: bytes) -> Workbook:
    found = biff.facts(data)
    if found.encrypted:
        raise Refused("password_needed", words("文件有密碼，請輸入密碼。"))
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        return Workbook(_sheets(book, lambda _, i: found.flags[i] if i < len(found.flags) else None), form="xls")
    except python_calamine.CalamineError:
        from tongchou.intake.oldest import read_with_xlrd

        return read_with_xlrd(data)


def _sheets(book: CalamineWorkbook, flags_of: Callable[[str, int], hostile.SheetFlags | None]) -> list[Sheet]:
    sheets = []
    for index, meta in enumerate(book.sheets_metadata):
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        flags = flags_of(meta.name, index)
        source = book.get_sheet_by_name(meta.name)
        if source.width > hostile.MAX_COLUMNS:
            raise hostile.too_many_columns()
        sheets.append(
            Sheet(
                name=meta.name,
                rows=_rows_of(source, _last_row(source, flags)),
                hidden=meta.visible != SheetVisibleEnum.Visible,
                merges=_merges(source),
                hidden_rows=frozenset(flags.hidden_rows) if flags else frozenset(),
                unsaid=flags.unsaid if flags else {},
                width=source.end[1] + 1 if source.end else 0,
            )
        )
    return sheets


def _last_row(source: CalamineSheet, flags: hostile.SheetFlags | None) -> int:
    """Return the last row that the sheet has, formatted blanks and merged ranges below its values included."""
    last = max(source.end[0] + 1 if source.end else 0, flags.last_row if flags else 0)
    below = max((bottom + 1 for _, _, bottom, _ in _merges(source)), default=0)
    return max(last, below if below <= last + MAX_TAIL else 0)


def _merges(source: CalamineSheet) -> list[Range]:
    ranges = source.merged_cell_ranges or []
    return [(top, left, bottom, right) for (top, left), (bottom, right) in ranges[:MAX_MERGES]]


def _rows_of(source: CalamineSheet, last_row: int) -> Callable[[], Iterator[list[Any]]]:
    """Return a way to walk all rows from 1: calamine leaves out leading columns and formatted blank tails."""
    lead: list[Any] = [""] * (source.start[1] if source.start else 0)

    def rows() -> Iterator[list[Any]]:
        number = 0
        if source.height:
            for row in source.iter_rows():
                number += 1
                yield lead + row if lead else row
        for _ in range(number, last_row):
            yield []

    return rows
