"""A workbook of plain values, written row by row.

The answer to a list of 100,000 rows has a million and a half cells; xlsxwriter in constant memory takes five times as
long for them, which is longer than reading, checking, placing and posting the list. Only what an answer needs is here:
text (never a formula), numbers, days, and two formats.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import IO, Any

from tongchou.intake.recognise import letter

#: Texts that a spreadsheet might take for a formula if they were typed in.
LIVE = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
#: Characters a cell may hold, and a workbook's sheets' names.
LONGEST, LONGEST_NAME = 32_767, 31
#: The day that serial 0 stands for.
_EPOCH = date(1899, 12, 30).toordinal()
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_x(?=[0-9A-Fa-f]{4}_)")
_MARKUP = re.compile("[&<>]|[\x00-\x08\x0b-\x0d\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_PLAIN, _DAY, _INSTANT, _CLOCK, _QUOTED, _SAID = range(6)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_STYLES = f"""{_HEAD}<styleSheet xmlns="{_MAIN}">
<numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>
<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/>
<numFmt numFmtId="166" formatCode="hh:mm"/></numFmts>
<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FFFFF7DB"/></patternFill></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="166" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/>
<xf numFmtId="0" fontId="0" fillId="2" borderId="0" xfId="0" applyFill="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>"""


class PlainBook:
    """Sheets one after the other, each written from the top; `close` finishes the file."""

    def __init__(self, out: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self._names: list[str] = []
        self._part: IO[bytes] | None = None
        self._lines: list[str] = []
        self._letters: list[str] = []

    def begin(self, name: str) -> None:
        """Begin a sheet; its name is shortened and kept distinct where a spreadsheet could not hold it."""
        self._end()
        clean = (
            re.sub(r"[\[\]:*?/\\]|[\x00-\x1f\ud800-\udfff\ufffe\uffff]", "_", name).strip("'")[:LONGEST_NAME] or "Sheet"
        )
        taken, number, stem = {n.lower() for n in self._names}, 1, clean
        while clean.lower() in taken:
            number += 1
            clean = f"{stem[:27]}_{number}"
        self._names.append(clean)
        self._part = self._zip.open(f"xl/worksheets/sheet{len(self._names)}.xml", "w", force_zip64=True)
        self._lines = [f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>']

    def row(self, number: int, cells: Sequence[Any], width: int, said: Sequence[str]) -> None:
        """Write row `number` (from 1): the cells, and what is said of it in the columns after `width`."""
        while len(self._letters) < max(width, len(cells)) + len(said):
            self._letters.append(letter(len(self._letters)))
        letters = self._letters
        parts = []
        for column, cell in enumerate(cells):
            if cell is None or cell == "":
                continue
            where = f"{letters[column]}{number}"
            parts.append(_text(where, cell, _PLAIN) if type(cell) is str else _typed(where, cell))
        for offset, text in enumerate(said):
            if text:
                parts.append(_text(f"{letters[width + offset]}{number}", text, _SAID))
        if parts:
            self._lines.append(f'<row r="{number}">{"".join(parts)}</row>')
            if len(self._lines) >= 2_000:
                self._flush()

    def close(self) -> None:
        """Finish the workbook; one without sheets gets an empty one, which spreadsheets insist on."""
        if not self._names:
            self.begin("Sheet1")
        self._end()
        self._write_frame()
        self._zip.close()

    def _flush(self) -> None:
        assert self._part is not None
        self._part.write("".join(self._lines).encode())
        self._lines = []

    def _end(self) -> None:
        if self._part is not None:
            self._lines.append("</sheetData></worksheet>")
            self._flush()
            self._part.close()
            self._part = None

    def _write_frame(self) -> None:
        numbers = range(1, len(self._names) + 1)
        types = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for n in numbers
        )
        self._zip.writestr(
            "[Content_Types].xml",
            f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{types}</Types>',
        )
        self._zip.writestr(
            "_rels/.rels",
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        sheets = "".join(
            f'<sheet name="{_escaped(name, quote=True)}" sheetId="{n}" r:id="rId{n}"/>'
            for n, name in zip(numbers, self._names, strict=True)
        )
        self._zip.writestr(
            "xl/workbook.xml",
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{sheets}</sheets></workbook>',
        )
        relations = "".join(
            f'<Relationship Id="rId{n}" Type="{_REL}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
        )
        self._zip.writestr(
            "xl/_rels/workbook.xml.rels",
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{relations}'
            f'<Relationship Id="rId0" Type="{_REL}/styles" Target="styles.xml"/></Relationships>',
        )
        self._zip.writestr("xl/styles.xml", _STYLES)


def _text(where: str, text: str, style: int) -> str:
    if text.startswith(LIVE):
        style = _QUOTED
    if len(text) > LONGEST or _MARKUP.search(text):
        text = _escaped(text[:LONGEST])
    return f'<c r="{where}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _escaped(text: str, *, quote: bool = False) -> str:
    """Return text as XML holds it; characters it may not hold are left out, and an _xHHHH_ of the sender's is kept."""
    text = _ILLEGAL.sub(lambda m: "_x005F_x" if m.group() == "_x" else "", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
    return text.replace('"', "&quot;") if quote else text


def _typed(where: str, cell: Any) -> str:
    if isinstance(cell, bool):
        return f'<c r="{where}" t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, int | float):
        if cell != cell or cell in (float("inf"), float("-inf")):
            return _text(where, str(cell), _PLAIN)
        return f'<c r="{where}"><v>{cell!r}</v></c>'
    if isinstance(cell, timedelta):
        return f'<c r="{where}" s="{_CLOCK}"><v>{cell.total_seconds() / 86400!r}</v></c>'
    if isinstance(cell, time):
        seconds = cell.hour * 3600 + cell.minute * 60 + cell.second
        return f'<c r="{where}" s="{_CLOCK}"><v>{seconds / 86400!r}</v></c>'
    if isinstance(cell, date):
        return _dated(where, cell)
    return _text(where, str(cell), _PLAIN)


def _dated(where: str, cell: date) -> str:
    """Return a day or an instant as the serial number it is; days before the epoch stay text."""
    days = cell.toordinal() - _EPOCH
    if days < 0:
        return _text(where, str(cell), _PLAIN)
    if not isinstance(cell, datetime):
        return f'<c r="{where}" s="{_DAY}"><v>{days}</v></c>'
    seconds = cell.hour * 3600 + cell.minute * 60 + cell.second
    return f'<c r="{where}" s="{_INSTANT}"><v>{days + seconds / 86400!r}</v></c>'
