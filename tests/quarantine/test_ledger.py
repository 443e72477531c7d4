"""A site's ledger as sites really send it: titles, totals, people the books know and people they do not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.quarantine.conftest import NOW, TODAY
from tests.web.days import id_number
from tongchou.base import clock
from tongchou.intake import doors
from tongchou.journal.models import Standing
from tongchou.pillars.quarantine import queries, services
from tongchou.pillars.quarantine.checks import evidence, people_have_left, rooms_hold_people
from tongchou.pillars.quarantine.models import Reported, Room, RoomUse, SiteSays, Stay
from tongchou.registers.staff.models import User
from tongchou.restrictions.models import Order

HEAD = (
    "街镇,隔离点,姓名,性别,联系电话,身份证号码,户籍地址,在罗居住地址,当日身体状态,人员类型,来源省市,房间号,"
    "开始隔离时间,预计解除隔离时间,实际离开隔离点时间,是否依法解除隔离,是否转疑似病例,是否因其他事由离开隔离点,备注"
)


def row(
    number: int, *, room: str = "", start: str = "3月10日", until: str = "3月24日", left: str = "",
    released: str = "否", ill: str = "否", other: str = "否", site: str = "第一隔离点",
) -> str:  # fmt: skip
    return (
        f"罗镜镇,{site},隔离某{'甲乙丙丁戊己庚辛'[number]},男,1380000{number:04},{id_number(number + 1)},广东罗定,"
        f"罗镜镇罗镜社区,正常,境外返回,英国,{room or 201 + number},{start},{until},{left},{released},{ill},{other},"
    )


def sheet(*rows: str, day: str = "3月20日") -> bytes:
    title = f"罗定市第一隔离点集中隔离人员台账（{day}）"
    return "\n".join([title, HEAD, *rows, f"合计,{len(rows)}人"]).encode()


def take(content: bytes, *, by: str = "site", on=TODAY, at=NOW):
    return doors.take("quarantine", content, "隔离台账.csv", user=User.objects.get(username=by), at=at, on=on)


def outcomes(report) -> list[str]:
    return [str(outcome) for outcome in report.staged.outcomes]


def codes(report) -> list[list[str]]:
    return [sorted(report.staged.table.codes.get(i, [])) for i in range(len(report.staged.table))]


def test_people_a_site_already_has_become_stays_to_be_confirmed(acting, standing, place):
    report = take(sheet(row(0), row(1)))
    cases = [report.staged.refs[i] for i in range(2)]
    assert [standing(case) for case in cases] == ["in-site @ 第一隔离点"] * 2
    assert all("stay_reported" in found for found in codes(report))
    assert {room.name for room in Room.objects.all()} == {"201", "202"}
    assert Reported.objects.filter(confirmed_by=None).count() == 2
    assert [row.case for row in queries.unconfirmed(acting("officer"))] == cases
    assert services.confirm(acting("officer"), cases, at=NOW) == 2
    assert queries.unconfirmed(acting("officer")) == []


def test_the_next_days_sheet_is_the_same_stays(standing):
    take(sheet(row(0), row(1)))
    tomorrow = NOW + timedelta(days=1)
    with clock.at(tomorrow):
        report = take(
            sheet(row(0), row(1, room="305"), row(2), day="3月21日"), on=TODAY + timedelta(days=1), at=tomorrow
        )
    assert Stay.objects.count() == 3
    assert len(report.staged.refs) == 3
    rooms = {Room.objects.get(case=use.room).name for use in RoomUse.objects.filter(to_at=None)}
    assert rooms == {"201", "305", "203"}
    assert standing(Room.objects.get(name="202").case) == "awaiting-disinfection @ 第一隔离点"


def test_a_release_in_the_sheet_ends_a_stay_only_on_its_day_and_from_whoever_orders(acting, standing):
    take(sheet(row(0, start="3月5日", until="3月19日"), row(1)), by="officer")
    cases = list(Stay.objects.order_by("case").values_list("case", flat=True))
    services.confirm(acting("officer"), cases, at=NOW)
    over = row(0, start="3月5日", until="3月19日", left="3月20日", released="是")
    early = row(1, left="3月20日", released="是")
    report = take(sheet(over, early), by="officer")
    assert [standing(case) for case in cases] == ["released @ 第一隔离点", "in-site @ 第一隔离点"]
    assert "release_early" in codes(report)[1]
    assert list(SiteSays.objects.values_list("stay", "says")) == [(cases[1], "released")]


def test_a_site_manager_reports_a_release_and_does_not_make_it(standing, acting):
    take(sheet(row(0, start="3月5日", until="3月19日")))
    case = Stay.objects.get().case
    services.confirm(acting("officer"), [case], at=NOW)
    report = take(sheet(row(0, start="3月5日", until="3月19日", left="3月19日", released="是")))
    assert standing(case) == "in-site @ 第一隔离点"
    assert "release_not_yours" in codes(report)[0]
    assert [said.says for said, _ in queries.said_by_sites(acting("officer"))] == ["released"]


def test_hospital_is_no_release_and_another_reason_is_looked_into(standing):
    report = take(sheet(row(0, left="3月18日", ill="是"), row(1, left="3月18日", other="是")))
    assert [standing(report.staged.refs[i]).split()[0] for i in range(2)] == ["hospital", "in-site"]
    assert "left_otherwise" in codes(report)[1]


def test_a_site_nobody_registered_loses_no_row(standing):
    report = take(sheet(row(0, site="悦华酒店")), by="officer")
    assert "site_unknown" in codes(report)[0]
    assert standing(report.staged.refs[0]) == "in-site @ 罗定市"


def test_whoever_is_back_within_the_term_is_the_same_stay_and_later_another():
    take(sheet(row(0, start="3月5日", until="3月19日")), by="officer")
    late = NOW + timedelta(days=5)
    with clock.at(late):
        take(sheet(row(0, start="3月24日", until="4月7日"), day="3月25日"), on=TODAY + timedelta(days=5), at=late)
    assert Stay.objects.count() == 1


@pytest.mark.parametrize("check", [evidence, rooms_hold_people, people_have_left])
def test_the_books_hold_after_ledgers(check):
    take(sheet(row(0), row(1, left="3月18日", ill="是"), row(2, room="201")))
    take(sheet(row(0, room="207"), row(2, room="201")))
    assert check(None) == []
    assert Order.objects.count() == Stay.objects.count() == 3
    assert Standing.objects.filter(flags__gt=0).count() == 0


def test_a_head_count_that_differs_is_told_and_loses_nobody(acting):
    right = take(sheet(row(0), row(1)))
    assert [(one["column"], one["agrees"]) for one in right.head()["totals"]] == [("rows", True)]
    wrong = take(sheet(row(2), row(3)).replace("合计,2人".encode(), "合计：3人".encode()))
    assert [(one["printed"], one["sum"], one["agrees"]) for one in wrong.head()["totals"]] == [(3, 2, False)]
    assert outcomes(wrong) == outcomes(right)
    assert [found["codes"] for found in wrong.rows()][-1] == ["total_differs"]


def test_a_list_of_sites_beside_the_ledger_puts_nobody_into_a_room():
    sites = """集中隔离点名称,地点,联络人,房间数,使用人数,剩余可用房间数,未消杀或待清理房间,累计解除隔离人数
罗定市第一集中隔离点,罗城街道,何某,60,39,14,7,15
罗定市第二集中隔离点,罗镜镇,李某,20,3,17,0,2
罗定市第三集中隔离点,素龙街道,张某,20,3,17,0,2""".encode()
    report = take(sites)
    assert [row["codes"] for row in report.rows()] == [["header"], *[["other_sheet"]] * 3]
    assert not Stay.objects.exists()
