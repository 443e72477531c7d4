"""Entries to post: lists that open cases of a register of the bench's own, and taps that clear them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from tongchou.base import clock
from tongchou.base.ids import new_id
from tongchou.journal.chart import Register, chart, declare
from tongchou.journal.entries import Claims, Column, Entry
from tongchou.journal.posting import new_cases
from tongchou.journal.standing import Chain

PLACES, BATCH = 2_170, 30
DAY = date(2020, 3, 20)
#: When it is posted.
NOW = clock.local(date(2020, 3, 27), 20)


def register() -> None:
    """Let the books have the register."""
    declare(Register("bench", "outside:bench", ("pending", "cleared")))


def a_list(rows: int, *, places: Column | None = None) -> tuple[Entry, Column]:
    """Return one entry that opens so many cases, with the cases; at some places, or at the county's small cells."""
    first = new_cases(rows)
    case = np.arange(first, first + rows, dtype=np.int64)
    table = _table(case, "bench:all:pending")
    if places is not None:
        table = replace(table, place=np.resize(places, rows))
    return _entry(table), case


def taps(case: Column, opening: Column) -> list[Entry]:
    """Return one entry for each case, which clears it; `opening` are the claims that opened them."""
    pairs = zip(case.reshape(-1, 1), opening.reshape(-1, 1), strict=True)
    return [_entry(_table(one, "bench:all:cleared", Chain.STATE, claim)) for one, claim in pairs]


def batches(case: Column, first_claim: int) -> Sequence[list[Entry]]:
    """Return taps of a list's cases in batches of 30; `first_claim` opened the first of them."""
    opening = first_claim + np.arange(len(case), dtype=np.int64)
    starts = range(0, len(case) - BATCH + 1, BATCH)
    return [taps(case[start : start + BATCH], opening[start : start + BATCH]) for start in starts]


def _table(case: Column, account: str, chain: Chain = Chain.OPEN, predecessor: Column | int = 0) -> Claims:
    none = np.zeros(len(case), np.int64)
    number = np.arange(len(case), dtype=np.int64)
    place = 1 + number * 7919 % PLACES if chain is Chain.OPEN else none
    day = none + DAY.toordinal()
    return Claims(case, none + chain, none + predecessor, none + chart().number(account), place, day, none, number)


def _entry(claims: Claims) -> Entry:
    return Entry(new_id(), "list", 1, "county_officer", clock.local(DAY, 9), claims)
