"""What an entry must be to get in: its claims laid out by columns, names resolved, and what nobody can mean refused.

A fact is never refused for what the books say of the case: that is a conflict, a dispute or a claim that waits. Refused
is only what says nothing: no account, no place, a chain that does not exist, a predecessor that was left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from tongchou.base.refusals import Refused, words
from tongchou.journal.chart import chart
from tongchou.journal.entries import (
    NO_TRANSFERS,
    Claims,
    Column,
    Entry,
    Mask,
    Transfers,
    claim_columns,
    transfer_columns,
)
from tongchou.journal.finding import distinct
from tongchou.journal.models import INDEX_BITS
from tongchou.journal.rows import among
from tongchou.journal.standing import Chain

_CODE = re.compile(r"[a-z0-9][a-z0-9_.:-]{0,39}")
#: As plain numbers: an enum's member is looked up slowly.
_OPEN, _CLASS, _STATE, _PLACE, _VOID, _VALUE = (
    int(chain) for chain in (Chain.OPEN, Chain.CLASS, Chain.STATE, Chain.PLACE, Chain.VOID, Chain.VALUE)
)
#: The accounts into which only a stocktake may post, so that a discrepancy is never posted away.
DISCREPANCY = "discrepancy"


@dataclass(frozen=True)
class ClaimColumns:
    """The claims of a batch: `id` and `entry`, and the columns of `Claims`, with every claim named by its id.

    `settles` is (target, claim) pairs. `value` maps claims that say a value to it.
    """

    id: Column
    entry: Column
    case: Column
    chain: Column
    predecessor: Column
    account: Column
    place: Column
    occurred_on: Column
    sheet: Column
    row: Column
    settles: Column
    value: dict[int, int]

    COLUMNS = ("id", "entry", *Claims.COLUMNS)

    def __len__(self) -> int:
        return len(self.id)


_known_places: Callable[[Column], Mask] | None = None


def know_places(known: Callable[[Column], Mask]) -> None:
    """Let the register of places say which place numbers exist: `known(places)` returns a mask. Called once, at start.

    Without it every positive number is a place: the journal itself knows none.
    """
    global _known_places
    _known_places = known


def check_entry(entry: Entry) -> None:
    """Refuse an entry whose own fields cannot be kept.

    Raises:
        Refused("entry_malformed"): a code, role or reason that is no code (nothing of a person may get into the books),
            an instant without zone, or a voucher longer than 80 characters.
    """
    codes = [entry.code, entry.role, *([entry.reason] if entry.reason else [])]
    if not all(map(_CODE.fullmatch, codes)) or entry.occurred_at.tzinfo is None or len(entry.voucher) > 80:
        raise Refused("entry_malformed", words("這一筆錄入的類別、身份或事由不是代碼，或時間不完整，未入賬。"))


def lay_out(entries: Sequence[Entry], numbers: Column, of: dict[UUID, int], *, today: int) -> ClaimColumns:
    """Lay the claims of all entries in one table. A claimed day after `today` becomes today.

    Raises:
        Refused("claim_malformed"), Refused("account_unknown"), Refused("place_unknown").
    """
    columns = zip(*(claim_columns(e.claims) for e in entries), strict=True)
    parts = {name: np.concatenate(column) for name, column in zip(Claims.COLUMNS, columns, strict=True)}
    sizes = np.array([len(e.claims) for e in entries], np.int64)
    entry = np.repeat(numbers, sizes)
    index = np.arange(len(entry), dtype=np.int64) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    if (parts["predecessor"] < 0).any():
        named = [_ids(e.claims.predecessor, e, n, of) for e, n in zip(entries, numbers.tolist(), strict=True)]
        parts["predecessor"] = np.concatenate(named)
    parts["occurred_on"] = np.minimum(parts["occurred_on"], today)
    value = {n << INDEX_BITS | i: v for e, n in zip(entries, numbers.tolist(), strict=True) for i, v in e.claims.values}
    table = ClaimColumns(
        id=(entry << INDEX_BITS) | index, entry=entry, **parts, settles=_settles(entries, numbers, of), value=value
    )
    _refuse_malformed(table)
    return table


def _settles(entries: Sequence[Entry], numbers: Column, of: dict[UUID, int]) -> Column:
    pairs: list[Column] = []
    for entry, number in zip(entries, numbers.tolist(), strict=True):
        if not entry.claims.settles:
            continue
        said = np.array(entry.claims.settles, np.int64)
        if said[:, 0].min() < 0 or said[:, 0].max() >= len(entry.claims):
            raise _malformed()
        targets = _ids(said[:, 1], entry, number, of)
        if (targets <= 0).any():
            raise _malformed()
        pairs.append(np.column_stack([targets, (number << INDEX_BITS) | said[:, 0]]))
    return np.unique(np.concatenate(pairs), axis=0) if pairs else np.zeros((0, 2), np.int64)


def _ids(claims: Column, entry: Entry, number: int, of: dict[UUID, int]) -> Column:
    """Return claim ids for a column that may name claims as `own` or `named`."""
    if not (claims < 0).any():
        return claims
    names = entry.claims.names
    index = -claims - 1
    resolved = np.array([(of[name.entry] << INDEX_BITS) | name.at for name in names], np.int64)
    other = claims < -(1 << INDEX_BITS)
    position = index - (1 << INDEX_BITS)
    if (position[other] >= len(names)).any() or (index[(claims < 0) & ~other] >= len(entry.claims)).any():
        raise _malformed()
    if any(not 0 <= name.at < 1 << INDEX_BITS for name in names):
        raise _malformed()
    ids = np.where(claims < 0, (number << INDEX_BITS) | index, claims)
    ids[other] = resolved[position[other]]
    return ids


def _refuse_malformed(table: ClaimColumns) -> None:
    chain, book_of = table.chain, chart()
    opens = chain == _OPEN
    valued_chain = chain == _VALUE
    names_account = opens | (chain == _CLASS) | (chain == _STATE)
    moves = chain == _PLACE
    names_place = opens | moves
    onward = (names_account & ~opens) | moves | valued_chain
    bad = (
        (table.case <= 0)
        | (table.occurred_on <= 0)
        | ~(opens | onward | ((chain == _VOID) & among(table.id, table.settles[:, 1])))
        | (onward & (table.predecessor <= 0))
        | (names_account & (table.account <= 0))
        | (names_place & (table.place <= 0))
    )
    known = (table.account > 0) & (table.account < len(book_of.world_of))
    account = np.where(names_account & known, table.account, 0)
    valued = book_of.valued_of[account]
    must_say = valued_chain | (opens & valued)
    # A value stays in its column: no class or state leads there.
    if bad.any() or (among(table.id, table.value) != must_say).any() or (valued & ~opens).any():
        raise _malformed()
    # Account 0 comes from no world either.
    if (names_account & (book_of.world_of[account] == 0)).any():
        raise Refused("account_unknown", words("主張所指的科目不存在，或不是個案可處的科目，未入賬。"))
    refuse_unknown_places(table.place[names_place])


def refuse_unknown_places(places: Column) -> None:
    """Refuse place numbers that the register of places does not know.

    Raises:
        Refused("place_unknown").
    """
    if len(places) and _known_places is not None and not _known_places(distinct(places)).all():
        raise Refused("place_unknown", words("主張所指的地點不存在，未入賬。"))


def _malformed() -> Refused:
    return Refused("claim_malformed", words("這一筆錄入缺少科目、地點、日期或所依據的主張，未入賬。"))


def lay_out_transfers(entries: Sequence[Entry], numbers: Column, *, today: int) -> dict[str, Column]:
    """Lay the quantities that entries move in one table, with `entry`. They are never refused for lack of stock.

    Raises:
        Refused("transfer_malformed"): no item or no quantity, or an account where cases stand.
        Refused("account_unknown"), Refused("place_unknown").
        Refused("stocktake_only"): something else than a stocktake posts to a discrepancy.
    """
    sizes = [len(e.transfers) for e in entries]
    if not any(sizes):
        return {"entry": numbers[:0], **dict(zip(Transfers.COLUMNS, transfer_columns(NO_TRANSFERS), strict=True))}
    columns = zip(*(transfer_columns(e.transfers) for e in entries), strict=True)
    table = {name: np.concatenate(column) for name, column in zip(Transfers.COLUMNS, columns, strict=True)}
    table["entry"] = np.repeat(numbers, sizes)
    table["occurred_on"] = np.minimum(table["occurred_on"], today)
    accounts = np.unique(np.concatenate([table["from_account"], table["to_account"]]))
    places = np.concatenate([table["from_place"], table["to_place"]])
    book_of = chart()
    if any(int(a) not in book_of.parts for a in accounts):
        raise Refused("account_unknown", words("流水所指的科目不存在，未入賬。"))
    bad = (table["item"] <= 0) | (table["quantity"] == 0) | (table["occurred_on"] <= 0)
    if bad.any() or (places <= 0).any() or (book_of.world_of[accounts] > 0).any():
        raise Refused("transfer_malformed", words("物資或資金的流水缺少品名、數量或地點，未入賬。"))
    refuse_unknown_places(places)
    for entry in entries:
        touched = {*entry.transfers.from_account.tolist(), *entry.transfers.to_account.tolist()}
        if entry.code != "stocktake" and any(book_of.codes[a].split(":")[0] == DISCREPANCY for a in touched):
            raise Refused("stocktake_only", words("盤點差異只能由盤點錄入。"))
    return table
