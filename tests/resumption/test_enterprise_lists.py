"""Departments' tables of enterprises: what each row becomes, however its columns are called and its cells written."""

from __future__ import annotations

from datetime import date

import pytest

from tests.resumption.conftest import HERE, THERE, TODAY, code_of
from tongchou.figures.asking import ask
from tongchou.figures.declare import figure
from tongchou.journal.models import Entry
from tongchou.pillars.resumption.models import Enterprise, Step
from tongchou.registers.orgs.models import Organisation

HEAD = [
    "序号",
    "单位名称",
    "统一社会信用代码",
    "是否规上",
    "所属行业",
    "单位地址",
    "职工人数",
    "已复工人数",
    "审核状态",
    "联系人",
    "联系电话",
]
A, B = code_of(1), code_of(2)


def row(n: int, name: str, code: object = "", **said: object) -> list[object]:
    usual = {
        "size": "否",
        "sector": "纺织业",
        "at": "罗镜镇罗镜社区1号",
        "workers": 100,
        "present": 80,
        "state": "待审核",
    }
    return [n, name, code, *(usual | said).values(), "陈大文", "13800001111"]


def outcomes(report) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return [(r["outcome"], tuple(r["codes"]), tuple(r["notes"])) for r in report.rows()]


def test_each_row_becomes_an_enterprise_where_the_table_says(send, stands, place):
    send(
        "enterprises",
        [
            HEAD,
            row(1, "永兴针织有限公司", A),
            row(2, "云龙水泥有限公司", B, size="是", state="通过", at="附城街道云龙村"),
        ],
    )
    found = {o.name: o for o in Organisation.objects.all()}
    assert {name: one.place for name, one in found.items()} == {
        "永兴针织有限公司": place(HERE), "云龙水泥有限公司": place(THERE),
    }  # fmt: skip
    cases = {e.organisation: e.case for e in Enterprise.objects.all()}
    assert stands(cases[found["永兴针织有限公司"].pk]) == "below-scale:application"
    assert stands(cases[found["云龙水泥有限公司"].pk]) == "above-scale:management"


def test_a_known_enterprise_moves_along_to_what_the_table_says(send, stands):
    send("enterprises", [HEAD, row(1, "永兴针织有限公司", A, state="待审核")])
    send("enterprises", [HEAD, row(1, "永兴针织有限公司", A, state="已复工", size="是")])
    case = Enterprise.objects.get().case
    assert stands(case) == "above-scale:management"
    assert set(Step.objects.filter(case=case).values_list("state", "regime")) == {
        ("application", "filing"), ("management", "filing"),
    }  # fmt: skip


def test_the_same_file_twice_changes_nothing(send):
    rows = [HEAD, row(1, "永兴针织有限公司", A), row(2, "云龙水泥有限公司", B)]
    send("enterprises", rows)
    before = Entry.objects.count()
    again = send("enterprises", rows)
    assert {r["outcome"] for r in again.rows()} == {"duplicate", "not_data"}
    assert Entry.objects.count() == before


def test_codes_as_numbers_and_with_letters_for_digits(send):
    broken = A[:5] + ("X" if A[5] != "X" else "Y") + A[6:]
    rows = [HEAD, row(1, "甲厂", "9.14453E+17"), row(2, "乙厂", "445381000012345"), row(3, "丙厂", broken),
            row(4, "丁厂", ""), row(5, "戊厂", B.replace("0", "O"))]  # fmt: skip
    found = outcomes(send("enterprises", rows, trial=True))[1:]
    assert [(o, c, n) for o, c, n in found] == [
        ("refused", ("uscc_lost_digits",), ()),
        ("stored", (), ("uscc_older",)),
        ("refused", ("uscc_unreadable",), ()),
        ("flagged", ("code_wanting",), ()),
        ("flagged", ("uscc_repaired",), ()),
    ]


SIZES = {
    ("是否规上", "是"): "above-scale", ("是否规上", "否"): "below-scale", ("企业规模", "规上"): "above-scale",
    ("企业规模", "规模以下"): "below-scale", ("企业规模", "限下"): "below-scale", ("企业规模", "个体户"): "individual",
    ("是否规上企业", "√"): "above-scale", ("企业规模", ""): "unsized", ("企业规模", "非规上"): "below-scale",
}  # fmt: skip
STATES = {
    "通过": "management", "驳回": "refused", "审核不通过": "refused", "待审核": "application", "未复工": "consultation",
    "已复工": "management", "停工": "suspended", "撤回": "suspended", "部分复工": "management", "是": "management",
}  # fmt: skip


@pytest.mark.parametrize(("header", "cell", "group"), [(*said, group) for said, group in SIZES.items()])
def test_sizes_are_read_under_either_header(send, stands, header, cell, group):
    send("enterprises", [["企业名称", "统一社会信用代码", header, "所在乡镇"], ["永兴厂", A, cell, "罗镜镇"]])
    assert stands(Enterprise.objects.get().case) == f"{group}:consultation"


@pytest.mark.parametrize(("cell", "state"), STATES.items())
def test_states_are_read(send, stands, cell, state):
    send("enterprises", [["企业名称", "统一社会信用代码", "审核状态"], ["永兴厂", A, cell]])
    assert stands(Enterprise.objects.get().case).endswith(f":{state}")


def test_more_at_work_than_there_are_is_flagged(send):
    found = outcomes(send("enterprises", [HEAD, row(1, "甲厂", A, workers=80, present=100)]))
    assert found[1][:2] == ("flagged", ("present_exceeds",))


def test_a_venue_is_of_its_kind(send, stands):
    send("enterprises", [["场所名称", "统一社会信用代码", "场所类别", "乡镇"], ["好味酒楼", A, "餐饮", "罗镜镇"]])
    assert stands(Enterprise.objects.get().case) == "restaurant:consultation"


def test_a_totals_row_and_a_signature_are_no_enterprises(send):
    total, signed = ["合计", "", "", "", "", "", 100, 80], ["制表人：李四", "", "", "审核人：王五"]
    report = send("enterprises", [["罗镜镇企业复工复产备案表"], HEAD, row(1, "甲厂", A), total, signed])
    assert [r["outcome"] for r in report.rows()] == ["not_data", "not_data", "stored", "not_data", "not_data"]
    assert Enterprise.objects.count() == 1


def test_a_town_sends_its_own_enterprises_and_no_others(send):
    report = send("enterprises", [HEAD, row(1, "甲厂", A), row(2, "乙厂", B, at="附城街道云龙村")], by="town")
    assert [(r["outcome"], r["codes"]) for r in report.rows()][1:] == [
        ("stored", []), ("refused", ["enterprise_not_yours"]),
    ]  # fmt: skip
    assert [o.name for o in Organisation.objects.all()] == ["甲厂"]


def test_an_enterprise_named_twice_is_one_by_its_last_row(send, stands):
    report = send("enterprises", [HEAD, row(1, "甲厂", A), row(2, "甲厂", "", state="通过", size="")])
    assert [r["codes"] for r in report.rows()][1:] == [["enterprise_twice"], ["code_wanting"]]
    assert Enterprise.objects.count() == 1
    assert stands(Enterprise.objects.get().case) == "unsized:management"


def test_the_rate_has_its_numerator_and_denominator(file):
    file(HERE, 3, group="above-scale", state="management")
    file(THERE, 2, group="below-scale", state="management")
    file(THERE, 1, group="below-scale", state="refused")
    file(THERE, 4, group="restaurant", state="management")
    answer = ask(figure("resumption_rate"), on=TODAY)
    assert (answer.numerator, answer.denominator) == (5, 6)
    assert ask(figure("resumption_above_scale_rate"), on=TODAY).value == 1


def test_leading_enterprises_are_counted_on_the_day_they_stood(file):
    file(HERE, 2, state="management", leading=True, on=date(2020, 3, 10))
    file(THERE, 1, state="consultation", leading=True, on=date(2020, 3, 10))
    file(THERE, 1, state="management")
    assert ask(figure("resumption_leading_resumed"), on=date(2020, 3, 9)).value == 0
    assert ask(figure("resumption_leading_resumed"), on=TODAY).value == 2
