"""A hand-over to a cell that was split while the phone had no coverage: it leads to where the cell's cases went."""

from __future__ import annotations

import pytest

from tests.field.conftest import NOW, TODAY
from tongchou.registers.places import reorganise

pytestmark = pytest.mark.django_db(databases="__all__")
CELL, OTHER = "罗镜社区第1格", "罗镜社区第2格"


def split(place) -> None:
    into = [reorganise.NewPlace(f"445381102001-02{half}", f"第2格{half}") for half in "甲乙"]
    reorganise.split(place(OTHER), into, on=TODAY, at=NOW, actor=0, role="system")


@pytest.mark.parametrize("first", ["hand-over", "split"])
def test_a_hand_over_to_a_split_cell_ends_in_one_place_whichever_comes_first(phone, listed, place, standing, first):
    case, _ = listed(CELL, 2)
    worker = phone("worker")
    act = worker.act(
        "hand_over", checks=[case], to="445381102001-02", after={str(case): worker.tip(case, tip="place_tip")}
    )
    if first == "split":
        split(place)
    assert worker.send(act) == ["created"]
    if first == "hand-over":
        assert standing(case) == f"pending @ {OTHER}"
        split(place)
    assert standing(case) == "pending @ 罗镜社区"


def test_a_hand_over_to_a_cell_that_never_was_is_refused(phone, listed, standing):
    (case,) = listed(CELL)
    worker = phone("worker")
    act = worker.act("hand_over", checks=[case], to="nowhere", after={str(case): worker.tip(case, tip="place_tip")})
    assert worker.send(act) == [("refused", "place_unknown")]
    assert standing(case) == f"pending @ {CELL}"
