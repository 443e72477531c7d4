"""The situation map: what each town says, how it is marked, and that it reads without colour or sight."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from tests.bulletin.conftest import LIST, THE_20TH, THE_21ST, post
from tongchou.bulletin.asked import Asked
from tongchou.bulletin.document import Drawing, Mark, plain
from tongchou.bulletin.drawing import svg
from tongchou.bulletin.outlines import outlines
from tongchou.bulletin.situation_map import Level, _levels, mark_of, register_levels, situation_map
from tongchou.bulletin.speaking import speaking
from tongchou.figures.asking import ask
from tongchou.figures.cube import cube
from tongchou.figures.targets import Target
from tongchou.registers.places.queries import tree

SVG = "{http://www.w3.org/2000/svg}"
ZERO = Target(0, "equal", "")


def square(code: str, west: float, *, derived: bool = False) -> dict:
    ring = [[west, 22.0], [west + 1, 22.0], [west + 1, 23.0], [west, 23.0], [west, 22.0]]
    properties = {"code": code, "derived": derived}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def write(file, *squares: dict):
    file.write_text(json.dumps({"type": "FeatureCollection", "features": list(squares)}), "utf-8")
    return file


def drawn(home) -> Drawing:
    asked = Asked(THE_20TH, tree(THE_20TH), cube().view())
    return situation_map("screening_pending", asked, home=home.path)


@pytest.mark.parametrize(
    ("value", "reported", "expected", "overdue", "level", "mark"),
    [
        (0, 5, 5, 0, None, Mark.CLEAR),
        (0, 4, 5, 0, None, Mark.DUE),
        (3, 5, 5, 0, None, Mark.DUE),
        (3, 0, 5, 0, None, Mark.DUE),
        (0, 0, 5, 0, None, Mark.SILENT),
        (None, 0, 5, 0, None, Mark.SILENT),
        (0, 0, 0, 0, None, Mark.CLEAR),
        (3, 5, 5, 2, None, Mark.OVERDUE),
        (0, 5, 5, 0, Level("低風險", False), Mark.CLEAR),
        (0, 5, 5, 2, Level("高風險", True), Mark.RESTRICTED),
    ],
)
def test_a_place_has_the_strongest_mark_that_holds(value, reported, expected, overdue, level, mark):
    assert mark_of(value, reported, expected, target=ZERO, overdue=overdue, level=level) == mark


def test_each_town_has_its_number_and_who_answered(books, home):
    post(books(LIST), 9, *"abc")
    with speaking("zh-Hant"):
        spots = drawn(home).spots
    assert {(s.code, s.name, s.value, s.reported, s.expected, s.mark) for s in spots} == {
        ("t", "甲鎮", 3, 1, 2, Mark.DUE),
        ("u", "乙鎮", 0, 0, 1, Mark.SILENT),
    }


def test_what_was_carried_over_is_red_on_its_day_alone(books, home, close, report):
    post(books(LIST), 9, *"abce")
    close(THE_20TH)

    def marks(bulletin) -> list[Mark]:
        maps = [b.map for p in bulletin.parts for b in p.blocks if isinstance(b, Drawing)]
        return [spot.mark for spot in maps[0].spots]

    assert marks(report(THE_20TH)) == [Mark.OVERDUE, Mark.OVERDUE]
    assert marks(report(THE_21ST)) == [Mark.DUE, Mark.DUE]


def test_levels_come_from_whoever_decides_them(books, home, places):
    register_levels(lambda on: {places["U"]: Level("高風險", True)})
    try:
        with speaking("zh-Hant"):
            found = {spot.code: (spot.level, spot.mark) for spot in drawn(home).spots}
    finally:
        _levels.clear()
    assert found["u"] == ("高風險", Mark.RESTRICTED)


def test_outlines_come_from_the_homes_file(tmp_path):
    found = outlines(
        ["t", "u"], write(tmp_path / "o.geojson", square("t", 111.0), square("u", 112.0), square("z", 9.0))
    )
    assert (found.is_schematic, found.is_derived, {one.code for one in found.places}) == (False, False, {"t", "u"})
    by_code = {one.code: one for one in found.places}
    assert by_code["t"].label[0] < 400 < by_code["u"].label[0]
    assert all(0 <= x <= 800.1 and 0 <= y <= found.height + 0.1 for o in found.places for r in o.rings for x, y in r)


def test_a_place_without_an_outline_has_a_tile_below_the_map(tmp_path):
    found = outlines(["t", "u"], write(tmp_path / "o.geojson", square("t", 111.0)))
    rings = {one.code: one.rings[0] for one in found.places}
    assert not found.is_schematic
    assert max(y for _, y in rings["t"]) < min(y for _, y in rings["u"]) <= found.height


def test_a_map_that_is_none_says_so(books, home):
    with speaking("zh-Hant"):
        assert "示意方格，非實際方位。" in svg(drawn(home))
        write(home.path / "outlines.geojson", square("t", 111.0), square("u", 112.0, derived=True))
        assert "輪廓為推算，非實測邊界。" in svg(drawn(home))
        write(home.path / "outlines.geojson", square("t", 111.0), square("u", 112.0))
        assert "非實" not in svg(drawn(home))


def test_the_drawing_has_a_link_for_each_town_and_says_it_in_words(books, home):
    post(books(LIST), 9, *"abc")
    with speaking("zh-Hant"):
        root = ElementTree.fromstring(svg(drawn(home)))
    links = {(a.get("href"), a.get("aria-label")) for a in root.iter(f"{SVG}a")}
    assert links == {
        ("/figures/screening_pending/?at=t&on=2020-03-20", "甲鎮：3，待辦，應報2格已報1格"),
        ("/figures/screening_pending/?at=u&on=2020-03-20", "乙鎮：0，未報，應報1格已報0格"),
    }
    texts = {text.text for text in root.iter(f"{SVG}text")}
    # A sign or a word stands beside every colour: black and white paper reads the same.
    assert {"3▲", "未報", "待辦▲", "未報？"} <= texts
    assert not [e for e in root.iter() if e.get("style") or e.get("onclick") or e.tag.endswith("script")]


def test_the_map_stands_beside_a_table_that_says_the_same(books, report):
    post(books(LIST), 9, *"abc")
    found = next(b for p in report(THE_20TH).parts for b in p.blocks if isinstance(b, Drawing))
    assert {tuple(plain(cell) for cell in row) for row in found.table.rows} == {
        ("甲鎮", "3", "1/2", "待辦▲", "–"),
        ("乙鎮", "0", "0/1", "未報？", "–"),
    }


def test_the_map_answers_its_row_with_the_towns_that_have_figures(books):
    assert ask("situation_map", on=THE_20TH).value == 0
    post(books(LIST), 9, *"abc")
    assert ask("situation_map", on=THE_20TH).value == 1
    assert ask("situation_map", on=THE_20TH).figure.mission == ("L28",)
