"""The team of a check: fixed, else the last that worked there, else the nearest up the tree, else none."""

from __future__ import annotations

import numpy as np
import pytest

from tests.screening.conftest import NOW, TODAY
from tests.web.county import OPENED
from tongchou.pillars.screening.services import conclude
from tongchou.pillars.screening.teams import teams_at
from tongchou.registers.staff.models import Slot, Team, User
from tongchou.tasks.work import left


@pytest.fixture
def team(place):
    """Form a team at a place, with a user in its first slot."""

    def form(at: str, username: str, *, fixed: bool = True) -> int:
        made = Team.objects.create(place=place(at), is_fixed=fixed, from_on=OPENED)
        user = User.objects.get(username=username)
        Slot.objects.create(team=made, slot="village_committee", user=user, from_on=OPENED)
        return made.pk

    return form


def at(place, name):
    return teams_at(np.array([place(name)], np.int64), TODAY).tolist()


def test_a_cell_without_a_team_is_answered_for_by_the_nearest_above(place, team):
    town = team("罗镜镇", "town")
    assert at(place, "罗镜社区第1格") == [town]
    village = team("罗镜社区", "village")
    assert at(place, "罗镜社区第1格") == [village]
    assert at(place, "云龙村") == [0]


def test_the_team_that_last_worked_in_a_cell_comes_before_the_one_above(place, team, listed, acting):
    team("罗镜镇", "town")
    passing = team("水摆村", "worker", fixed=False)
    (case,) = listed("罗镜社区第1格")
    conclude(acting("worker"), {case: "cleared"}, at=NOW)
    assert at(place, "罗镜社区第1格") == [passing]
    fixed = team("罗镜社区第1格", "village")
    assert at(place, "罗镜社区第1格") == [fixed]


def test_checks_that_no_team_answers_for_are_work_of_their_own(listed, acting, team):
    listed("云龙村", 2)
    listed("罗镜社区第1格")
    team("罗镜镇", "town")
    counts = {work.kind.name: work.count for work in left(acting("officer"), on=TODAY, at=NOW)}
    assert (counts["key_checks"], counts["no_team"]) == (3, 2)
    mine = {work.kind.name: work.count for work in left(acting("village"), on=TODAY, at=NOW)}
    assert (mine["key_checks"], mine["no_team"]) == (1, 0)
