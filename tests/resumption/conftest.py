"""The little county with enterprises in two of its towns, one actor for each role, and the clerk of one of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from tests.acting import NOW, TODAY, acting, little_county, place, post_as
from tests.web import county
from tongchou.base import clock
from tongchou.base.ids import new_id
from tongchou.intake.doors import take
from tongchou.intake.report import Report
from tongchou.journal import chart
from tongchou.journal.models import Standing
from tongchou.pillars.resumption.models import Enterprise
from tongchou.pillars.resumption.services import Filed, file_list
from tongchou.registers.orgs.identity import is_code
from tongchou.registers.orgs.services import take_in
from tongchou.registers.orgs.table import OrgTable
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.access import Scope, scope_of
from tongchou.registers.staff.models import Post, User

HERE, THERE = "罗镜社区", "云龙村"


def code_of(number: int) -> str:
    """Return a credit code that holds."""
    body = f"91445381MA{number:07d}"
    return next(body + c for c in "0123456789ABCDEFGHJKLMNPQRTUWXY" if is_code(body + c))


@pytest.fixture
def file(place: Callable[[str], int]) -> Callable[..., list[int]]:
    """File enterprises: `file(HERE, 3, group="below-scale", state="application")` gives their cases."""
    made = iter(range(1, 10_000))

    def put(at: str = HERE, count: int = 1, *, group: str = "below-scale", state: str = "", leading: bool = False,
            on: date = TODAY) -> list[int]:  # fmt: skip
        numbers = [next(made) for _ in range(count)]
        orgs = take_in(
            OrgTable([f"第{n}廠" for n in numbers], ["enterprise"] * count, [place(at)] * count,
                     [code_of(n) for n in numbers]),
            at=NOW,
        )  # fmt: skip
        filed = Filed(
            orgs.organisation.tolist(), [group] * count, [state] * count, np.full(count, place(at), np.int64),
            ["industry"] * count, [leading] * count, [False] * count, [None] * count, [""] * count, [""] * count,
            [0] * count, list(range(2, 2 + count)),
        )  # fmt: skip
        cases, _ = file_list(filed, actor=1, role="county_officer", on=on, at=NOW, entry=new_id())
        return cases.tolist()

    return put


@pytest.fixture
def clerk_of(place: Callable[[str], int]) -> Callable[[int], Scope]:
    """Appoint a clerk of an enterprise and act as them."""

    def appoint(case: int, at: str = HERE) -> Scope:
        user, new = User.objects.get_or_create(username=f"clerk{case}", defaults={"display_name": "專員"})
        number = Enterprise.objects.get(case=case).organisation
        if new:
            Post.objects.create(
                user=user, role="enterprise_clerk", place=place(at), organisation=number, from_on=county.OPENED
            )
        return scope_of(user, on=TODAY, tree=tree(TODAY))

    return appoint


@pytest.fixture
def stands() -> Callable[[int], str]:
    """Say where a case stands: `below-scale:application`."""

    def say(case: int) -> str:
        number = Standing.objects.get(case=case).account
        return f"{chart.chart().case_class(number)}:{chart.chart().state(number)}" if number else "outside"

    return say


@pytest.fixture
def send() -> Callable[..., Report]:
    """Send rows as a file: `send("enterprises", [["企业名称", ...], [...]])`."""

    def sent(kind: str, rows: list[list[object]], *, by: str = "officer", name: str = "表.csv", on: date | None = None,
             trial: bool = False) -> Report:  # fmt: skip
        text = "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows)
        user = User.objects.get(username=by)
        return take(kind, text.encode("utf-8-sig"), name, user=user, at=clock.now(), on=on, try_only=trial)

    return sent
