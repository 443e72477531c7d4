"""What stands beside enterprises: difficulties, spot checks, loans, who serves them, the cells of their grid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tongchou.base.refusals import NotFound, words
from tongchou.intake import vouchers
from tongchou.journal.chart import chart
from tongchou.journal.fields import DayField
from tongchou.journal.rows import from_store
from tongchou.pillars.resumption.models import Difficulty, EnterpriseCell, Loan, Member, SpotCheck
from tongchou.pillars.resumption.queries.enterprises import enterprise
from tongchou.pillars.resumption.queries.narrowing import among, fetched, narrowed
from tongchou.registers.staff.access import Scope, require
from tongchou.registers.staff.queries import live

_OF = (
    'JOIN resumption_enterprise e ON e."case" = d.enterprise JOIN organisation o ON o.id = e.organisation '
    'JOIN standing s ON s."case" = d."case" WHERE s.account > 0'
)


@dataclass(frozen=True)
class DifficultyRow:
    """One difficulty: of which enterprise, of which kind, how far it is, since when."""

    case: int
    enterprise: int
    name: str
    kind: str
    state: str
    place: int
    raised_at: datetime
    answered_at: datetime | None


def difficulties(
    scope: Scope, *, state: str = "*", of: int | None = None, place: int | None = None, after: int = 0, limit: int = 50
) -> list[DifficultyRow]:
    """Return difficulties the reader may see, oldest first; those of one enterprise where `of` is given."""
    require(scope, "resumption.read")
    within, params = narrowed(scope, place)
    own, given = ("AND d.enterprise = %s", [of]) if of is not None else ("", [])
    rows = fetched(
        'SELECT d."case", d.enterprise, o.name, s.account, s.place, d.raised_at, d.answered_at '
        f"FROM resumption_difficulty d {_OF} AND s.account IN ({among(chart().matching(f'difficulty:*:{state}'))}) "
        f'AND d."case" > %s AND {within} {own} ORDER BY d."case" LIMIT %s',
        [after, *params, *given, limit],
    )
    return [
        DifficultyRow(
            case,
            of_,
            name,
            chart().case_class(number),
            chart().state(number),
            at,
            _instant(raised),
            from_store(answered),
        )
        for case, of_, name, number, at, raised, answered in rows
    ]


def _instant(value: Any) -> datetime:
    found = from_store(value)
    assert found is not None
    return found


def own_words(scope: Scope, case: int) -> tuple[str, str]:
    """Return the words of a difficulty and of its answer.

    Raises:
        NotFound("difficulty_unknown").
    """
    unknown = NotFound("difficulty_unknown", words("在您負責的範圍內沒有這一件困難。"))
    row = Difficulty.objects.filter(case=case).first()
    if row is None:
        raise unknown
    try:
        enterprise(scope, row.enterprise)
    except NotFound:
        raise unknown from None
    return _opened(row.said), _opened(row.answer)


def _opened(voucher: str) -> str:
    return vouchers.open_voucher(voucher).decode() if voucher else ""


@dataclass(frozen=True)
class SpotCheckRow:
    """One spot check: of which enterprise, what was found, and whether it is mended."""

    case: int
    enterprise: int
    name: str
    state: str
    place: int
    checked_on: date
    found: tuple[str, ...]


def spot_checks(
    scope: Scope, *, state: str = "*", of: int | None = None, place: int | None = None, after: int = 0, limit: int = 50
) -> list[SpotCheckRow]:
    """Return spot checks the reader may see, oldest first."""
    require(scope, "resumption.read")
    within, params = narrowed(scope, place)
    own, given = ("AND d.enterprise = %s", [of]) if of is not None else ("", [])
    rows = fetched(
        'SELECT d."case", d.enterprise, o.name, s.account, s.place '
        f"FROM resumption_spot_check d {_OF} AND s.account IN ({among(chart().matching(f'spot-check:*:{state}'))}) "
        f'AND d."case" > %s AND {within} {own} ORDER BY d."case" LIMIT %s',
        [after, *params, *given, limit],
    )
    documents = SpotCheck.objects.in_bulk([case for case, *_ in rows])
    return [
        SpotCheckRow(
            case, of_, name, chart().state(number), at, documents[case].checked_on, tuple(documents[case].found)
        )
        for case, of_, name, number, at in rows
    ]


@dataclass(frozen=True)
class LoanRow:
    """One loan: to whom, by whom, of which kind, how much in fen."""

    enterprise: int
    name: str
    lender: str
    kind: str
    granted_on: date
    fen: int


def loans(scope: Scope, *, of: int | None = None, place: int | None = None, limit: int = 500) -> list[LoanRow]:
    """Return loans to enterprises the reader may see, latest first, with the amounts of the books."""
    require(scope, "resumption.read")
    within, params = narrowed(scope, place)
    own, given = ("AND d.enterprise = %s", [of]) if of is not None else ("", [])
    assert isinstance(Loan._meta.get_field("granted_on"), DayField)
    rows = fetched(
        "SELECT d.enterprise, o.name, d.lender, d.kind, d.granted_on, sum(l.quantity) FROM resumption_loan d "
        'JOIN resumption_enterprise e ON e."case" = d.enterprise JOIN organisation o ON o.id = e.organisation '
        'JOIN standing s ON s."case" = e."case" JOIN entry n ON n.id = d.entry JOIN line l ON l.entry = n.number '
        f"WHERE {within} {own} GROUP BY d.entry, d.enterprise, o.name, d.lender, d.kind, d.granted_on "
        "ORDER BY d.granted_on DESC, d.enterprise LIMIT %s",
        [*params, *given, limit],
    )
    return [LoanRow(e, name, lender, kind, date.fromordinal(on), int(fen)) for e, name, lender, kind, on, fen in rows]


def team(scope: Scope, case: int, *, on: date) -> list[Member]:
    """Return who stands for the county at an enterprise on a day: leader, liaison, members."""
    enterprise(scope, case)
    order = {"leader": 0, "liaison": 1, "member": 2}
    rows = Member.objects.filter(live(on), case=case).select_related("user")
    return sorted(rows, key=lambda row: (order[row.role], row.pk))


def cells(scope: Scope, *, place: int | None = None) -> list[tuple[EnterpriseCell, int]]:
    """Return the cells of the enterprise grid in the reader's places, each with how many enterprises it has."""
    require(scope, "resumption.survey")
    found = scope.narrow(EnterpriseCell.objects.select_related("lead"), within=place).order_by("place", "pk")
    return [(cell, cell.enterprises.count()) for cell in found]
