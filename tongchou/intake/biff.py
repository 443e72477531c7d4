"""The old binary workbook (.xls, .et): its records are walked once for extents and flags before it is opened."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from io import BytesIO

import olefile

from tongchou.base.refusals import Refused, words
from tongchou.intake.hostile import MAX_CELLS, MAX_COLUMNS, SheetFlags, too_large_sheet, too_many_columns

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Records that place one value: row and column are their first two words.
_CELLS = frozenset([0x0006, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E, 0x00D6, 0x0207])
_MULRK, _ROW, _BOF, _FILEPASS, _BOUNDSHEET = 0x00BD, 0x0208, 0x0809, 0x002F, 0x0085


@dataclass
class BiffFacts:
    """`flags` of each sheet by the place of its records in the stream, in the order of the workbook's tabs."""

    encrypted: bool = False
    flags: list[SheetFlags] = field(default_factory=list)


def streams(data: bytes) -> olefile.OleFileIO:
    """Return the compound file, or refuse a broken one."""
    try:
        return olefile.OleFileIO(BytesIO(data))
    except Exception as fault:
        raise Refused("unreadable", words("文件已損壞或不是表格，無法打開。")) from fault


def facts(data: bytes) -> BiffFacts:
    """Return what the records say, refusing extents that no list has.

    Raises:
        Refused: "unreadable", "too_many_columns", "sheet_too_large".
    """
    with streams(data) as ole:
        name = next((n for n in ("Workbook", "Book", "WORKBOOK", "BOOK") if ole.exists(n)), None)
        if name is None:
            raise Refused("format_unsupported", words("不是表格文件，請另存為 .xlsx 後再報。"))
        try:
            stream = ole.openstream(name).read()
        except Exception as fault:
            raise Refused("unreadable", words("文件已損壞或不是表格，無法打開。")) from fault
    return _walk(stream)


def _walk(stream: bytes) -> BiffFacts:
    found = BiffFacts()
    offsets: list[int] = []
    at_offset: dict[int, SheetFlags] = {}
    current: SheetFlags | None = None
    at, depth, end = 0, 0, len(stream)
    while at + 4 <= end:
        kind, size = struct.unpack_from("<HH", stream, at)
        body = at + 4
        if kind == _BOF:
            depth += 1
            current = at_offset.setdefault(at, SheetFlags(width=0))
        elif kind == _FILEPASS:
            found.encrypted = True
            return found
        elif kind == _BOUNDSHEET and size >= 4:
            offsets.append(struct.unpack_from("<I", stream, body)[0])
        elif current is not None and (kind in _CELLS or kind == _MULRK) and body + 4 <= end:
            _cell(stream, kind, size, body, current)
        elif kind == _ROW and current is not None and body + 16 <= end:
            row, options = struct.unpack_from("<H", stream, body)[0] + 1, struct.unpack_from("<H", stream, body + 12)[0]
            if options & 0x20:
                current.hidden_rows.add(row)
        at = body + size
    found.flags = [at_offset.get(offset, SheetFlags()) for offset in offsets]
    if any(f.width * f.last_row > MAX_CELLS for f in at_offset.values()):
        raise too_large_sheet()
    return found


def _cell(stream: bytes, kind: int, size: int, body: int, flags: SheetFlags) -> None:
    row, column = struct.unpack_from("<HH", stream, body)
    if kind == _MULRK and size >= 6:
        column = struct.unpack_from("<H", stream, body + size - 2)[0] if body + size <= len(stream) else column
    if column >= MAX_COLUMNS:
        raise too_many_columns()
    if row >= flags.last_row:
        flags.last_row = row + 1
    if column >= flags.width:
        flags.width = column + 1
