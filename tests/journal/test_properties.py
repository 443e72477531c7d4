"""The same facts in any order, any batches and any closings in between end in the same books."""

from __future__ import annotations

import os
import random
from collections import Counter

import numpy as np
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.journal.facts import PLACES, groupings, orders, play, texts, undone
from tongchou.journal import keeping, recount
from tongchou.journal.chart import chart
from tongchou.journal.models import Line, Movement, Standing
from tongchou.journal.notation import Books
from tongchou.journal.rebuilding import rebuild
from tongchou.journal.shifts import shifts
from tongchou.journal.standing import Position, stand
from tongchou.journal.walking import facts_of

#: PostgreSQL pays a round trip for each statement, and runs the same rules.
EXAMPLES = int(os.environ.get("TONGCHOU_EXAMPLES", "0")) or (8 if connection.vendor == "postgresql" else 24)


def examples(count: int) -> settings:
    """Return settings of so many examples, always the same ones unless TONGCHOU_EXAMPLES asks for more."""
    return settings(
        max_examples=count,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize="TONGCHOU_EXAMPLES" not in os.environ,
        database=None,
    )


def positions(books: Books) -> dict[str, Position]:
    """Return where every case stands, from all its claims."""
    known = keeping.claims_of(np.array(sorted(books.cases.values()), np.int64))
    settled = {target for target, _ in known.settles}
    names = {number: name for name, number in books.cases.items()}
    return {names[case]: stand(facts_of(known, rows), settled) for case, rows in known.by_case()}


def paths(position: Position) -> tuple:
    """Return what a position says, whatever numbers its claims were given."""
    chains = (position.class_path, position.state_path, position.place_path)
    opening = position.opening.target if position.opening else None
    return opening, *(tuple(step.target for step in path) for path in chains), position.flags


def outcome(books: Books) -> dict[str, object]:
    """Return all of the books that may not depend on the order of arrival."""
    balances: Counter[tuple[str, int]] = Counter()
    flows: Counter[tuple[str, object, object]] = Counter()
    book_of = chart()
    for line in Line.objects.all():
        balances[(book_of.codes[line.to_account], line.to_place)] += line.count
        balances[(book_of.codes[line.from_account], line.from_place)] -= line.count
        before, after = book_of.parts[line.from_account], book_of.parts[line.to_account]
        if before[2] != after[2]:
            flows[("state", before[2], after[2])] += line.count
        elif before[1] != after[1]:
            flows[("class", before[1], after[1])] += line.count
        else:
            flows[("place", line.from_place, line.to_place)] += line.count
    return {
        "standing": {case: books.standing(case) for case in positions(books)},
        "paths": {case: paths(position) for case, position in positions(books).items()},
        "balances": {key: n for key, n in balances.items() if n},
        "flows": {key: n for key, n in flows.items() if n},
    }


def conserved(books: Books) -> None:
    """Hold the books to what must be so after any act."""
    end = outcome(books)
    assert sum(end["balances"].values()) == 0, "with the world outside, everything adds up to nothing"
    cases = {key: n for key, n in end["balances"].items() if not key[0].startswith("outside")}
    stand_at = Counter((chart().codes[s.account], s.place) for s in Standing.objects.exclude(account=0))
    assert cases == dict(stand_at), "each case is in exactly one account"
    assert recount.audit() == []
    assert rebuild() == 0
    _no_day_is_short()


def _no_day_is_short() -> None:
    """No account of cases is below zero at the end of any day, and no case goes back in time."""
    days: dict[tuple[int, int], Counter[int]] = {}
    for line in Line.objects.all():
        assert line.booked_on >= line.occurred_on
        for account, place, count in (
            (line.to_account, line.to_place, line.count),
            (line.from_account, line.from_place, -line.count),
        ):
            if chart().world_of[account]:
                days.setdefault((account, place), Counter())[line.booked_on.toordinal()] += count
    for by_day in days.values():
        total = np.cumsum([by_day[day] for day in sorted(by_day)])
        assert (total >= 0).all()
    booked = dict(Line.objects.values_list("id", "booked_on"))
    last: dict[int, object] = {}
    for line, case in Movement.objects.order_by("line").values_list("line", "case"):
        last[case] = max(booked[line], last.get(case, booked[line]))
    assert last == {s.case: s.booked_on for s in Standing.objects.exclude(booked_on=0)}


@pytest.fixture
def play_out(close):
    """Play a text in one order, check the books, return what may not depend on the order, and forget it all."""

    def run(text, groups, acts):
        with undone():
            books = Books(text, PLACES)
            books.plan(groups)
            play(books, acts, close)
            conserved(books)
            return outcome(books)

    return run


@examples(EXAMPLES)
@given(data=st.data())
def test_any_order_of_arrival_ends_in_the_same_books(play_out, data):
    text = data.draw(texts())
    names = [line.split()[0] for line in text.splitlines()]
    groups = data.draw(groupings(names))
    lost = data.draw(st.sets(st.sampled_from(groups), max_size=1)) if len(groups) > 2 else set()
    arriving = [group for group in groups if group not in lost]
    ends = [play_out(text, groups, data.draw(orders(arriving))) for _ in range(3)]
    assert ends[1] == ends[0]
    assert ends[2] == ends[0]


@examples(EXAMPLES // 2)
@given(data=st.data())
def test_every_single_arrival_leaves_the_books_whole(close, data):
    text = data.draw(texts(most=10))
    groups = data.draw(groupings([line.split()[0] for line in text.splitlines()]))
    acts = data.draw(orders(groups))
    with undone():
        books = Books(text, PLACES)
        books.plan(groups)
        for act in acts:
            play(books, [act], close)
            conserved(books)


@examples(EXAMPLES * 5)
@given(text=texts(cases=1, most=20), seed=st.integers(0, 10**6))
def test_the_walk_adds_up_to_the_same_flows_in_every_order(text, seed):
    """The pure half alone, on longer chains: claims arrive one by one in three orders."""
    with undone():
        books = Books(text, PLACES)
        books.post(*books.said)
        known = keeping.claims_of(np.array(sorted(books.cases.values()), np.int64))
        ((_, rows),) = known.by_case()
        facts = facts_of(known, rows)
        ends = []
        for order in range(3):
            arriving = random.Random(seed + order).sample(facts, len(facts))
            ends.append(walked(arriving, known.settles))
    assert ends[1] == ends[0]
    assert ends[2] == ends[0]


def walked(facts, settles) -> dict:
    flows: Counter = Counter()
    position = Position()
    for i in range(1, len(facts) + 1):
        here = {fact.id for fact in facts[:i]}
        new = stand(facts[:i], {target for target, claim in settles if claim in here})
        for shift in shifts(position, new):
            before, after = shift.before or ("", "", "outside", 0), shift.after
            for part, name in enumerate(("register", "class", "state", "place")):
                if before[part] != after[part]:
                    flows[(name, before[part], after[part])] += shift.sign
        position = new
    return {key: n for key, n in flows.items() if n}


def test_a_standing_that_was_changed_is_put_right(books):
    b = books("""
        a  03-20  open   trial:below:pending  at P  case 1
        b  03-20  open   trial:below:pending  at P  case 2
        c  03-20  state  trial:below:watch    after b
        d  03-20  state  trial:below:away     after b
    """)
    b.post("a", "b", "c")
    b.post("d")
    before = list(Standing.objects.order_by("case").values())
    Standing.objects.filter(case=b.cases["1"]).delete()
    Standing.objects.filter(case=b.cases["2"]).update(place=104, flags=0)
    Standing.objects.create(
        case=999_999, account=1, place=1, class_tip=0, state_tip=0, place_tip=0, flags=0, booked_on=0
    )
    assert rebuild() == 3
    assert list(Standing.objects.order_by("case").values()) == before
