"""Flash reports stay as they were frozen; the next one says why it differs."""

from __future__ import annotations

from datetime import date

import pytest

from tongchou.base import clock
from tongchou.base.refusals import Refused
from tongchou.closing.cut import Changed, Why, cut, differences
from tongchou.closing.models import Cut

THE_20TH, THE_21ST = date(2020, 3, 20), date(2020, 3, 21)
FIGURES = ("fig_pending", "fig_cleared", "fig_rate")

TEXT = """
    a  03-20  open   figtrial:below:pending  at P  case 1
    b  03-20  open   figtrial:below:pending  at P  case 2
    c  03-20  open   figtrial:above:pending  at Q  case 3
    d  03-20  open   figtrial:above:pending  at R  case 4
    e  03-20  state  figtrial:below:cleared  after a
    f  03-20  state  figtrial:below:cleared  after b
    g  03-21  state  figtrial:above:cleared  after c
    r  03-20  reverse  e
"""


def report(day, hour):
    at = clock.local(day, hour)
    return cut(day, cut_at=at, user=None, at=at, figures=FIGURES)


def values(frozen, places, name):
    """Return (top, bottom) of a figure of a report at the county."""
    row = frozen.figures.get(figure=name, place=places["C"])
    return row.top, row.bottom


def at(day, hour, act):
    with clock.at(clock.local(day, hour)):
        return act()


def test_a_report_stays_as_it_was_known(books, places):
    b = books(TEXT)
    at(THE_20TH, 10, lambda: b.post("a", "b", "c", "d"))
    at(THE_20TH, 18, lambda: b.post("e"))
    first = report(THE_20TH, 17)
    assert (first.number, values(first, places, "fig_pending")) == (1, (4, None))
    assert values(first, places, "fig_rate") == (0, 4)
    second = report(THE_20TH, 19)
    assert (second.number, values(second, places, "fig_pending")) == (2, (3, None))
    assert values(Cut.objects.get(number=1), places, "fig_pending") == (4, None)


def test_a_difference_is_late_corrected_or_new(books, places):
    """The notation's entries happened at 9 of their day; the cut is at 17:00."""
    b = books(TEXT)
    at(THE_20TH, 10, lambda: b.post("a", "b", "c", "d"))
    at(THE_20TH, 11, lambda: b.post("e"))
    first = report(THE_20TH, 17)
    at(THE_20TH, 18, lambda: b.post("f"))
    at(THE_20TH, 19, lambda: b.post("r"))
    at(THE_21ST, 10, lambda: b.post("g"))
    second = report(THE_21ST, 17)
    changed = {(row.figure, row.place): row for row in differences(first, second)}
    assert changed[("fig_pending", places["T"])] == Changed(
        "fig_pending", places["T"], 2, 1, Why(late=-1, corrected=1, new=-1)
    )
    assert changed[("fig_rate", places["C"])] == Changed(
        "fig_rate", places["C"], 1, 2, Why(late=1, corrected=-1, new=1), Why(0, 0, 0)
    )
    assert ("fig_pending", places["U"]) not in changed


def test_causes_add_up_to_the_difference(books, places):
    b = books(TEXT)
    at(THE_20TH, 10, lambda: b.post("a", "b", "c", "d"))
    first = report(THE_20TH, 17)
    at(THE_20TH, 18, lambda: b.post("e", "f"))
    at(THE_21ST, 10, lambda: b.post("g", "r"))
    second = report(THE_21ST, 17)
    for row in differences(first, second):
        assert row.top.total == row.after - row.before


def test_a_days_flow_starts_afresh_and_only_its_own_day_can_be_late(books, places):
    b = books(TEXT)
    at(THE_20TH, 10, lambda: b.post("a", "b", "c", "d"))
    first = report(THE_20TH, 17)
    at(THE_20TH, 18, lambda: b.post("e", "f"))
    at(THE_21ST, 10, lambda: b.post("g"))
    second = report(THE_21ST, 17)
    assert (values(first, places, "fig_cleared"), values(second, places, "fig_cleared")) == ((0, None), (1, None))
    county = next(row for row in differences(first, second) if (row.figure, row.place) == ("fig_cleared", places["C"]))
    assert county.top == Why(late=2, corrected=0, new=-1)


def test_a_village_lead_freezes_no_report(leads):
    with pytest.raises(Refused) as refused:
        cut(THE_20TH, cut_at=clock.local(THE_20TH, 17), user=leads["P"], at=clock.local(THE_20TH, 17))
    assert refused.value.code == "not_allowed"
    assert not Cut.objects.exists()
