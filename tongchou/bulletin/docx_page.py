"""The page, styles, fonts and page numbers of a Word document after GB/T 9704-2012."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import quoteattr

from docx.document import Document as Doc
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as Par

from tongchou.bulletin import layout
from tongchou.bulletin.layout import Face, Faces

LANGUAGES = {"zh-Hant": "zh-TW", "zh-Hans": "zh-CN", "en": "zh-CN"}
TWIPS = 20
#: Lines in whole twips, so that 22 fit; and what a character gives up, in twips, so that 28 fit.
LINE_TWIPS = int(layout.LINE_PT * TWIPS)
TIGHTER_TWIPS = -5


def set_page(doc: Doc, lang: str, faces: Faces) -> None:
    """Set paper, grid, styles, fonts and page numbers of a new document."""
    _paper(doc)
    _styles(doc, faces)
    _language(doc, lang)
    _stand_ins(doc, faces)
    _page_numbers(doc)


def _paper(doc: Doc) -> None:
    section = doc.sections[0]
    section.page_width, section.page_height = Mm(layout.PAGE_MM[0]), Mm(layout.PAGE_MM[1])
    section.top_margin, section.left_margin = Mm(layout.TOP_MM), Mm(layout.LEFT_MM)
    section.bottom_margin, section.right_margin = Mm(layout.BOTTOM_MM), Mm(layout.RIGHT_MM)
    section.header_distance, section.footer_distance = Mm(15), Mm(layout.BOTTOM_MM - 7 - 5)
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(LINE_TWIPS))
    # The characters' pitch is set in the styles: LibreOffice reads a grid of characters as one of 10.5 points.
    grid.set(qn("w:charSpace"), "0")
    properties.append(grid)


def _styles(doc: Doc, faces: Faces) -> None:
    styles, indent = doc.styles, Pt(2 * layout.BODY_PT + 2 * TIGHTER_TWIPS / TWIPS)
    _style(styles["Normal"], faces.body, layout.BODY_PT)
    styles["Normal"].paragraph_format.first_line_indent = indent
    _style(styles["Title"], faces.title, layout.TITLE_PT, line=36.0, side=WD_ALIGN_PARAGRAPH.CENTER)
    for border in styles["Title"].element.get_or_add_pPr().findall(qn("w:pBdr")):
        styles["Title"].element.pPr.remove(border)
    _style(styles["Subtitle"], faces.body, layout.BODY_PT, side=WD_ALIGN_PARAGRAPH.CENTER)
    for name, face in (("Heading 1", faces.head), ("Heading 2", faces.subhead)):
        _style(styles[name], face, layout.BODY_PT)
        styles[name].paragraph_format.first_line_indent = indent
    own: tuple[tuple[str, Face, float, float, Any], ...] = (
        ("Issuer", faces.body, layout.NUMBER_PT, 26.0, WD_ALIGN_PARAGRAPH.LEFT),
        ("Note", faces.body, layout.NOTE_PT, 20.0, WD_ALIGN_PARAGRAPH.LEFT),
        ("TableTitle", faces.head, layout.NOTE_PT, 22.0, WD_ALIGN_PARAGRAPH.CENTER),
        ("TableHead", faces.head, layout.TABLE_PT, 14.0, WD_ALIGN_PARAGRAPH.CENTER),
        ("TableText", faces.body, layout.TABLE_PT, 15.0, WD_ALIGN_PARAGRAPH.LEFT),
    )
    for name, face, size, line, side in own:
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        _style(style, face, size, line=line, side=side)
        _off_grid(style)
    styles["TableTitle"].paragraph_format.keep_with_next = True


def _style(style: Any, face: Face, size: float, *, line: float = 0.0, side: Any = None) -> None:
    """Set a style's face, size in points, distance of lines (the page's without one) and side; no first indent."""
    font = style.font
    font.size, font.bold, font.italic = Pt(size), False, False
    font.name, font.color.rgb = layout.LATIN, RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), face.name)
    for old in properties.findall(qn("w:spacing")):
        properties.remove(old)
    tighter = OxmlElement("w:spacing")
    tighter.set(qn("w:val"), str(TIGHTER_TWIPS))
    properties.insert_element_before(tighter, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:u", "w:lang")
    form = style.paragraph_format
    form.first_line_indent, form.space_before, form.space_after = Pt(0), Pt(0), Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line or LINE_TWIPS / TWIPS)
    if side is not None:
        form.alignment = side


def _off_grid(style: Any) -> None:
    """Let small print keep its own lines."""
    properties = style.element.get_or_add_pPr()
    off = OxmlElement("w:snapToGrid")
    off.set(qn("w:val"), "0")
    properties.insert_element_before(off, "w:spacing", "w:ind", "w:contextualSpacing", "w:jc")


def _language(doc: Doc, lang: str) -> None:
    properties = doc.styles["Normal"].element.get_or_add_rPr()
    told = OxmlElement("w:lang")
    told.set(qn("w:val"), "en-US")
    told.set(qn("w:eastAsia"), LANGUAGES[lang])
    properties.append(told)


def _stand_ins(doc: Doc, faces: Faces) -> None:
    """Name, in the font table, what may stand for a face that the reader's machine does not have."""
    found = ""
    for face in (faces.title, faces.body, faces.head, faces.subhead):
        found += f"<w:font w:name={quoteattr(face.name)}><w:altName w:val={quoteattr(','.join(face.others))}/></w:font>"
    for relation in doc.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            part: Any = relation.target_part
            part._blob = part.blob.replace(b"</w:fonts>", f"{found}</w:fonts>".encode())


def _page_numbers(doc: Doc) -> None:
    """Write — 1 — in the foot: right on odd pages and left on even ones, a character in from the edge."""
    doc.settings.odd_and_even_pages_header_footer = True
    section = doc.sections[0]
    for foot, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        par = foot.paragraphs[0]
        par.alignment = side
        form = par.paragraph_format
        form.first_line_indent = Pt(0)
        form.left_indent = form.right_indent = Pt(layout.NUMBER_PT)
        _run(par, "— ")
        _field(par, "PAGE")
        _run(par, " —")


def _run(par: Par, text: str) -> Any:
    run = par.add_run(text)
    run.font.size = Pt(layout.NUMBER_PT)
    run.font.name = "宋体"
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
    return run


def _field(par: Par, code: str) -> None:
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        run = _run(par, "")
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)
