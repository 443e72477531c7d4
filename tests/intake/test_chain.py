"""A pasted chain of messages: one item a row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tests.intake.conftest import said, values
from tests.intake.lists import number
from tongchou.intake.staged import Staged

Stage = Callable[..., Staged]

NUMBERED = f"""#接龙
请各位返乡人员接龙：姓名+电话+住址
例：张三 13800138000 从湖北武汉回来 水摆村
1. 陈某某 13800000001 从湖北回来 罗镜镇水摆村3组
2、李某 {number(2)} 13900000002 2月3日从广州自驾回 龙岩村
现在在家
3 王某某，男，34岁，13700000003，湖南长沙，体温36.5
"""

KEYED = f"""姓名：陈某某
电话：13800000001
身份证：{number(1)}
现住址：罗镜镇水摆村
籍贯：湖北
返乡时间：2月3日

姓名：李某 电话：13900000002 住址：龙岩村 从哪里来：湖北
"""


def test_numbered_chain(staged: Stage) -> None:
    list_ = staged(NUMBERED.encode(), "接龙.txt")
    assert said(list_) == ["title", "note", "sample", "stored", "stored", "continued", "stored"]
    assert values(list_, "name", "phones", "source", "address") == [
        ("陈某某", ["13800000001"], "湖北", "罗镜镇水摆村3组"),
        ("李某", ["13900000002"], "广州", "龙岩村"),
        ("王某某", ["13700000003"], "湖南长沙", None),
    ]
    assert list_.table["id_number"][1] == number(2)
    assert list_.table["temperature_tenths"] == [None, None, 365]


def test_keyed_chain_and_its_native_place_is_left_out(staged: Stage) -> None:
    list_ = staged(KEYED.encode(), "接龙.txt")
    assert said(list_) == ["stored", *["continued"] * 5, "blank", "stored"]
    assert values(list_, "name", "phones", "address", "source") == [
        ("陈某某", ["13800000001"], "罗镜镇水摆村", None),
        ("李某", ["13900000002"], "龙岩村", "湖北"),
    ]


def test_free_words_of_an_item(staged: Stage) -> None:
    text = f"""1、陈某某，13800000001，罗镜镇水摆村，1月20日从武汉自驾返乡，身体正常
2. 李某 女 34岁 身份证{number(2)} 电话13900000002 住附城街道云龙村3组 从湖北黄冈坐高铁G1234于1月22日回来 无症状
3.王五/13700000003/湖北武汉/1.21/水摆村
"""
    list_ = staged(text.encode(), "接龙.txt")
    assert said(list_) == ["stored"] * 3
    assert values(list_, "name", "phones", "address", "source", "arrived_on") == [
        ("陈某某", ["13800000001"], "罗镜镇水摆村", "武汉", datetime.fromisoformat("2020-01-20")),
        ("李某", ["13900000002"], "附城街道云龙村3组", "湖北黄冈", datetime.fromisoformat("2020-01-22")),
        ("王五", ["13700000003"], "水摆村", "湖北武汉", datetime.fromisoformat("2020-01-21")),
    ]
    assert list_.table["id_number"][1] == number(2)
    assert list_.table["trip"][1] == "G1234"


def test_day_of_a_chain_sources_by_province_and_items_taken_back(staged: Stage) -> None:
    text = "#接龙\n水摆村湖北返乡人员登记 2月5日\n1. 李某，13800000002，湖北孝感，1.20，龙岩村\n2. 取消\n3. +1\n"
    list_ = staged(text.encode(), "接龙.txt")
    assert said(list_) == ["title", "note", "stored", "nothing", "nothing"]
    assert values(list_, "name", "source", "address") == [("李某", "湖北孝感", "龙岩村")]
    assert list_.listing.on.isoformat() == "2020-02-05"


def test_drawn_numbers_pictures_and_words_without_a_colon(staged: Stage) -> None:
    chain = f"""#接龙 罗镜镇水摆村返乡登记
1. 陈某某🌹 13800000001
2️⃣ 李某某 电话13900000002 身份证{number(2)}
3.
④王某某🙏 13700000003
1️⃣0️⃣ 赵某某 13700000004
🔟 钱某某 13700000005
"""
    list_ = staged(chain.encode(), "接龙.txt")
    assert said(list_) == ["title", "stored", "stored", "blank", "stored", "stored", "stored"]
    assert values(list_, "name", "phones") == [
        ("陈某某", ["13800000001"]),
        ("李某某", ["13900000002"]),
        ("王某某", ["13700000003"]),
        ("赵某某", ["13700000004"]),
        ("钱某某", ["13700000005"]),
    ]
    assert list_.table["id_number"][1] == number(2)
    assert [facts.title for facts in list_.listing.sheets] == ["罗镜镇水摆村返乡登记"]


def test_messages_without_numbers_or_commas(staged: Stage) -> None:
    lines = ["陈某某 13800000001 水摆村 武汉", "李某某，13900000002，龙岩村", "", "@王某某 13700000003 龙岩村"]
    list_ = staged("\n".join(lines).encode(), "接龙.txt")
    assert said(list_) == ["stored", "stored", "blank", "stored"]
    assert values(list_, "name", "address") == [("陈某某", "水摆村"), ("李某某", "龙岩村"), ("王某某", "龙岩村")]
