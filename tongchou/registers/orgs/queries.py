"""What can be read of organisations. Names and codes are public; whom one rings is shown masked, or logged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Q, QuerySet

from tongchou.base.refusals import NotFound, words
from tongchou.registers.orgs.identity import code_of, folded
from tongchou.registers.orgs.models import ContactLook, Organisation, OrganisationKind
from tongchou.registers.orgs.sealing import contacts
from tongchou.registers.policy import register_open


class Reader(Protocol):
    """Who reads (`staff.access.Scope`): their places, and the organisations they work for."""

    @property
    def user_id(self) -> int: ...

    @property
    def organisations(self) -> frozenset[int]: ...

    def covers(self, place: int) -> bool: ...

    def narrow(self, rows: QuerySet[Any], field: str = "place") -> QuerySet[Any]: ...


@dataclass(frozen=True)
class Contact:
    """Whom one rings."""

    name: str
    phone: str


def _seen(reader: Reader, number: int) -> Organisation:
    one = Organisation.objects.filter(pk=number).first()
    if one is None or not (reader.covers(one.place) or one.pk in reader.organisations):
        raise NotFound("organisation_unknown", words("在您負責的範圍內沒有這家單位。"))
    return one


def organisation(reader: Reader, number: int) -> Organisation:
    """Return one organisation, with its sealed contact.

    Raises:
        NotFound("organisation_unknown"): not there, or neither in the reader's places nor their own.
    """
    return _seen(reader, number)


def contact(reader: Reader, number: int, *, purpose: str, at: datetime) -> Contact:
    """Return whom one rings at an organisation; the look is kept, with its purpose.

    Raises:
        NotFound("organisation_unknown").
    """
    one = _seen(reader, number)
    ContactLook.objects.create(user=reader.user_id, organisation=one, purpose=purpose[:30], at=at)
    return Contact(_opened(one.contact_sealed), _opened(one.phone_sealed))


def _opened(sealed: bytes | memoryview | None) -> str:
    return contacts().open(sealed) if sealed is not None else ""


def names(numbers: Iterable[int]) -> dict[int, str]:
    """Return what organisations are called, by number."""
    return dict(Organisation.objects.filter(pk__in=set(numbers)).values_list("pk", "name"))


def kinds(numbers: Iterable[int]) -> dict[int, set[str]]:
    """Return what each organisation is to the county."""
    found: dict[int, set[str]] = {}
    rows = OrganisationKind.objects.filter(organisation__in=set(numbers)).values_list("organisation", "kind")
    for number, kind in rows:
        found.setdefault(number, set()).add(kind)
    return found


def find(reader: Reader, text: str, *, kind: str = "", limit: int = 20) -> list[Organisation]:
    """Return organisations in the reader's places whose code is the text or whose name holds it."""
    rows = reader.narrow(Organisation.objects.all())
    if reader.organisations:
        rows = rows | Organisation.objects.filter(pk__in=reader.organisations)
    if kind:
        rows = rows.filter(kinds__kind=kind)
    if text:
        like = folded(text)
        rows = rows.filter(Q(code=code_of(text) or "-") | Q(folded__contains=like) | Q(names__folded__contains=like))
    return list(rows.distinct().order_by("pk")[:limit])


def called(texts: Iterable[str]) -> Mapping[str, int]:
    """Return the organisation of each name that names exactly one, whoever asks: a list that arrives is matched."""
    asked = {folded(text): text for text in texts if text}
    found: dict[str, set[int]] = {}
    with register_open():
        own = Organisation.objects.filter(folded__in=asked).values_list("folded", "pk")
        other = Organisation.objects.filter(names__folded__in=asked).values_list("names__folded", "pk")
        for name, number in [*own, *other]:
            found.setdefault(name, set()).add(number)
    return {asked[name]: min(numbers) for name, numbers in found.items() if len(numbers) == 1}
