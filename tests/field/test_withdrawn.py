"""A check that its sender withdrew while a phone without coverage was working on it."""

from __future__ import annotations

import pytest

from tests.field.conftest import NOW
from tongchou.pillars.screening.services import supersede

pytestmark = pytest.mark.django_db(databases="__all__")
CELL = "罗镜社区第1格"


def test_what_was_found_of_a_withdrawn_check_is_a_conflict_whichever_comes_first(phone, listed, standing):
    case, other = listed(CELL, 2)
    worker = phone("worker")
    acts = [worker.outcome(case, "cleared"), worker.outcome(other, "cleared")]
    supersede([case], actor=0, role="system", at=NOW)
    assert standing(case) == "outside"
    assert worker.send(*acts) == [("conflict", "disputed"), "created"]
    assert standing(case) == f"cleared @ {CELL} disputed"


def test_a_withdrawn_check_is_unknown_to_a_phone_that_never_held_it(phone, listed, standing):
    (case,) = listed(CELL)
    tip = phone("worker").tip(case)
    supersede([case], actor=0, role="system", at=NOW)
    neighbour = phone("neighbour", cell="445381105001-01")
    act = neighbour.outcome(case, "cleared", after=tip)
    assert neighbour.send(act) == [("refused", "check_unknown")]
    assert standing(case) == "outside"
