"""Closing a full-county day: checks, carry-over under every name, seal; against the bare insert of the rows it wrote.

Luoding with its places and staff. Each day a list opens checks at its cells, and one in ten is still pending at the
cut-off; whoever has not answered is carried too, name by name. Each day's folder is verified. The first day warms up.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
from django.conf import settings

from tongchou.base import clock
from tongchou.base.ids import new_id
from tongchou.bench import again
from tongchou.bench.measuring import Asked, Bound, Found, Took, compared, measure, timed
from tongchou.closing.close import Closed, close_day
from tongchou.closing.keys import public_key
from tongchou.closing.seal import folder_of
from tongchou.closing.verify import verify
from tongchou.journal.chart import chart
from tongchou.journal.entries import Claims, Entry
from tongchou.journal.models import Standing
from tongchou.journal.posting import post
from tongchou.journal.standing import Chain
from tongchou.pillars.screening.models import Roster
from tongchou.pillars.screening.services import open_checks
from tongchou.pillars.screening.services.lists import NewChecks
from tongchou.registers.places.queries import tree

ROWS, DAYS, PENDING, GROUP = 10_000, 3, 10, "from-key-area"
FIRST_ON = date(2020, 2, 6)


@measure("close", yardstick="a bare insert of all rows that the closing wrote", size="checks a day, 10k by default")
def close(asked: Asked) -> Iterator[Found]:
    """Close days one after the other, each followed by the bare insert of what it wrote."""
    from demo.places import write_luoding
    from demo.staff import build_luoding

    rows, days = asked.size or ROWS, [FIRST_ON + timedelta(days=n) for n in range(DAYS)]
    with clock.at(clock.local(FIRST_ON, 6)):
        write_luoding()
        build_luoding()
    turns, done = [], []
    for day in days:
        with clock.at(clock.local(day, 12)):
            _work(rows, day)
        took, closed = _turn(day)
        turns.append(took)
        done.append(closed)
    wrong = [str(finding) for day in days for finding in verify(folder_of(day), public_key(settings.HOME))]
    facts: dict[str, float | str] = {
        "places": len(tree(days[-1])),
        "carried on the last day": done[-1].carried.total,
        "verified": wrong[0] if wrong else "clean",
        "peak memory MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    }
    found = compared("one full-county day", rows, turns[1:], **facts)
    found.bounds.append(Bound("a full-county day closes in 60 s", found.p50_ms / 1000, 60))
    found.bounds.append(Bound("findings of verify in the days closed", len(wrong), 0))
    yield found


def _turn(day: date) -> tuple[tuple[Took, Took], Closed]:
    at, before, closed = clock.local(day, 24), again.counts(), list[Closed]()
    with clock.at(at):
        took = timed(lambda: closed.append(close_day(day, user=None, at=at)))
    written = again.grown(before, by=0)
    tables = {table: values[-(len(values) - before[table]) :] for table, values in written.items()}
    prefix = f"bare{day.day}_"
    for table in tables:
        again.make(f"{prefix}{table}", table)
    return (took, timed(lambda: again.load(tables, prefix=prefix))), closed[0]


def _work(rows: int, day: date) -> None:
    """Open a day's checks at the county's cells, and clear all but one in ten."""
    at, places = clock.now(), tree(day)
    cells = places.of_kind("micro") if len(places.of_kind("micro")) else places.ids
    person = list(range(day.toordinal() * rows, (day.toordinal() + 1) * rows))
    none, numbers = [None] * rows, list(range(1, rows + 1))
    checks = NewChecks(
        person=person, group=[GROUP] * rows, place=np.resize(cells, rows), sheet=[0] * rows, row=numbers,
        source_area=["湖北"] * rows, left_on=none, arrived_on=none, transport=[""] * rows,
    )  # fmt: skip
    roster = Roster(
        upload=new_id(), title="bench", sender="公安", origin="pushed", list_on=day, taken_at=at, place=places.root,
        rows=rows, entry=new_id(),
    )  # fmt: skip
    case = open_checks(checks, roster=roster, actor=0, role="system", at=at)
    some = case[np.arange(rows) % PENDING != 0]
    tips = Standing.objects.filter(case__gte=int(case[0]), case__lte=int(case[-1])).values_list("case", "state_tip")
    tip_of = dict(tips)
    none_of, tip = np.zeros(len(some), np.int64), np.array([tip_of[one] for one in some.tolist()], np.int64)
    account = none_of + chart().number(f"screening:{GROUP}:cleared")
    on = none_of + day.toordinal()
    claims = Claims(some, none_of + Chain.STATE, tip, account, none_of, on, none_of, np.arange(len(some)))
    post(Entry(new_id(), "outcome", 1, "county_officer", at, claims))
