"""What stores have on hand, held still while a request is decided.

A fact is never refused for lack of stock: what was handed out was handed out, and a store below zero is the
discrepancy. A request is another matter. Whoever grants one holds the store and item first, so that two requests never
share the same masks: `hold`, look, `post`, all in one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from django.db import connection

from tongchou.journal.entries import Column, Mask
from tongchou.journal.rows import columns, listed, on_postgresql

#: Below the id of an item there is room for so many bits of lots: an item with all its lots is one interval of ids.
LOT_BITS = 24


def of_item(ids: Column, item: int) -> Mask:
    """Say which ids are an item or one of its lots; a lot is only itself."""
    if item & ((1 << LOT_BITS) - 1):
        return np.asarray(ids == item)
    return np.asarray(ids >> LOT_BITS == item >> LOT_BITS)


class Stored(NamedTuple):
    """An item in a store: the account and place it is kept at."""

    account: int
    place: int
    item: int


def on_hand(stores: Sequence[Stored]) -> dict[Stored, int]:
    """Return the quantity of each, in the item's smallest unit; 0 where nothing was ever posted, below 0 if short."""
    found = lying([stored.item for stored in stores])
    return {stored: found.get(stored, 0) for stored in stores}


def hold(stores: Sequence[Stored]) -> dict[Stored, int]:
    """Return what is on hand, and let nobody else hold the same until this transaction ends."""
    assert connection.in_atomic_block, "a store is held inside a transaction"
    if on_postgresql():
        keys = sorted({f"{account}/{place}/{item}" for account, place, item in stores})
        with connection.cursor() as cursor:
            # In the order of the keys they hash to, so that two who want the same two never wait in a ring.
            cursor.execute(
                "SELECT pg_advisory_xact_lock(key) FROM"
                " (SELECT DISTINCT hashtextextended('stock/' || name, 0) AS key FROM unnest(%s::text[]) AS name"
                " ORDER BY 1) AS sorted",
                [keys],
            )
    return on_hand(stores)


def lying(items: Sequence[int]) -> dict[Stored, int]:
    """Return where these items lie and how much of each, by account, place and item; zeros are left out."""
    found: dict[Stored, int] = {}
    if not items:
        return found
    with listed(np.unique(np.array(items, np.int64))) as (among, params):
        rows = columns(
            "SELECT from_account, from_place, to_account, to_place, item, SUM(quantity) FROM line"
            f" WHERE item > 0 AND item {among} GROUP BY from_account, from_place, to_account, to_place, item",
            params,
            6,
        )
    for *ends, item, moved in zip(*(column.tolist() for column in rows), strict=True):
        for (account, place), sign in ((ends[:2], -1), (ends[2:], 1)):
            stored = Stored(account, place, item)
            found[stored] = found.get(stored, 0) + sign * moved
    return {stored: quantity for stored, quantity in sorted(found.items()) if quantity}
