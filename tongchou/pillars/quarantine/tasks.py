"""What quarantine has left to do, derived from the books: requests, care, trips, readings, releases, rooms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from tongchou.base.clock import local_day
from tongchou.base.refusals import words
from tongchou.base.rights import may
from tongchou.journal.chart import chart
from tongchou.journal.rows import columns
from tongchou.pillars.quarantine import queries
from tongchou.registers.staff.access import Scope
from tongchou.tasks.work import Kind, Left, Provider, register


def _standing(scope: Scope, patterns: Sequence[str]) -> Iterable[Left]:
    """Give the cases of some accounts by place."""
    numbers = ", ".join(str(n) for n in chart().matching(patterns))
    within, params = scope.within_sql("s.place")
    sql = f"SELECT s.place, count(*) FROM standing s WHERE s.account IN ({numbers}) AND {within} GROUP BY s.place"
    place, count = columns(sql, params, 2)
    return (Left(at, many) for at, many in zip(place.tolist(), count.tolist(), strict=True))


def requests(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the requests that wait for an answer; one from an earlier day is late."""
    for row in queries.requests(scope, limit=100_000):
        asked_on = local_day(row.doc.asked_at)
        yield Left(row.place, 1, asked_on, is_late=asked_on < on)


def care(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give what is left at home and not cared for yet."""
    return _standing(scope, ["care:*:waiting"])


def at_home(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the ordered people of whom nobody has asked who is left at home."""
    for row in queries.stays(scope, states=("ordered",), limit=100_000):
        if not row.is_answered:
            yield Left(row.home if scope.covers(row.home) else row.place, 1, row.order.from_on)


def arrivals(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the people a site expects."""
    return _standing(scope, ["quarantine:stay:ordered", "quarantine:stay:in-transit"])


def trips(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the trips that have not departed, or are under way."""
    return _standing(scope, ["quarantine:trip:planned", "quarantine:trip:under-way"])


def readings(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the readings that are due."""
    return _standing(scope, ["quarantine:reading:due"])


def releases(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the people whose last full day has come and who have not been released."""
    for row in queries.due_release(scope, on=on):
        yield Left(row.place, 1, row.order.ends_on, is_late=row.order.ends_on < on)


def rooms(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the rooms that await disinfection."""
    return _standing(scope, ["quarantine:room:awaiting-disinfection"])


def reported(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the stays that only a site's ledger reports, and what sites say that nobody settled."""
    for row in queries.unconfirmed(scope):
        yield Left(row.place, 1, row.order.from_on)
    for _, row in queries.said_by_sites(scope):
        yield Left(row.place, 1, row.order.from_on)


def _if_read(provider: Provider) -> Provider:
    """Give nothing to a reader who may not read quarantine."""
    return lambda scope, on, at: provider(scope, on, at) if may(scope, "quarantine.read") else ()


FIGURE = "quarantine_in_site"
for kind in (
    Kind(
        "quarantine_requests",
        words("報請集中隔離待答覆"),
        "quarantine_requests_open",
        words("核對暴露史，作出決定或說明理由退回"),
        2,
        requests,
    ),
    Kind(
        "quarantine_at_home",
        words("家中情況待問清"),
        "quarantine_ordered",
        words("問清家中還有誰、有什麼要照顧"),
        2,
        at_home,
    ),
    Kind("quarantine_care", words("隔離人員家中待照顧"), "care_open", words("安排親屬、村（社區）照看"), 3, care),
    Kind("quarantine_trips", words("接返車次"), "quarantine_ordered", words("點對點接送，兩端簽收"), 3, trips),
    Kind("quarantine_arrivals", words("待入住"), "quarantine_ordered", words("安排房間，簽收入住"), 3, arrivals),
    Kind(
        "quarantine_readings",
        words("今日體溫未錄"),
        "quarantine_readings_due",
        words("整個隔離點一張表錄入"),
        1,
        readings,
        hour=20,
    ),
    Kind(
        "quarantine_releases",
        words("隔離期滿待解除"),
        "quarantine_past_end",
        words("核對期滿，當日解除，發給證明"),
        2,
        releases,
    ),
    Kind("quarantine_rooms", words("房間待消毒"), "quarantine_rooms_awaiting", words("終末消毒後恢復待用"), 6, rooms),
    Kind("quarantine_reported", words("隔離點所報待確認"), FIGURE, words("核對後補作決定，或查清去向"), 4, reported),
):
    register(replace(kind, provider=_if_read(kind.provider)))
