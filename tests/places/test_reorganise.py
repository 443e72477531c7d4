"""Splitting and merging: a new edition, and entries that move every case and stock; nothing is lost or guessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest

from tests.places.conftest import SMALL, code_of, place_of, rows
from tongchou.base import clock
from tongchou.base.ids import new_id
from tongchou.base.refusals import Refused
from tongchou.journal import chart
from tongchou.journal.chart import Register, Store, declare
from tongchou.journal.entries import Entry, Transfers, claims, move, opening, step
from tongchou.journal.models import Line, Standing
from tongchou.journal.posting import new_cases, post
from tongchou.registers.places.editions import open_edition
from tongchou.registers.places.models import Edition
from tongchou.registers.places.queries import tree, whereabouts
from tongchou.registers.places.reorganise import NewPlace, merge, move_to_successors, rows_of, split

declare(Register("gridtrial", "outside:gridtrial", ("pending", "cleared")))
declare(Store("gridstock", ("usable",)))

FEB = date(2020, 2, 5)
AT = clock.local(FEB, 20)
BY = {"on": FEB, "at": AT, "actor": 1, "role": "county_officer"}
SHUIBAI, YUNLONG, TOWN = "445381100202", "445381100217", "445381100"
EAST, WEST = NewPlace("445381100202-A", "水摆东村委会"), NewPlace("445381100202-B", "水摆西村委会")


@pytest.fixture(autouse=True)
def evening(small: Edition) -> Iterator[None]:
    """Every test happens in the small county on the evening of 5 February, with a chart read afresh."""
    chart.forget()
    with clock.at(AT):
        yield
    chart.forget()


def open_cases(code: str, count: int, *, state: str = "pending") -> list[int]:
    """Let cases begin at a place on 1 February, and return their numbers."""
    first = new_cases(count)
    on, place = date(2020, 2, 1), place_of(code)
    begun = [opening(case=first + i, account=f"gridtrial:all:{state}", place=place, on=on) for i in range(count)]
    post(Entry(new_id(), "open", 1, "field_worker", AT, claims(*begun)))
    return list(range(first, first + count))


def stock(code: str, quantity: int, *, item: int = 7) -> None:
    """Give a place's store so many of an item, out of the world; a negative number takes them away."""
    place, usable, world = place_of(code), chart.chart().number("gridstock:usable"), _world()
    ends = [(world, usable)] if quantity > 0 else [(usable, world)]
    columns = [np.array([n], np.int64) for n in (ends[0][0], place, ends[0][1], place, item, abs(quantity))]
    day = np.array([date(2020, 2, 1).toordinal()], np.int64)
    post(Entry(new_id(), "receive", 1, "field_worker", AT, transfers=Transfers(*columns, day)))


def _world() -> int:
    return chart.chart().number("outside:gridtrial")


def standings() -> dict[int, str]:
    """Return the code of the place where each case stands."""
    return {s.case: code_of(s.place) for s in Standing.objects.filter(account__gt=0)}


def balances() -> dict[tuple[str, str, int], tuple[int, int]]:
    """Return (cases, quantity) by account, place and item, counted from the lines; zeros and the world left out."""
    codes = chart.chart().codes
    counted: Counter[tuple[str, str, int]] = Counter()
    summed: Counter[tuple[str, str, int]] = Counter()
    for line in Line.objects.all():
        for sign, account, place in ((-1, line.from_account, line.from_place), (1, line.to_account, line.to_place)):
            if account and not codes[account].startswith("outside:"):
                key = (codes[account], code_of(place), line.item)
                counted[key] += sign * line.count
                summed[key] += sign * line.quantity
    return {key: (counted[key], summed[key]) for key in counted if counted[key] or summed[key]}


def test_a_merge_moves_cases_and_goods_to_the_one_that_follows() -> None:
    cases = [*open_cases(SHUIBAI, 3), *open_cases(YUNLONG, 2, state="cleared")]
    stock(SHUIBAI, 500)
    done = merge([place_of(SHUIBAI), place_of(YUNLONG)], NewPlace(YUNLONG, "云龙村委会"), **BY)
    assert done.moved == 3
    assert standings() == dict.fromkeys(cases, YUNLONG)
    assert balances() == {
        ("gridtrial:all:pending", YUNLONG, 0): (3, 0),
        ("gridtrial:all:cleared", YUNLONG, 0): (2, 0),
        ("gridstock:usable", YUNLONG, 7): (0, 500),
    }
    assert place_of(SHUIBAI) not in tree(FEB)
    assert whereabouts([place_of(SHUIBAI)], FEB)[place_of(SHUIBAI)].place == place_of(YUNLONG)


def test_a_merge_into_a_new_place_stands_where_the_first_stood() -> None:
    merge([place_of(SHUIBAI), place_of(YUNLONG)], NewPlace("445381100299", "水龙村委会"), **BY)
    now = tree(FEB)
    assert [code_of(place) for place in now.children(place_of(TOWN))] == ["445381100001", "445381100299"]
    assert now.area_kind[now.position(place_of("445381100299"))] == "rural"


def test_a_split_sends_cases_where_they_are_said_to_belong_and_the_rest_to_the_town() -> None:
    east, west, unknown = open_cases(SHUIBAI, 3)
    stock(SHUIBAI, 500)
    split(place_of(SHUIBAI), [EAST, WEST], cases={east: EAST.code, west: WEST.code}, **BY)
    assert standings() == {east: EAST.code, west: WEST.code, unknown: TOWN}
    assert balances()["gridstock:usable", TOWN, 7] == (0, 500)


def test_a_store_below_zero_moves_as_it_is() -> None:
    stock(SHUIBAI, -40)
    merge([place_of(SHUIBAI), place_of(YUNLONG)], NewPlace(YUNLONG, "云龙村委会"), **BY)
    assert balances() == {("gridstock:usable", YUNLONG, 7): (0, -40)}


def test_done_twice_nothing_is_left_to_move() -> None:
    open_cases(SHUIBAI, 2)
    merge([place_of(SHUIBAI), place_of(YUNLONG)], NewPlace(YUNLONG, "云龙村委会"), **BY)
    before = balances()
    assert move_to_successors(**BY).receipt is None
    assert balances() == before


def test_an_edition_opened_from_a_table_moves_what_its_retired_places_hold() -> None:
    """水摆 is left out and followed by nobody: what stood there goes to the town it stood under."""
    cases = open_cases(SHUIBAI, 2)
    left = "\n".join(line for line in SMALL.splitlines() if "水摆" not in line)
    open_edition(rows(left), from_on=FEB, title="減")
    assert move_to_successors(**BY).moved == 2
    assert standings() == dict.fromkeys(cases, TOWN)


def test_a_case_whose_place_is_disputed_is_left_for_a_person_to_decide() -> None:
    case, other = open_cases(SHUIBAI, 2)
    tip = Standing.objects.get(case=case).place_tip
    for code in (YUNLONG, "445381100001"):
        said = claims(move(case=case, place=place_of(code), predecessor=tip, on=FEB))
        post(Entry(new_id(), "move", 1, "field_worker", AT, said))
    done = split(place_of(SHUIBAI), [EAST, WEST], **BY)
    assert done.left == (case,)
    assert standings() == {case: SHUIBAI, other: TOWN}


def test_an_offline_outcome_after_the_merge_is_booked_at_the_place_that_follows() -> None:
    (case,) = open_cases(SHUIBAI, 1)
    tip = Standing.objects.get(case=case).state_tip
    merge([place_of(SHUIBAI), place_of(YUNLONG)], NewPlace(YUNLONG, "云龙村委会"), **BY)
    late = claims(step(case=case, account="gridtrial:all:cleared", predecessor=tip, on=date(2020, 2, 3)))
    post(Entry(new_id(), "outcome", 1, "field_worker", AT, late))
    assert balances() == {("gridtrial:all:cleared", YUNLONG, 0): (1, 0)}


def test_children_of_a_split_place_must_all_be_given_a_parent() -> None:
    with pytest.raises(Refused) as refused:
        split(place_of(TOWN), [NewPlace("a", "甲镇", takes=(SHUIBAI,)), NewPlace("b", "乙镇")], **BY)
    assert refused.value.code == "place_children_unassigned"


def test_a_town_is_split_with_its_villages() -> None:
    parts = [NewPlace("a", "甲镇", takes=(SHUIBAI,)), NewPlace("b", "乙镇", takes=(YUNLONG, "445381100001"))]
    split(place_of(TOWN), parts, **BY)
    now = tree(FEB)
    assert [code_of(place) for place in now.children(now.root)] == ["445381003", "a", "b"]
    assert [code_of(place) for place in now.children(place_of("b"))] == ["445381100001", YUNLONG]


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda: split(place_of(SHUIBAI), [EAST], **BY), "split_into_one"),
        (lambda: merge([place_of(SHUIBAI)], NewPlace(SHUIBAI, "水"), **BY), "merge_of_one"),
        (lambda: merge([place_of(SHUIBAI), place_of(TOWN)], NewPlace(TOWN, "罗镜镇"), **BY), "place_kinds_differ"),
        (lambda: split(place_of(SHUIBAI), [EAST, WEST], **{**BY, "on": date(2020, 2, 6)}), "reorganise_in_future"),
    ],
)
def test_what_is_no_reorganisation_is_refused(act: object, code: str) -> None:
    with pytest.raises(Refused) as refused:
        act()  # type: ignore[operator]
    assert refused.value.code == code
    assert Edition.objects.count() == 1


def test_rows_of_a_tree_make_the_same_tree(small: Edition) -> None:
    before = tree(FEB)
    open_edition(rows_of(before), from_on=FEB, title="同")
    after = tree(FEB)
    assert all((getattr(before, name) == getattr(after, name)).all() for name in ("ids", "right", "parent", "name"))
