"""The verbs of outward rosters: asked for, approved and made, fetched while they hold, forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from tongchou.base.refusals import NotFound, Refused, words
from tongchou.bulletin.models import Disclosure, Download, OutwardRoster
from tongchou.bulletin.rosters import sources, writing
from tongchou.intake import vouchers
from tongchou.registers.people import queries as people
from tongchou.registers.staff.access import Scope, require
from tongchou.registers.staff.organisations import organisations

#: For how long a roster can be fetched at most, and how many columns that nobody collects are answered for.
MOST_HOURS = 72
MOST_NOT_COLLECTED = 20


def ask(
    scope: Scope,
    source: str,
    *,
    place: int,
    on: date,
    department: str,
    legal_basis: str,
    purpose: str,
    columns: Sequence[str],
    also: Iterable[str] = (),
    hours: int = 24,
    at: datetime,
) -> OutwardRoster:
    """Ask for a roster of a place of one's own; nothing is made until somebody else approves.

    `also` names columns by the department's own words that nobody collects: they are answered, not filled.

    Raises:
        NotAllowed("not_allowed"), NotFound("source_unknown"), Refused("basis_missing"), Refused("column_unknown"),
        Refused("columns_missing"), Refused("bad_hours").
    """
    require(scope, "rosters.ask", place=place)
    declared = sources.source(source)
    said = {"department": department.strip(), "legal_basis": legal_basis.strip(), "purpose": purpose.strip()}
    if not all(said.values()):
        raise Refused("basis_missing", words("收表單位、法律依據和用途都要寫明。"))
    if not columns:
        raise Refused("columns_missing", words("請選擇欄目，越少越好。"))
    if unknown := [column for column in columns if column not in declared.all_columns]:
        raise Refused("column_unknown", words("本台賬未採集「%(name)s」。"), name=unknown[0])
    if not 1 <= hours <= MOST_HOURS:
        raise Refused("bad_hours", words("有效期為1至%(most)s小時。"), most=MOST_HOURS)
    return OutwardRoster.objects.create(
        source=source, place=place, on=on, columns=[c for c in declared.all_columns if c in set(columns)],
        not_collected=[one.strip()[:40] for one in also if one.strip()][:MOST_NOT_COLLECTED],
        hours=hours, asked_by_id=scope.user_id, asked_at=at,
        **{name: value[: 80 if name == "department" else 200] for name, value in said.items()},
    )  # fmt: skip


def approve(scope: Scope, number: int, *, at: datetime) -> OutwardRoster:
    """Agree as a second person of another organisation: the files are made, and everyone on them is told of.

    Raises:
        NotAllowed("not_allowed"), NotFound("roster_unknown"), Refused("same_person"), Refused("same_organisation").
    """
    require(scope, "rosters.approve")
    with transaction.atomic():
        row = OutwardRoster.objects.select_for_update().filter(pk=number, approved_at=None).first()
        if row is None or not scope.covers(row.place):
            raise NotFound("roster_unknown", words("沒有這一份待批准的名冊。"))
        if row.asked_by_id == scope.user_id:
            raise Refused("same_person", words("不能批准自己的決定。"))
        known = organisations({scope.user_id, row.asked_by_id}, at)
        if not known[scope.user_id].is_apart_from(known[row.asked_by_id]):
            raise Refused("same_organisation", words("須由另一單位的人員批准。"))
        row.approved_by_id, row.approved_at = scope.user_id, at
        row.expires_at = at + timedelta(hours=row.hours)
        _make(scope, row, at)
        row.save()
    return row


def _make(scope: Scope, row: OutwardRoster, at: datetime) -> None:
    source = sources.source(row.source)
    rows = source.select(scope, row.place, row.on)
    shown = people.look_at_assigned(scope, {one.person for one in rows}, purpose="outward", at=at)
    kept = [one for one in rows if one.person in shown]
    table = [
        [
            sources.personal(shown[one.person], column) if column in sources.PERSONAL else one.values.get(column, "")
            for column in row.columns
        ]
        for one in kept
    ]
    made = writing.Paper(row, source, table)
    row.rows = len(table)
    row.xlsx, row.docx = vouchers.keep(writing.xlsx(made)), vouchers.keep(writing.docx(made))
    Disclosure.objects.bulk_create(
        [Disclosure(roster=row, person=shown[person].person) for person in sorted({one.person for one in kept})],
        batch_size=2000,
    )


def fetch(scope: Scope, number: int, *, fmt: str, at: datetime) -> bytes:
    """Return a roster's file to whoever asked for it or approved it, while it holds; each fetch is noted.

    Raises:
        NotFound("roster_unknown"): none of theirs. Refused("roster_waits"), Refused("roster_expired"),
        Refused("format_unknown").
    """
    require(scope, "rosters.ask")
    row = OutwardRoster.objects.filter(pk=number).first()
    if row is None or scope.user_id not in (row.asked_by_id, row.approved_by_id):
        raise NotFound("roster_unknown", words("沒有您經手的這一份名冊。"))
    if fmt not in ("xlsx", "docx"):
        raise Refused("format_unknown", words("名冊只有 xlsx 和 docx 兩種格式。"))
    if row.expires_at is None:
        raise Refused("roster_waits", words("名冊還待另一單位的人員批准。"))
    if at >= row.expires_at or not row.xlsx:
        raise Refused("roster_expired", words("名冊已過有效期，不能再下載；需要時請重新申請。"))
    Download.objects.create(roster=row, user_id=scope.user_id, at=at)
    return vouchers.open_voucher(row.xlsx if fmt == "xlsx" else row.docx)


def expired(*, at: datetime) -> list[OutwardRoster]:
    """Return the rosters whose files are still there though they have expired."""
    return list(OutwardRoster.objects.filter(expires_at__lte=at).exclude(xlsx="").order_by("pk"))


def destroy(rosters: Iterable[OutwardRoster]) -> int:
    """Destroy the files of rosters; what was given to whom stays noted. Return how many."""
    gone = 0
    for row in rosters:
        for voucher in filter(None, (row.xlsx, row.docx)):
            vouchers.destroy(voucher)
        OutwardRoster.objects.filter(pk=row.pk).update(xlsx="", docx="")
        gone += 1
    return gone


def erase_rosters() -> int:
    """Delete every roster with its files and disclosures, at the end of an emergency; return how many."""
    destroy(OutwardRoster.objects.exclude(xlsx=""))
    gone, _ = OutwardRoster.objects.all().delete()
    return gone


def of_person(reader: people.Reader, person: int) -> list[OutwardRoster]:
    """Return the rosters on which a person left the county, latest first.

    Raises:
        NotFound("person_unknown"), NotAllowed("not_allowed").
    """
    people.looks_of(reader, person)
    found = OutwardRoster.objects.filter(disclosures__person__in=people.everyone_who_is(person)).distinct()
    return list(found.order_by("-approved_at"))


def listed(scope: Scope, *, limit: int = 100) -> list[OutwardRoster]:
    """Return the rosters asked for in the reader's places, latest first."""
    require(scope, "rosters.read")
    rows = scope.narrow(OutwardRoster.objects.select_related("asked_by", "approved_by"))
    return list(rows.order_by("-asked_at", "-pk")[:limit])
