"""The verbs of the people register: its only writer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from tongchou.base.refusals import NotFound, Refused, words
from tongchou.registers.people import recognising, taking
from tongchou.registers.people.models import Link, Merge, Person, Phone, Whereabouts
from tongchou.registers.people.policy import register_open
from tongchou.registers.people.staging import BIG, add_rows, execute, fetch, staged
from tongchou.registers.people.table import PeopleTable, TakenIn

#: All that hangs on a person, and the person last.
ERASED = (
    *(("merge", "gone_id"), ("merge", "kept_id"), ("look", "person_id"), ("link", "person_id")),
    *(("whereabouts", "person_id"), ("fact", "person_id"), ("phone", "person_id"), ("person", "id")),
)


def take_in(table: PeopleTable, *, source: str, at: datetime) -> TakenIn:
    """Take a list in: every row becomes someone known or someone new. One transaction, all or nothing.

    `source` names the voucher or upload. The same rows again, in any order and in any parts, give the same persons
    and keep nothing twice. Give a hundred thousand rows at a time: memory is about 1 KB a row.
    """
    return take_in_keyed(taking.keyed(table, source), at=at)


def take_in_keyed(rows: taking.Keyed, *, at: datetime, meanwhile: Callable[[], None] = lambda: None) -> TakenIn:
    """Do the same with rows that were made ready beforehand, by `keyed`, which asks nothing of the store.

    `meanwhile` is called where the store has the most to do, and Python little.
    """
    table = rows.table
    if len(table) == 0:
        none = np.zeros(0, np.int64)
        return TakenIn(none, none, np.zeros(0, np.bool_), {})
    with transaction.atomic(), register_open():
        number = taking.source_number(rows.source, at)
        household = taking.households(table)
        known = taking.persons(rows, household, number)
        meanwhile()
        codes = taking.facts(rows, taking.fill_gaps(rows, known, household), household, number)
        pairs = taking.phones(rows, known, number)
        own = known.id.tolist()
        there = ((place, person) for place, person in zip(table.place, own, strict=True) if place)
        taking.whereabouts(there, made=known.made)
        recognising.recognise_touched(pairs, number)
        person, doubted = _turned_out(known)
    for n in doubted:
        codes[n] = (*codes.get(n, ()), "possible_duplicate")
    return TakenIn(person, known.id, known.is_new, codes)


def _turned_out(known: taking.Known) -> tuple[NDArray[np.int64], list[int]]:
    """Return who each row's person turned out to be, and the positions of rows in doubt."""
    if not known.unsettled:
        return known.id, []
    with staged("own", {"id": BIG}, ((person,) for person in known.unsettled)) as stage:
        taking.share_whereabouts(stage)
        found = fetch(
            f"SELECT p.id, p.same_as_id FROM {stage} s CROSS JOIN person p"
            " WHERE p.id = s.id AND p.same_as_id IS NOT NULL"
        )
        doubts = fetch(
            f"SELECT DISTINCT s.id FROM {stage} s CROSS JOIN fact f"
            " WHERE f.person_id = s.id AND f.kind = 'possible_duplicate'"
        )
    root = dict(found)
    person = np.array([root.get(own, own) for own in known.id.tolist()], np.int64)
    return person, np.flatnonzero(np.isin(known.id, [row[0] for row in doubts])).tolist()


def link(cases: Sequence[int], persons: Sequence[int]) -> None:
    """Say whose cases these are, by each row's `own` person; a case linked before keeps its person."""
    columns = {"case_id": BIG, "person_id": BIG}
    pairs = sorted((int(case), int(person)) for case, person in zip(cases, persons, strict=True))
    with transaction.atomic():
        add_rows("link", columns, pairs, once=["case_id"])


def unlink(cases: Iterable[int]) -> None:
    """Forget whose cases these were: a campaign's list is deleted at its end, the books stay."""
    with transaction.atomic():
        Link.objects.filter(case__in=[int(case) for case in cases]).delete()


def locate(persons: Iterable[int], place: int) -> None:
    """Let a place answer for these persons too: who has it in their scope may meet them."""
    known = {int(person) for person in persons}
    with transaction.atomic(), register_open():
        taking.whereabouts((place, person) for person in known)
        _share(known)


def leave(persons: Iterable[int], place: int) -> None:
    """Let a place answer for these persons no longer: handed over, not living there, done."""
    Whereabouts.objects.filter(place=place, person__in=[int(person) for person in persons]).delete()


def merge(kept: int, gone: int, *, user: int, reason: str, at: datetime) -> Merge:
    """Decide that two persons are one. Nothing is moved or posted: readers follow the pointer to who was kept.

    The one with an ID number is kept, whichever is named first.

    Raises:
        NotFound("person_unknown"), Refused("same_person"): they are one already.
    """
    with transaction.atomic(), register_open():
        ours, theirs = _root(kept), _root(gone)
        if ours.pk == theirs.pk:
            raise Refused("same_person", words("這兩筆已經是同一人。"))
        if theirs.id_kind and not ours.id_kind:
            ours, theirs = theirs, ours
        decided = Merge.objects.create(kept=ours, gone=theirs, user=user, reason=reason, decided_at=at)
        Person.objects.filter(same_as=theirs).update(same_as=ours)
        Person.objects.filter(pk=theirs.pk).update(same_as=ours)
        _share([theirs.pk])
        _recognise_around(ours.pk, at)
    return decided


def unmerge(decided: Merge, *, user: int, at: datetime) -> None:
    """Take a merge back: both stand again as they were told of.

    Raises:
        Refused("merge_undone"): it was taken back before.
    """
    with transaction.atomic(), register_open():
        undone = Merge.objects.filter(pk=decided.pk, undone_at=None).update(undone_by=user, undone_at=at)
        if not undone:
            raise Refused("merge_undone", words("這次合併已經撤銷。"))
        Person.objects.filter(pk=decided.gone_id).update(same_as=None)
        recognising.carry_along(decided.gone_id, decided.gone_id)
        _recognise_around(decided.kept_id, at)
        _recognise_around(decided.gone_id, at)


def erase(persons: Iterable[int]) -> int:
    """Erase people with all that was said of them, and return how many; the books keep their cases, which name nobody.

    Everyone who turned out to be one of them goes too. Who looked at them goes with them.
    """
    wanted = [int(person) for person in persons]
    with transaction.atomic(), register_open():
        roots = {same or pk for pk, same in Person.objects.filter(pk__in=wanted).values_list("pk", "same_as")}
        gone = roots | set(Person.objects.filter(same_as__in=roots).values_list("pk", flat=True))
        with staged("erased", {"id": BIG}, ((person,) for person in sorted(gone))) as stage:
            for table, column in ERASED:
                execute(f"DELETE FROM {table} WHERE {column} IN (SELECT id FROM {stage})")
    return len(gone)


def erase_everyone() -> dict[str, int]:
    """Erase the whole register, at the end of an emergency; return how many rows of each table there were."""
    counts = {}
    with transaction.atomic(), register_open():
        for table in dict.fromkeys([*(table for table, _ in ERASED), "household"]):
            counts[table] = int(fetch(f"SELECT count(*) FROM {table}")[0][0])
            execute(f"DELETE FROM {table}")
    return counts


def _share(persons: Iterable[int]) -> None:
    with staged("sharing", {"id": BIG}, ((person,) for person in persons)) as stage:
        taking.share_whereabouts(stage)


def _root(person: int) -> Person:
    found = Person.objects.select_for_update().select_related(None).filter(pk=person).first()
    if found is None:
        raise NotFound("person_unknown", words("沒有這個人。"))
    return found if found.same_as_id is None else _root(found.same_as_id)


def _recognise_around(person: int, at: datetime) -> None:
    """Derive again whom the phones of a person, and of all who are that person, concern."""
    everyone = Person.objects.filter(same_as=person).values_list("pk", flat=True)
    pairs = Phone.objects.filter(person__in=[person, *everyone]).values_list("pair", flat=True)
    recognising.recognise_touched((bytes(pair) for pair in pairs), taking.source_number("recognition", at))
