"""The answer is the same workbook with outcome and reason beside; nothing in it is live."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest

from tests.intake.lists import HEAD, number, people, person, workbook
from tongchou.intake.answer import answer, csv_cell
from tongchou.intake.doors import write_answer_beside
from tongchou.intake.report import Report

Send = Callable[..., Report]
pytestmark = pytest.mark.django_db


def grid(content: bytes) -> dict[str, list[list[object]]]:
    book = openpyxl.load_workbook(BytesIO(content))
    return {s.title: [[c.value for c in row] for row in s.iter_rows()] for s in book.worksheets}


def test_same_sheets_rows_and_columns_with_outcome_and_reason(send: Send) -> None:
    head = [*HEAD, "籍贯", "颜色"]
    rows = [
        ["名单（2020年2月3日）"],
        head,
        [*person(1), "湖北", "黄"],
        [],
        [2, "李某", 4.45381198503e17, "", "", "", ""],
    ]
    report = send(workbook({"名单": rows, "空": []}))
    answered = grid(answer(report))
    assert list(answered) == ["名单", "空"]
    sheet = answered["名单"]
    assert [row[:7] for row in sheet][1:3] == [head, [1, "陈某某", number(1), "13800000001", "水摆村3组", "湖北", "黄"]]
    assert [row[7] for row in sheet] == ["非數據行", "結果", "已錄入", None, "退回"]
    assert sheet[1][8] == "原因；依規定不採集的列：籍贯；未識別的列：颜色"
    assert sheet[4][8] == "身份證號成了浮點數，末三位已失，請向來文單位索取。"


def test_no_cell_of_the_answer_is_a_formula(send: Send) -> None:
    live = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x.invalid")']
    report = send(people([1, "陈某某", number(1), "13800000001", live[0]], *([i, t] for i, t in enumerate(live))))
    book = openpyxl.load_workbook(BytesIO(answer(report)))
    cells = [c for row in book.worksheets[0].iter_rows() for c in row if isinstance(c.value, str)]
    assert {c.data_type for c in cells} == {"s"}
    assert all(c.quotePrefix for c in cells if c.value[0] in "=+-@\t")
    assert [csv_cell(t)[0] for t in live] == ["'"] * len(live)
    assert csv_cell("陈某某") == "陈某某"


def test_answer_stands_beside_the_file(send: Send, tmp_path: Path) -> None:
    path = tmp_path / "0320口岸推送.csv"
    path.write_bytes(f"姓名,身份证号码\n陈某某,{number(1)}\n".encode("gb18030"))
    report = send(path.read_bytes(), path.name, try_only=True)
    target = write_answer_beside(report, path)
    assert target == tmp_path / "0320口岸推送（附結果）.xlsx"
    assert grid(target.read_bytes()) == {
        "0320口岸推送": [["姓名", "身份证号码", "結果", "原因"], ["陈某某", number(1), "已錄入", None]]
    }


def test_report_has_one_object_for_every_row_and_counts_that_add_up(send: Send) -> None:
    report = send(
        workbook(
            {"名单": [["名单"], [], HEAD, person(1), ["合计", 1]], "说明": [["请如实填写"]]}, hidden_sheets=["说明"]
        ),
        "2020年2月3日.xlsx",
    )
    out = StringIO()
    report.write_json(out)
    written = json.loads(out.getvalue())
    assert written == json.loads(json.dumps(report.as_json()))
    counts = written["counts"]
    assert counts["rows"] == len(written["rows"]) == sum(v for k, v in counts.items() if k != "rows") == 6
    assert [(r["sheet"], r["row"], r["outcome"], r["codes"]) for r in written["rows"]] == [
        ("名单", 1, "not_data", ["title"]),
        ("名单", 2, "not_data", ["blank"]),
        ("名单", 3, "not_data", ["header"]),
        ("名单", 4, "stored", []),
        ("名单", 5, "not_data", ["total"]),
        ("说明", 1, "not_data", ["no_header"]),
    ]
    assert written["rows"][3]["values"] == {
        "name": "陈某某",
        "id_number": number(1),
        "phones": ["13800000001"],
        "sex": "male",
        "birth_on": "1985-03-12",
        "address": "水摆村3组",
    }
    assert (written["file"], written["kind"], written["on"], written["sha256"]) == (
        "2020年2月3日.xlsx",
        "roster",
        "2020-02-03",
        report.upload.sha256,
    )
