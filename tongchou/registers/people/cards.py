"""A person as shown: everything said of them and of all who turned out to be them, masked or not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from tongchou.registers.people import masking, sealing
from tongchou.registers.people.models import Fact, Person, Phone


@dataclass(frozen=True)
class Said:
    """One thing said of a person: its kind (`models.FACTS`, "phone"), value, source and instant."""

    kind: str
    value: str
    source: str
    at: datetime


@dataclass
class Sayings:
    """All that was said of one person, first told first. `doubts`: who they may be the same as."""

    person: Person
    number: str
    said: list[Said] = field(default_factory=list)
    doubts: list[int] = field(default_factory=list)

    def values(self, kind: str) -> list[str]:
        """Return the different values said of a kind."""
        return list(dict.fromkeys(one.value for one in self.said if one.kind == kind))


@dataclass(frozen=True)
class Card:
    """A person masked. `differs` names the kinds of which different things were said."""

    person: int
    name: str
    sex: str
    birth_year: int | None
    id_kind: str
    id_number: str
    phones: tuple[str, ...]
    addresses: tuple[str, ...]
    differs: frozenset[str]
    doubts: tuple[int, ...]


@dataclass(frozen=True)
class Unmasked:
    """A person in full, with everything that was said, by whom and when: both sides of each contradiction."""

    person: int
    name: str
    sex: str
    born_on: date | None
    id_kind: str
    id_number: str
    phones: tuple[str, ...]
    addresses: tuple[str, ...]
    household: int | None
    said: tuple[Said, ...]
    doubts: tuple[int, ...]


def sayings_of(roots: Iterable[int]) -> dict[int, Sayings]:
    """Return everything said of these persons. Three queries for up to some hundreds; ids must be roots."""
    wanted = sorted(set(roots))
    people = list(Person.objects.filter(pk__in=wanted).select_related("source"))
    others = list(Person.objects.filter(same_as__in=wanted).select_related("source").order_by("pk"))
    found = {one.pk: Sayings(one, _number(one)) for one in people}
    root_of = {one.pk: one.pk for one in people} | {one.pk: int(one.same_as_id or 0) for one in others}
    for one in [*people, *others]:
        found[root_of[one.pk]].said += _first_told(one)
    for fact in Fact.objects.filter(person__in=list(root_of)).select_related("source").order_by("pk"):
        sayings = found[root_of[fact.person_id]]
        if fact.kind == "possible_duplicate":
            sayings.doubts.append(int(fact.value))
        else:
            sayings.said.append(Said(fact.kind, fact.value, fact.source.name, fact.source.said_at))
    for phone in Phone.objects.filter(person__in=list(root_of)).select_related("source").order_by("pk"):
        number = sealing.phones().open(phone.sealed)
        found[root_of[phone.person_id]].said.append(Said("phone", number, phone.source.name, phone.source.said_at))
    return found


def _number(person: Person) -> str:
    return sealing.ids().open(person.id_sealed) if person.id_sealed is not None else ""


def _first_told(person: Person) -> list[Said]:
    told = {"name": person.name, "sex": person.sex, "birth": person.born_on.isoformat() if person.born_on else ""}
    return [Said(kind, value, person.source.name, person.source.said_at) for kind, value in told.items() if value]


def masked(sayings: Sayings) -> Card:
    """Return the card that anyone with the person in their places may see."""
    person = sayings.person
    return Card(
        person=person.pk,
        name=masking.name(person.name),
        sex=person.sex,
        birth_year=person.born_on.year if person.born_on else None,
        id_kind=person.id_kind,
        id_number=masking.id_number(sayings.number),
        phones=tuple(map(masking.phone, sayings.values("phone"))),
        addresses=tuple(dict.fromkeys(map(masking.address, sayings.values("address")))),
        differs=frozenset(k for k in ("name", "sex", "birth", "address", "phone") if len(sayings.values(k)) > 1),
        doubts=tuple(sayings.doubts),
    )


def unmasked(sayings: Sayings) -> Unmasked:
    """Return the person in full; `queries.look` logs it."""
    person = sayings.person
    return Unmasked(
        person=person.pk,
        name=person.name,
        sex=person.sex,
        born_on=person.born_on,
        id_kind=person.id_kind,
        id_number=sayings.number,
        phones=tuple(sayings.values("phone")),
        addresses=tuple(sayings.values("address")),
        household=person.household_id,
        said=tuple(sayings.said),
        doubts=tuple(sayings.doubts),
    )
