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


def book(rows: list[list[object]], *merges: str) -> bytes:
    """Return a workbook of these rows alone."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for merge in merges:
        made.active.merge_cells(merge)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def stored(report) -> list[dict[str, object]]:
    return [row["values"] for row in report.rows() if row["outcome"] in ("stored", "flagged")]


def test_goods_and_their_units_stand_under_one_head_of_two_tiers(send):
    rows = [
        ["罗定市慈善总会接受捐赠款物明细表"],
        ["序号", "捐赠时间", "捐赠方", "捐款（万元）", "捐赠物资", "", "", "", "凭证号", "备注"],
        ["", "", "", "", "品名", "数量", "单位", "价值（万元）", "", ""],
        [1, "2月6日", "试二药业", "0.35", "75%酒精", 20, "箱", 1.2, "慈003", ""],
        [2, "2月7日", "试四粮油行", "", "大米", "1.2吨", "", 0.72, "慈004", "定向：市人民医院"],
        ["合计", "", "", 0.35, "", "", "", 1.92, "", ""],
    ]
    report = send(book(rows, "A1:J1", "E2:H2"))
    assert [(v["goods"], v.get("money_fen"), v["value_fen"], v["directed"]) for v in stored(report)] == [
        (["alcohol 240000 毫升"], 350_000, 1_200_000, False), (["rice 1200000 克"], None, 720_000, True),
    ]  # fmt: skip
    assert all(total["agrees"] for total in report.head()["totals"])


def test_a_published_notice_with_signs_specifications_parts_and_a_sample_is_read_whole(send):
    rows = [
        ["编号", "爱心企业/个人", "捐赠物资名称及数量", "折合金额（元）", "定向/非定向", "日期"],
        ["一", "企业", "", "", "", ""],
        [1, "例：某某公司", "口罩100个", "100", "", "3月1日"],
        [2, "试三电子厂", "口罩5000个、护目镜200副", "￥12,600.00", "非定向", "3月1日"],
        ["二", "个人", "", "", "", ""],
        [3, "匿名", "84消毒液30桶（25kg/桶）", "3,000元", "非定向", "3月2日"],
        ["总计", "", "", "15,600.00", "", ""],
        ["", "", "", "", "罗定市红十字会（盖章）", ""],
    ]
    report = send(book(rows))
    codes = [row["codes"][0] for row in report.rows() if row["outcome"] == "not_data"]
    assert codes == ["header", "section", "sample", "section", "total", "signature"]
    assert [(v["goods"], v["value_fen"]) for v in stored(report)] == [
        (["medical-mask 5000 個", "goggles 200 副"], 1_260_000), (["disinfectant 750000 毫升"], 300_000),
    ]  # fmt: skip
    assert [total["agrees"] for total in report.head()["totals"]] == [True]


def test_what_has_not_arrived_is_a_pledge_and_a_general_purpose_directs_nothing(send):
    heads = ["捐赠单位", "物资名称", "捐赠数量", "单位", "总价（元）", "到货状态", "用途", "捐赠日期"]
    rows = [heads, ["试七商贸行", "测温枪", "15", "把", "3900", "未到货", "抗疫", "2020年2月10日"],
            ["试八商贸行", "酒精", "30", "", "900", "已到货", "支援市人民医院", "2020年2月10日"]]  # fmt: skip
    report = send(book(rows))
    found = [(v["pledged"], v["directed"]) for v in stored(report)]
    assert found == [(True, False), (False, True)]
    assert [row["codes"] for row in report.rows()][1:] == [[], ["unit_missing"]]
