"""A bulletin as a Word document after GB/T 9704-2012 (see `layout`), its numbers as links to the county's desk."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC
from functools import cache

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph as Par

from tongchou.bulletin import layout
from tongchou.bulletin.document import Block, Bulletin, Drawing, Number, Runs, Table, Text
from tongchou.bulletin.docx_page import set_page
from tongchou.bulletin.docx_table import table_xml
from tongchou.bulletin.speaking import ordinal, speaking


def render_docx(bulletin: Bulletin) -> bytes:
    """Return the bulletin as the bytes of a .docx."""
    with speaking(bulletin.lang):
        return _Writer(bulletin).written()


class _Writer:
    """Writes one document."""

    def __init__(self, bulletin: Bulletin) -> None:
        self.bulletin = bulletin
        self.doc: Doc = Document()
        self.links = 0
        self.relate = cache(self._relate)
        set_page(self.doc, bulletin.lang, layout.faces(bulletin.lang))
        about = self.doc.core_properties
        about.title, about.author, about.language = bulletin.title, bulletin.issuer, bulletin.lang
        about.created = about.modified = bulletin.made_at.astimezone(UTC).replace(tzinfo=None)

    def written(self) -> bytes:
        """Write everything, in order, and return the file's bytes."""
        self._head()
        for n, part in enumerate(self.bulletin.parts, start=1):
            self.doc.add_heading(f"{ordinal(n, level=1)}{part.title}", level=1)
            heads = iter(range(1, 100))
            for block in part.blocks:
                self._block(block, heads)
        self._foot()
        out = io.BytesIO()
        self.doc.save(out)
        return out.getvalue()

    def _head(self) -> None:
        self.doc.add_paragraph(self.bulletin.title, style="Title")
        self.doc.add_paragraph(self.bulletin.number, style="Subtitle")
        line = self.doc.add_paragraph(f"{self.bulletin.issuer}\t{self.bulletin.period}", style="Issuer")
        line.paragraph_format.tab_stops.add_tab_stop(Mm(layout.BLOCK_MM[0]), WD_TAB_ALIGNMENT.RIGHT)
        _rule_below(line, colour="C00000")
        self.doc.add_paragraph(self.bulletin.known, style="Note")

    def _foot(self) -> None:
        _rule_below(self.doc.add_paragraph(style="Note"), colour="000000")
        for text in self.bulletin.foot:
            self.doc.add_paragraph(text, style="Note")

    def _block(self, block: Block, heads: Iterator[int]) -> None:
        if not isinstance(block, Text):
            self._table(block.table if isinstance(block, Drawing) else block)
            return
        if block.head:
            self.doc.add_heading(f"{ordinal(next(heads), level=2)}{block.head}", level=2)
        self._runs(self.doc.add_paragraph(style="Note" if block.note else "Normal"), block.runs)

    def _table(self, table: Table) -> None:
        self.doc.add_paragraph(table.title, style="TableTitle")
        # The last child of a body is its page; everything else goes before it.
        made = table_xml(table, base=self.bulletin.base, relate=self.relate)
        self.doc.element.body.insert_element_before(made, "w:sectPr")
        self.doc.add_paragraph(table.note, style="Note")

    def _runs(self, par: Par, runs: Runs) -> None:
        for run in runs:
            if isinstance(run, Number) and run.href:
                self._link(par, run)
            else:
                par.add_run(run if isinstance(run, str) else run.text)

    def _link(self, par: Par, number: Number) -> None:
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), self.relate(f"{self.bulletin.base}{number.href}"))
        link.set(qn("w:tooltip"), number.title)
        run = par.add_run(number.text)
        run.font.underline = True
        link.append(run._r)
        par._p.append(link)

    def _relate(self, address: str) -> str:
        # Not `relate_to`: it looks through all links of the document for each new one.
        self.links += 1
        number = f"rIdLink{self.links}"
        self.doc.part.rels.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, address, number, is_external=True)
        return number


def _rule_below(par: Par, *, colour: str) -> None:
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "4"), ("color", colour)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    properties = par._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc")
