"""What must never happen to the books."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from django.db import DatabaseError, connection, transaction

from tongchou.base.clock import local
from tongchou.base.ids import new_id
from tongchou.base.refusals import Refused
from tongchou.journal.chart import chart
from tongchou.journal.entries import Entry, Transfers, claims, opening
from tongchou.journal.models import Claim, Line
from tongchou.journal.posting import new_cases, post
from tongchou.journal.stock import Stored, on_hand

DAY = date(2020, 3, 20)
TABLES = ("entry", "claim", "settles", "line", "movement", "commit_log", "conflict")


@pytest.fixture
def written(books):
    b = books("""
        a  03-20  open     trial:below:pending  at P  case 1
        b  03-20  state    trial:below:cleared  after a
        c  03-20  reverse  b
        d  03-20  state    trial:below:away     after a
    """)
    b.post("a", "b", "c")
    b.post("d")
    b.entries["b"] = b.entries["d"]
    b.post("b")
    return b


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "act", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "INSERT OR REPLACE INTO {0} SELECT * FROM {0}"]
)
def test_the_books_are_never_edited(written, table, act):
    column = {"settles": "target", "movement": "line", "commit_log": "n"}.get(table, "digest")
    column = {"claim": "id", "line": "id"}.get(table, column)
    if "REPLACE" in act and connection.vendor == "postgresql":
        act = "TRUNCATE {0} CASCADE"
    with pytest.raises(DatabaseError, match="never edited"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act.format(table, column))


def test_a_store_may_go_below_zero_because_a_fact_is_never_refused_for_lack_of_stock():
    def one(value):
        return np.array([value], np.int64)

    here, there = chart().number("trialstock:usable"), chart().number("outside:trial")
    moved = Transfers(one(here), one(101), one(there), one(101), one(7), one(300), one(DAY.toordinal()))
    post(Entry(new_id(), "issue", 1, "field_worker", local(DAY), transfers=moved))
    line = Line.objects.get()
    assert (line.quantity, line.count, line.item, line.booked_on) == (300, 0, 7, DAY)


def test_an_entry_that_is_refused_leaves_nothing(books):
    case = new_cases(2)
    good = opening(case=case, account="trial:below:pending", place=101, on=DAY)
    bad = opening(case=case + 1, account="trial:below:pending", place=0, on=DAY)
    with pytest.raises(Refused) as refused:
        post(Entry(new_id(), "list", 1, "county_officer", local(DAY), claims(good, bad)))
    assert refused.value.code == "claim_malformed"
    assert (Claim.objects.count(), Line.objects.count()) == (0, 0)


def test_what_is_on_hand_counts_what_came_and_went_and_may_be_short():
    def one(value):
        return np.array([value], np.int64)

    here, there = chart().number("trialstock:usable"), chart().number("outside:trial")
    for frm, to, quantity in ((there, here, 500), (here, there, 300), (here, there, 250)):
        moved = Transfers(one(frm), one(101), one(to), one(101), one(7), one(quantity), one(DAY.toordinal()))
        post(Entry(new_id(), "goods", 1, "storekeeper", local(DAY), transfers=moved))
    masks, gloves, elsewhere = Stored(here, 101, 7), Stored(here, 101, 8), Stored(here, 102, 7)
    assert on_hand([masks, gloves, elsewhere]) == {masks: -50, gloves: 0, elsewhere: 0}
