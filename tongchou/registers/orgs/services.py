"""The verbs of the register of organisations: its only writer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import numpy as np
from django.db import connection, transaction

from tongchou.registers.orgs.identity import folded
from tongchou.registers.orgs.models import KINDS, ContactLook, Organisation, OrganisationKind, OrganisationName
from tongchou.registers.orgs.sealing import contacts
from tongchou.registers.orgs.table import OrgTable, TakenIn
from tongchou.registers.policy import register_open

#: A number that names this register's lock on PostgreSQL.
_LOCK = 20_200_212


def take_in(table: OrgTable, *, at: datetime) -> TakenIn:
    """Take a list in: every row becomes an organisation known or new. One transaction; the same again changes nothing.

    Known is who has the row's code; without a code, or where the known one has none yet, who bears the name. A name
    under another code is another organisation, and says so. Address and contact become what was told last.
    """
    with transaction.atomic(), register_open():
        _alone()
        known = _Known(table)
        for row in range(len(table)):
            known.meet(row, at)
        known.keep()
        return known.taken()


def say_kind(organisations: Iterable[int], kind: str) -> None:
    """Say that organisations are also of a kind: an enterprise that turns out to be a donor."""
    assert kind in KINDS, kind
    OrganisationKind.objects.bulk_create(
        [OrganisationKind(organisation_id=int(number), kind=kind) for number in set(organisations)],
        ignore_conflicts=True,
    )


def erase_contacts() -> int:
    """Delete whom one rings at every organisation, and who looked; return how many contacts. Organisations stay."""
    named = Organisation.objects.exclude(contact_sealed=None, phone_sealed=None)
    gone = named.update(contact_sealed=None, phone_sealed=None)
    ContactLook.objects.all().delete()
    return gone


def _alone() -> None:
    """Let nobody else take organisations in until this transaction ends: a name has no unique index to meet at."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


class _Known:
    """The organisations that a list may be about, found in a few queries, and what the list changes of them."""

    def __init__(self, table: OrgTable) -> None:
        self.table = table
        self.folded = [folded(name)[:120] for name in table.name]
        named = OrganisationName.objects.filter(folded__in=set(self.folded)).values_list("folded", "organisation")
        aliases = list(named)
        found = Organisation.objects.filter(folded__in=set(self.folded)).order_by("pk")
        by_number = {o.pk: o for o in found}
        for column, values in (("code", table.code), ("registration", table.registration)):
            wanted = {value for value in values if value}
            by_number |= {o.pk: o for o in Organisation.objects.filter(**{f"{column}__in": wanted})}
        by_number |= Organisation.objects.in_bulk([number for _, number in aliases if number not in by_number])
        self.by_code = {o.code: o for o in by_number.values() if o.code}
        self.by_registration = {o.registration: o for o in by_number.values() if o.registration}
        self.by_name: dict[str, list[Organisation]] = {}
        for one in by_number.values():
            self.by_name.setdefault(one.folded, []).append(one)
        for name, number in aliases:
            self.by_name.setdefault(name, []).append(by_number[number])
        self.met: list[Organisation] = []
        self.fresh: dict[int, bool] = {}
        self.changed: dict[int, Organisation] = {}
        self.renamed: dict[tuple[int, str], str] = {}
        self.codes: dict[int, tuple[str, ...]] = {}

    def meet(self, row: int, at: datetime) -> None:
        """Find or make the organisation of a row, and note what the row says of it."""
        table, name = self.table, self.folded[row]
        code, registration = table.code[row], table.registration[row]
        namesakes = self.by_name.get(name, [])
        older = self.by_registration.get(registration)
        one = self.by_code.get(code)
        if one is None and older is not None and not (code and older.code):
            one = older
        if one is None:
            one = next((o for o in namesakes if not (code and o.code)), None)
            if one is None and namesakes:
                self.codes[row] = ("org_code_differs",)
        elif one not in namesakes:
            self.codes[row] = ("org_name_differs",)
            self.renamed[id(one), name] = table.name[row]
            self.by_name.setdefault(name, []).append(one)
        if one is None:
            one = Organisation(name=table.name[row][:120], folded=name, place=int(table.place[row]), told_at=at)
            self.fresh[row] = True
            self.by_name.setdefault(name, []).append(one)
        self._say(one, row, at)
        self.met.append(one)

    def _say(self, one: Organisation, row: int, at: datetime) -> None:
        table, before = self.table, (one.code, one.registration, one.place, one.address)
        one.code = one.code or table.code[row]
        one.registration = one.registration or table.registration[row]
        one.place = int(table.place[row]) or one.place
        one.address = table.address[row][:200] or one.address
        if one.code:
            self.by_code[one.code] = one
        if one.registration:
            self.by_registration[one.registration] = one
        moved = before != (one.code, one.registration, one.place, one.address)
        for column, said in (("contact_sealed", table.contact[row]), ("phone_sealed", table.phone[row])):
            held = getattr(one, column)
            if said and (held is None or contacts().open(held) != said):
                setattr(one, column, contacts().seal(said))
                moved = True
        if moved and one.pk:
            one.told_at = at
            self.changed[one.pk] = one

    def keep(self) -> None:
        """Write what is new or changed, in a few statements."""
        Organisation.objects.bulk_create([self.met[row] for row in self.fresh], batch_size=500)
        columns = ["code", "registration", "place", "address", "contact_sealed", "phone_sealed", "told_at"]
        Organisation.objects.bulk_update(list(self.changed.values()), columns, batch_size=200)
        kinds = {(one.pk, kind) for one, kind in zip(self.met, self.table.kind, strict=True) if kind}
        OrganisationKind.objects.bulk_create(
            [OrganisationKind(organisation_id=number, kind=kind) for number, kind in sorted(kinds)],
            ignore_conflicts=True,
        )
        numbers = {id(one): one.pk for one in self.met}
        OrganisationName.objects.bulk_create(
            [
                OrganisationName(organisation_id=numbers[who], name=said[:120], folded=name)
                for (who, name), said in self.renamed.items()
            ],
            ignore_conflicts=True,
        )

    def taken(self) -> TakenIn:
        """Return what became of each row."""
        fresh = np.array([row in self.fresh for row in range(len(self.met))], np.bool_)
        return TakenIn(np.array([one.pk for one in self.met], np.int64), fresh, self.codes)
