"""同上 is read from the row above where it describes, and never for who somebody is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from tests.intake.conftest import said, values
from tests.intake.lists import number, people, workbook
from tongchou.intake.staged import Staged

Stage = Callable[..., Staged]
HEAD = ["姓名", "身份证号", "电话", "现住址", "来源地", "返乡时间"]


def row(n: int, *rest: object) -> list[object]:
    return [f"陈某{n}".replace(str(n), "甲乙丙丁"[n - 1]), number(n), f"1380000000{n}", *rest]


@pytest.mark.parametrize("mark", ["同上", "〃", '"', "″", "同 上", "ditto", "仝上"])
def test_descriptions_are_those_of_the_row_above(staged: Stage, mark: str) -> None:
    list_ = staged(
        people(
            row(1, "水摆村3组", "湖北武汉", "2月1日"), row(2, mark, mark, mark), row(3, mark, "深圳", mark), head=HEAD
        )
    )
    first = datetime.fromisoformat("2020-02-01")
    assert values(list_, "address", "source", "arrived_on") == [
        ("水摆村3组", "湖北武汉", first),
        ("水摆村3组", "湖北武汉", first),
        ("水摆村3组", "深圳", first),
    ]
    assert list_.table.codes == {1: ["ditto"], 2: ["ditto"]}


def test_names_numbers_and_telephones_are_nobody_elses(staged: Stage) -> None:
    list_ = staged(
        people(
            row(1, "水摆村"),
            ["陈某乙", "同上", "同上", "同上"],
            ["同上", number(3), "", "水摆村"],
            head=HEAD[:4],
        )
    )
    assert said(list_) == [
        "header",
        "stored",
        "flagged ditto_unresolved",
        "refused ditto_unresolved name_missing",
    ]
    assert values(list_, "id_number", "phones", "address")[1] == (None, None, "水摆村")


def test_nothing_above_and_another_villages_heading_leave_it_open(staged: Stage) -> None:
    rows = [HEAD[:4], row(1, "同上"), row(2, "水摆村"), ["云龙村委会"], row(3, "同上"), row(4, "〃")]
    list_ = staged(workbook({"名单": rows}, merges={"名单": [(3, 0, 3, 3)]}))
    assert values(list_, "address") == [(None,), ("水摆村",), (None,), (None,)]
    assert {i: [c for c in codes if c.startswith("ditto")] for i, codes in list_.table.codes.items()} == {
        0: ["ditto_unresolved"],
        2: ["ditto_unresolved"],
        3: ["ditto_unresolved"],
    }
