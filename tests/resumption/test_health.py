"""The daily sheet: counts or workers, what does not add up, silence, corrections, and who is abnormal."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from tests.resumption.conftest import HERE, NOW, THERE, TODAY, code_of
from tongchou.base.refusals import NotFound, Refused
from tongchou.closing.pending import Question
from tongchou.figures.asking import ask
from tongchou.figures.cube import cube
from tongchou.figures.declare import figure
from tongchou.intake.doors import take
from tongchou.journal.coverage import coverage
from tongchou.pillars.resumption import queries, services
from tongchou.pillars.resumption.checks import parts_differ
from tongchou.pillars.resumption.models import AbnormalFound
from tongchou.pillars.resumption.reading import company_in
from tongchou.pillars.resumption.rules import Parts, completed, faults
from tongchou.pillars.screening.queries import checks
from tongchou.registers.people.models import Person
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.models import User

COUNTS = ["企业名称", "职工总数", "监测人数", "已排除", "异常人员", "临时隔离人数"]
WORKERS = ["序号", "姓名", "身份证号", "体温", "是否发热咳嗽"]


def value(name: str, on: date = TODAY) -> object:
    return ask(figure(name), on=on).value


def test_counts_go_to_the_return_and_the_enterprise_to_the_stage_of_reporting(file, send, stands):
    case = file(HERE, state="management")[0]
    send("workers-health", [COUNTS, ["第1厂", 120, 100, 98, 2, 1]])
    told = {"staff": 120, "monitored": 100, "cleared": 98, "abnormal": 2, "isolating": 1}
    assert {name: value(f"resumption_{name}") for name in told} == told
    assert stands(case) == "below-scale:reporting"


def test_silence_is_not_zero(file, acting):
    quiet, zero = file(HERE, 2, state="management")
    services.expect_sheets(on=TODAY, at=NOW)
    services.report(acting("town"), {zero: Parts(total=0, monitored=0, cleared=0, abnormal=0)}, at=NOW)
    services.carry_silence(on=TODAY, at=NOW)
    found = {
        sheet.case: (sheet.state, sheet.said.get("total")) for sheet in queries.answers(acting("officer"), on=TODAY)
    }
    assert found == {quiet: ("silent", None), zero: ("received", 0)}
    assert coverage("workers-health", TODAY).silent == 1


def test_a_later_sheet_corrects_what_the_earlier_said_and_the_same_again_changes_nothing(file, send):
    file(HERE, 2, state="management")
    rows = [COUNTS, ["第1厂", 120, 100, 98, 2, 1], ["第2厂", 50, 50, 50, 0, 0]]
    send("workers-health", rows)
    send("workers-health", rows, name="另存.csv")
    send("workers-health", [COUNTS, ["第1厂", 120, 110, 109, 1, 1], ["第2厂", 50, 50, 50, 0, 0]], name="更正.csv")
    assert (value("resumption_staff"), value("resumption_monitored"), value("resumption_abnormal")) == (170, 160, 1)


def test_parts_that_do_not_add_up_are_flagged_kept_and_pending_by_name(file, send):
    file(HERE, state="management")
    report = send("workers-health", [COUNTS, ["第1厂", 120, 100, 90, 2, 0]])
    assert [(r["outcome"], r["codes"]) for r in report.rows()][1:] == [("flagged", ["parts_differ"])]
    assert value("resumption_cleared") == 90
    found = parts_differ(Question(TODAY, tree(TODAY), cube().view()))
    assert found.counts.tolist() == [1]


def test_an_enterprise_is_refused_a_sheet_that_does_not_add_up(file, clerk_of):
    case = file(HERE, state="management")[0]
    for parts, code in (
        (Parts(total=10, monitored=9, cleared=7, abnormal=1), "parts_differ"),
        (Parts(total=10, monitored=11, cleared=11, abnormal=0), "parts_exceed"),
        (Parts(), "sheet_empty"),
    ):
        with pytest.raises(Refused, match=code):
            services.report(clerk_of(case), {case: parts}, at=NOW)
    services.report(clerk_of(case), {case: Parts(total=10, monitored=9, cleared=8)}, at=NOW)
    assert value("resumption_abnormal") == 1


def test_a_sheet_of_workers_keeps_people_apart_from_counts(file, send, acting):
    case = file(HERE, state="management")[0]
    rows = [["第1厂职工健康日报表"], ["填报单位：第1厂", "", "", "填报日期：2020年3月20日"], WORKERS,
            [1, "陈大文", "", "36.5", "无"], [2, "李小妹", "", "37.8", "无"], [3, "黄三", "", "36.6", "咳嗽"],
            [4, "张四", "", "", ""]]  # fmt: skip
    report = send("workers-health", rows)
    assert [r["outcome"] for r in report.rows()].count("not_data") == 3
    said = queries.sheets(acting("officer"), case, on=TODAY)[0].said
    assert said == {"total": 4, "monitored": 3, "cleared": 1, "abnormal": 2}
    assert set(Person.objects.values_list("name", flat=True)) >= {"陈大文", "李小妹", "黄三", "张四"}


def test_abnormal_workers_become_checks_where_the_enterprise_is_once(file, send, acting, place):
    case = file(HERE, state="management")[0]
    rows = [["填报单位：第1厂"], WORKERS, [1, "陈大文", "", "38.2", "有"], [2, "李小妹", "", "36.5", "无"]]
    send("workers-health", [*rows, [3, "黄三", "", "36.5", "无"]])
    send("workers-health", rows, name="再报.csv")
    found = checks(acting("village"))
    assert [(row.group, row.state, row.place) for row in found] == [("met", "pending", place(HERE))]
    assert checks(acting("neighbour")) == []
    row = AbnormalFound.objects.get()
    assert (row.enterprise, row.check_case) == (case, found[0].case)
    assert queries.abnormal(acting("officer"), on=TODAY) == []


def test_abnormal_told_by_number_alone_waits_for_names(file, send, acting):
    case = file(HERE, state="management")[0]
    send("workers-health", [COUNTS, ["第1厂", 120, 100, 98, 2, 0]])
    assert [(row.case, row.told, row.checked) for row in queries.abnormal(acting("officer"), on=TODAY)] == [
        (case, 2, 0)
    ]
    assert queries.abnormal(acting("neighbour"), on=TODAY) == []


def test_a_clerk_reports_their_own_enterprise_and_no_other(file, clerk_of, send):
    mine, other = file(HERE, 2, state="management")
    clerk = clerk_of(mine)
    services.report(clerk, {mine: Parts(total=10)}, at=NOW)
    with pytest.raises(NotFound, match="enterprise_unknown"):
        services.report(clerk, {other: Parts(total=10)}, at=NOW)
    report = send(
        "workers-health", [COUNTS, ["第1厂", 12, 10, 10, 0, 0], ["第2厂", 20, 20, 20, 0, 0]], by=f"clerk{mine}"
    )
    assert [(r["outcome"], r["codes"]) for r in report.rows()][1:] == [
        ("stored", []), ("refused", ["enterprise_not_yours"]),
    ]  # fmt: skip
    assert value("resumption_staff") == 12


def test_a_clerks_sheet_that_names_no_enterprise_is_their_own(file, clerk_of, send):
    case = file(HERE, state="management")[0]
    clerk_of(case)
    send("workers-health", [WORKERS, [1, "陈大文", "", "36.5", "无"]], by=f"clerk{case}", name="体温.csv")
    assert value("resumption_staff") == 1


def test_a_sheet_of_an_enterprise_not_known_begins_it_at_work(send, stands):
    report = send("workers-health", [["企业名称", "统一社会信用代码", "职工总数", "无异常人数", "发热咳嗽等情况人数"],
                                     ["新来厂", code_of(7), 30, 29, 1]])  # fmt: skip
    assert list(report.rows())[1]["notes"] == ["parts_completed", "enterprise_new"]
    assert value("resumption_monitored") == 30
    assert value("resumption_resumed") == 1


def test_a_sheet_sent_late_answers_the_day_that_was_silent(file, acting):
    case = file(HERE, state="management", on=date(2020, 3, 18))[0]
    day = date(2020, 3, 19)
    services.expect_sheets(on=day, at=NOW)
    services.carry_silence(on=day, at=NOW)
    services.report(acting("town"), {case: Parts(total=10)}, at=NOW, on=day)
    assert coverage("workers-health", day).late == 1


def test_the_neighbouring_village_sees_no_sheet(file, acting):
    here, there = file(HERE, state="management")[0], file(THERE, state="management")[0]
    services.expect_sheets(on=TODAY, at=NOW)
    assert [s.case for s in queries.answers(acting("neighbour"), on=TODAY)] == [there]
    assert queries.coverage(acting("village"), on=TODAY) == {"expected": 1}
    with pytest.raises(NotFound, match="enterprise_unknown"):
        queries.sheets(acting("neighbour"), here, on=TODAY)


@pytest.mark.parametrize(
    ("said", "follows"),
    [
        (Parts(cleared=8, abnormal=1), Parts(monitored=9, cleared=8, abnormal=1)),
        (Parts(monitored=9, abnormal=1), Parts(monitored=9, cleared=8, abnormal=1)),
        (Parts(monitored=9), Parts(monitored=9)),
        (Parts(present=7), Parts(total=7, present=7)),
    ],
)
def test_what_follows_from_the_rest_is_filled_and_nothing_else(said, follows):
    assert completed(said) == follows
    assert faults(follows) == ()


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("罗定市永兴针织有限公司2020年2月20日体温登记表", "罗定市永兴针织有限公司"),
        ("填报单位：云龙水泥厂", "云龙水泥厂"),
        ("广南县鞋服城制衣有限公司职工健康登记表", "广南县鞋服城制衣有限公司"),
        ("2020年2月20日体温登记表", ""),
    ],
)
def test_the_company_is_read_out_of_a_title(text, company):
    assert company_in(text) == company


def sheets(**named: list[list[object]]) -> bytes:
    """Return a workbook of sheets by name, with the head of the temperatures merged across."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in named.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
        page.merge_cells("C2:D2")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_with_a_sheet_a_day_answers_each_of_its_days_and_sees_the_fever_of_noon(file, acting):
    case = file(HERE, state="management")[0]
    head = [["企业名称：第1厂"], ["姓名", "身份证号", "体温（℃）", "", "有无症状"], ["", "", "晨检", "午检", ""]]
    first = [*head, ["陈大文", "", 36.5, 38.1, "无"], ["李小妹", "", 36.4, 36.6, "无"]]
    second = [*head, ["陈大文", "", 37.9, 37.5, "无"], ["李小妹", "", 36.4, 36.6, "无"], ["黄三", "", 36.1, "", "无"]]
    content = sheets(**{"3月19日": first, "3月20日": second})
    report = take("workers-health", content, "体温登记.xlsx", user=User.objects.get(username="officer"), at=NOW)
    assert report.counts["stored"] == 5
    said = {on: queries.sheets(acting("officer"), case, on=on)[0].said for on in (date(2020, 3, 19), TODAY)}
    assert [(one["total"], one["abnormal"]) for one in said.values()] == [(2, 1), (3, 1)]


def test_parts_of_a_sheet_without_monitored_add_up_to_those_at_work(file, send):
    file(HERE, 3, state="management")
    head = ["企业名称", "复工人数", "无异常情况人数", "发热咳嗽等情况人数", "隔离观察人数"]
    report = send("workers-health", [head, ["第1厂", 150, 140, 2, 3], ["第2厂", 210, 208, 1, 1], ["第3厂", 9, 8, 1, 1]])
    assert [row["codes"] for row in report.rows()][1:] == [["parts_short"], [], []]


def test_states_of_health_under_one_head_are_counts(file, send):
    file(HERE, state="management")
    rows = [["单位名称", "在岗职工", "监测人数", "健康状况", "", ""], ["", "", "", "已排除", "异常", "隔离"],
            ["第1厂", "1130", "1130", "1129", 1, 1]]  # fmt: skip
    report = send("workers-health", rows)
    assert [row["outcome"] for row in report.rows()] == ["not_data", "not_data", "stored"]
    assert [value(f"resumption_{name}") for name in ("monitored", "cleared", "abnormal", "isolating")] == [
        1130, 1129, 1, 1,
    ]  # fmt: skip


def test_whoever_isolates_is_among_the_abnormal_and_not_beside_them():
    assert faults(Parts(monitored=1130, cleared=1128, abnormal=1, isolating=1)) == ("parts_differ",)
    assert faults(Parts(monitored=1130, cleared=1129, abnormal=1, isolating=1)) == ()
