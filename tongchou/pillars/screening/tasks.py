"""What screening has left to do, derived from the books: checks, visits due, addresses and disputes to settle.

A check belongs to the team of its smallest known cell: a fixed team, else the last that worked there, else the nearest
up the tree, else "no team", which is itself pending.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from tongchou.base.refusals import words
from tongchou.journal.chart import chart
from tongchou.journal.models import Standing
from tongchou.journal.rows import columns
from tongchou.pillars.screening import disputing, queries
from tongchou.pillars.screening.figures import KEY_GROUPS
from tongchou.pillars.screening.teams import teams_at
from tongchou.registers.staff.access import Scope
from tongchou.tasks.work import Kind, Left, register


def _pending(scope: Scope, patterns: Iterable[str], on: date) -> Iterable[Left]:
    """Give pending checks by place, with the team that answers there."""
    numbers = ", ".join(str(n) for n in chart().matching(patterns))
    within, params = scope.within_sql("s.place")
    place, count, oldest = columns(
        'SELECT s.place, count(*), min(r.list_on) FROM standing s JOIN screening_check c ON c."case" = s."case" '
        f"JOIN screening_roster r ON r.id = c.roster_id WHERE s.account IN ({numbers}) AND {within} GROUP BY s.place",
        params,
        3,
    )
    teams = teams_at(place, on)
    for at, many, since, team in zip(place.tolist(), count.tolist(), oldest.tolist(), teams.tolist(), strict=True):
        since_on = date.fromordinal(since)
        yield Left(at, many, since_on, max(team, 0), is_late=since_on < on)


def key_checks(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the pending checks of the "3+1" groups and of people met at the door."""
    return _pending(scope, [f"screening:{g}:pending" for g in (*KEY_GROUPS, "met")], on)


def campaign_checks(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the pending checks of campaigns."""
    return _pending(scope, ["screening:passport:pending"], on)


def no_team(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the pending checks that no team answers for."""
    return (part for part in key_checks(scope, on, at) if not part.team)


def visits(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the visits of the day that nobody answered yet."""
    numbers = ", ".join(str(n) for n in chart().matching("visit:*:due"))
    within, params = scope.within_sql("s.place")
    place, count = columns(
        'SELECT s.place, count(*) FROM screening_visit v JOIN standing s ON s."case" = v."case" '
        f"WHERE s.account IN ({numbers}) AND v.due_on = %s AND {within} GROUP BY s.place",
        [on.toordinal(), *params],
        2,
    )
    teams = teams_at(place, on)
    for where, many, team in zip(place.tolist(), count.tolist(), teams.tolist(), strict=True):
        yield Left(where, many, on, max(team, 0))


def addresses(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the unclaimed addresses that the reader is asked about; late ones have gone up a level."""
    for row in queries.unclaimed(scope, at=at):
        yield Left(row.place, 1, row.asked_at.date(), is_late=row.escalated)


def zero_reports(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the villages that have not said anything today."""
    for row in queries.zero_reports(scope, on=on):
        if row.state == "expected":
            yield Left(row.place, 1, on)


def disputes(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the checks and visits that two people say different things of."""
    for place, count in Counter(disputing.places_of(scope)).items():
        yield Left(place, count)


def releases(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the people whose observation is over and who have not been released."""
    cases = queries.due_release(scope, on=on)
    where = Standing.objects.filter(case__in=cases).values_list("place", flat=True)
    for place in where:
        yield Left(place, 1, on)


KINDS = (
    Kind("key_checks", words("重點人員待核查"), "screening_pending", words("逐人核查，當日清零"), 0, key_checks),
    Kind("visits", words("今日應訪未訪"), "visits_due", words("上門見到本人，或電話代錄"), 1, visits, hour=20),
    Kind("zero_report", words("零報告待報"), "zero_reports_expected", words("無事報零"), 8, zero_reports, hour=20),
    Kind("disputes", words("結論不一致"), "screening_pending", words("對照兩方所錄，由鎮一級裁定"), 2, disputes),
    Kind("addresses", words("地址待認領"), "screening_pending", words("由村居認領，或說明不在本村"), 3, addresses),
    Kind("no_team", words("沒有小組負責"), "screening_pending", words("為該網格組建三人小組"), 4, no_team),
    Kind("releases", words("觀察期滿待解除"), "screening_home_quarantine", words("核對期滿，當日解除"), 5, releases),
    Kind(
        "campaign_checks", words("護照核查勸導"), "screening_passport_pending", words("逐戶核查勸導"), 6,
        campaign_checks, target_on=date(2020, 3, 25),
    ),
)  # fmt: skip
for kind in KINDS:
    register(replace(kind, verb="screening.read"))
