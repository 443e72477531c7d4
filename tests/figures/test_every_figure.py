"""Every declared figure opens into as many rows as it counts, whoever declared it."""

from __future__ import annotations

import random
from datetime import date

import numpy as np
import pytest

from tongchou.base import clock
from tongchou.base.ids import new_id
from tongchou.figures.asking import ask
from tongchou.figures.declare import Count, Flow, Stock, declared
from tongchou.figures.rows import rows
from tongchou.journal import chart
from tongchou.journal.chart import Register
from tongchou.journal.chart import chart as book_of
from tongchou.journal.entries import Claims, Entry
from tongchou.journal.posting import new_cases, post
from tongchou.journal.standing import Chain

DAYS = [date(2020, 3, day) for day in range(18, 23)]


def filled(count, **given):
    names = {name: np.zeros(count, np.int64) for name in Claims.COLUMNS}
    return Claims(**{**names, **{name: np.asarray(column, np.int64) for name, column in given.items()}})


def post_everywhere(places):
    """Open cases in every account of every register, and let half of them go to another state or place."""
    draw = random.Random(7)
    where = list(places.values())
    # A case of a return carries a value too; `returns` has its own tests of what it posts.
    for register in (r for r in chart.declared() if isinstance(r, Register) and not r.valued):
        codes = [code for code, _, _ in register.codes()] * 2
        size, first = len(codes), new_cases(len(codes))
        days = [draw.choice(DAYS) for _ in codes]
        opened = filled(
            size,
            case=range(first, first + size),
            chain=[Chain.OPEN] * size,
            account=[book_of().number(code) for code in codes],
            place=[draw.choice(where) for _ in codes],
            occurred_on=[day.toordinal() for day in days],
        )
        tip = post(Entry(new_id(), "test", 1, "system", clock.local(DAYS[0]), opened)).first_claim
        moved = [i for i in range(size) if draw.random() < 0.6]
        later = filled(
            len(moved),
            case=[first + i for i in moved],
            chain=[draw.choice([Chain.STATE, Chain.PLACE, Chain.CLASS]) for _ in moved],
            predecessor=[tip + i for i in moved],
            account=[book_of().number(draw.choice(codes)) for _ in moved],
            place=[draw.choice(where) for _ in moved],
            occurred_on=[draw.choice(DAYS).toordinal() for _ in moved],
        )
        post(Entry(new_id(), "test", 1, "system", clock.local(DAYS[-1]), later))


@pytest.fixture
def posted(places):
    post_everywhere(places)


def test_every_figure_opens_into_what_it_counts(posted, places):
    counted = 0
    for of in declared():
        if not isinstance(of, Stock | Flow | Count):
            continue
        for on in (DAYS[1], DAYS[-1]):
            for place in (places["C"], places["T"], places["P"]):
                answer, found = ask(of, place=place, on=on), rows(of, scope=None, place=place, on=on)
                assert found.total == answer.value, f"{of.name} at {place} on {on}"
                if (found.amounts == 1).all():
                    assert len(found) == answer.value
                counted += len(found)
    assert counted > 100
