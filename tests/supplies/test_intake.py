"""The register of donations as departments write it: shared prices, packs, totals, names; sent again, corrected."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest

from tests.supplies.conftest import NOW, TODAY, item, lies
from tongchou.figures.asking import ask
from tongchou.intake.doors import take
from tongchou.pillars.supplies import given, ledger, published, services
from tongchou.registers.staff.models import User

HEADS = [
    *(
        "序号",
        "捐赠日期",
        "捐赠单位（个人）",
        "捐赠物资名称",
        "规格",
        "数量",
        "单位",
        "折合金额（万元）",
        "捐款金额（元）",
    ),
    *("是否定向", "定向用途", "票据号", "是否公示"),
]
ROWS = [
    [1, "2月3日", "试华电子有限公司", "一次性医用口罩", "50只/盒", 200, "盒", 1.2, "", "非定向", "", "红0001", "是"],
    [2, "2月3日", "匿名", "", "", "", "", "", "5,000.00", "", "", "红0002", ""],
    [3, "2020.2.6", "试商会", "84消毒液", "5L/桶", 100, "桶", 3.5, "", "定向", "市人民医院", "红0003", "是"],
    ["", "", "", "测温枪", "", "20", "把", "", "", "", "", "", ""],
    ["合计", "", "", "", "", "", "", 4.7, 5000, "", "", "", ""],
]


def sheet(rows: list[list[object]], *merges: str) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    for row in [["罗定市红十字会接收捐赠款物登记表"], HEADS, *rows]:
        page.append(row)
    for merge in merges:
        page.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def send():
    """Send a register as the officer, a minute after the one before."""
    sent = iter(range(100))

    def one(content: bytes, name: str = "捐赠登记.xlsx"):
        at = NOW + timedelta(minutes=next(sent))
        return take("donations", content, name, user=User.objects.get(username="officer"), at=at, sender="红十字会")

    return one


def test_a_register_becomes_batches_with_a_shared_price_counted_once(send, acting):
    report = send(sheet(ROWS))
    assert report.counts | {"rows": 0} == {
        "rows": 0, "stored": 4, "flagged": 0, "refused": 0, "duplicate": 0, "superseded": 0, "not_data": 3,
    }  # fmt: skip
    found = {
        row.receipt_number: ([(g.item.code, g.quantity) for g in row.goods], row.worth, row.money, row.purpose)
        for row in ledger.batches(acting("officer"))
    }
    assert found == {
        "红0001": ([("medical-mask", 10_000)], 1_200_000, 0, "undirected"),
        "红0002": ([], 0, 500_000, "undirected"),
        "红0003": ([("disinfectant", 500_000), ("thermometer-gun", 20)], 3_500_000, 0, "directed"),
    }
    assert [one["agrees"] for one in report.head()["totals"]] == [True, True]
    assert {row.thanked_as for row in published.batches()} == {"试华电子有限公司", "愛心人士", "试商会"}


def test_a_merged_price_is_no_second_price(send):
    rows = [[*row] for row in ROWS]
    rows[3][1], rows[3][2] = "", ""
    send(sheet(rows, "B5:B6", "C5:C6", "H5:H6"))
    assert (ask("donations_worth", on=TODAY).value, ask("donations_batches", on=TODAY).value) == (5_200_000, 3)


def test_a_total_that_differs_is_told_and_loses_no_row(send):
    wrong = [*ROWS[:-1], ["合计", "", "", "", "", "", "", 5.7, 5000, "", "", "", ""]]
    report = send(sheet(wrong))
    assert [row["codes"] for row in report.rows()][-1] == ["total_differs"]
    told = [(one["column"], one["printed"], one["sum"], one["agrees"]) for one in report.head()["totals"]]
    assert told == [("value_fen", 5_700_000, 4_700_000, False), ("money_fen", 500_000, 500_000, True)]
    assert report.counts["stored"] == 4


def test_the_same_file_twice_changes_nothing_and_a_corrected_one_replaces(send, acting):
    send(sheet(ROWS))
    again = send(sheet(ROWS))
    assert (again.counts["duplicate"], ask("donations_batches", on=TODAY).value) == (4, 3)
    corrected = [[*row] for row in ROWS]
    corrected[3][5] = "30"
    later = send(sheet(corrected), "捐赠登记2.xlsx")
    assert (later.counts["stored"], later.counts["duplicate"]) == (2, 2)
    assert (ask("donations_batches", on=TODAY).value, ask("donations_worth", on=TODAY).value) == (3, 5_200_000)
    guns = [
        g.quantity for row in ledger.batches(acting("officer")) for g in row.goods if g.item.code == "thermometer-gun"
    ]
    assert 30 in guns


def test_what_was_delivered_is_not_taken_back_by_a_later_sheet(send, acting, store):
    send(sheet(ROWS))
    cases = [row.case for row in ledger.batches(acting("officer"), state="received")]
    services.deliver(acting("keeper"), cases, store=store, at=NOW)
    corrected = [[*row] for row in ROWS]
    corrected[0][5] = 300
    report = send(sheet(corrected), "捐赠登记2.xlsx")
    assert [row["codes"] for row in report.rows() if "batch_taken_up" in row["codes"]] != []
    assert lies("stock:awaiting-inspection", store, "medical-mask") == 10_000
    assert ask("donations_batches", on=TODAY).value == 3


@pytest.mark.parametrize(
    ("cells", "goods", "money", "worth"),
    [
        (("口罩5000个、酒精20箱", "", "", ""), [("medical-mask", 5000), ("alcohol", 240_000)], 0, 100),
        (("口罩", "3万个", "", ""), [("medical-mask", 30_000)], 0, 100),
        (("N95口罩", "1,000", "个", ""), [("n95-mask", 1000)], 0, 100),
        (("大米", "2000", "斤", ""), [("rice", 1_000_000)], 0, 100),
        (("蔬菜", "1.5吨", "", ""), [("vegetables", 1_500_000)], 0, 100),
        (("75%酒精", "24", "瓶", "500ml/瓶"), [("alcohol", 12_000)], 0, 100),
        (("医用口罩", "2", "箱", "50只/盒，40盒/箱"), [("medical-mask", 4000)], 0, 100),
        (("现金", "10", "万元", ""), [], 100, 0),
    ],
)
def test_goods_are_read_in_their_smallest_steps(cells, goods, money, worth):
    name, quantity, unit, spec = cells
    read = given.read(name, quantity, unit, spec, 100, None, None)
    assert [(g.item.code if g.item else g.said, g.quantity) for g in read.goods] == goods
    assert (read.money, read.worth) == (money, worth)


def test_what_the_catalogue_lacks_is_kept_under_its_own_name(send, acting):
    report = send(sheet([[1, "2月3日", "试商会", "消毒柜", "", 3, "台", 1, "", "", "", "红0009", ""]]))
    assert [row["codes"] for row in report.rows() if row["values"]] == [["item_unknown"]]
    ((row,),) = ([row.goods for row in ledger.batches(acting("officer"))],)
    assert [(g.item.title, g.item.unit, g.quantity) for g in row] == [("消毒柜", "台", 3)]
    assert item("sprayer").unit == "台"


def test_a_unit_above_the_table_holds_for_money_without_one_of_its_own(send):
    heads = [h.replace("（万元）", "") for h in HEADS]
    book = openpyxl.Workbook()
    for row in [
        ["罗定市红十字会接收捐赠款物登记表"],
        ["填报单位：罗定市红十字会", "", "", "", "单位：万元"],
        heads,
        ROWS[0],
    ]:
        book.active.append(row)
    book.active.append(["合计", "", "", "", "", "", "", 1.2, "", "", "", "", ""])
    out = io.BytesIO()
    book.save(out)
    report = send(out.getvalue())
    row = next(r for r in report.rows() if r["outcome"] == "stored")
    assert row["values"]["value_fen"] == 1_200_000
    assert all(total["agrees"] for total in report.staged.totals)
