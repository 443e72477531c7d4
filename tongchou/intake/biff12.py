"""The binary workbook of Excel 2007 (.xlsb): its records are walked once for extents and flags before it is opened."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator

from defusedxml import ElementTree

from tongchou.base.refusals import Refused, words
from tongchou.intake import hostile
from tongchou.intake.hostile import SheetFlags

WORKBOOK, _RELATIONS = "xl/workbook.bin", "xl/_rels/workbook.bin.rels"
#: Records: a row's head, the cells with a value, a sheet of the workbook.
_ROW, _CELLS, _SHEET = 0x00, frozenset(range(0x02, 0x0C)), 0x9C
#: Cells that leave out their column, which the reader would leave out altogether.
_SHORT = frozenset(range(0x0C, 0x14))
_HIDDEN = 0x10


def check(data: bytes, archive: zipfile.ZipFile) -> dict[str, SheetFlags]:
    """Return the flags of each sheet by its name.

    Raises:
        Refused: "unreadable", "dtd", "zip_bomb", "too_many_columns", "sheet_too_large", "format_unsupported".
    """
    parts = {}
    for info in archive.infolist():
        name = info.filename.lower()
        if name.endswith((".xml", ".rels", ".vml")):
            hostile.scan_part(data, info, sheet=False)
        elif name.startswith("xl/worksheets/") and name.endswith(".bin"):
            parts[info.filename] = _walk(b"".join(hostile.inflated(data, info)))
    try:
        return {name: parts[path] for name, path in _sheets(archive) if path in parts}
    except (KeyError, ValueError, struct.error, ElementTree.ParseError) as fault:
        raise Refused("unreadable", words("文件已損壞或不是表格，無法打開。")) from fault


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield each sheet's name and the part it is in."""
    relations = ElementTree.fromstring(archive.read(_RELATIONS))
    targets = {r.get("Id"): r.get("Target", "") for r in relations}
    for kind, body in _records(archive.read(WORKBOOK)):
        if kind == _SHEET:
            relation, at = _text(body, 8)
            target = targets.get(relation, "")
            yield _text(body, at)[0], target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _text(body: bytes, at: int) -> tuple[str, int]:
    size = struct.unpack_from("<I", body, at)[0]
    end = at + 4 + 2 * size
    return body[at + 4 : end].decode("utf-16-le", "replace"), end


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at, end = 0, len(stream)
    while at < end:
        kind, at = stream[at], at + 1
        if kind & 0x80 and at < end:
            kind, at = kind | stream[at] << 8, at + 1
            kind = (kind & 0x7F) | (kind >> 8 & 0x7F) << 7
        size = shift = 0
        while at < end:
            byte, at = stream[at], at + 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80 or shift == 28:
                break
        yield kind, stream[at : at + size]
        at += size


def _walk(stream: bytes) -> SheetFlags:
    flags = SheetFlags(width=0)
    row = 0
    for kind, body in _records(stream):
        if kind == _ROW and len(body) >= 12:
            row = int.from_bytes(body[:4], "little") + 1
            if body[11] & _HIDDEN:
                flags.hidden_rows.add(row)
        elif kind in _CELLS and len(body) >= 4:
            _reach(flags, row, int.from_bytes(body[:4], "little") + 1)
        elif kind in _SHORT:
            raise Refused("format_unsupported", words("此 .xlsb 的寫法讀不全，請另存為 .xlsx 後再報。"))
    return flags


def _reach(flags: SheetFlags, row: int, column: int) -> None:
    if column <= flags.width and row <= flags.last_row:
        return
    flags.last_row, flags.width = max(flags.last_row, row), max(flags.width, column)
    if flags.width > hostile.MAX_COLUMNS:
        raise hostile.too_many_columns()
    if flags.last_row > hostile.MAX_ROWS or flags.last_row * flags.width > hostile.MAX_CELLS:
        raise hostile.too_large_sheet()
