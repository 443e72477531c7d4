"""What can be read of people: the only reader. Masked for everyone, unmasked with a purpose that is logged.

`reader` is a `staff.access.Scope`; only what is asked of it here is named, because registers do not import each other.
A person is in a reader's places when one of the places that answer for them is. A person outside is not there at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Protocol, TypeVar

import numpy as np
from django.db.models import Model, QuerySet
from numpy.typing import ArrayLike, NDArray

from tongchou.base.clock import local, local_day
from tongchou.base.refusals import NotAllowed, NotFound, words
from tongchou.base.rights import may, require
from tongchou.journal.rows import columns, listed
from tongchou.registers.people import identity, sealing
from tongchou.registers.people.cards import Card, Sayings, Unmasked, masked, sayings_of, unmasked
from tongchou.registers.people.models import Fact, Link, Look, Person, Phone, Whereabouts
from tongchou.registers.people.policy import register_open
from tongchou.registers.people.purposes import Purpose
from tongchou.registers.people.purposes import purpose as purpose_named
from tongchou.registers.people.staging import fetch

Rows = TypeVar("Rows", bound=Model)


class Reader(Protocol):
    """Who reads: their places and the roles they hold there."""

    @property
    def user_id(self) -> int: ...

    def holds(self, roles: frozenset[str], place: int | None) -> bool: ...

    def covers_each(self, places: ArrayLike) -> NDArray[np.bool_]: ...

    @property
    def is_everywhere(self) -> bool: ...

    def narrow(self, rows: QuerySet[Rows], field: str = "place") -> QuerySet[Rows]: ...


def cards(reader: Reader, persons: Iterable[int]) -> dict[int, Card]:
    """Return masked cards of those persons that are in the reader's places; the others have no key.

    Keys are the numbers asked for; a person who turned out to be another has the other's card.
    """
    require(reader, "people.cards")
    asked = _seen(reader, persons)
    said = sayings_of(set(asked.values()))
    return {person: masked(said[root]) for person, root in asked.items()}


def look(
    reader: Reader, person: int, *, purpose: str, at: datetime, assigned: frozenset[int] = frozenset()
) -> Unmasked:
    """Return one person unmasked, and log who looked and for what.

    `assigned` holds the persons whose open tasks are the reader's; some purposes are for those alone.

    Raises:
        NotFound("person_unknown"): not there, or not in the reader's places.
        NotAllowed("not_allowed"): their role may not look there, or not for this purpose.
        NotAllowed("not_assigned"): the purpose is for whoever has the task.
        Refused("purpose_unknown"), Refused("purpose_not_in_force").
    """
    named = purpose_named(purpose, on=local_day(at))
    root = _seen(reader, [person]).get(person)
    if root is None:
        raise NotFound("person_unknown", words("在您負責的範圍內沒有這個人。"))
    if not _may_look(reader, [person, root], named):
        raise NotAllowed("not_allowed", words("您的崗位不能為這一用途查看個人資料。"))
    if named.assigned_only and assigned.isdisjoint((person, root)):
        raise NotAllowed("not_assigned", words("只有負責這件事的人員可以查看。"))
    return _shown(reader, [root], named, at)[root]


def look_at_assigned(reader: Reader, persons: Iterable[int], *, purpose: str, at: datetime) -> dict[int, Unmasked]:
    """Return the persons of the reader's own open tasks unmasked, each look logged; those outside have no key.

    The caller, a pillar's query, has made sure that the tasks are theirs.

    Raises:
        NotAllowed("not_allowed"): their role may not look for this purpose.
    """
    named = purpose_named(purpose, on=local_day(at))
    require(reader, "people.look")
    if not reader.holds(named.roles, None):
        raise NotAllowed("not_allowed", words("您的崗位不能為這一用途查看個人資料。"))
    asked = _seen(reader, persons)
    shown = _shown(reader, sorted(set(asked.values())), named, at)
    return {person: shown[root] for person, root in asked.items()}


def give_along(reader: Reader, persons: Iterable[int], *, purpose: str, at: datetime) -> dict[int, Unmasked]:
    """Return the persons of the reader's own open tasks unmasked, to be carried on a phone; those outside have no key.

    As `look_at_assigned`, but a look is logged once a person and day: the phone asks again every hour.

    Raises:
        NotAllowed("not_allowed"): their role may not look for this purpose.
    """
    named = purpose_named(purpose, on=local_day(at))
    require(reader, "people.look")
    if not reader.holds(named.roles, None):
        raise NotAllowed("not_allowed", words("您的崗位不能為這一用途查看個人資料。"))
    asked = _seen(reader, persons)
    roots = set(asked.values())
    today = Look.objects.filter(user=reader.user_id, purpose=purpose, at__gte=local(local_day(at)), person__in=roots)
    said = sayings_of(roots)
    _log(reader, sorted(roots - set(today.values_list("person", flat=True))), named, at)
    return {person: unmasked(said[root]) for person, root in asked.items()}


def homes_of(reader: Reader, persons: Iterable[int]) -> dict[int, tuple[str, int]]:
    """Return, by person in the reader's places, what is the same for all of a household. Numbers, for counting.

    The department's number of the household, else the mark of the first address, else each person is their own.
    """
    require(reader, "people.cards")
    asked = _seen(reader, persons)
    roots = set(asked.values())
    household = dict(Person.objects.filter(pk__in=roots).values_list("pk", "household"))
    told = Fact.objects.filter(person__in=roots, kind="address").order_by("-pk").values_list("person", "mark")
    address = dict(told)
    found: dict[int, tuple[str, int]] = {}
    for person, root in asked.items():
        if home := household.get(root):
            found[person] = ("household", home)
        else:
            found[person] = ("address", address[root]) if root in address else ("person", root)
    return found


def looks_of(reader: Reader, person: int) -> list[Look]:
    """Return who saw a person unmasked, latest first: the list that the person can be given.

    Raises:
        NotFound("person_unknown"), NotAllowed("not_allowed").
    """
    require(reader, "people.looks")
    root = _seen(reader, [person]).get(person)
    if root is None:
        raise NotFound("person_unknown", words("在您負責的範圍內沒有這個人。"))
    return list(Look.objects.filter(person__in=_everyone([root])).order_by("-at", "-pk"))


def looks_on(reader: Reader, first: date, last: date, *, user: int | None = None, purpose: str = "") -> QuerySet[Look]:
    """Return who saw whom unmasked from a day to a day, latest first: as a whole, for whoever audits.

    Those of persons in the reader's places; `user` and `purpose` narrow further.

    Raises:
        NotAllowed("not_allowed").
    """
    require(reader, "people.looks")
    rows = Look.objects.filter(at__gte=local(first), at__lt=local(last, 24))
    if user is not None:
        rows = rows.filter(user=user)
    if purpose:
        rows = rows.filter(purpose=purpose)
    if not reader.is_everywhere:
        mine = reader.narrow(Whereabouts.objects.all()).values("person")
        rows = rows.filter(person__in=mine)
    return rows.order_by("-at", "-pk")


def find_number(reader: Reader, number: str) -> int | None:
    """Return the person of an ID number, in any of its forms, if they are in the reader's places."""
    require(reader, "people.cards")
    key = sealing.keys().mark(identity.number_key(identity.standard(identity.typed(number))))
    found = Person.objects.filter(key=key).values_list("pk", flat=True).first()
    return None if found is None else _seen(reader, [found]).get(found)


def find_phone(reader: Reader, phone: str) -> list[int]:
    """Return the persons of whom a phone number was said, as far as they are in the reader's places."""
    require(reader, "people.cards")
    found = Phone.objects.filter(mark=sealing.phones().mark(identity.typed(phone))).values_list("person", flat=True)
    return sorted(set(_seen(reader, set(found)).values()))


def persons_of(cases: ArrayLike) -> NDArray[np.int64]:
    """Return whose cases these are, as they turned out to be; 0 where nobody is linked. Numbers, for counting."""
    wanted = np.asarray(cases, np.int64)
    with register_open(), listed(np.unique(wanted)) as (among, params):
        case, person = columns(
            "SELECT l.case_id, coalesce(p.same_as_id, p.id) FROM link l JOIN person p ON p.id = l.person_id"
            f" WHERE l.case_id {among} ORDER BY l.case_id",
            params,
            2,
        )
    if not len(case):
        return np.zeros(len(wanted), np.int64)
    spot = np.minimum(np.searchsorted(case, wanted), len(case) - 1)
    return np.where(case[spot] == wanted, person[spot], 0)


def cases_of(persons: Iterable[int]) -> list[int]:
    """Return every case of these persons and of all who turned out to be them. The pillar narrows to its reader."""
    return list(Link.objects.filter(person__in=_everyone(persons)).order_by("case").values_list("case", flat=True))


def everyone_who_is(person: int) -> list[int]:
    """Return a person's number and those of all who turned out to be the same."""
    return sorted(_everyone([person]))


def everyone_who_are(persons: Iterable[int]) -> dict[int, int]:
    """Return all who turned out to be the same as these persons, and who each turned out to be."""
    everyone = _everyone(persons)
    return {pk: same or pk for pk, same in Person.objects.filter(pk__in=everyone).values_list("pk", "same_as")}


def _everyone(persons: Iterable[int]) -> set[int]:
    wanted = [int(person) for person in persons]
    roots = {same_as or pk for pk, same_as in Person.objects.filter(pk__in=wanted).values_list("pk", "same_as")}
    return roots | set(Person.objects.filter(same_as__in=roots).values_list("pk", flat=True))


def _seen(reader: Reader, persons: Iterable[int]) -> dict[int, int]:
    """Return, of those persons in the reader's places, who each turned out to be."""
    with listed(np.unique(np.fromiter(persons, np.int64))) as (among, params):
        rows = fetch(f"SELECT id, same_as_id FROM person WHERE id {among}", params)
        if reader.is_everywhere:
            return {person: same_as or person for person, same_as in rows}
        stands = fetch(f"SELECT person_id, place FROM whereabouts WHERE person_id {among}", params)
    inside = reader.covers_each([place for _, place in stands]) if stands else np.zeros(0, np.bool_)
    seen = {person for (person, _), is_inside in zip(stands, inside, strict=True) if is_inside}
    return {person: same_as or person for person, same_as in rows if person in seen}


def _may_look(reader: Reader, persons: Sequence[int], named: Purpose) -> bool:
    """Say whether a role the purpose is for, and that may look, is held at a place that answers for the person."""
    places = set(Whereabouts.objects.filter(person__in=persons).values_list("place", flat=True))
    if not places:
        return may(reader, "people.look") and reader.holds(named.roles, None)
    return any(may(reader, "people.look", place) and reader.holds(named.roles, place) for place in places)


def _shown(reader: Reader, roots: Sequence[int], named: Purpose, at: datetime) -> dict[int, Unmasked]:
    said: dict[int, Sayings] = sayings_of(roots)
    _log(reader, roots, named, at)
    return {root: unmasked(said[root]) for root in roots}


def _log(reader: Reader, roots: Sequence[int], named: Purpose, at: datetime) -> None:
    Look.objects.bulk_create(Look(user=reader.user_id, person_id=r, purpose=named.code, at=at) for r in roots)
