"""The one way into the books: `post`.

One act or one list, or a batch of them, becomes claims, lines, movements and standings in one transaction that ends at
the clock. Everything goes by columns. A case whose only claim extends the tip of an undisturbed chain takes the fast
path; every other case is recomputed from all its claims by `standing.stand`, and walked from where it stood.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from django.db import transaction

from tongchou.base import clock as county_clock
from tongchou.base.refusals import Refused, words
from tongchou.journal import booking, clockwork, keeping
from tongchou.journal.entries import Claims, Entry, Receipt
from tongchou.journal.models import INDEX_BITS, EntryNumber
from tongchou.journal.rows import take_numbers


class _Again(Exception):
    """Another transaction changed what this one booked by; nothing is kept, it is done once more."""


def post(entry: Entry) -> Receipt:
    """Post one entry. See `post_batch`."""
    return post_batch([entry])[0]


def post_batch(entries: Sequence[Entry]) -> list[Receipt]:
    """Post several entries as one commit; each is whole, and each gets its own receipt, in order.

    The same id and content answers `exists`. The same id with other content is kept aside and answers `conflict`.

    Raises:
        Refused("account_unknown"), Refused("claim_malformed"): nothing of the batch is posted.
    """
    if not entries:
        return []
    now = county_clock.now()
    try:
        with transaction.atomic():
            return _post(entries, now=now, patient=False)
    except _Again:
        # Second try: hold the clock from the start. Others wait a moment, but no closing can slip in again.
        with transaction.atomic():
            return _post(entries, now=now, patient=True)


def new_cases(count: int) -> int:
    """Take `count` case numbers, never used before in any register, and return the first."""
    return take_numbers("case", count)


def claim_id(entry: UUID, index: int) -> int:
    """Return the id of a claim named by its entry and index, even if the entry has not arrived yet."""
    number, _ = EntryNumber.objects.get_or_create(id=entry)
    return (number.number << INDEX_BITS) | index


@dataclass(frozen=True)
class _Batch:
    """Entries that are new to the books, with the columns of all their claims."""

    entries: list[Entry]
    numbers: np.ndarray
    claims: booking.ClaimColumns


def _post(entries: Sequence[Entry], *, now: datetime, patient: bool) -> list[Receipt]:
    seen_closes = clockwork.hold().closes if patient else clockwork.closes()
    numbers, mentioned = keeping.number(entries)
    receipts: list[Receipt | None] = [None] * len(entries)
    fresh: list[int] = []
    known = keeping.known_digests([int(n) for n in numbers])
    taken: dict[int, bytes] = {}
    for i, entry in enumerate(entries):
        number, digest = int(numbers[i]), entry.digest()
        first = known.get(number) or taken.get(number)
        if first is None:
            taken[number] = digest
            fresh.append(i)
            continue
        if first != digest:
            keeping.keep_conflict(entry, digest, now=now)
        receipts[i] = Receipt(entry.id, "exists" if first == digest else "conflict", number)
    if fresh:
        batch = _Batch(
            [entries[i] for i in fresh], numbers[fresh], _columns([entries[i] for i in fresh], numbers[fresh], now)
        )
        commit, flags = _post_fresh(batch, mentioned, seen_closes=seen_closes, now=now)
        for i, entry_flags in zip(fresh, flags, strict=True):
            receipts[i] = Receipt(entries[i].id, "created", int(numbers[i]), commit, entry_flags)
    return [receipt for receipt in receipts if receipt is not None]


def _columns(entries: list[Entry], numbers: np.ndarray, now: datetime) -> booking.ClaimColumns:
    """Lay the claims of all entries in one table, with ids, own predecessors resolved and days not after today."""
    today = county_clock.local_day(now).toordinal()
    parts = {name: np.concatenate([getattr(e.claims, name) for e in entries]) for name in Claims.COLUMNS}
    sizes = [len(e.claims) for e in entries]
    entry = np.repeat(numbers, sizes)
    index = np.concatenate([np.arange(n, dtype=np.int64) for n in sizes])
    own = parts["predecessor"] < 0
    parts["predecessor"] = np.where(own, (entry << INDEX_BITS) | (-parts["predecessor"] - 1), parts["predecessor"])
    parts["occurred_on"] = np.minimum(parts["occurred_on"], today)
    table = booking.ClaimColumns(id=(entry << INDEX_BITS) | index, entry=entry, **parts)
    bad = (
        (table.case <= 0)
        | ((table.chain == 0) & ((table.account <= 0) | (table.place <= 0)))
        | (np.isin(table.chain, (1, 2)) & (table.account <= 0))
        | ((table.chain == 3) & (table.place <= 0))
        | (table.occurred_on <= 0)
    )
    if bad.any():
        raise Refused("claim_malformed", words("這一筆錄入缺少科目、地點或日期，未入帳。"))
    return table


def _post_fresh(
    batch: _Batch, mentioned: np.ndarray, *, seen_closes: int, now: datetime
) -> tuple[int, list[tuple[int, ...]]]:
    batch_id = take_numbers("batch", 1)
    table = batch.claims
    settles = np.array(
        [(target, (int(n) << INDEX_BITS) | i) for n, e in zip(batch.numbers, batch.entries, strict=True)
         for i, target in e.claims.settles], np.int64,
    ).reshape(-1, 2)
    overtaken = np.intersect1d(mentioned, batch.numbers)
    awaiting = np.union1d(keeping.cases_awaiting(overtaken), keeping.cases_settled_early(table, overtaken))
    cases = np.unique(np.concatenate([table.case, keeping.cases_of(settles[:, 0]), awaiting]))
    before = keeping.lock_standings(cases)
    keeping.write_entries(batch.entries, batch.numbers, batch_id)
    keeping.write_claims(table, settles)
    booked = booking.book(table, before, settles=settles, awaiting=awaiting)
    booked = booking.add_transfers(booked, batch.entries, batch.numbers, today=county_clock.local_day(now).toordinal())
    keeping.write_lines(booked, batch_id)
    if not keeping.write_standings(before, booked.after):
        raise _Again
    tick = clockwork.tick(batch_id, now=now)
    if tick.closes != seen_closes:
        raise _Again
    return tick.n, booking.flags_by_entry(table, booked.after, batch.numbers)
