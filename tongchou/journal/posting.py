"""The one way into the books: `post`.

One act or one list, or a batch of them, becomes claims, lines, movements and standings in one transaction that ends at
the clock. Whoever posts takes, in this order, the numbers of entries, the standings of cases, the units of returns and
the clock, each sorted: so posters wait for each other, but never in a ring. Post once in a transaction, and last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import numpy as np
from django.db import transaction

from tongchou.base import clock as county_clock
from tongchou.base.refusals import Refused, words
from tongchou.journal import booking, clockwork, conflicts, door, keeping, levels, numbering
from tongchou.journal.entries import Column, Entry, Receipt
from tongchou.journal.finding import distinct
from tongchou.journal.models import INDEX_BITS
from tongchou.journal.rows import among, on_postgresql, take_numbers
from tongchou.journal.together import together

#: After so many tries that a closing undid, posting holds the clock while it writes, and closings wait for it instead.
IMPATIENT_TRIES = 3
TRIES = 20


class _Again(Exception):
    """Another transaction changed what this one booked by; nothing is kept, it is done once more."""


def post(entry: Entry) -> Receipt:
    """Post one entry. See `post_batch`."""
    return post_batch([entry])[0]


def post_batch(entries: Sequence[Entry]) -> list[Receipt]:
    """Post several entries as one commit; each is whole, and each gets its own receipt, in order.

    The same id and content answers `exists`. The same id with other content is kept aside and answers `conflict`.

    Raises:
        Refused("entry_malformed"), Refused("claim_malformed"), Refused("claim_unknown"), Refused("account_unknown"),
        Refused("place_unknown"), Refused("transfer_malformed"), Refused("stocktake_only"), Refused("return_unknown"):
            nothing is posted.
        Refused("books_busy"): others kept opening the same cases; to be sent again.
    """
    if not entries:
        return []
    for entry in entries:
        door.check_entry(entry)
    digests = [entry.digest() for entry in entries]
    now = county_clock.now()
    for attempt in range(TRIES):
        try:
            return together(_Sent(entries, digests, now, attempt >= IMPATIENT_TRIES), joined=_post_as_one)
        except _Again:
            continue
    raise Refused("books_busy", words("台賬正忙，請再送一次。"))


def new_cases(count: int) -> int:
    """Take `count` case numbers, never used before in any register, and return the first."""
    if on_postgresql():
        return take_numbers("case", count)
    with transaction.atomic():  # which waits in turn; a statement alone would have to find the lock free by chance
        return take_numbers("case", count)


def claim_id(entry: UUID, index: int) -> int:
    """Return the id of a claim named by its entry and index, even if the entry has not arrived yet."""
    return (numbering.number_of(entry) << INDEX_BITS) | index


@dataclass(frozen=True)
class _Sent:
    """A batch as it was sent."""

    entries: Sequence[Entry]
    digests: list[bytes]
    now: datetime
    patient: bool

    def __call__(self) -> list[Receipt]:
        return _post(self.entries, self.digests, now=self.now, patient=self.patient)


def _post_as_one(batches: Sequence[_Sent]) -> list[list[Receipt]]:
    """Post several batches as if they were one."""
    entries = [entry for batch in batches for entry in batch.entries]
    digests = [digest for batch in batches for digest in batch.digests]
    now, patient = max(batch.now for batch in batches), any(batch.patient for batch in batches)
    receipts = iter(_post(entries, digests, now=now, patient=patient))
    return [[next(receipts) for _ in batch.entries] for batch in batches]


@dataclass(frozen=True)
class _Batch:
    """Entries that are new to the books, their numbers and digests; `arrived` were mentioned before they came."""

    entries: list[Entry]
    numbers: Column
    digests: list[bytes]
    arrived: Column
    of: dict[UUID, int]


def _post(entries: Sequence[Entry], digests: Sequence[bytes], *, now: datetime, patient: bool) -> list[Receipt]:
    numbered = numbering.number(entries)
    known = keeping.known_entries(numbered.mentioned)
    first: dict[int, bytes] = {}
    receipts: list[Receipt | None] = []
    fresh: list[int] = []
    for i, (entry, digest) in enumerate(zip(entries, digests, strict=True)):
        number = numbered.of[entry.id]
        if number not in known and number not in first:
            first[number] = digest
            fresh.append(i)
            receipts.append(None)
            continue
        was, commit = known.get(number, (first.get(number), 0))
        if was != digest:
            conflicts.keep_conflict(entry, digest, now=now)
        receipts.append(
            Receipt(entry.id, "exists", number, commit) if was == digest else Receipt(entry.id, "conflict", number)
        )
    commit = 0
    if fresh:
        numbers = np.array([numbered.of[entries[i].id] for i in fresh], np.int64)
        arrived = numbered.mentioned[among(numbered.mentioned, numbers)]
        batch = _Batch([entries[i] for i in fresh], numbers, [digests[i] for i in fresh], arrived, numbered.of)
        commit, flags = _post_fresh(batch, now=now, patient=patient)
        for i, number, flagged in zip(fresh, numbers.tolist(), flags, strict=True):
            receipts[i] = Receipt(entries[i].id, "created", number, commit, flagged)
    return [r if r.commit or r.answer == "conflict" else replace(r, commit=commit) for r in receipts if r is not None]


def _post_fresh(batch: _Batch, *, now: datetime, patient: bool) -> tuple[int, list[tuple[tuple[int, int], ...]]]:
    today = county_clock.local_day(now).toordinal()
    table = door.lay_out(batch.entries, batch.numbers, batch.of, today=today)
    moved = door.lay_out_transfers(batch.entries, batch.numbers, today=today)
    seen_closes, batch_id = clockwork.begin()
    stirred = keeping.cases_stirred(table, batch.arrived)
    cases = distinct(np.concatenate([table.case, keeping.cases_of(table.settles[:, 0]), stirred]))
    before = keeping.lock_standings(cases)
    if patient:
        opened = keeping.open_standings(before)
        if opened is None:
            raise _Again
        before, seen_closes = opened, clockwork.hold().closes
    keeping.write_entries(batch.entries, batch.numbers, batch.digests, batch_id, table)
    booked = levels.with_values(booking.book(table, before, stirred=stirred)).with_lines(booking.quantities(moved))
    if not keeping.write_new_standings(before, booked.after):
        raise _Again
    keeping.write_lines(booked, batch_id, before)
    tick = clockwork.tick(batch_id)
    if tick.closes != seen_closes and booking.closed_since(booked):
        raise _Again
    return tick.n, booking.flags_by_entry(table, booked.after, batch.numbers)
