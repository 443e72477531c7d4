"""The county's day by itself: what is due when, made up for after a stop, and done by one of several at a time."""

from __future__ import annotations

import threading
from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.screening.conftest import NOW, TODAY
from tongchou.base import clock
from tongchou.base.clock import local
from tongchou.base.refusals import Refused
from tongchou.closing.days import county_open
from tongchou.closing.models import Closing
from tongchou.config.daily import alone
from tongchou.pillars.screening.models import Visit
from tongchou.pillars.screening.services import conclude
from tongchou.procedures.daily import Act, Hours, due, hours_of, run

DAY = date(2020, 3, 20)
NEXT = date(2020, 3, 21)
HOURS = Hours()


def acts(now: datetime, *, first_open: date = DAY, opened: date | None = None, hours: Hours = HOURS) -> list[Act]:
    return list(due(now, first_open=first_open, opened=opened, hours=hours))


def test_a_morning_opens_at_its_hour_and_once():
    assert acts(local(DAY, 6, 29)) == []
    assert acts(local(DAY, 6, 30)) == [Act("morning", DAY)]
    assert acts(local(DAY, 6, 30), opened=DAY) == []


def test_a_day_closes_at_the_hour_the_county_chose():
    assert acts(local(NEXT, 0, 0), opened=DAY) == [Act("close", DAY)]
    late = Hours(close=time(0, 30))
    assert acts(local(NEXT, 0, 29), opened=DAY, hours=late) == []
    assert acts(local(NEXT, 0, 30), opened=DAY, hours=late) == [Act("close", DAY)]


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 40), st.integers(0, 23), st.integers(0, 20), st.integers(0, 10))
def test_after_a_stop_every_day_is_opened_and_closed_in_turn(days, hour, closes, missed):
    hours = Hours(close=time(closes))
    opened = None if missed == 0 else DAY - timedelta(days=missed)
    found = acts(local(DAY + timedelta(days=days), hour), opened=opened, hours=hours)
    closed = [act.on for act in found if act.what == "close"]
    mornings = [act.on for act in found if act.what == "morning"]
    assert closed == [DAY + timedelta(days=n) for n in range(len(closed))]
    assert mornings == [DAY + timedelta(days=n) for n in range(len(mornings))]
    assert len(closed) == max(0, days - (hour < closes))
    assert [act.on for act in found] == sorted(act.on for act in found)


def test_hours_are_data_and_false_is_off():
    assert hours_of({}) == Hours(time(6, 30), time(0, 0))
    assert hours_of({"daily": {"close": "00:30"}}) == Hours(time(6, 30), time(0, 30))
    assert hours_of({"daily": False}) is None
    with pytest.raises(Refused):
        hours_of({"daily": {"close": "midnight"}})


@pytest.mark.django_db(databases="__all__")
def test_three_days_of_standstill_are_made_up_for(acting, listed):
    (case,) = listed("罗镜社区")
    conclude(acting("village"), {case: "home-quarantine"}, at=NOW)
    back = local(TODAY + timedelta(days=3), 9)
    with clock.at(back):
        done = run(HOURS, at=back)
        assert [act.on for act in done if act.what == "close"] == [TODAY + timedelta(days=n) for n in range(3)]
        assert run(HOURS, at=back) == [], "twice does nothing, in another worker neither"
    assert (Closing.objects.count(), county_open()) == (3, TODAY + timedelta(days=3))
    assert set(Visit.objects.values_list("due_on", flat=True)) == {TODAY + timedelta(days=n) for n in range(4)}


@pytest.mark.django_db(databases="__all__")
def test_a_county_without_an_entry_has_nothing_to_close():
    assert run(HOURS, at=NOW + timedelta(days=9)) == []


@pytest.mark.django_db(databases="__all__")
def test_one_of_several_does_it_at_a_time():
    found = []

    def other() -> None:
        with alone() as mine:
            found.append(mine)
        connection.close()

    with alone() as mine:
        asking = threading.Thread(target=other)
        asking.start()
        asking.join()
        assert (mine, found) == (True, [False])
    again = threading.Thread(target=other)
    again.start()
    again.join()
    assert found == [False, True]
