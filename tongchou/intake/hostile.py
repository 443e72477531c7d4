"""Uploads are hostile until checked: what is refused before a reader touches it, and why each limit is what it is.

Every check works on the directory or on a bounded stream, so a refusal comes within a second whatever was sent.
Formulas, macros and external links need no check: only stored values are read, nothing is ever executed.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from tongchou.base.refusals import Refused, words

#: A million people with twenty columns is about 120 MiB of .xlsx and 200 MiB of .csv.
MAX_BYTES = 256 << 20
#: A workbook has some tens of parts, a department's archive some hundreds of lists.
MAX_ENTRIES = 2_000
#: The sheet XML of a million rows is about 1 GiB.
MAX_INFLATED = 1_536 << 20
#: Sheet XML deflates 8 to 30 times; deflate's best is 1032. Small parts may be as regular as they like.
MAX_RATIO = 120
RATIO_FREE = 8 << 20
#: ZZ. No form of forms.md has more than 60 columns.
MAX_COLUMNS = 702
#: Rows a spreadsheet can have.
MAX_ROWS = 1_048_576
#: The reader lays the used area out densely at some 30 bytes a cell: a million rows of forty columns.
MAX_CELLS = 42_000_000
#: Rounds of key stretching that a password-protected workbook may ask for (Office writes 100,000).
MAX_SPIN = 1_000_000
#: Bytes of one XML tag or text run.
MAX_RUN = 4 << 20

_CHUNK = 1 << 20
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_ROW_NUMBER = re.compile(rb'\br="(\d+)"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_FAR_COLUMN = re.compile(rb'"[A-Z]{3,}[0-9]+"')
_FAR_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*\br="[A-Z]{3,}[0-9]+"[^>]*(?<!/)>')
_WIDE = re.compile(rb'"([A-Z]{2})([0-9]+)"')
_FAR_ROW = re.compile(rb'"[A-Z]{1,3}([0-9]{6,})"')
_CELL = re.compile(rb"<(?:\w+:)?c[ />]")
#: A cell with a formula and no value, as programs write it that do not calculate.
_UNSAID = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^<>]*>\s*<f\b[^<>]*(?:/>|>[^<]*</f>)\s*(?:(?:<v\s*/>|<v>\s*</v>)\s*)?</c>'
)
#: Bytes of a cell that is looked at across the border of two parts.
MAX_CELL = 16 << 10
#: XML says both in capitals; the wide forms are theirs in UTF-16.
_DTD = tuple(m for word in ("<!DOCTYPE", "<!ENTITY") for m in (word.encode(), word.encode("utf-16-le")))


def too_big(data: bytes) -> None:
    """Refuse a file above the size limit, or an empty one."""
    if len(data) > MAX_BYTES:
        raise Refused("file_too_big", words("文件過大，請分開報送（上限 %(limit)s 兆）。"), limit=MAX_BYTES >> 20)
    if not data.strip(b"\x00 \r\n\t"):
        raise Refused("file_empty", words("文件是空的。"))


def endless_line(data: bytes) -> None:
    """Refuse a text with a line that no row of a list is as long as."""
    at = 0
    while at + MAX_RUN < len(data):
        end = data.rfind(b"\n", at, at + MAX_RUN)
        if end < 0 and (end := data.rfind(b"\r", at, at + MAX_RUN)) < 0:
            raise too_many_columns()
        at = end + 1


def bomb(reason: str) -> Refused:
    """Return the refusal of a file that would unfold beyond reason."""
    return Refused("zip_bomb", words("壓縮內容異常，未予打開。"), reason=reason)


def too_many_columns() -> Refused:
    """Return the refusal of a sheet wider than any form."""
    return Refused("too_many_columns", words("列數異常（上限 %(limit)s 列），未予打開。"), limit=MAX_COLUMNS)


def too_large_sheet() -> Refused:
    """Return the refusal of a sheet whose used area is beyond a million rows of forty columns."""
    return Refused("sheet_too_large", words("表格範圍異常，請刪去表外多餘的單元格後再報。"))


def dtd() -> Refused:
    """Return the refusal of XML with a document type or entities."""
    return Refused("dtd", words("文件內含外部定義（DTD），未予打開。"))


def open_zip(data: bytes) -> zipfile.ZipFile:
    """Return the archive, its directory checked: entries, names, declared sizes, ratios, overlaps.

    Raises:
        Refused: "unreadable", "zip_bomb", "too_many_entries", "path_traversal".
    """
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        infos = archive.infolist()
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, OSError, RecursionError) as fault:
        raise Refused("unreadable", words("文件已損壞或不是表格，無法打開。")) from fault
    if len(infos) > MAX_ENTRIES:
        raise Refused("too_many_entries", words("壓縮包內文件過多（上限 %(limit)s 個）。"), limit=MAX_ENTRIES)
    if sum(info.file_size for info in infos) > MAX_INFLATED:
        raise bomb("total")
    if sum(info.compress_size for info in infos) > len(data):
        raise bomb("overlap")
    for info in infos:
        name = info.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or re.match(r"[A-Za-z]:", name) or "\x00" in name:
            raise Refused("path_traversal", words("壓縮包內的文件名異常，未予打開。"))
        if info.file_size > RATIO_FREE and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise bomb("ratio")
    return archive


def inflated(data: bytes, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield an entry's true content in chunks, whatever size its header claims; stop it at the limits.

    The standard library believes the header; a reader in another language may not, so the stream itself is measured.
    """
    head = data[info.header_offset : info.header_offset + 30]
    if len(head) < 30 or head[:4] != b"PK\x03\x04":
        raise Refused("unreadable", words("文件已損壞或不是表格，無法打開。"))
    start = info.header_offset + 30 + sum(struct.unpack("<HH", head[26:30]))
    body = memoryview(data)[start : start + info.compress_size]
    if info.compress_type == zipfile.ZIP_STORED:
        for at in range(0, len(body), _CHUNK):
            yield bytes(body[at : at + _CHUNK])
        return
    if info.compress_type != zipfile.ZIP_DEFLATED:
        raise Refused("unreadable", words("文件已損壞或不是表格，無法打開。"))
    yield from _inflate(body)


def _inflate(body: memoryview) -> Iterator[bytes]:
    engine = zlib.decompressobj(-15)
    total = 0
    try:
        for at in range(0, len(body), _CHUNK):
            part = bytes(body[at : at + _CHUNK])
            while part:
                out = engine.decompress(part, _CHUNK * 4)
                total += len(out)
                if total > MAX_INFLATED or (total > RATIO_FREE and total > MAX_RATIO * len(body)):
                    raise bomb("ratio")
                if out:
                    yield out
                part = engine.unconsumed_tail
    except zlib.error as fault:
        raise Refused("unreadable", words("文件已損壞或不是表格，無法打開。")) from fault


@dataclass
class SheetFlags:
    """What a sheet's XML says beside its values: hidden rows and the last row, both numbered from 1.

    `unsaid` are the columns, from 0, by row, whose formula was never calculated: a reader sees an empty cell there.
    """

    hidden_rows: set[int] = field(default_factory=set)
    unsaid: dict[int, set[int]] = field(default_factory=dict)
    last_cell: bytes = b""
    last_row: int = 0
    width: int = 26
    far_row: int = 0
    run: int = 0


def scan_part(data: bytes, info: zipfile.ZipInfo, *, sheet: bool) -> SheetFlags:
    """Read through one XML part: refuse document types, far-away cells and endless runs; gather the row flags."""
    flags = SheetFlags()
    tail = b""
    total = 0
    for chunk in inflated(data, info):
        total += len(chunk)
        if total > MAX_INFLATED:
            raise bomb("total")
        whole = tail + chunk
        if any(mark in whole for mark in _DTD):
            raise dtd()
        cut = whole.rfind(b"<")
        cut = cut if cut >= 0 else 0
        if sheet:
            _scan_rows(whole[:cut], flags)
        tail = whole[cut:]
        if len(tail) > MAX_RUN:
            raise bomb("run")
    if sheet:
        _scan_rows(tail, flags)
        if flags.width * max(flags.last_row, flags.far_row) > MAX_CELLS:
            raise too_large_sheet()
    return flags


def _scan_rows(part: bytes, flags: SheetFlags) -> None:
    """Gather a part's row flags. Plain substring tests come first: a list of 100,000 has 60 MiB of XML."""
    if b"hidden=" in part or b"<row" not in part:
        for match in _ROW.finditer(part):
            _note_row(match.group(1), flags)
    else:
        last = part.rfind(b"<row")
        _note_row(part[last : part.find(b">", last)], flags)
    if flags.last_row > MAX_ROWS:
        raise too_large_sheet()
    _note_formulas(part, flags)
    if _FAR_COLUMN.search(part) and _FAR_CELL.search(part):
        raise too_many_columns()
    if flags.run or part.count(b"<c ") != part.count(b'<c r="') or b"<c>" in part or b"<c/>" in part or b":c " in part:
        _count_cells(part, flags)
    for match in _WIDE.finditer(part):
        letters = match.group(1)
        flags.width = max(flags.width, (letters[0] - 64) * 26 + letters[1] - 64)
        flags.far_row = max(flags.far_row, int(match.group(2)))
    # Rows of 7 digits always, of 6 only where the sheet is wide: a long plain list would match at every cell.
    if flags.width > 26 or flags.last_row < 100_000:
        for match in _FAR_ROW.finditer(part):
            flags.far_row = max(flags.far_row, int(match.group(1)))


def _note_row(attributes: bytes, flags: SheetFlags) -> None:
    number = _ROW_NUMBER.search(attributes)
    row = int(number.group(1)) if number else flags.last_row + 1
    flags.last_row = max(flags.last_row, row)
    if b"hidden" in attributes and _HIDDEN.search(attributes):
        flags.hidden_rows.add(row)


def _note_formulas(part: bytes, flags: SheetFlags) -> None:
    """Gather the cells whose formula has no value, across the borders of parts."""
    part = flags.last_cell + part
    if b"<f" in part:
        for letters, row in _UNSAID.findall(part):
            flags.unsaid.setdefault(int(row), set()).add(column_of(letters))
    flags.last_cell = part[max(part.rfind(b"<c "), len(part) - MAX_CELL) :]


def column_of(letters: bytes) -> int:
    """Return the number of a column, from 0, by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _count_cells(part: bytes, flags: SheetFlags) -> None:
    """Find the widest row where cells do not say where they stand, across the borders of parts."""
    pieces = _ROW.split(part)[::2]
    for index, piece in enumerate(pieces):
        flags.run = (flags.run if index == 0 else 0) + len(_CELL.findall(piece))
        flags.width = max(flags.width, flags.run)
        if flags.width > MAX_COLUMNS:
            raise too_many_columns()


def open_workbook(data: bytes) -> tuple[zipfile.ZipFile, dict[str, SheetFlags]]:
    """Return a zip workbook and the flags of each sheet part, all of its XML checked.

    Raises:
        Refused: those of `open_zip`, "dtd", "too_many_columns", "sheet_too_large".
    """
    archive = open_zip(data)
    flags: dict[str, SheetFlags] = {}
    for info in archive.infolist():
        name = info.filename.lower()
        if name.endswith((".xml", ".rels", ".vml")):
            is_sheet = name.startswith("xl/worksheets/") and name.endswith(".xml")
            found = scan_part(data, info, sheet=is_sheet)
            if is_sheet:
                flags[info.filename] = found
    return archive, flags
