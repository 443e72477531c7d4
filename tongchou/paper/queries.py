"""Sheets as a reader may see them: in their places, rows with masked names, what was keyed and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from tongchou.base.refusals import NotFound, words
from tongchou.journal.chart import chart
from tongchou.journal.models import Standing
from tongchou.paper.marks import code_of
from tongchou.paper.models import Keyed, Row, Sheet
from tongchou.registers.staff.access import Scope, require


@dataclass(frozen=True)
class SheetRow:
    """A sheet in a list: how many rows it has, and how many were keyed."""

    sheet: Sheet
    rows: int
    keyed: int


@dataclass(frozen=True)
class Line:
    """One row: its code, where its case stands now, and the last that was keyed of it."""

    row: Row
    code: str
    state: str
    disputed: bool
    keyed: Keyed | None


def sheets(scope: Scope, *, on: date, place: int | None = None, days: int = 7) -> list[SheetRow]:
    """Return the sheets of the last days in the reader's places, newest first."""
    require(scope, "paper.read")
    rows = scope.narrow(Sheet.objects.filter(on__gte=on.toordinal() - days + 1, on__lte=on), within=place)
    counted = rows.annotate(
        many=Count("rows", distinct=True), done=Count("rows", filter=Q(rows__keyed__isnull=False), distinct=True)
    )
    return [SheetRow(one, one.many, one.done) for one in counted.order_by("-on", "-pk")[:200]]


def sheet_of(scope: Scope, number: int) -> Sheet:
    """Return a sheet.

    Raises:
        NotFound("sheet_unknown"): there is none, or not in the reader's places.
    """
    found = Sheet.objects.filter(pk=number).first()
    if found is None or not scope.covers(found.place):
        raise NotFound("sheet_unknown", words("在您負責的範圍內沒有這張表；表過了保存期限也會刪除。"))
    return found


def lines(scope: Scope, sheet: Sheet) -> list[Line]:
    """Return every row of a sheet, in its order."""
    require(scope, "paper.read")
    rows = list(Row.objects.filter(sheet=sheet).order_by("number"))
    stands = {one.case: one for one in Standing.objects.filter(case__in=[row.case for row in rows])}
    last: dict[int, Keyed] = {}
    for one in Keyed.objects.filter(row__sheet=sheet).order_by("n"):
        last[one.row_id] = one
    found = []
    for row in rows:
        stand = stands.get(row.case)
        state = chart().state(stand.account) if stand and stand.account else ""
        disputed = bool(stand and stand.flags & Standing.DISPUTED)
        found.append(Line(row, code_of(sheet.pk, row.number), state, disputed, last.get(row.pk)))
    return found
