"""The demonstration county: the articles' numbers of cells, real villages, two older grids merged by an edition."""

from __future__ import annotations

from collections import Counter
from datetime import date

from shapely.geometry import shape

from demo.outlines import outlines
from demo.places import (
    FIRST_ON,
    GRID_ON,
    GUANGNAN,
    LUODING,
    MICRO,
    SMALL,
    grid,
    is_divided,
    merged,
    older_grids,
    share,
    villages,
)
from tests.places.conftest import place_of
from tongchou.registers.places.models import Succession
from tongchou.registers.places.queries import by_code, labels, tree, whereabouts


def test_the_new_grid_has_the_articles_cells(luoding: object) -> None:
    assert Counter(tree(GRID_ON).kind.tolist()) == {
        "county": 1,
        "town": 21,
        "medium": 362,
        "small": 2_170,
        "micro": 4_433,
        "farm": 2,
        "site": 48,
        "store": 9,
    }


def test_before_it_stood_two_older_grids_side_by_side(luoding: object) -> None:
    before = tree(date(2020, 2, 4))
    assert Counter(before.kind.tolist()) == {
        "county": 1,
        "town": 21,
        "medium": 336,
        "grid_order": 1_969,
        "grid_civic": 1_204,
        "farm": 2,
        "site": 48,
        "store": 9,
    }
    village = before.children(place_of("445381100202"))
    assert {before.kind[before.position(int(cell))] for cell in village} == {"grid_order", "grid_civic"}


def test_every_older_cell_is_followed_by_small_cells_of_its_village(luoding: object) -> None:
    before, now = tree(FIRST_ON), tree(GRID_ON)
    old = [*before.of_kind("grid_order").tolist(), *before.of_kind("grid_civic").tolist()]
    found = whereabouts(old, GRID_ON)
    assert set(found) == set(old)
    pairs = Succession.objects.values_list("from_place__code", "to_place__code", "to_place__kind")
    assert {new.split("-")[0] == was.split("-")[0] and kind == "small" for was, new, kind in pairs} == {True}
    assert {new for _, new, _ in pairs} == {now.code[now.position(int(p))] for p in now.of_kind("small")}


def test_every_village_of_the_table_stands_under_its_town(luoding: object) -> None:
    now = tree(GRID_ON)
    for village in villages(LUODING, 2019):
        above = now.ancestors(now.by_code[village.code])
        assert [str(now.code[now.position(place)]) for place in above] == ["445381", village.town_code]


def test_the_three_key_areas_occur_among_the_medium_cells(luoding: object) -> None:
    now = tree(GRID_ON)
    assert Counter(now.area_kind[now.kind == "medium"].tolist()) == {"rural": 253, "community": 56, "fringe": 53}


def test_thirteen_communities_are_divided_in_two_medium_cells() -> None:
    assert sum(is_divided(village) for village in villages(LUODING, 2019)) == 13


def test_cells_read_as_people_say_them(luoding: object) -> None:
    codes = ("445381100202-04-1", "445381001001-P1", "445381001001-01-1", "445381100-K1")
    ids = [by_code(code, GRID_ON).place for code in codes]
    assert list(labels(ids, GRID_ON).values()) == [
        "罗镜镇水摆村委会第4-1格",
        "罗城街道中区一片",
        "罗城街道中区一片第1-1格",
        "罗镜镇罗镜第1检疫检查站",
    ]


def test_there_are_forty_checkpoints_and_three_hospitals(luoding: object) -> None:
    now = tree(GRID_ON)
    codes = [str(now.code[now.position(int(place))]) for place in now.of_kind("site")]
    assert Counter(code.split("-")[1][0] for code in codes) == {"K": 40, "H": 3, "Q": 3, "P": 2}
    assert {code[:9] for code in codes if "-K" in code} == set(now.code[now.kind == "town"].tolist())


def test_quarantine_sites_stand_under_the_county_and_each_has_a_store(luoding: object) -> None:
    now = tree(GRID_ON)
    sites = [place for code, place in now.by_code.items() if code.startswith("445381-Q") and "-S" not in code]
    assert [now.ancestors(site) for site in sites] == [[now.root]] * 3
    assert [str(now.kind[now.position(int(p))]) for site in sites for p in now.children(site)] == ["store"] * 3
    assert set(now.of_kind("store")) & set(now.ids[now.is_post]) == set(now.of_kind("store"))


def test_two_builds_are_equal() -> None:
    cells = grid(LUODING, small=SMALL, micro=MICRO)
    again = grid(LUODING, small=SMALL, micro=MICRO)
    assert (cells.rows, cells.small_of) == (again.rows, again.small_of)
    assert merged(older_grids(LUODING), cells.small_of) == merged(older_grids(LUODING), again.small_of)


def test_shares_add_up_exactly() -> None:
    assert share(10, [1, 1, 1]) == [4, 3, 3]
    assert share(0, [5, 5]) == [0, 0]


def test_derived_outlines_fill_the_county_and_say_so() -> None:
    features = outlines(GUANGNAN)["features"]
    kinds = Counter(feature["properties"]["kind"] for feature in features)
    assert kinds == {"county": 1, "town": 18, "medium": 177}
    assert [f["properties"]["code"] for f in features if not f["properties"]["derived"]] == ["532627"]
    county, *rest = (shape(feature["geometry"]) for feature in features)
    assert all(area.is_valid for area in rest)
    towns = [a for a, f in zip(rest, features[1:], strict=True) if f["properties"]["kind"] == "town"]
    assert abs(sum(town.area for town in towns) / county.area - 1) < 0.001
