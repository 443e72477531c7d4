"""Lists as departments sent them in February 2020: headers and margins that other forms do not have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from tests.intake.conftest import said, values
from tests.intake.lists import number, people, person, workbook
from tongchou.intake.columns import Hint
from tongchou.intake.staged import Staged
from tongchou.intake.values import IdNumber, Phones

Stage = Callable[..., Staged]


def test_title_is_the_line_that_names_the_list(staged: Stage) -> None:
    above = [["附件2"], ["罗定市疫情防控指挥部办公室"], ["罗平镇返乡人员登记表（2月8日）"], ["填报单位：罗平镇"]]
    head = ["序号", "姓名", "身份证号", "联系电话", "现住址"]
    list_ = staged(workbook({"Sheet1": [*above, head, person(1)]}))
    assert list_.listing.title == "罗平镇返乡人员登记表（2月8日）"


def test_second_list_beside_the_first_lends_it_nothing(staged: Stage) -> None:
    head = ["姓名", "身份证号", "电话", "姓名", "身份证号", "电话"]
    rows = [["陈某", "", "", "李某", number(2), "13800000002"], ["王某", number(3), "13800000003"]]
    list_ = staged(people(*rows, head=head))
    assert said(list_) == ["header", "stored", "stored", "header", "stored", "blank"]
    assert values(list_, "name", "id_number", "phones") == [
        ("陈某", None, None),
        ("王某", number(3), ["13800000003"]),
        ("李某", number(2), ["13800000002"]),
    ]


def test_brackets_of_an_address_name_its_part_and_lodgers_are_not_the_person(staged: Stage) -> None:
    head = ["姓名", "身份证号", "现居住地（乡镇）", "现居住地（村、社区）", "现居住地（详细到门牌号）", "同住人姓名"]
    list_ = staged(people(["陈某", number(1), "连州镇", "古榄村", "23号", "江某"], head=head))
    assert said(list_)[1:] == ["stored"]
    assert values(list_, "name", "town", "village", "address") == [("陈某", "连州镇", "古榄村", "23号")]


def test_day_and_way_in_one_column(staged: Stage) -> None:
    list_ = staged(people(["陈某", number(1), "2月1日 高铁"], head=["姓名", "身份证号", "返罗时间及方式"]))
    assert values(list_, "arrived_on") == [(datetime(2020, 2, 1),)]  # noqa: DTZ001


def test_row_of_stems_under_the_header_is_no_person(staged: Stage) -> None:
    list_ = staged(people(["甲", "乙", "丙", "丁", "戊"], person(1)))
    assert said(list_) == ["header", "header", "stored"]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("H0123456701", "H0123456701"),
        ("护照：EA1234567", "EA1234567"),
        ("台胞证01234567", "01234567"),
        ("回乡证号H12345678", "H12345678"),
        ("M123456(7)", "M1234567"),
        ("1234567（8）", "12345678"),
    ],
)
def test_other_documents_with_their_names(cell: str, value: str) -> None:
    assert IdNumber().one(cell, Hint(date(2020, 2, 4))) == (value, ("id_is_other",))


def test_a_village_alone_where_a_name_stands_is_a_heading(staged: Stage) -> None:
    rows = [["云龙村委会"], ["陈某", number(1)], ["一、途经人员"], ["李某", number(2)], ["王新村"]]
    list_ = staged(people(*rows, head=["姓名", "身份证号"]))
    assert said(list_) == ["header", "section", "stored", "section", "stored", "stored"]
    assert list_.table["section"] == ["云龙村委会", "一、途经人员", "一、途经人员"]


def test_card_of_one_person_invents_nobody(staged: Stage) -> None:
    list_ = staged(
        workbook({"卡": [["姓名", "陈某", "性别", "男"], ["身份证号", number(1), "电话", ""], ["现住址", "水摆村"]]})
    )
    assert said(list_) == ["header", "header", "header"]


def test_heading_in_a_chain_belongs_to_nobody(staged: Stage) -> None:
    text = "#接龙\n罗镜镇云龙村：\n1. 陈某 13800000001\n分界镇三和村委会：\n2. 李某 13800000002\n"
    list_ = staged(text.encode(), "接龙.txt")
    assert said(list_) == ["title", "section", "stored", "section", "stored"]
    assert values(list_, "name", "address", "section") == [
        ("陈某", None, "罗镜镇云龙村"),
        ("李某", None, "分界镇三和村委会"),
    ]


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("445381196403151152", None, ("phone_unreadable",)),
        ("139123400012", None, ("phone_unreadable",)),
        ("13912340001（661234）", ["13912340001"], ()),
        ("短号661234 13912340001", ["13912340001"], ()),
        ("13912340001.0", ["13912340001"], ()),
        ("0766-3712345 13912340001", ["07663712345", "13912340001"], ("phone_several",)),
        ("13912340001(儿子)13912340002", ["13912340001", "13912340002"], ("phone_several",)),
    ],
)
def test_no_telephone_is_cut_out_of_a_longer_number(cell: str, value: list[str] | None, codes: tuple[str, ...]) -> None:
    assert Phones().one(cell, Hint(date(2020, 2, 4))) == (value, codes)
