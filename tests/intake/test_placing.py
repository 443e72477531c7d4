"""What stands around an address: the heading above it, the unit that the list names."""

from __future__ import annotations

import pytest

from tests.intake.conftest import Books, roster
from tests.intake.lists import AT, TODAY, number, workbook
from tests.places.conftest import rows
from tongchou.intake.kinds import Kind
from tongchou.intake.placing import by_register
from tongchou.intake.reader import read
from tongchou.intake.staged import Staged
from tongchou.intake.staging import Asked, stage
from tongchou.registers.places.editions import open_edition

COUNTY = """
    445381        罗定市        -             county
    445381003     附城街道      445381        town
    445381003218  云龙村委会    445381003     medium  fringe
    445381100     罗镜镇        445381        town
    445381100202  水摆村委会    445381100     medium  rural
    445381100217  云龙村委会    445381100     medium  rural
"""


@pytest.fixture(autouse=True)
def county(db: None) -> None:
    open_edition(rows(COUNTY), from_on=TODAY, title="初始")


def places(*lines: list[str]) -> list[str | None]:
    """Return the code of the place of each data row of a sheet; '' where only its town or county is known."""
    staged = staged_at(*lines)
    found = zip(staged.table["place_code"], staged.table["certainty"], strict=True)
    return [code if certainty in ("exact", "variant") else "" for code, certainty in found]


def staged_at(*lines: list[str]) -> Staged:
    held = roster(Books())
    kind = Kind(**{**vars(held), "place": by_register})
    return stage(read(workbook({"名单": list(lines)}), "名单.xlsx"), kind, Asked(at=AT, today=TODAY, user=7))


HEAD = ["姓名", "身份证号", "住址"]


def person(sequence: int, address: str) -> list[str]:
    return ["陈某某", number(sequence), address]


def test_groups_and_blanks_under_a_villages_heading_are_of_that_village() -> None:
    said = places(
        ["罗镜镇返乡人员名单"],
        HEAD,
        ["云龙村委会"],
        person(1, "2组"),
        person(2, ""),
        person(3, "大坡头"),
        person(4, "附城街道云龙村"),
        person(5, "详见备注"),
        person(6, "深圳市"),
        ["水摆村："],
        person(7, "第三村民小组"),
    )
    here = "445381100217"
    assert said == [here, here, here, "445381003218", "", "", "445381100202"]


def test_only_a_groups_number_is_of_the_unit_that_a_list_names() -> None:
    said = places(
        ["附城街道返乡人员名单"], ["填报单位：云龙村委会"], HEAD, person(1, "12组"), person(2, "大坡头"), person(3, "")
    )
    assert said == ["445381003218", "", ""]


def test_a_town_alone_places_no_group() -> None:
    assert places(["罗镜镇返乡人员名单"], HEAD, person(1, "2组"), person(2, "云龙村")) == ["", "445381100217"]


BARE = ["姓名", "身份证号"]


def test_a_sheet_without_addresses_is_of_the_village_it_is_called_after() -> None:
    assert places(["2月7日罗镜镇云龙村返乡人员"], BARE, person(1, "")[:2]) == ["445381100217"]
    assert places(["2020年2月7日罗镜镇各村返乡人员"], BARE, ["（二）云龙村"], person(1, "")[:2]) == ["445381100217"]


def test_a_sheet_without_addresses_stands_open_at_its_town_but_not_at_the_county() -> None:
    assert bare_place("罗镜镇返乡人员") == ("445381100", "part")
    assert bare_place("罗定市返乡人员") == (None, "none")


def bare_place(title: str) -> tuple[str | None, str]:
    table = staged_at([title], BARE, person(1, "")[:2]).table
    return table["place_code"][0], table["certainty"][0]


def test_a_sheet_called_after_a_village_goes_before_a_title_that_names_its_town() -> None:
    lines = [["罗镜镇返乡人员"], BARE, person(1, "")[:2]]
    held = roster(Books())
    kind = Kind(**{**vars(held), "place": by_register})
    asked = Asked(at=AT, today=TODAY, user=7)
    table = stage(read(workbook({"水摆村": lines, "云龙": lines}), "a.xlsx"), kind, asked).table
    assert table["place_code"] == ["445381100202", "445381100217"]
