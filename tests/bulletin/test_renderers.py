"""HTML, Markdown, Word and PDF draw the same bulletin; Word and PDF lay it out after GB/T 9704-2012."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from docx import Document
from docx.oxml.ns import qn

from tests.bulletin.conftest import LIST, THE_20TH, post
from tongchou.base import clock
from tongchou.base.refusals import Refused
from tongchou.bulletin import pdf, typesetting
from tongchou.bulletin.document import Bulletin, Number, Part, Table, Text
from tongchou.bulletin.docx import render_docx
from tongchou.bulletin.html import render_html, render_page
from tongchou.bulletin.markdown import render_markdown

A_DAY = date(2020, 3, 20)


def small(*blocks, lang: str = "zh-Hant") -> Bulletin:
    """Return a bulletin of one part."""
    return Bulletin(
        lang=lang, kind="draft", title="題", number="第1期", issuer="縣", on=A_DAY, period="期", known="知",
        parts=(Part("部", blocks),), root="", foot=("末",), base="https://desk.example", made_at=clock.local(A_DAY, 9),
    )  # fmt: skip


class Links(HTMLParser):
    """Collects links with their texts, and every tag and attribute."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: set[tuple[str, str]] = set()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self._href = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self._href = dict(attrs).get("href") or self._href

    def handle_data(self, data):
        if self._href:
            self.links.add((self._href, data))
            self._href = ""


@pytest.fixture
def bulletin(books, report, close) -> Bulletin:
    post(books(LIST), 9, *"abcdefgkl")
    close(THE_20TH)
    return report(THE_20TH)


def ways(bulletin: Bulletin) -> set[tuple[str, str]]:
    return {(number.href, number.text) for number in bulletin.numbers()}


def test_every_number_is_a_link_in_html(bulletin):
    assert ways(bulletin) <= Links(render_html(bulletin)).links


def test_html_brings_no_script_no_style_and_nothing_from_another_host(bulletin):
    page = Links(render_html(bulletin))
    assert not page.tags & {"script", "style", "link", "img", "iframe"}
    assert not {name for name in page.attributes if name == "style" or name.startswith("on")}
    assert not re.search(r'(src|href)="(https?:)?//', render_html(bulletin))


def test_a_page_of_its_own_leads_to_the_countys_desk():
    page = render_page(small(Text(("一",))))
    assert '<base href="https://desk.example/">' in page and "<style>" in page


def test_what_people_wrote_is_never_read_as_markup():
    evil = Number("<b>1</b>", "f", '"><script>', "p", A_DAY, '/figures/f/?at="><script>')
    shown = render_html(small(Text(("<script>alert(1)</script>", evil))))
    assert "<script" not in shown and "<b>" not in shown
    assert "\\<script\\>" in render_markdown(small(Text(("<script>",))))


def test_every_number_is_a_link_in_markdown(bulletin):
    shown = render_markdown(bulletin)
    assert {(href, text) for text, href in re.findall(r"\[([^\]]+)\]\(http://127.0.0.1:8000([^)]+)\)", shown)} >= {
        (href, text) for href, text in ways(bulletin)
    }


def test_every_number_is_a_link_in_word(bulletin):
    body = render_docx(bulletin)
    part = Document(io.BytesIO(body)).part
    links = part.element.iter(qn("w:hyperlink"))
    found = set()
    for link in links:
        text = "".join(t.text for t in link.iter(qn("w:t")))
        found.add((part.rels[link.get(qn("r:id"))].target_ref.removeprefix("http://127.0.0.1:8000"), text))
    assert found == ways(bulletin)


def test_words_page_follows_the_standard():
    made = Document(io.BytesIO(render_docx(small(Text(("一",))))))
    section = made.sections[0]
    sides = ("page_width", "page_height", "top_margin", "left_margin", "right_margin", "bottom_margin")
    assert [round(getattr(section, side).mm) for side in sides] == [210, 297, 37, 28, 26, 35]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    # 225 mm are 12,756 twips, 156 mm are 8,844: 22 lines and 28 characters fit, and no more.
    pitch = int(grid.get(qn("w:linePitch")))
    assert 22 * pitch <= 12_756 < 23 * pitch
    normal = made.styles["Normal"]
    tighter = int(normal.element.rPr.find(qn("w:spacing")).get(qn("w:val")))
    assert 28 * (320 + tighter) <= 8_844 < 29 * (320 + tighter)
    assert normal.paragraph_format.line_spacing.pt * 20 == pitch


@pytest.mark.parametrize(
    ("lang", "faces"),
    [
        ("zh-Hans", ("方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312")),
        ("zh-Hant", ("方正小标宋_GBK", "仿宋", "黑体", "楷体")),
    ],
)
def test_words_faces_and_sizes_follow_the_standard(lang, faces):
    made = Document(io.BytesIO(render_docx(small(Text(("一",), head="首"), lang=lang))))
    styles = [made.styles[name] for name in ("Title", "Normal", "Heading 1", "Heading 2")]
    assert tuple(s.element.rPr.rFonts.get(qn("w:eastAsia")) for s in styles) == faces
    assert [s.font.size.pt for s in styles] == [22, 16, 16, 16]
    assert [p.text for p in made.paragraphs if p.style.name.startswith("Heading")] == ["一、部", "（一）首"]
    with zipfile.ZipFile(io.BytesIO(render_docx(small(lang=lang)))) as file:
        assert faces[0] in file.read("word/fontTable.xml").decode()


def test_words_pages_are_numbered_in_the_foot():
    made = Document(io.BytesIO(render_docx(small())))
    section = made.sections[0]
    for foot in (section.footer, section.even_page_footer):
        text = "".join(node.text or "" for node in foot.paragraphs[0]._p.iter(qn("w:t"), qn("w:instrText")))
        assert text == "— PAGE —"


def test_words_tables_repeat_their_heads_and_break_no_row(bulletin):
    made = Document(io.BytesIO(render_docx(bulletin)))
    assert len(made.tables) > 3
    for table in made.tables:
        first, *others = table._tbl.tr_lst
        assert first.trPr.find(qn("w:tblHeader")) is not None
        assert all(row.trPr.find(qn("w:tblHeader")) is None for row in others)
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in table._tbl.tr_lst)
        assert sum(int(c.get(qn("w:w"))) for c in table._tbl.tblGrid.iter(qn("w:gridCol"))) == 8_844


def test_words_rendering_takes_no_seconds_for_a_countys_tables():
    """A cell at a time took four seconds: what is written is XML, and grows with the cells."""
    number = Number("1", "f", "數", "p", A_DAY, "/figures/f/")
    wide = Table(
        "表", ("地方", *"甲乙丙丁"), tuple((("村",), *((number,),) * 4) for _ in range(400)), (False,) + (True,) * 4
    )
    body = render_docx(small(wide))
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        assert file.read("word/document.xml").count(b"<w:hyperlink ") == 1_600


def test_pdf_needs_what_it_says_it_needs(monkeypatch):
    monkeypatch.setattr(typesetting, "families", lambda: frozenset({"Libertinus Serif"}))
    with pytest.raises(Refused) as refused:
        pdf.render_pdf(small())
    assert refused.value.code == "pdf_needs_fonts"
    monkeypatch.undo()
    monkeypatch.setattr(typesetting.importlib, "import_module", _absent)
    typesetting.families.cache_clear()
    with pytest.raises(Refused) as refused:
        pdf.render_pdf(small())
    assert refused.value.code == "pdf_needs_typst"


def _absent(name: str) -> None:
    raise ImportError(name)


@pytest.mark.parametrize("microsecond", [0, 123_456])
def test_a_pdf_is_a_pdf_at_any_instant(bulletin, microsecond):
    """A county's clock does not stand at a whole second."""
    at = bulletin.made_at.replace(microsecond=microsecond)
    try:
        made = pdf.render_pdf(replace(bulletin, made_at=at))
    except Refused as refused:
        pytest.skip(refused.code)
    assert made.startswith(b"%PDF-")
