"""A few days of the little county: lists come in, some are checked, one is disputed, some are under observation."""

from __future__ import annotations

from datetime import date, timedelta

from tongchou.base import clock

HEAD = "姓名,身份证号码,联系电话,现住址,来源地,离开时间,抵罗时间"
ADDRESSES = ("罗镜镇罗镜社区第1格", "罗镜镇罗镜社区第2格", "罗镜镇水摆村第1格", "附城街道云龙村第1格", "附城街道新西村")
NAMES = "陳李張黃何趙吳周徐孫胡朱高林郭馬羅梁宋鄭謝韓唐馮于董蕭程曹袁鄧許傅沈曾"


def id_number(number: int) -> str:
    """Return a resident's number that holds, one for each whole number."""
    from tongchou.registers.people.identity import check_digit

    born = date(1950, 1, 1) + timedelta(days=number * 37 % 20_000)
    body = f"445381{born:%Y%m%d}{number % 1000:03d}"
    return body + check_digit(body)


def list_of(day: date, first: int, count: int, *, address: str = "") -> bytes:
    """Return a list as a department sends it, with a title row, for some invented people."""
    rows = [f"{day.month}月{day.day}日境外返回人员名单", HEAD]
    for number in range(first, first + count):
        name = NAMES[number % len(NAMES)] + "某" + "一二三四五六七八九十"[number % 10]
        where = address or ADDRESSES[number % len(ADDRESSES)]
        left = day - timedelta(days=3 + number % 5)
        phone = 13800000000 + number
        rows.append(f"{name},{id_number(number)},{phone},{where},境外,{left:%Y-%m-%d},{day:%Y-%m-%d}")
    return "\n".join(rows).encode("gb18030")


def play(*, last: date, days: int = 4) -> None:
    """Play some days up to one: a list each morning, most of it settled by the evening, visits to those observed."""
    from tongchou.intake import doors
    from tongchou.registers.staff.models import User

    officer = User.objects.get(username="officer")
    for back in range(days - 1, -1, -1):
        day = last - timedelta(days=back)
        at = clock.local(day, 7, 10)
        with clock.at(at):
            doors.take(
                "screening",
                list_of(day, 100 + back * 20, 15),
                f"{day:%m%d}口岸推送.csv",
                user=officer,
                at=at,
                on=day,
                sender="市口岸专班",
            )
            if back == 0:
                doors.take(
                    "screening",
                    list_of(day, 900, 3, address="某处不详"),
                    f"{day:%m%d}补报.csv",
                    user=officer,
                    at=at,
                    on=day,
                    sender="市公安局",
                )
        _work(day, is_last=back == 0)


def _work(day: date, *, is_last: bool) -> None:
    from tongchou.pillars.screening import queries, services
    from tongchou.registers.places.queries import tree
    from tongchou.registers.staff.access import scope_of
    from tongchou.registers.staff.models import User

    at = clock.local(day, 11)
    with clock.at(at):
        services.open_visits(on=day, at=at)
        scope = scope_of(User.objects.get(username="town"), on=day, tree=tree(day))
        rows = queries.checks(scope, patterns=["screening:*:pending"])
        for number, row in enumerate(rows[: 3 if is_last else None]):
            code = ("cleared", "home-quarantine", "cleared", "not-living-here")[number % 4]
            services.conclude(scope, {row.case: code}, at=at)
        if not is_last:
            due = queries.visits(scope, on=day, state="due")
            for row in due[:-1]:
                services.visit(scope, [row.case], answer="seen", at=at)
        elif rows[5:]:
            _dispute(scope, rows[5], at)


def _dispute(scope: object, row: object, at: object) -> None:
    """Let two people conclude the same check from what both saw in the morning."""
    from tongchou.journal.models import Standing
    from tongchou.pillars.screening import services

    tip = Standing.objects.get(case=row.case).state_tip  # type: ignore[attr-defined]
    for code in ("cleared", "home-quarantine"):
        services.conclude(scope, {row.case: code}, at=at, predecessors={row.case: tip})  # type: ignore[arg-type,attr-defined]
