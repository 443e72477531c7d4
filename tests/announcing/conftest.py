"""The little county, and people who come home to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.acting import NOW, TODAY, acting, little_county, place, post_as
from tongchou.base.ids import new_id
from tongchou.pillars.screening.announcing.door import announce
from tongchou.pillars.screening.announcing.saying import Said

SAID = Said(
    name="陈小明", paper="none", number="", phone="13800000001", come_from="province", source="湖北武汉", passed="",
    arrives_on=date(2020, 3, 22), way="train", trip="G1001", town="445381102", address="罗镜社区第1格17号", others="",
)  # fmt: skip


def said(**changes: Any) -> Said:
    """Return somebody's announcement, with changes."""
    return replace(SAID, **changes)


@pytest.fixture
def announced() -> Callable[..., str]:
    """Announce from the public page; return the receipt."""

    def say(*, network: str = "203.0.113.7", **changes: Any) -> str:
        return announce(said(**changes), entry=new_id(), at=NOW, address=network)

    return say
