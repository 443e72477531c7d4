"""The daily sheets: who sent one, what it said, and which abnormal workers nobody checks yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from tongchou.journal.chart import chart
from tongchou.journal.returns import column_account
from tongchou.pillars.resumption.accounts import HEALTH_COLUMNS, WORKERS_HEALTH
from tongchou.pillars.resumption.models import AbnormalFound
from tongchou.pillars.resumption.queries.enterprises import enterprise
from tongchou.pillars.resumption.queries.narrowing import among, fetched, narrowed
from tongchou.registers.staff.access import Scope, require

_ANSWERS = (
    'FROM return_case r JOIN standing s ON s."case" = r."case" '
    'JOIN resumption_enterprise e ON e."case" = r.unit JOIN organisation o ON o.id = e.organisation '
    "WHERE r.account = %s AND r.day = %s AND s.account > 0"
)


@dataclass(frozen=True)
class Sheet:
    """One enterprise's sheet of a day: how it answered, and what it said; a column it left empty is not there."""

    case: int
    name: str
    place: int
    state: str
    said: dict[str, int]


def answers(
    scope: Scope, *, on: date, place: int | None = None, state: str = "*", after: int = 0, limit: int = 50
) -> list[Sheet]:
    """Return the sheets of a day, of the enterprises from which one was due, by case."""
    require(scope, "resumption.survey")
    within, params = narrowed(scope, place)
    numbers = among(chart().matching(f"returns:{WORKERS_HEALTH.name}:{state}"))
    expected = chart().number(f"returns:{WORKERS_HEALTH.name}:expected")
    rows = fetched(
        f'SELECT e."case", o.name, s.place, s.account {_ANSWERS} AND s.account IN ({numbers}) AND e."case" > %s '
        f'AND {within} ORDER BY e."case" LIMIT %s',
        [expected, on.toordinal(), after, *params, limit],
    )
    said = _said([case for case, *_ in rows], on, on)
    return [Sheet(c, name, p, chart().state(number), said.get((c, on), {})) for c, name, p, number in rows]


def _said(cases: list[int], first: date, last: date) -> dict[tuple[int, date], dict[str, int]]:
    """Return what enterprises said, by case and day."""
    columns = {column_account(WORKERS_HEALTH.name, name): name for name in HEALTH_COLUMNS}
    rows = fetched(
        f"SELECT unit, day, account, value FROM return_case WHERE unit IN ({among(cases)}) AND day BETWEEN %s AND %s "
        f"AND account IN ({among(columns)}) AND value IS NOT NULL",
        [first.toordinal(), last.toordinal()],
    )
    found: dict[tuple[int, date], dict[str, int]] = {}
    for unit, day, number, value in rows:
        found.setdefault((unit, date.fromordinal(day)), {})[columns[number]] = value
    return found


def coverage(scope: Scope, *, on: date, place: int | None = None) -> dict[str, int]:
    """Return how many enterprises stand in each state of answering for a day."""
    require(scope, "resumption.survey")
    within, params = narrowed(scope, place)
    expected = chart().number(f"returns:{WORKERS_HEALTH.name}:expected")
    rows = fetched(
        f"SELECT s.account, count(*) {_ANSWERS} AND {within} GROUP BY s.account", [expected, on.toordinal(), *params]
    )
    return {chart().state(number): count for number, count in rows}


def sheets(scope: Scope, case: int, *, on: date, days: int = 14) -> list[Sheet]:
    """Return an enterprise's sheets of the last days, latest first; a day on which none was due is left out."""
    row = enterprise(scope, case)
    first = on - timedelta(days=days - 1)
    expected = chart().number(f"returns:{WORKERS_HEALTH.name}:expected")
    rows = fetched(
        'SELECT r.day, s.account, s.place FROM return_case r JOIN standing s ON s."case" = r."case" '
        "WHERE r.account = %s AND r.unit = %s AND r.day BETWEEN %s AND %s AND s.account > 0 ORDER BY r.day DESC",
        [expected, case, first.toordinal(), on.toordinal()],
    )
    said = _said([case], first, on)
    return [
        Sheet(case, date.fromordinal(day).isoformat(), place, chart().state(number),
              said.get((row.case, date.fromordinal(day)), {}))
        for day, number, place in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class Abnormal:
    """An enterprise that told of abnormal workers on a day: how many, and how many of them are being checked."""

    case: int
    name: str
    place: int
    on: date
    told: int
    checked: int


def abnormal(scope: Scope, *, on: date, place: int | None = None) -> list[Abnormal]:
    """Return the enterprises whose sheet of a day told of more abnormal workers than are being checked."""
    require(scope, "resumption.survey")
    within, params = narrowed(scope, place)
    rows = fetched(
        'SELECT e."case", o.name, r.place, r.value FROM return_case r '
        'JOIN resumption_enterprise e ON e."case" = r.unit JOIN standing s ON s."case" = e."case" '
        "JOIN organisation o ON o.id = e.organisation "
        f'WHERE r.account = %s AND r.day = %s AND r.value > 0 AND {within} ORDER BY e."case"',
        [column_account(WORKERS_HEALTH.name, "abnormal"), on.toordinal(), *params],
    )
    counted = (
        AbnormalFound.objects.filter(on=on, check_case__isnull=False).values("enterprise").annotate(found=Count("pk"))
    )
    checked = dict(counted.values_list("enterprise", "found"))
    found = [Abnormal(case, name, at, on, told, checked.get(case, 0)) for case, name, at, told in rows]
    return [one for one in found if one.checked < one.told]
