"""A little county for the desk's tests: two towns, four villages, cells below them, and one user for each role.

`python -m tests.web.county HOME` makes it in a home of its own, for the browser.
"""

from __future__ import annotations

import os
import sys
from datetime import date, datetime
from functools import cache

from tongchou.base import clock

PASSWORD = "tongchou-2020"
OPENED = date(2020, 1, 23)
TODAY = date(2020, 3, 20)
NOW: datetime = clock.local(TODAY, 15, 30)

#: code, name, parent, kind.
PLACES = (
    ("445381", "罗定市", "", "county"),
    ("445381102", "罗镜镇", "445381", "town"),
    ("445381102001", "罗镜社区", "445381102", "medium"),
    ("445381102002", "水摆村", "445381102", "medium"),
    ("445381102001-01", "罗镜社区第1格", "445381102001", "small"),
    ("445381102001-02", "罗镜社区第2格", "445381102001", "small"),
    ("445381102002-01", "水摆村第1格", "445381102002", "small"),
    ("445381105", "附城街道", "445381", "town"),
    ("445381105001", "云龙村", "445381105", "medium"),
    ("445381105002", "新西村", "445381105", "medium"),
    ("445381105001-01", "云龙村第1格", "445381105001", "small"),
    ("445381105002-01", "新西村第1格", "445381105002", "small"),
    ("445381-S1", "县总仓", "445381", "store"),
    ("445381102-S1", "罗镜镇仓", "445381102", "store"),
    ("445381105-S1", "附城仓", "445381105", "store"),
    ("445381-Q1", "第一隔离点", "445381", "site"),
    ("445381-Q2", "第二隔离点", "445381", "site"),
    ("445381-P1", "白云机场接返点", "445381", "site"),
)

#: The number of the organisation whose clerk there is; nobody need have registered it.
EMPLOYER = 1

#: username, name, role, place, group.
USERS = (
    ("command", "縣指揮部值班", "county_command", "445381", "office"),
    ("officer", "防控組幹部", "county_officer", "445381", "prevention"),
    ("town", "黃鎮長", "town_lead", "445381102", ""),
    ("village", "陳主任", "village_lead", "445381102001", ""),
    ("neighbour", "李主任", "village_lead", "445381105001", ""),
    ("worker", "張網格員", "field_worker", "445381102001-01", ""),
    ("auditor", "審計員", "auditor", "445381", ""),
    ("tracer", "周流調", "epidemiologist", "445381", "prevention"),
    ("physician", "吳醫師", "duty_physician", "445381", "treatment"),
    ("keeper", "梁保管員", "storekeeper", "445381-S1", ""),
    ("townkeeper", "彭保管員", "storekeeper", "445381102-S1", ""),
    ("site", "梁點長", "site_manager", "445381-Q1", ""),
    ("other-site", "何點長", "site_manager", "445381-Q2", ""),
    ("pickup", "林組長", "pickup_lead", "445381-P1", ""),
    ("clerk", "何專員", "enterprise_clerk", "445381102001", ""),
)


def build() -> None:
    """Put places and users into the store."""
    from tongchou.registers.places.editions import Row, open_edition

    open_edition(
        [Row(code=code, name=name, parent=parent, kind=kind) for code, name, parent, kind in PLACES],
        from_on=OPENED,
        title="試用網格",
    )
    _users()


def _users() -> None:
    from tongchou.registers.places.models import Place
    from tongchou.registers.staff.models import Post, User

    ids = dict(Place.objects.values_list("code", "id"))
    for username, name, role, place, group in USERS:
        user = User.objects.create(username=username, password=_hashed(), display_name=name)
        employer = EMPLOYER if role == "enterprise_clerk" else None
        Post.objects.create(user=user, role=role, place=ids[place], group=group, organisation=employer, from_on=OPENED)


@cache
def _hashed() -> str:
    """Return the password's hash, made once: it is slow on purpose."""
    from django.contrib.auth.hashers import make_password

    return make_password(PASSWORD)


def in_home(home: str) -> None:
    """Make the county in an empty home."""
    os.environ["TONGCHOU_HOME"] = home
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongchou.config.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.HOME.prepare()
    for store in settings.DATABASES:
        call_command("migrate", database=store, verbosity=0)
    from tests.web import days

    with clock.at(clock.local(OPENED, 8)):
        build()
    days.play(last=TODAY)


if __name__ == "__main__":
    in_home(sys.argv[1])
