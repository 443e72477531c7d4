"""Reading and writing what was kept of phones' acts, by columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection

from tongchou.field import sealing
from tongchou.field.answers import Kept, answer_in, why_of
from tongchou.field.models import Device
from tongchou.field.reading import Said
from tongchou.journal.rows import columns, id_from, insert_few, listed, listed_ids, to_store
from tongchou.pillars.acting import Outcome
from tongchou.registers.staff.access import Scope

#: What PostgreSQL calls the types of what is kept.
RECEIVED = {
    "id": "uuid",
    "device": "uuid",
    "user": "bigint",
    "place": "bigint",
    "act": "text",
    "digest": "bytea",
    "phone_at": "timestamptz",
    "received_at": "timestamptz",
    "clock_off": "int",
    "answer": "text",
    "code": "text",
    "why": "text",
    "number": "bigint",
    "sealed": "bytea",
}
#: What an act may say that the books do not hold: only then is its content kept beside them.
BESIDE = ("note", "photo", "told_by", "how", "reason", "name", "address", "found")


def held_among(device: UUID, cases: Sequence[int]) -> list[int]:
    """Return those of some cases that a device was given to hold."""
    if not cases:
        return []
    with listed(np.array(cases, np.int64)) as (among, params):
        sql = f'SELECT "case" FROM field_held WHERE device = %s AND "case" {among}'
        (found,) = columns(sql, [to_store(device), *params], 1)
    held: list[int] = found.tolist()
    return held


def keep(
    device: Device, scope: Scope, became: Sequence[tuple[Said, Outcome]], *, off: int, at: datetime
) -> dict[UUID, Kept]:
    """Keep what came and how it was answered; return it by entry. What the books do not hold of it is sealed."""
    if not became:
        return {}
    rows, said_of = [], {}
    for said, what in became:
        answer, why, number = answer_in(what)
        aside = why is not None or any(said.body.get(name) for name in BESIDE)
        sealed = sealing.acts().seal(said.content) if aside else None
        said_of[said.id] = (said.digest, answer, why_of(why), number)
        rows.append(
            (
                to_store(said.id), to_store(device.id), said.by or scope.user_id, device.place, said.act, said.digest,
                to_store(said.made_at or at), to_store(at), off, answer, why.code if why else "",
                said_of[said.id][2], number, sealed,
            )
        )  # fmt: skip
    insert_few("field_received", RECEIVED, rows)
    given = _asked(("acknowledgement",), said_of)
    return {entry: Kept(given[entry][0], *kept) for entry, kept in said_of.items()}


def read(ids: Iterable[UUID]) -> dict[UUID, Kept]:
    """Return what was kept of entries, by id; those that never came have no key."""
    found = _asked(("acknowledgement", "digest", "answer", "why", "number"), ids)
    return {entry: Kept(row[0], bytes(row[1]), *row[2:]) for entry, row in found.items()}


def _asked(names: Sequence[str], ids: Iterable[UUID]) -> dict[UUID, tuple[Any, ...]]:
    """Return some columns of what was kept, by entry. Asked twice for every batch of a phone: without the ORM."""
    among, param = listed_ids(ids)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {', '.join(names)} FROM field_received WHERE id {among}", [param])
        return {id_from(row[0]): row[1:] for row in cursor.fetchall()}
