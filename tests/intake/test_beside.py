"""Two lists side by side on one sheet are two lists, and every row is accounted for in both."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from tests.intake.conftest import said, values
from tests.intake.lists import number, workbook
from tongchou.intake.answer import answer
from tongchou.intake.report import Report
from tongchou.intake.staged import Staged

Stage = Callable[..., Staged]
HEAD = ["序号", "姓名", "身份证号", "电话"]
ROWS = [
    ["罗镜镇返乡人员名单（2020年2月3日）"],
    [*HEAD, *HEAD],
    [1, "陈某", number(1), "13800000001", 3, "李某", number(3), "13800000003"],
    [2, "王某", number(2), "13800000002", 4, "赵某", 4.4538e17, ""],
    ["合计", 2],
]


def test_both_are_read_and_every_row_is_said_of_once_in_each(staged: Stage) -> None:
    list_ = staged(workbook({"名单": ROWS}, merges={"名单": [(0, 0, 0, 7)]}))
    assert said(list_) == [
        *("title", "header", "stored", "stored", "total"),
        *("blank", "header", "stored", "refused id_lost_digits", "blank"),
    ]
    assert values(list_, "name", "row") == [("陈某", 3), ("王某", 4), ("李某", 3), ("赵某", 4)]
    assert [sheet.name for sheet in list_.listing.sheets] == ["名单", "名单（E－H列）"]
    assert {str(day) for day in list_.table["listed_on"]} == {"2020-02-03"}


@pytest.mark.parametrize("gap", [[], [""], ["", ""]])
@pytest.mark.parametrize("head", [HEAD, HEAD[1:], ["姓名", "电话", "住址"]])
def test_a_gap_between_them_and_a_missing_ordinal_change_nothing(
    staged: Stage, gap: list[str], head: list[str]
) -> None:
    def row(n: int) -> list[object]:
        cells = {"序号": n, "姓名": f"陈某{'一二三四'[n - 1]}", "身份证号": number(n), "住址": "水摆村"}
        return [{**cells, "电话": f"1380000000{n}"}[label] for label in head]

    list_ = staged(workbook({"名单": [[*head, *gap, *head], [*row(1), *gap, *row(2)], [*row(3), *gap, *row(4)]]}))
    assert values(list_, "name", "phones") == [(f"陈某{'一二三四'[n - 1]}", [f"1380000000{n}"]) for n in (1, 3, 2, 4)]


def test_three_lists_beside_each_other(staged: Stage) -> None:
    rows = [["姓名", "电话"] * 3, ["甲某", "13800000001", "乙某", "13800000002", "丙某", "13800000003"]]
    assert values(staged(workbook({"名单": rows})), "name") == [("甲某",), ("乙某",), ("丙某",)]


@pytest.mark.django_db
def test_the_same_person_left_and_right_is_one_and_the_answer_says_so_beside_the_row(
    send: Callable[..., Report],
) -> None:
    rows = [[*HEAD, *HEAD], [1, "陈某", number(1), "13800000001", 2, "陈某", number(1), "13800000001"]]
    report = send(workbook({"名单": rows, "又": [HEAD, [3, "李某", number(2), ""]]}))
    found = [(row["sheet"], row["row"], row["outcome"]) for row in report.rows()]
    assert found == [
        ("名单", 1, "not_data"),
        ("名单", 2, "stored"),
        ("名单（E－H列）", 1, "not_data"),
        ("名单（E－H列）", 2, "duplicate"),
        ("又", 1, "not_data"),
        ("又", 2, "stored"),
    ]
    book = CalamineWorkbook.from_filelike(BytesIO(answer(report)))
    assert book.sheet_names == ["名单", "又"]
    # 結果 and 原因 of the left one, then of the right one.
    assert [row[8::2] for row in book.get_sheet_by_index(0).to_python()] == [["結果", "結果"], ["已錄入", "重複"]]
    assert book.get_sheet_by_index(1).to_python()[1][4] == "已錄入"
