"""Seeded books of millions of movements, by bulk columns: what posting would have written, in a fraction of its time.

Luoding's places, sixty days. Each day a list opens its cases, forty a line, in the first state of every register there
is; nine in ten have an outcome by a tap, a line each. So half the movements come as a list and half one by one, and
`recount.audit` finds the books clean.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

import numpy as np
from django.conf import settings
from django.db import connection, transaction

from tongchou.base import clock
from tongchou.base.ids import new_id
from tongchou.journal import chart as charts
from tongchou.journal import clockwork, keeping, rows
from tongchou.journal.chart import Register, chart
from tongchou.journal.clockwork import last_commit
from tongchou.journal.entries import Column, Entry
from tongchou.journal.models import INDEX_BITS, Commit
from tongchou.journal.numbering import number_of
from tongchou.journal.posting import new_cases
from tongchou.journal.standing import Chain
from tongchou.registers.places.queries import tree

#: The first day of the grid, and how many follow; cases of a list's line; one case in so many stays as it was opened.
FIRST_ON, DAYS, A_LINE, PENDING = date(2020, 2, 6), 60, 40, 10
LAST_ON = FIRST_ON + timedelta(days=DAYS - 1)
#: When the measures ask.
AFTER = clock.local(LAST_ON, 23)


Columns = dict[str, Column]
Written = Sequence[tuple[str, Columns]]


@dataclass(frozen=True)
class Seeded:
    """What was written."""

    cases: int
    lines: int
    movements: int

    def plus(self, written: Written) -> Seeded:
        """Return this with some more rows."""
        many = {table: 0 for table, _ in written}
        for table, columns in written:
            many[table] += len(next(iter(columns.values())))
        return Seeded(self.cases + many["standing"], self.lines + many["line"], self.movements + many["movement"])


@dataclass(frozen=True)
class _Pairs:
    """By number: the world, the account a case is opened in and the one its outcome leads to."""

    world: Column
    opened: Column
    outcome: Column


def build(size: int, *, by: Callable[[int], Seeded] | None = None) -> Seeded:
    """Put a county of about `size` movements into an empty store; in a home that was kept it is there already."""
    from demo.places import write_luoding

    note = settings.HOME.path / "seeded.json"
    if note.exists() and Commit.objects.exists():
        return Seeded(**json.loads(note.read_text("utf-8")))
    with clock.at(clock.local(FIRST_ON, 6)):
        write_luoding()
    seeded = (by or fill)(size)
    note.write_text(json.dumps(asdict(seeded)), "utf-8")
    return seeded


def fill(size: int) -> Seeded:
    """Put about `size` movements into books that have places already."""
    seeded = Seeded(0, 0, 0)
    for _, written in days(size):
        for table, columns in written:
            rows.insert_columns(table, columns)
        seeded = seeded.plus(written)
    look_over()
    return seeded


def look_over() -> None:
    """Let the store count what was written in bulk, as PostgreSQL does by itself within a minute or two."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def days(size: int) -> Iterator[tuple[int, Written]]:
    """Yield the rows of each day, within a transaction that writes the entries and commits they belong to.

    Beside them is the number of the day's first commit; its lines come in the order of commits.
    """
    places, pairs = tree(LAST_ON).ids, _pairs()
    cases = max(1, size * PENDING // (2 * PENDING - 1) // DAYS)
    first = new_cases(cases * DAYS)
    for day in range(DAYS):
        at = clock.local(FIRST_ON + timedelta(days=day), 12)
        with transaction.atomic(), clock.at(at):
            n = last_commit() + 1
            # Counted from 1 whatever numbers the cases have, so that every store gets the same.
            number = np.arange(1 + day * cases, 1 + (day + 1) * cases, dtype=np.int64)
            yield n, list(_day(number, first - 1, pairs, places, at))


def _pairs() -> _Pairs:
    """Return a first state and one that follows, of every class of every register of cases that say no number."""
    book_of = chart()
    found = []
    for register in charts.declared():
        if not isinstance(register, Register) or register.valued:
            continue
        for _, codes in groupby(register.codes(), key=lambda leaf: leaf[1]):
            first, *others = (code for code, _, _ in codes)
            opened = book_of.number(first)
            found += [(book_of.world(opened), opened, book_of.number(other)) for other in others]
    table = np.array(found, np.int64)
    return _Pairs(table[:, 0], table[:, 1], table[:, 2])


def _day(nth: Column, before: int, pairs: _Pairs, places: Column, at: datetime) -> Iterator[tuple[str, Columns]]:
    """Yield the rows of a day's list and taps: the `nth` cases of all, whose numbers follow the one `before` them."""
    case, number = nth + before, np.arange(len(nth), dtype=np.int64)
    of_line = number // A_LINE
    pair, place = (of_line + nth[0]) % len(pairs.world), places[(of_line * 7919 + nth[0]) % len(places)]
    on = np.full(len(case), clock.local_day(at).toordinal(), np.int64)
    none = np.zeros(len(case), np.int64)
    entry, batch = commit_entry("list", at)
    opening = (entry << INDEX_BITS) + number
    world, opened, outcome = pairs.world[pair], pairs.opened[pair], pairs.outcome[pair]
    yield _claims(opening, case, none + Chain.OPEN, none, opened, place, on)
    head = number % A_LINE == 0
    legs = (world[head], place[head], opened[head], place[head])
    yield from _lines(batch, opening, case, of_line, legs, on[head], np.bincount(of_line))

    tap = number % PENDING != PENDING - 1
    entry, batch = commit_entry("outcome", at)
    tapped = (entry << INDEX_BITS) + np.cumsum(tap) - 1
    claim, some = tapped[tap], case[tap]
    yield _claims(claim, some, none[tap] + Chain.STATE, opening[tap], outcome[tap], none[tap], on[tap])
    legs = (opened[tap], place[tap], outcome[tap], place[tap])
    yield from _lines(batch, claim, some, np.arange(len(some), dtype=np.int64), legs, on[tap], none[tap] + 1)
    stands = (case, np.where(tap, outcome, opened), place, opening, np.where(tap, tapped, opening), opening, none, on)
    yield "standing", dict(zip(keeping.Standings.COLUMNS, stands, strict=True))


def commit_entry(code: str, at: datetime) -> tuple[int, int]:
    """Write an entry under a commit of its own; return its number and batch."""
    entry = Entry(new_id(), code, 1, "county_officer", at)
    number, batch = number_of(entry.id), rows.take_numbers("batch", 1)
    keeping.write_entries([entry], np.array([number], np.int64), [entry.digest()], batch)
    clockwork.tick(batch)
    return number, batch


def _claims(
    claim: Column, case: Column, chain: Column, predecessor: Column, account: Column, place: Column, on: Column
) -> tuple[str, Columns]:
    none = np.zeros(len(claim), np.int64)
    return "claim", {
        "id": claim,
        "entry": claim >> INDEX_BITS,
        "case": case,
        "chain": chain,
        "predecessor": predecessor,
        "account": account,
        "place": place,
        "occurred_on": on,
        "sheet": none,
        "row": none,
    }


def _lines(
    batch: int, claim: Column, case: Column, of_line: Column, legs: Sequence[Column], on: Column, count: Column
) -> Iterator[tuple[str, Columns]]:
    """Yield a batch's lines and movements; `of_line` says which line each case goes with."""
    none = np.zeros(len(on), np.int64)
    ids = (batch << INDEX_BITS) + np.arange(len(on), dtype=np.int64)
    names = ("from_account", "from_place", "to_account", "to_place")
    yield (
        "line",
        {"id": ids, "entry": none + (claim[0] >> INDEX_BITS), "batch": none + batch}
        | dict(zip(names, legs, strict=True))
        | {"item": none, "occurred_on": on, "booked_on": on, "count": count, "quantity": none},
    )
    yield "movement", {"line": ids[of_line], "case": case, "claim": claim}
