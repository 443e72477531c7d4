"""The little county, a team at a village, and its day sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.screening.conftest import NOW, TODAY, acting, listed, little_county, place, post_as, standing
from tests.web.county import OPENED
from tongchou.paper.making import make
from tongchou.paper.models import Sheet
from tongchou.pillars.screening.models import Check
from tongchou.registers.people.services import locate
from tongchou.registers.staff.models import Slot, Team, User


@pytest.fixture
def team(place: Callable[[str], int]) -> int:
    """Form the team of 罗镜社区: 陳主任 and 張網格員."""
    made = Team.objects.create(place=place("罗镜社区"), is_fixed=True, from_on=OPENED)
    for slot, username in (("village_committee", "village"), ("health", "worker")):
        Slot.objects.create(team=made, slot=slot, user=User.objects.get(username=username), from_on=OPENED)
    return made.pk


@pytest.fixture
def sheet(team: int, place: Callable[[str], int], listed: Callable[..., list[int]], acting: Any) -> Sheet:
    """Make the team's sheet with three checks; the neighbour's village has people too."""
    cases = listed("罗镜社区", 3)
    locate(Check.objects.filter(case__in=cases).values_list("person", flat=True), place("罗镜社区"))
    listed("云龙村", 2)
    return make(acting("village"), team, at=NOW)
