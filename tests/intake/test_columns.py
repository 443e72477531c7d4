"""Which column of ours a column of theirs is, what is dropped, and what can be corrected."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.intake.conftest import COLUMNS, Books, roster, values
from tests.intake.lists import number, people
from tongchou.intake.headers import forbidden
from tongchou.intake.recognise import letter, recognise
from tongchou.intake.staged import Staged

KIND = roster(Books())
Stage = Callable[..., Staged]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("姓名", "name"),
        ("姓 名", "name"),
        ("*姓名（必填）", "name"),
        ("返乡人员姓名", "name"),
        ("身份证号", "id_number"),
        ("身份\n证号码", "id_number"),
        ("公民身份號碼", "id_number"),
        ("身份证号码(18位)", "id_number"),
        ("证件号码（身份证/护照）", "id_number"),
        ("證件號", "id_number"),
        ("联系电话（手机）", "phones"),
        ("聯繫電話", "phones"),
        ("手机号码", "phones"),
        ("本人联系方式", "phones"),
        ("现住址", "address"),
        ("現居住地詳細地址", "address"),
        ("目前在柳居住地", "address"),
        ("在温居住地址", "address"),
        ("家庭住址（具体到村、组）", "address"),
        ("隔离地址", "address"),
        ("乡（镇）", "town"),
        ("镇（街道）", "town"),
        ("村（居）委", "village"),
        ("村(社区)", "village"),
        ("抵罗时间", "arrived_on"),
        ("到柳时间", "arrived_on"),
        ("到温时间", "arrived_on"),
        ("返乡时间（年月日）", "arrived_on"),
        ("回津日期", "arrived_on"),
        ("离开湖北省时间", "left_on"),
        ("离开时间", "left_on"),
        ("何处返程", "source"),
        ("来自地", "source"),
        ("来源省市", "source"),
        ("去过的省市", "passed"),
        ("车次/航班/自驾", "trip"),
        ("车次(航班)号", "trip"),
        ("途经航班火车汽车牌照", "trip"),
        ("体温(℃)", "temperature_tenths"),
        ("有否咳嗽胸闷发烧", "symptoms"),
        ("当日身体状态", "symptoms"),
        ("14天内是否有湖北接触史", "exposed"),
        ("管控措施（1.集中隔离；2.居家隔离）", "measure"),
        ("年龄（周岁）", "age"),
        ("备 注", "note"),
        ("责任人手机号", None),
        ("街镇联系人员", None),
        ("同行人姓名", None),
        ("网格员电话", None),
        ("填报人姓名", None),
        ("会议议题", None),
        ("序号", None),
    ],
)
def test_headers_are_recognised(header: str, column: str | None) -> None:
    assert recognise(header, "", KIND)[0] == column


def test_somebody_elses_name_under_a_parent_is_not_the_persons() -> None:
    assert recognise("姓名", "包保责任人", KIND)[0] is None
    assert recognise("电话", "街镇联系人", KIND)[0] is None
    assert recognise("姓名", "本人基本情况", KIND)[0] == "name"


@pytest.mark.parametrize(
    "header",
    [
        "籍贯",
        "籍貫",
        "民族",
        "户籍",
        "戶籍地址",
        "户籍所在地",
        "户口所在地",
        "户口性质",
        "是否湖北籍",
        "是否湖北籍贯",
        "湖北籍人数",
        "原籍",
        "出生地",
        "老家地址",
        "户籍详细地址",
        "成功劝返人数(湖北籍)",
        "计划回温人数（湖北籍）",
        "是否湖北籍人员",
    ],
)
def test_native_place_ethnicity_and_registration_are_dropped(header: str) -> None:
    assert recognise(header, "", KIND) == (None, "dropped")


@pytest.mark.parametrize("header", ["现住址", "国籍", "学籍号", "户主姓名", "户编号", "家庭住址（非户籍地）", "住户"])
def test_other_words_are_not_dropped(header: str) -> None:
    assert not forbidden(header)


def test_parent_about_registration_drops_what_is_under_it_but_not_where_one_lives() -> None:
    assert recognise("详细地址", "户籍地址", KIND)[1] == "dropped"
    assert recognise("现住址", "户籍及居住情况", KIND) == ("address", "exact")


def test_dropped_and_unrecognised_columns_are_named_and_never_staged(staged: Stage) -> None:
    head = ["姓名", "身份证号码", "籍贯", "户籍地址", "民族", "是否湖北籍", "现住址", "颜色"]
    list_ = staged(people(["陈某某", number(1), "湖北武汉", "湖北省武汉市", "汉族", "是", "水摆村", "黄"], head=head))
    assert list_.dropped == ["籍贯", "户籍地址", "民族", "是否湖北籍"]
    assert list_.unrecognised == ["颜色"]
    assert {name for name in list_.table.frame.columns if any(v is not None for v in list_.table[name])} == {
        *("sheet", "row", "listed_on", "section"),
        *("name", "id_number", "sex", "birth_on", "address"),
    }


def test_mapping_said_by_hand_wins_by_header_or_letter_but_not_over_what_is_dropped(staged: Stage) -> None:
    head = ["人", "身份证号码", "籍贯", "在哪", "住址"]
    content = people(["陈某某", number(1), "湖北", "水摆村", "旧址"], head=head)
    list_ = staged(content, mapping={"人": "name", "D": "address", "住址": None, "籍贯": "address"})
    assert values(list_, "name", "address") == [("陈某某", "水摆村")]
    assert list_.dropped == ["籍贯"]


def test_id_column_under_an_unknown_header_is_known_by_its_content(staged: Stage) -> None:
    list_ = staged(people(["陈某某", number(1), "a"], ["李某某", number(2), "b"], head=["姓名", "编码", "其他项"]))
    assert list_.table["id_number"] == [number(1), number(2)]


def test_letters() -> None:
    assert [letter(at) for at in (0, 25, 26, 701)] == ["A", "Z", "AA", "ZZ"]


def test_no_header_means_two_columns_of_the_shared_ones() -> None:
    for column in COLUMNS:
        assert recognise(column.title, "", KIND)[0] == column.name, column.title


def test_a_row_of_several_people_has_no_name_of_its_own(staged: Stage) -> None:
    head = ["村居", "村干部", "电话", "卫生院", "电话", "派出所", "电话"]
    team = ["水摆村", "陈某某", "13800000001", "李某某", "13800000002", "王某某", "13800000003"]
    list_ = staged(people(team, ["龙岩村", *team[1:]], head=head))
    assert list_.outcomes == ["refused", "refused"]
    assert list_.table.codes[0][0] == "name_missing"
