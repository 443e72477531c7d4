"""Applies `recognition.py` to the groups that a list touched, and takes back what no longer holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection

from tongchou.registers.people import taking
from tongchou.registers.people.models import Merge
from tongchou.registers.people.recognition import Member, Recognised, recognise
from tongchou.registers.people.staging import BIG, BYTES, fetch, staged


def recognise_touched(pairs: Iterable[bytes], source: int) -> None:
    """Derive again, for every group that holds one of these pairs, who is the same as whom."""
    concerned = _concerned(set(pairs))
    if not concerned:
        return
    with staged("touched", {"pair": BYTES}, ((pair,) for pair in sorted(concerned))) as stage:
        groups = _groups(stage)
    answers = [recognise(members) for members in groups]
    if answers:
        _write_doubts(answers, source)
        _point({person: same for answer in answers for person, same in answer.same_as.items()})


def _concerned(pairs: set[bytes]) -> set[bytes]:
    """Return those of the pairs by which someone without a number is known."""
    known = fetch("SELECT pair FROM person WHERE pair IS NOT NULL LIMIT %s", [len(pairs) + 1])
    if len(known) > len(pairs):
        return pairs
    return pairs & {bytes(pair) for (pair,) in known}


def _groups(stage: str) -> list[list[Member]]:
    """Return the groups of two and more around the touched pairs, merged persons left out."""
    unnumbered = fetch(
        f"SELECT n.pair, n.id, n.sex, n.born_on FROM {stage} s CROSS JOIN person n"
        " WHERE n.pair = s.pair"
        " AND NOT EXISTS (SELECT 1 FROM merge m WHERE m.gone_id = n.id AND m.undone_at IS NULL) ORDER BY n.id"
    )
    if not unnumbered:
        return []
    numbered = fetch(
        # The few staged pairs first: SQLite knows no size of a temporary table, and CROSS JOIN keeps the order.
        f"SELECT DISTINCT s.pair, p.id, p.sex, p.born_on FROM {stage} s CROSS JOIN phone h CROSS JOIN person q"
        " CROSS JOIN person p WHERE h.pair = s.pair AND q.id = h.person_id AND p.id = coalesce(q.same_as_id, q.id)"
        " AND q.id_kind <> '' AND p.id_kind <> ''"
    )
    groups: dict[bytes, list[tuple[Any, ...]]] = defaultdict(list)
    for pair, *rest in unnumbered:
        groups[bytes(pair)].append((*rest, False))
    for pair, *rest in numbered:
        if bytes(pair) in groups:
            groups[bytes(pair)].append((*rest, True))
    several = [group for group in groups.values() if len(group) > 1]
    told = _told({row[0] for group in several for row in group})
    return [[_member(row, told) for row in group] for group in several]


def _told(persons: set[int]) -> dict[tuple[int, str], set[str]]:
    """Return the sexes and births said of these persons beside their first."""
    told: dict[tuple[int, str], set[str]] = defaultdict(set)
    if persons:
        with staged("members", {"id": BIG}, ((person,) for person in sorted(persons))) as stage:
            for person, kind, value in fetch(
                f"SELECT f.person_id, f.kind, f.value FROM {stage} s CROSS JOIN fact f"
                " WHERE f.person_id = s.id AND f.kind IN ('sex', 'birth')"
            ):
                told[person, kind].add(value)
    return told


def _member(row: tuple[Any, ...], told: dict[tuple[int, str], set[str]]) -> Member:
    person, sex, born, numbered = row
    births: set[str] = {_iso(born)} if born is not None else set()
    sexes: set[str] = {sex} if sex else set()
    return Member(
        person,
        numbered,
        sexes=frozenset(sexes | told.get((person, "sex"), set())),
        births=frozenset(births | told.get((person, "birth"), set())),
    )


def _iso(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def _write_doubts(answers: list[Recognised], source: int) -> None:
    """Replace the possible duplicates of everyone decided here: a doubt may have been cleared since."""
    decided = sorted(person for answer in answers for person in answer.same_as)
    with staged("decided", {"id": BIG}, ((person,) for person in decided)) as stage, connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM fact WHERE kind = 'possible_duplicate' AND person_id IN (SELECT id FROM {stage})")
    doubts = sorted(doubt for answer in answers for doubt in answer.doubts)
    taking.keep_facts([(person, "possible_duplicate", str(other)) for person, other in doubts], source)


def _point(same_as: dict[int, int | None]) -> None:
    """Write who is the same as whom, where it changed, and carry along those a decision merged into them."""
    with staged("pointers", {"id": BIG, "same_as": BIG}, sorted(same_as.items())) as stage:
        changed = fetch(
            f"UPDATE person SET same_as_id = (SELECT s.same_as FROM {stage} s WHERE s.id = person.id)"
            f" WHERE id IN (SELECT s.id FROM {stage} s JOIN person p ON p.id = s.id"
            " WHERE coalesce(p.same_as_id, 0) <> coalesce(s.same_as, 0)) RETURNING id, same_as_id"
        )
    with staged("sharing", {"id": BIG}, ((person,) for person, same in changed if same)) as stage:
        taking.share_whereabouts(stage)
    for person, same in changed:
        carry_along(person, same or person)


def carry_along(person: int, root: int) -> None:
    """Point whoever was merged into a person, directly or in turn, to the person's root."""
    for gone in Merge.objects.filter(kept=person, undone_at=None).values_list("gone", flat=True):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE person SET same_as_id = %s WHERE id = %s", [root, gone])
        carry_along(gone, root)
