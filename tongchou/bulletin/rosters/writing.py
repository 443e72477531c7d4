"""A roster as a workbook and as a Word document, both with a watermark that says for whom it is and until when."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

import xlsxwriter
from docx import Document
from docx.oxml import parse_xml
from docx.shared import Mm, Pt

from tongchou.base import clock
from tongchou.base.refusals import words
from tongchou.bulletin.filling import NOT_COLLECTED
from tongchou.bulletin.models import OutwardRoster
from tongchou.bulletin.rosters.sources import Source
from tongchou.bulletin.speaking import said, speaking

#: Rows between two watermarks of a workbook: about a page.
APART = 30
VML = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"><w:pict>'
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" path="m@7,l@8,m@5,21600l@6,21600e"/>'
    '<v:shape id="PowerPlusWaterMarkObject1" type="#_x0000_t136" o:allowincell="f" fillcolor="silver" stroked="f"'
    ' style="position:absolute;margin-left:0;margin-top:0;width:480pt;height:60pt;rotation:315;z-index:-251658752;'
    "mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;"
    'mso-position-vertical-relative:margin"><v:fill opacity=".5"/><v:textpath style="font-size:1pt" string={text}/>'
    "</v:shape></w:pict></w:r>"
)


@dataclass(frozen=True)
class Paper:
    """What is written: the roster, its source, and the texts of its rows by column."""

    row: OutwardRoster
    source: Source
    table: Sequence[Sequence[str]]

    @property
    def heads(self) -> list[str]:
        """Return the heads of the columns, those that nobody collects last."""
        known = self.source.all_columns
        return [said(known[column]) for column in self.row.columns] + list(self.row.not_collected)

    @property
    def lines(self) -> list[list[str]]:
        """Return the rows; what nobody collects answers so."""
        missing = [said(NOT_COLLECTED)] * len(self.row.not_collected)
        return [[*line, *missing] for line in self.table]

    @property
    def mark(self) -> str:
        """Return the watermark."""
        until = self.row.expires_at.astimezone(clock.ZONE) if self.row.expires_at else None
        about = {"department": self.row.department, "number": self.row.pk, "until": f"{until:%Y-%m-%d %H:%M}"}
        return said(words("僅供%(department)s使用 第%(number)s號 有效至%(until)s 不得轉發、另作他用")) % about

    @property
    def about(self) -> list[str]:
        """Return the lines above the table: what, for whom, on what ground, for what, and that it goes no further."""
        return [
            said(words("%(title)s（%(count)s人，%(on)s）")) % {
                "title": said(self.source.title), "count": len(self.table), "on": self.row.on.isoformat()
            },
            said(words("收表單位：%(department)s")) % {"department": self.row.department},
            said(words("法律依據：%(basis)s　用途：%(purpose)s"))
            % {"basis": self.row.legal_basis, "purpose": self.row.purpose},
            self.mark,
        ]  # fmt: skip


def xlsx(paper: Paper) -> bytes:
    """Return the roster as a workbook: texts only, no formula, a watermark across every page."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with speaking("zh-Hant"), xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(said(paper.source.title)[:31])
        head = book.add_format({"bold": True, "border": 1, "text_wrap": True})
        text = book.add_format({"border": 1, "text_wrap": True})
        row = 0
        for row, about in enumerate(paper.about):
            sheet.write_string(row, 0, about)
        first = row + 1
        for at, title in enumerate(paper.heads):
            sheet.write_string(first, at, title, head)
            sheet.set_column(at, at, 20)
        for number, line in enumerate(paper.lines, start=first + 1):
            for at, cell in enumerate(line):
                sheet.write_string(number, at, cell, text)
        for top in range(first, first + len(paper.lines) + 1, APART):
            sheet.insert_textbox(top + 2, 0, paper.mark, _MARK)
        sheet.set_header(f"&C{paper.mark.replace('&', '&&')}")
        sheet.set_footer(f"&L{paper.mark.replace('&', '&&')}&R&P / &N")
        sheet.repeat_rows(first)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return out.getvalue()


_MARK = {
    "width": 900,
    "height": 60,
    "rotation": -20,
    "fill": {"none": True},
    "line": {"none": True},
    "font": {"size": 20, "color": "#C8C8C8"},
    "object_position": 3,
}


def docx(paper: Paper) -> bytes:
    """Return the roster as a Word document with the watermark behind every page."""
    with speaking("zh-Hant"):
        doc = Document()
        section = doc.sections[0]
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.left_margin = section.right_margin = Mm(18)
        header = section.header.paragraphs[0]
        header.text = paper.mark
        header._p.append(parse_xml(VML.format(text=quoteattr(paper.mark))))
        doc.core_properties.title = said(paper.source.title)
        for about in paper.about:
            doc.add_paragraph(about)
        table = doc.add_table(rows=1, cols=len(paper.heads))
        table.style = "Table Grid"
        for cell, title in zip(table.rows[0].cells, paper.heads, strict=True):
            cell.text = title
        for line in paper.lines:
            for cell, value in zip(table.add_row().cells, line, strict=True):
                cell.text = value
        doc.styles["Normal"].font.size = Pt(10.5)
        out = io.BytesIO()
        doc.save(out)
    return out.getvalue()
