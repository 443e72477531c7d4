"""Habits of lists that were misread once: two tables on a sheet, chains without stops, tiers over telephones."""

from __future__ import annotations

from collections.abc import Callable

from tests.intake.conftest import said, values
from tests.intake.lists import HEAD, number, people, person, workbook
from tongchou.intake.staged import Staged

Stage = Callable[..., Staged]


def test_second_table_with_more_columns_makes_no_titles_of_the_first(staged: Stage) -> None:
    rows = [
        ["一、返乡人员"],
        ["姓名", "身份证号", "住址"],
        ["陈某", number(1), "水摆村"],
        [],
        ["二、外出人员"],
        ["姓名", "联系电话", "住址", "来源地", "备注"],
        ["李某", "13800000002", "龙岩村", "武汉", ""],
    ]
    list_ = staged(workbook({"名单": rows}))
    assert said(list_) == ["title", "header", "stored", "blank", "section", "header", "stored"]
    assert values(list_, "name", "address", "source") == [("陈某", "水摆村", None), ("李某", "龙岩村", "武汉")]


def test_two_telephones_under_one_merged_head_are_both_the_persons(staged: Stage) -> None:
    rows = [
        ["姓名", "联系方式", "", "住址"],
        ["", "手机", "固话", ""],
        ["陈某", "13800000001", "0766-3821234", "水摆村"],
    ]
    merged = staged(workbook({"名单": rows}, merges={"名单": [(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 1, 3)]}))
    assert said(merged) == ["header", "header", "stored"]
    assert merged.table["phones"] == [["13800000001", "07663821234"]]
    plain = staged(workbook({"名单": rows}))
    assert said(plain) == ["header", "header", "stored"]


def test_chain_without_a_stop_behind_its_numbers(staged: Stage) -> None:
    text = "今日返乡人员\n1陈某13800000001水摆村\n2李某13800000002龙岩村\n3王某13800000003水摆村"
    list_ = staged(text.encode(), "接龍.txt")
    assert said(list_) == ["title", "stored", "stored", "stored"]
    assert values(list_, "name", "phones")[1] == ("李某", ["13800000002"])


def test_chain_typed_in_full_width(staged: Stage) -> None:
    list_ = staged(
        "接龙：\n１．陈某　１３８０００００００１　水摆村\n２．李某　１３８０００００００２".encode(), "接龍.txt"
    )
    assert values(list_, "name", "phones") == [("陈某", ["13800000001"]), ("李某", ["13800000002"])]


def test_only_real_evidence_makes_a_sample(staged: Stage) -> None:
    head = ["序号", "姓名", "工种", "身份证号码", "联系电话", "现住址"]
    rows = [
        ["示例", "张三", "", number(9), "", ""],
        [1, "模板", "", number(8), "", ""],
        [2, "例外", "模板工", number(1), "", "水摆村"],
        [3, "例如玉", "模板", number(2), "", "水摆村"],
        [4, "安例", "样本采集", number(3), "", "水摆村"],
        [5, "示例李四", "", "", "", ""],
    ]
    assert said(staged(people(*rows, head=head))) == ["header", *["sample"] * 2, *["stored"] * 3, "sample"]


def test_nothing_below_is_nobody(staged: Stage) -> None:
    list_ = staged(workbook({"名单": [HEAD[1:], person(1)[1:], ["以下空白"], ["（此处空白）"]]}))
    assert said(list_) == ["header", "stored", "note", "note"]


def test_code_of_a_place_stands_for_its_address_and_an_ordinal_does_not(staged: Stage) -> None:
    head = ["姓名", "身份证号", "行政区划代码"]
    rows = [["陈某", number(1), "445381100202"], ["李某", number(2), 445381100217.0], ["王某", number(3), "445381"]]
    list_ = staged(people(*rows, ["赵某", number(4), 12], head=head))
    assert list_.table["area_code"] == ["445381100202", "445381100217", None, None]


def test_temperature_is_in_tenths_in_the_json_as_well(staged: Stage) -> None:
    list_ = staged(people([*person(1), "36.5"], head=[*HEAD, "体温"]))
    assert list_.table["temperature_tenths"] == [365]
