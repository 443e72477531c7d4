"""What resumption has left to do, derived from the books."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from tongchou.base.clock import local_day
from tongchou.base.refusals import words
from tongchou.journal.chart import chart
from tongchou.journal.rows import columns
from tongchou.pillars.resumption import queries
from tongchou.registers.staff.access import Scope, may
from tongchou.tasks.work import Kind, Left, Provider, register


def _for_readers(provider: Provider) -> Provider:
    """Return a provider that gives nothing to those who do not survey enterprises."""

    def asked(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
        return provider(scope, on, at) if may(scope, "resumption.survey") else ()

    return asked


def _standing(*patterns: str) -> Provider:
    """Return a provider of the cases that stand in accounts, since the day they came there."""

    def waiting(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
        numbers = ", ".join(str(n) for n in chart().matching(patterns))
        within, params = scope.within_sql("s.place")
        place, count, oldest = columns(
            "SELECT s.place, count(*), min(s.booked_on) FROM standing s "
            f"WHERE s.account IN ({numbers}) AND {within} GROUP BY s.place",
            params,
            3,
        )
        for where, many, since in zip(place.tolist(), count.tolist(), oldest.tolist(), strict=True):
            yield Left(where, many, date.fromordinal(since), is_late=since < on.toordinal())

    return waiting


def difficulties(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the difficulties nobody answered yet."""
    for row in queries.difficulties(scope, state="raised", limit=1000):
        since = local_day(row.raised_at)
        yield Left(row.place, 1, since, is_late=since < on)


def silent(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the enterprises that have sent no sheet today."""
    for row in queries.answers(scope, on=on, state="expected", limit=10_000):
        yield Left(row.place, 1, on)


def abnormal(scope: Scope, on: date, at: datetime) -> Iterable[Left]:
    """Give the abnormal workers of today's sheets whom nobody checks yet."""
    for row in queries.abnormal(scope, on=on):
        yield Left(row.place, row.told - row.checked, on)


def _kind(name: str, title: str, figure: str, way: str, order: int, provider: Provider, hour: int = 24) -> Kind:
    return Kind(name, title, figure, way, order, _for_readers(provider), hour=hour)


KINDS = (
    _kind("abnormal_workers", words("異常職工待核查"), "resumption_abnormal",
          words("收企業名單，轉入逐人核查"), 0, abnormal),
    _kind("applications", words("復工申請待驗收"), "resumption_at_application",
          words("安排驗收，或當場作出決定"), 10, _standing("resumption:*:application", "resumption:*:inspection")),
    _kind("difficulties", words("企業困難待答覆"), "difficulties_raised",
          words("由專班答覆，企業確認後辦結"), 11, difficulties),
    _kind("silent_enterprises", words("今日未報的企業"), "resumption_sheets_expected",
          words("由駐企聯絡員催報，或代錄"), 12, silent, 20),
    _kind("to_mend", words("抽查待整改"), "spot_checks_to_mend",
          words("複查後銷號，或暫停復工"), 13, _standing("spot-check:all:to-mend")),
)  # fmt: skip
for kind in KINDS:
    register(kind)
