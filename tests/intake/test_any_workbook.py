"""Whatever comes: every row has one outcome, and nothing but a refusal is ever raised."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.intake.conftest import Books, roster
from tests.intake.lists import AT, HEAD, TODAY, people, person, workbook
from tongchou.base.refusals import Refused
from tongchou.intake.models import Upload
from tongchou.intake.reader import read
from tongchou.intake.report import Report
from tongchou.intake.staged import pack, unpack
from tongchou.intake.staging import Asked, stage

CELLS = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.booleans(),
    st.sampled_from(
        [
            "姓名",
            "身份证号码",
            "联系电话",
            "现住址",
            "籍贯",
            "合计",
            "例：张三",
            "制表人：",
            "无",
            "2月3日",
            "2.3",
            "初十",
            "陈某某",
            "13800000001",
            "4.45E+17",
            "36.5℃",
            "√",
            "3万",
            "填报日期：2月3日",
            "序号",
            "说明：",
            "=1+1",
        ]
    ),
)
ROWS = st.lists(st.lists(CELLS, max_size=7), max_size=14)
KIND = roster(Books())
#: Written once: a workbook carries the second of its making.
WHOLE = people(person(1), person(2, "李某"))
RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def staged_anyhow(content: bytes, name: str) -> None:
    try:
        book = read(content, name)
        list_ = stage(book, KIND, Asked(at=AT, today=TODAY, user=1, file_name=name))
    except Refused as refusal:
        assert refusal.code
        return
    rows = sum(sum(1 for _ in sheet.rows()) for sheet in book.sheets)
    counts = list_.counts()
    assert list_.rows.height == rows == sum(counts.values())
    assert list_.rows["row"].to_list() == [n for s in book.sheets for n, _ in enumerate(s.rows(), 1)]
    report = Report(Upload(kind="roster", file_name=name), KIND, unpack(pack(list_)))
    found = list(report.rows())
    assert [r["outcome"] for r in found].count("not_data") == counts["not_data"]
    assert all(r["codes"] for r in found if r["outcome"] not in ("stored",))


@RELAXED
@given(st.lists(ROWS, min_size=1, max_size=3), st.booleans())
def test_any_workbook(sheets: list[list[list[Any]]], with_head: bool) -> None:
    named = {f"表{i}": ([HEAD, person(1), *rows] if with_head else rows) for i, rows in enumerate(sheets)}
    staged_anyhow(workbook(named), "名单.xlsx")


@RELAXED
@given(st.text(max_size=400), st.sampled_from(["a.csv", "a.txt", "a.tsv", "a.xls"]))
def test_any_text(text: str, name: str) -> None:
    staged_anyhow(text.encode("utf-8", "ignore"), name)


@RELAXED
@given(st.binary(max_size=600))
def test_any_bytes(content: bytes) -> None:
    staged_anyhow(content, "a.xls")


@RELAXED
@given(st.data())
def test_any_damage_to_a_workbook(data: st.DataObject) -> None:
    content = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    staged_anyhow(bytes(content), "a.xlsx")


@RELAXED
@given(st.data())
def test_any_damage_to_an_old_workbook(data: st.DataObject) -> None:
    from tests.intake.test_reader import FIXTURES

    content = bytearray((FIXTURES / "returnees.xls").read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    staged_anyhow(bytes(content), "a.xls")


@RELAXED
@given(st.lists(st.lists(CELLS, max_size=6), max_size=10))
def test_any_lines_of_a_chain(rows: list[list[Any]]) -> None:
    text = "#接龙\n" + "\n".join(f"{i}. " + " ".join(str(c) for c in row) for i, row in enumerate(rows, 1))
    staged_anyhow(text.encode("utf-8", "ignore"), "a.txt")
