"""Each reader of cells, as a table: what was written, what is understood, and the codes."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest

from tests.intake.lists import number
from tongchou.intake.columns import Hint, Reader
from tongchou.intake.values import (
    SEX,
    Day,
    IdNumber,
    Instant,
    Name,
    Passport,
    Phones,
    Quantity,
    Temperature,
    Text,
    Uscc,
    Whole,
    YesNo,
)
from tongchou.intake.values.dates import day_in
from tongchou.intake.values.identity import from_15

ON = date(2020, 2, 10)
GOOD = number(1)
OTHER = GOOD[:17] + str((int(GOOD[17].replace("X", "0")) + 1) % 10)


def local(*parts: int) -> datetime:
    """Return a wall time as a list has it: without a zone."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def read(reader: Reader, cell: Any, header: str = "") -> tuple[Any, set[str]]:
    found, codes = reader.read([cell], Hint(ON, header))
    return found[0], set(codes.get(0, ()))


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        (GOOD, GOOD, set()),
        (f" {GOOD[:6]} {GOOD[6:14]} {GOOD[14:]}", GOOD, set()),
        (f"'{GOOD}", GOOD, set()),
        (f"‘{GOOD}", GOOD, set()),
        ("445381198503120１０Ⅹ".replace("Ⅹ", "x"), "44538119850312010X", {"id_check_digit"}),
        (GOOD.translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)}), GOOD, set()),
        ("11010519491231002x", "11010519491231002X", set()),
        ("11010519491231002Ｘ", "11010519491231002X", set()),
        ("11010519491231002Х", "11010519491231002X", set()),
        ("130503670401001", "130503196704010016", {"id_15_digits"}),
        (130503670401001.0, from_15("130503670401001"), {"id_15_digits"}),
        (f"{GOOD}43", GOOD, {"id_disability"}),
        ("11010519491231002X43", "11010519491231002X", {"id_disability"}),
        ("11010519491231002x43B1", "11010519491231002X", {"id_disability"}),
        (f"{GOOD}9", f"{GOOD}9", {"id_length"}),
        (4.45381198503120e17, None, {"id_lost_digits"}),
        ("4.45381E+17", None, {"id_lost_digits"}),
        (OTHER, OTHER, {"id_check_digit"}),
        (f"{GOOD[:15]}000", f"{GOOD[:15]}000", {"id_lost_digits"}),
        (GOOD[:17], GOOD[:17], {"id_length"}),
        (GOOD[:10] + "****" + GOOD[14:], GOOD[:10] + "****" + GOOD[14:], {"id_characters"}),
        (number(1, born="19850231"), number(1, born="19850231"), {"id_birth_date"}),
        (number(1, area="999999"), number(1, area="999999"), {"id_area_unknown"}),
        (number(1, born="18850312"), number(1, born="18850312"), {"age_implausible"}),
        (number(1, born="20210312"), number(1, born="20210312"), {"age_implausible"}),
        ("E12345678", "E12345678", {"id_is_other"}),
        ("无", None, {"id_absent"}),
        ("", None, set()),
        (None, None, set()),
    ],
)
def test_id_number(cell: Any, value: Any, codes: set[str]) -> None:
    assert read(IdNumber(), cell) == (value, codes)


def test_id_area_that_began_after_the_birth_is_in_order() -> None:
    # 445381 was made in 1993; people are given their number when they are registered.
    assert read(IdNumber(), number(1, born="19600101")) == (number(1, born="19600101"), set())


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("13800138000", ["13800138000"], set()),
        (13800138000.0, ["13800138000"], set()),
        ("+86 138-0013-8000", ["13800138000"], set()),
        ("＋８６１３８００１３８０００", ["13800138000"], set()),
        ("008613800138000", ["13800138000"], set()),
        ("138 0013 8000", ["13800138000"], set()),
        ("13800138000/13900139000", ["13800138000", "13900139000"], {"phone_several"}),
        ("13800138000、13900139000", ["13800138000", "13900139000"], {"phone_several"}),
        ("13800138000 13900139000", ["13800138000", "13900139000"], {"phone_several"}),
        ("本人13800138000；妻子13900139000", ["13800138000", "13900139000"], {"phone_several"}),
        ("1380013800013900139000", ["13800138000", "13900139000"], {"phone_several"}),
        ("0766-3822222", ["07663822222"], set()),
        ("(0766)3822222", ["07663822222"], set()),
        ("3822222", ["3822222"], set()),
        ("13800138000/0766-3822222", ["13800138000", "07663822222"], {"phone_several"}),
        ("+852 9123 4567", ["+85291234567"], set()),
        ("1380013800", None, {"phone_unreadable"}),
        ("电话打不通", None, {"phone_unreadable"}),
        ("无", None, set()),
    ],
)
def test_phones(cell: Any, value: Any, codes: set[str]) -> None:
    assert read(Phones(), cell) == (value, codes)


YEAR: set[str] = set()
LUNAR = {"date_lunar"}


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("2月3日", date(2020, 2, 3), YEAR),
        ("2.3", date(2020, 2, 3), YEAR),
        ("02.03", date(2020, 2, 3), YEAR),
        ("2/3", date(2020, 2, 3), YEAR),
        ("2-3", date(2020, 2, 3), YEAR),
        ("２月３日", date(2020, 2, 3), YEAR),
        ("2020.2.3", date(2020, 2, 3), set()),
        ("2020-02-03", date(2020, 2, 3), set()),
        ("2020/2/3", date(2020, 2, 3), set()),
        ("2020年2月3日", date(2020, 2, 3), set()),
        ("2020/2/3 8:00", date(2020, 2, 3), set()),
        ("2020 年 2 月 3 日 8 时", date(2020, 2, 3), set()),
        ("2020-02-03T00:00:00", date(2020, 2, 3), set()),
        ("2 月 3 日", date(2020, 2, 3), YEAR),
        ("2020 2 3", date(2020, 2, 3), set()),
        ("20200203", date(2020, 2, 3), set()),
        (20200203.0, date(2020, 2, 3), set()),
        ("20.2.3", date(2020, 2, 3), set()),
        (43864.0, date(2020, 2, 3), set()),
        ("43864", date(2020, 2, 3), set()),
        (local(2020, 2, 3, 14, 30), date(2020, 2, 3), set()),
        (date(2020, 2, 3), date(2020, 2, 3), set()),
        ("2020-02-03 14:30", date(2020, 2, 3), set()),
        ("2月3日14时", date(2020, 2, 3), YEAR),
        ("2月3日（星期一）", date(2020, 2, 3), YEAR),
        ("约2月3日", date(2020, 2, 3), YEAR),
        ("0203", date(2020, 2, 3), YEAR),
        (203.0, date(2020, 2, 3), YEAR),
        ("二月三日", date(2020, 2, 3), YEAR),
        ("二〇二〇年二月三日", date(2020, 2, 3), set()),
        ("12月28日", date(2019, 12, 28), YEAR),
        ("4月1日", date(2020, 4, 1), YEAR),
        ("初十", date(2020, 2, 3), LUNAR),
        ("正月初十", date(2020, 2, 3), LUNAR),
        ("農曆正月初十", date(2020, 2, 3), LUNAR),
        ("年初十", date(2020, 2, 3), LUNAR),
        ("年廿九", date(2020, 1, 23), LUNAR),
        ("23日", date(2020, 1, 23), {"date_ambiguous"}),
        ("大年初一", date(2020, 1, 25), LUNAR),
        ("除夕", date(2020, 1, 24), LUNAR),
        ("年三十", date(2020, 1, 24), LUNAR),
        ("腊月廿八", date(2020, 1, 22), LUNAR),
        ("臘月二十八", date(2020, 1, 22), LUNAR),
        ("廿八", date(2020, 1, 22), LUNAR),
        ("初二晚", date(2020, 1, 26), LUNAR),
        ("二月初二", date(2020, 2, 24), LUNAR),
        ("昨天", date(2020, 2, 9), set()),
        ("2月3日-2月5日", date(2020, 2, 3), YEAR | {"date_range"}),
        (2.3, date(2020, 2, 3), YEAR),
        (2.15, date(2020, 2, 15), YEAR),
        (2.1, date(2020, 2, 1), YEAR | {"date_ambiguous"}),
        (1.3, date(2020, 1, 3), YEAR | {"date_ambiguous"}),
        ("2012-02-03", date(2012, 2, 3), {"date_outside_emergency"}),
        (date(2012, 2, 3), date(2012, 2, 3), {"date_outside_emergency"}),
        ("2月30日", None, {"date_unreadable"}),
        ("2020-13-03", None, {"date_unreadable"}),
        ("上周回来的", None, {"date_unreadable"}),
        ("无", None, set()),
        ("/", None, set()),
    ],
)
def test_day(cell: Any, value: Any, codes: set[str]) -> None:
    assert read(Day(), cell) == (value, codes)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2020-02-03 14:30", local(2020, 2, 3, 14, 30)),
        ("2月3日晚上8点", local(2020, 2, 3, 20)),
        ("2月3日下午3时20分", local(2020, 2, 3, 15, 20)),
        ("2020/2/3 8:05", local(2020, 2, 3, 8, 5)),
        (local(2020, 2, 3, 8, 5), local(2020, 2, 3, 8, 5)),
        (43864.5, local(2020, 2, 3, 12)),
        ("2月3日", local(2020, 2, 3)),
    ],
)
def test_instant_keeps_the_time_of_day(cell: Any, value: datetime) -> None:
    assert read(Instant(), cell)[0] == value


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020年2月20日体温登记表", date(2020, 2, 20)),
        ("0320口岸推送", date(2020, 3, 20)),
        ("2月3日返乡人员", date(2020, 2, 3)),
        ("2.3", date(2020, 2, 3)),
        ("20200203名单(1)", date(2020, 2, 3)),
        ("填报日期：2020.2.3", date(2020, 2, 3)),
        ("二〇二〇年二月三日", date(2020, 2, 3)),
        ("表七（六）", None),
        ("Sheet1", None),
        ("第12批", None),
        ("附件1-2", None),
        ("附件2.1 名单", None),
        ("02-03返乡", date(2020, 2, 3)),
    ],
)
def test_day_in_a_title(text: str, day: date | None) -> None:
    assert day_in(text, ON) == day


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        *[(yes, True, set()) for yes in ("是", "√", "有", "Y", "✓", "✔", True, "是，武汉", "有发热")],
        *[
            (no, False, set())
            for no in ("否", "×", "无", "無", "沒有", "N", False, "未发热", "无症状", "没有接触", "正常")
        ],
        ("1", True, {"yes_no_assumed"}),
        (0.0, False, {"yes_no_assumed"}),
        ("看情况", None, {"yes_no_unreadable"}),
        ("□是 ☑否", False, set()),
        ("", None, set()),
    ],
)
def test_yes_no(cell: Any, value: Any, codes: set[str]) -> None:
    assert read(YesNo(yes_words="发热|咳"), cell) == (value, codes)


def test_yes_no_follows_the_legend_in_the_header() -> None:
    assert read(YesNo(), 0.0, "是否发热(0是1否)") == (True, set())
    assert read(YesNo(), "1", "是否发热（0=是，1=否）") == (False, set())
    assert read(YesNo(), "1", "是否发热(1是0否)") == (True, set())


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        (36.5, 365, set()),
        ("36.5℃", 365, set()),
        ("365", 365, set()),
        ("３６．５", 365, set()),
        ("36度5", 365, set()),
        ("36。5", 365, set()),
        ("36", 360, set()),
        ("37.3°C", 373, set()),
        ("98.6F", 370, set()),
        ("早36.4 晚36.8", 368, set()),
        ("56.5", 565, {"temperature_implausible"}),
        ("正常", None, set()),
        ("发烧", None, {"temperature_unreadable"}),
    ],
)
def test_temperature(cell: Any, value: Any, codes: set[str]) -> None:
    assert read(Temperature(), cell) == (value, codes)


@pytest.mark.parametrize(
    ("dimension", "header", "cell", "value", "codes"),
    [
        ("mass", "滞销量(吨)", 1.2, 1_200_000, set()),
        ("mass", "滞销量(吨)", "50斤", 25_000, set()),
        ("mass", "滞销量", "1.2吨", 1_200_000, set()),
        ("mass", "滞销量(万斤)", "3", 15_000_000, set()),
        ("mass", "产量（公斤）", "1,234.5", 1_234_500, set()),
        ("money", "价值(元)", "1,234.56", 123_456, set()),
        ("money", "金额（万元）", "3.123456", 3_123_456, set()),
        ("money", "折合金额", "3万", 3_000_000, set()),
        ("money", "折合金額", "3萬5千元", 3_500_000, set()),
        ("land", "种植面积(亩)", "2.35", 235, set()),
        ("land", "面积", "2公顷", 3_000, set()),
        ("piece", "数量", "约300只", 300, {"quantity_approximate"}),
        ("piece", "数量", "三千", 3_000, set()),
        ("piece", "数量", "0.5", 0, {"quantity_rounded"}),
        ("person", "复工人数", "12人", 12, set()),
        ("piece", "数量", "-5", -5, {"number_negative"}),
        ("piece", "数量", "若干", None, {"quantity_unreadable"}),
        ("mass", "数量", "3箱", None, {"quantity_unreadable"}),
        ("piece", "数量", "无", None, set()),
    ],
)
def test_quantity(dimension: str, header: str, cell: Any, value: Any, codes: set[str]) -> None:
    assert read(Quantity(dimension), cell, header) == (value, codes)


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("91445381MA4UQ1234A", "91445381MA4UQ1234A", {"uscc_unreadable"}),
        ("91350100M000100Y43", "91350100M000100Y43", set()),
        ("9135O1OOMOOO1OOY43", "91350100M000100Y43", {"uscc_repaired"}),
        ("９１３５０１００Ｍ０００１００Ｙ４３", "91350100M000100Y43", set()),
        ("91350100m000100y43", "91350100M000100Y43", set()),
    ],
)
def test_credit_code(cell: Any, value: Any, codes: set[str]) -> None:
    assert read(Uscc(), cell) == (value, codes)


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("陈 某 某", "陈某某", set()),
        ("陈　某", "陈某", set()),
        ("阿卜杜拉·买买提", "阿卜杜拉·买买提", set()),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提", set()),
        ("John  SMITH", "John SMITH", set()),
        ("陈某（男）", "陈某", set()),
        ("1.陈某某", "陈某某", set()),
        ("陈某某13800138000", "陈某某13800138000", {"name_unusual"}),
        ("不详", None, set()),
        ("陈某\n李某", "陈某 李某", {"two_records"}),
        ("陈某、李某", "陈某、李某", {"two_records"}),
    ],
)
def test_name(cell: Any, value: Any, codes: set[str]) -> None:
    assert read(Name(), cell) == (value, codes)


def test_small_readers() -> None:
    assert read(SEX, "男性") == ("male", set())
    assert read(SEX, "女") == ("female", set())
    assert read(SEX, "不男不女") == (None, {"choice_unreadable"})
    assert read(Whole(high=130), "34岁") == (34, set())
    assert read(Whole(high=130), 34.0) == (34, set())
    assert read(Passport(), "e 1234 5678") == ("E12345678", set())
    assert read(Text(), " 水摆村 \u3000 3组\u200b") == ("水摆村 3组", set())
    assert read(Text(), time(8, 30)) == ("08:30:00", set())
