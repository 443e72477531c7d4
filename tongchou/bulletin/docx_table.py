"""Tables of a Word document: written as XML at once, because a cell at a time takes seconds for a county's tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tongchou.bulletin import layout
from tongchou.bulletin.document import Number, Runs, Table

#: Gives the relationship of an address.
Relate = Callable[[str], str]

TWIPS_PER_MM = 1440 / 25.4
WIDTH = round(layout.BLOCK_MM[0] * TWIPS_PER_MM)
BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
MARGINS = "".join(f'<w:{side} w:w="40" w:type="dxa"/>' for side in ("left", "right"))
#: Letters of a name that are kept on a line, at most.
MOST_LETTERS = 30.0


def table_xml(table: Table, *, base: str, relate: Relate) -> Any:
    """Return a table as an element: its head repeats on every page, and no row is broken over two."""
    columns = widths(table)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    head = _row([(text,) for text in table.head], table, columns, base, relate, is_head=True)
    rows = "".join(_row(row, table, columns, base, relate, is_head=False) for row in table.rows)
    return parse_xml(
        f"<w:tbl {nsdecls('w', 'r')}><w:tblPr>"
        f'<w:tblW w:w="{WIDTH}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{BORDERS}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{MARGINS}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>"
    )


def widths(table: Table) -> list[int]:
    """Return each column's width in twips, together the text block's: by its longest cell, a head on several lines."""
    needed = []
    for at, head in enumerate(table.head):
        cells = max((sum(map(_length, map(_text, row[at]))) for row in table.rows), default=4.0)
        needed.append(min(max(cells + 1, _length(head) / 2.4, 6.5), MOST_LETTERS))
    whole = sum(needed)
    found = [int(WIDTH * part / whole) for part in needed]
    found[0] += WIDTH - sum(found)
    return found


def _text(run: str | Number) -> str:
    return run if isinstance(run, str) else run.text


def _length(text: str) -> float:
    return sum(2.0 if ord(char) > 0x2E7F else 1.1 for char in text)


def _row(cells: Any, table: Table, columns: list[int], base: str, relate: Relate, *, is_head: bool) -> str:
    properties = "<w:cantSplit/>" + ("<w:tblHeader/>" if is_head else "")
    made = "".join(
        _cell(cell, width, right, base, relate, style="TableHead" if is_head else "TableText")
        for cell, width, right in zip(cells, columns, table.numeric, strict=True)
    )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{made}</w:tr>"


def _cell(runs: Runs, width: int, right: bool, base: str, relate: Relate, *, style: str) -> str:
    side = "center" if style == "TableHead" else "right" if right else "left"
    body = "".join(_run(run, base, relate) for run in runs)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:jc w:val="{side}"/></w:pPr>{body}</w:p></w:tc>'
    )


def _run(run: str | Number, base: str, relate: Relate) -> str:
    if isinstance(run, str) or not run.href:
        return f'<w:r><w:t xml:space="preserve">{escape(_text(run))}</w:t></w:r>'
    return (
        f'<w:hyperlink r:id="{relate(base + run.href)}" w:tooltip={quoteattr(run.title)}>'
        f'<w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t>{escape(run.text)}</w:t></w:r></w:hyperlink>'
    )
