"""Templates with places for figures: numbers go in, what nobody collects is said to be so."""

from __future__ import annotations

import pytest

from tests.bulletin.conftest import LIST, THE_20TH, post
from tongchou.bulletin import paragraphs
from tongchou.bulletin.asked import Asked
from tongchou.bulletin.document import plain
from tongchou.bulletin.filling import paragraph, place_table
from tongchou.bulletin.paragraphs import Paragraph, PlaceTable, Section, Sentence
from tongchou.bulletin.speaking import chinese, percent, place_name, speaking
from tongchou.figures import declare
from tongchou.figures.cube import cube
from tongchou.registers.places.queries import tree

ABOUT = {"county": "縣", "day": "2020年3月20日", "until": "24:00"}


@pytest.fixture
def asked(books) -> Asked:
    post(books(LIST), 9, *"abcdek")
    return Asked(THE_20TH, tree(THE_20TH), cube().view())


def filled(of: Paragraph, asked: Asked) -> str:
    with speaking("zh-Hant"):
        return plain(paragraph(of, asked, ABOUT).runs)


def test_a_figure_nobody_collects_takes_its_sentence_with_it(asked):
    of = Paragraph.of(
        Sentence("待核查%(screening_pending)s人。"),
        Sentence("確診%(nobody_counts_this)s例，待核查%(screening_pending)s人。", about="確診病例"),
    )
    assert filled(of, asked) == "待核查5人。「確診病例」本台賬未採集。"


def test_a_column_nobody_collects_is_said_to_be_so(asked):
    with speaking("zh-Hant"):
        made = place_table(PlaceTable("表", ("screening_pending", "nobody_counts_this")), asked)
    assert {tuple(plain(cell) for cell in row) for row in made.rows} == {
        ("甲鎮", "4", "本台賬未採集", "2/2"),
        ("乙鎮", "1", "本台賬未採集", "1/1"),
        ("合計", "5", "本台賬未採集", "3/3"),
    }


def test_places_of_the_day_are_filled_and_per_cent_signs_stay(asked):
    assert filled(Paragraph.of("%(county)s至%(day)s %(until)s達100%%。"), asked) == "縣至2020年3月20日 24:00達100%。"


def test_every_registered_sentence_names_figures_that_exist_or_says_what_it_is_about():
    bare = [
        sentence.text
        for section in paragraphs.sections()
        for block in section.paragraphs
        if isinstance(block, Paragraph)
        for sentence in block.sentences
        if not sentence.about and not all(map(declare.is_declared, sentence.figures))
    ]
    assert bare == []


def test_the_bulletin_prints_every_row_of_the_table_that_this_county_can_answer():
    """L05-L14, L104-L106 by the county's section, L15, L16, L24-L28 by screening's."""
    printed = set(paragraphs.figures_of(b for s in paragraphs.sections() for b in s.paragraphs))
    rows = {row for name in printed if declare.is_declared(name) for row in declare.figure(name).mission}
    wanted = {f"L{n:02}" for n in (*range(5, 17), *range(24, 29))} | {"L104", "L105", "L106"}
    told_by_counts = {"L104": {"party_cells", "party_sites"}, "L105": {f"helpers_{k}" for k in HELPERS}}
    rows |= {row for row, names in told_by_counts.items() if names <= printed}
    assert wanted - rows == set()


HELPERS = ("delegate", "teacher", "volunteer")


def test_sections_stand_in_their_order_and_a_title_is_taken_once():
    titles = [section.title for section in paragraphs.sections()]
    assert titles.index("網格與工作力量") < titles.index("重點人員排查")
    with pytest.raises(AssertionError):
        paragraphs.register_section(Section(99, "重點人員排查"))


@pytest.mark.parametrize(
    ("top", "bottom", "precision", "text"),
    [(1, 1, 0, "100%"), (9997, 10000, 0, "99.9%"), (696, 709, 1, "98.2%"), (0, 5, 0, "0%"), (2, 3, 2, "66.67%")],
)
def test_a_hundred_per_cent_is_written_only_where_nothing_is_missing(top, bottom, precision, text):
    from fractions import Fraction

    assert percent(Fraction(top, bottom), precision) == text


def test_places_are_written_as_their_readers_write():
    with speaking("zh-Hant"):
        assert place_name("罗镜镇") == "羅鏡鎮"
    with speaking("zh-Hans"):
        assert place_name("羅鏡鎮") == "罗镜镇"
    with speaking("en"):
        assert place_name("罗镜镇") == "Luojing Town"


def test_chinese_numerals():
    assert [chinese(n) for n in (1, 10, 11, 20, 35)] == ["一", "十", "十一", "二十", "三十五"]
