"""A cell to walk round: `python -m tests.field.browser.cell HOME` makes it in a home of its own.

Fourteen people to check in cell 1 (one since yesterday, three in one household, two of a campaign that asks for a
photo), one visit due, and people of cell 2 who must never reach a phone of cell 1.
"""

from __future__ import annotations

import os
import sys
from datetime import date, timedelta

from tests.web.county import EMPLOYER, NOW, OPENED, TODAY, _hashed
from tests.web.days import id_number
from tongchou.base import clock

CELL = "罗镜镇罗镜社区第1格"
OTHER = "罗镜镇罗镜社区第2格"
#: Two colleagues in the worker's own cell, one next door, each with the desk's password.
WORKERS = (
    ("second", "李網格員", "445381102001-01"),
    ("next-door", "何網格員", "445381102001-02"),
)
OVERDUE = (("温某甲", 501, f"{CELL}3号"),)
FRESH = tuple((f"陈某{name}", 510 + i, f"{CELL}{door}号") for i, (name, door) in enumerate(
    (("一", 5), ("二", 6), ("三", 8), ("四", 8), ("五", 8), ("六", 11), ("七", 14), ("八", 17), ("九", 20), ("十", 21),
     ("百", 23))))  # fmt: skip
CAMPAIGN = (("梁某护", 540, f"{CELL}30号"), ("梁某照", 541, f"{CELL}31号"))
OBSERVED = (("黎某居", 550, f"{CELL}2号"),)
NEXT_DOOR = (("邹某邻", 560, f"{OTHER}1号"), ("邹某居", 561, f"{OTHER}2号"))
NAMES = tuple(name for name, _, _ in (*OVERDUE, *FRESH, *CAMPAIGN, *OBSERVED))


def in_home(home: str) -> None:
    """Make the cell in an empty home."""
    os.environ["TONGCHOU_HOME"] = home
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongchou.config.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from tests.web import county

    settings.HOME.prepare()
    for store in settings.DATABASES:
        call_command("migrate", database=store, verbosity=0)
    with clock.at(clock.local(OPENED, 8)):
        county.build()
        _workers()
    fill()


def _workers() -> None:
    from tongchou.registers.places.models import Place
    from tongchou.registers.staff.models import Post, User

    ids = dict(Place.objects.values_list("code", "id"))
    for username, name, code in WORKERS:
        user = User.objects.create(username=username, password=_hashed(), display_name=name)
        Post.objects.create(user=user, role="field_worker", place=ids[code], from_on=OPENED)
    assert EMPLOYER  # the desk's county stands beneath


def fill() -> None:
    """Take the lists in, put one person under observation, and open today's visits."""
    first = TODAY - timedelta(days=2)
    _take("境外返回人员名单", OBSERVED, first)
    _observe(first)
    _take("境外返回人员名单", OVERDUE, TODAY - timedelta(days=1))
    _take("境外返回人员名单", (*FRESH, *NEXT_DOOR), TODAY)
    _take("持护照人员核查劝导名单", CAMPAIGN, TODAY)
    from tongchou.pillars.screening import services

    with clock.at(clock.local(TODAY, 8)):
        services.open_visits(on=TODAY, at=clock.local(TODAY, 8))


def _take(title: str, people: tuple[tuple[str, int, str], ...], day: date) -> None:
    from tongchou.intake import doors
    from tongchou.registers.staff.models import User

    rows = [f"{day.month}月{day.day}日{title}", "姓名,身份证号码,联系电话,现住址,来源地,离开时间,抵罗时间"]
    for name, number, address in people:
        left = day - timedelta(days=3)
        source = "境外" if "境外" in title else ""
        phone = 13800000000 + number
        rows.append(f"{name},{id_number(number)},{phone},{address},{source},{left:%Y-%m-%d},{day:%Y-%m-%d}")
    at = clock.local(day, 7, 10)
    with clock.at(at):
        officer = User.objects.get(username="officer")
        content = "\n".join(rows).encode("gb18030")
        doors.take("screening", content, f"{title}.csv", user=officer, at=at, on=day, sender="市口岸专班")


def _observe(day: date) -> None:
    from tongchou.pillars.screening import queries, services
    from tongchou.registers.places.queries import tree
    from tongchou.registers.staff.access import scope_of
    from tongchou.registers.staff.models import User

    at = clock.local(day, 11)
    with clock.at(at):
        scope = scope_of(User.objects.get(username="town"), on=day, tree=tree(day))
        (row,) = queries.checks(scope, patterns=["screening:*:pending"])
        services.conclude(scope, {row.case: "home-quarantine"}, at=at)


if __name__ == "__main__":
    in_home(sys.argv[1])
    assert NOW.date() == TODAY
