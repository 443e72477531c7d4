"""The numbers of entries: given at first mention, so that a claim may name one whose entry has not arrived."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from uuid import UUID

import numpy as np
from django.db import connection

from tongchou.base.refusals import Refused, words
from tongchou.journal.arrays import array, numbers
from tongchou.journal.entries import Column, Entry
from tongchou.journal.finding import distinct
from tongchou.journal.models import INDEX_BITS
from tongchou.journal.rows import among, columns, id_from, listed, listed_ids, on_postgresql, to_store

#: The order of UUIDs is that of their numbers, which are compared in half the time.
_AS_WHOLE_NUMBER = attrgetter("int")


@dataclass(frozen=True)
class Numbered:
    """The numbers of all entries sent or named; `mentioned` are those of senders' entries that were named before."""

    of: dict[UUID, int]
    mentioned: Column


def number(entries: Sequence[Entry]) -> Numbered:
    """Give a number to every entry that is sent or named here.

    On PostgreSQL the numbers of what is sent, and of what is named but has not arrived, stay locked to the end, in one
    order: so two senders of one entry follow each other, and nobody waits for an entry that has just been posted.
    """
    ids = sorted({entry.id for entry in entries}, key=_AS_WHOLE_NUMBER)
    names = {name.entry for entry in entries for name in entry.claims.names}
    every = sorted({*ids, *names}, key=_AS_WHOLE_NUMBER) if names else ids
    cited = _cited(entries)
    given, arrived = _give(every, cited)
    known = _read([i for i in every if i not in given])
    of = {**known, **given}
    mentioned = np.array(sorted(known[i] for i in ids if i in known), np.int64)
    # Numbers only rise, so a number below one that was given was given too.
    _refuse_unknown(cited[cited > max(of.values())])
    if on_postgresql():
        named = np.array(sorted(known.values()), np.int64)
        _lock(np.concatenate([mentioned, cited[~among(cited, arrived)], named[~among(named, _arrived(named))]]))
    return Numbered(of, mentioned)


def number_of(entry: UUID) -> int:
    """Return the number of an entry, whether it has arrived or not."""
    given, _ = _give([entry])
    return given.get(entry) or _read([entry])[entry]


def _cited(entries: Sequence[Entry]) -> Column:
    """Return the numbers of the entries whose claims are named by id."""
    cited = [entry.claims.predecessor for entry in entries]
    cited.append(np.array([target for e in entries if e.claims.settles for _, target in e.claims.settles], np.int64))
    every = np.concatenate(cited)
    return distinct(every[every > 0] >> INDEX_BITS)


def _give(ids: Sequence[UUID], cited: Column | Sequence[int] = ()) -> tuple[dict[UUID, int], list[int]]:
    """Number the ids that have no number yet, and return only those; on PostgreSQL also which `cited` have arrived.

    Which have arrived is asked by their keys: as a condition beside another, PostgreSQL read all entries for it. Asked
    apart, it cost each batch of 30 a statement more.
    """
    if not ids:
        return {}, []
    with connection.cursor() as cursor:
        if on_postgresql():
            cursor.execute(
                "WITH given AS (INSERT INTO entry_number (id) SELECT unnest(%s::uuid[]) ON CONFLICT DO NOTHING"
                " RETURNING id, number) SELECT id, number FROM given"
                " UNION ALL SELECT NULL, number FROM entry WHERE number = ANY(%s)",
                [array("uuid", ids), numbers(cited)],
            )
        else:
            # "WHERE true" tells SQLite's parser that ON CONFLICT is no join condition.
            cursor.execute(
                "INSERT INTO entry_number (id) SELECT value FROM json_each(%s) WHERE true"
                " ON CONFLICT DO NOTHING RETURNING id, number",
                [json.dumps([i.hex for i in ids])],
            )
        found = cursor.fetchall()
    # What was sent comes back: looked up, for making an id of its digits takes five times as long.
    sent = {to_store(i): i for i in ids}
    return {sent[i]: int(n) for i, n in found if i}, [int(n) for i, n in found if not i]


def _read(ids: Sequence[UUID]) -> dict[UUID, int]:
    if not ids:
        return {}
    these, param = listed_ids(ids)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, number FROM entry_number WHERE id {these}", [param])
        return {id_from(i): int(n) for i, n in cursor.fetchall()}


def _arrived(named: Column) -> Column:
    """Return which entries have arrived, of some that were named."""
    if not len(named):
        return named
    with listed(named) as (these, params):
        (arrived,) = columns(f"SELECT number FROM entry WHERE number {these}", params, 1)
    return arrived


def _lock(awaited: Column) -> None:
    """Lock the numbers of what is sent but was named before, and of all that is named and has not arrived."""
    if not len(awaited):
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number FROM entry_number WHERE number = ANY(%s) ORDER BY id FOR UPDATE", [numbers(awaited)]
        )


def _refuse_unknown(cited: Column) -> None:
    """Refuse claim ids whose entries were never named to the books: nobody can have them from us."""
    if not len(cited):
        return
    with listed(cited) as (these, params):
        (known,) = columns(f"SELECT number FROM entry_number WHERE number {these}", params, 1)
    if len(known) != len(cited):
        raise Refused("claim_unknown", words("所依據的主張在台賬中從未出現過，未入賬。"))
