"""What reaches the books: an entry, with its claims by columns and its quantities.

Build claims with `claims(opening(...), step(...), ...)` for an act, or fill `Claims` from arrays for a list. A claim is
named in one of three ways: by its id, once the books gave it one; as `own(index)` within the same entry; or as
`Named(entry, at)` by whoever knows only the entry's own id, such as a phone, whether that entry has arrived or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np

from tongchou.base.canonical import digest
from tongchou.journal.chart import chart
from tongchou.journal.models import INDEX_BITS
from tongchou.journal.standing import Chain

Column = np.ndarray[Any, np.dtype[np.int64]]
#: Columns of equal length by name.
Table = dict[str, Column]
Mask = np.ndarray[Any, np.dtype[np.bool_]]


class Named(NamedTuple):
    """A claim by the id its entry was given by its sender, and where it stands among that entry's claims."""

    entry: UUID
    at: int


def own(index: int) -> int:
    """Name the claim at `index` of the same entry, in a column of claim ids."""
    return -(index + 1)


def named(position: int) -> int:
    """Name the claim at a position of `Claims.names`, in a column of claim ids."""
    return -(1 << INDEX_BITS) - 1 - position


@dataclass(frozen=True)
class Claims:
    """Claims by columns, all int64 of one length.

    `settles` pairs a claim's index with the claim it settles; there and in `predecessor` a claim is an id, `own(...)`
    or `named(...)`, a position in `names`. `values` pairs a claim's index with the value it says.
    """

    case: Column
    chain: Column
    predecessor: Column
    account: Column
    place: Column
    occurred_on: Column
    sheet: Column
    row: Column
    settles: tuple[tuple[int, int], ...] = ()
    names: tuple[Named, ...] = ()
    values: tuple[tuple[int, int], ...] = ()

    COLUMNS = ("case", "chain", "predecessor", "account", "place", "occurred_on", "sheet", "row")

    def __len__(self) -> int:
        return len(self.case)

    def __post_init__(self) -> None:
        assert len(self) < 1 << INDEX_BITS, "an entry holds a million claims at most"
        assert all(len(getattr(self, name)) == len(self.case) for name in self.COLUMNS), "columns of one length"


@dataclass(frozen=True)
class Transfers:
    """Quantities by columns: out of one account and place into another, in the item's smallest unit."""

    from_account: Column
    from_place: Column
    to_account: Column
    to_place: Column
    item: Column
    quantity: Column
    occurred_on: Column

    COLUMNS = ("from_account", "from_place", "to_account", "to_place", "item", "quantity", "occurred_on")

    def __len__(self) -> int:
        return len(self.item)


@dataclass(frozen=True)
class ClaimRow:
    """One claim, before it is put into columns."""

    case: int
    chain: Chain
    predecessor: int | Named = 0
    account: int = 0
    place: int = 0
    on: date | None = None
    sheet: int = 0
    row: int = 0
    settles: tuple[int | Named, ...] = ()
    value: int | None = None


def opening(*, case: int, account: str, place: int, on: date, sheet: int = 0, row: int = 0) -> ClaimRow:
    """Claim that a case begins, at an account and a place."""
    return ClaimRow(case, Chain.OPEN, 0, chart().number(account), place, on, sheet, row)


def step(*, case: int, account: str, predecessor: int | Named, on: date) -> ClaimRow:
    """Claim that a case's state became that of `account`; its class is not touched."""
    return ClaimRow(case, Chain.STATE, predecessor, chart().number(account), 0, on)


def reclass(*, case: int, account: str, predecessor: int | Named, on: date) -> ClaimRow:
    """Claim that a case is of the class of `account`; its state is not touched."""
    return ClaimRow(case, Chain.CLASS, predecessor, chart().number(account), 0, on)


def move(*, case: int, place: int, predecessor: int | Named, on: date) -> ClaimRow:
    """Claim that a case belongs to another place."""
    return ClaimRow(case, Chain.PLACE, predecessor, 0, place, on)


def reversal(*, case: int, of: int | Named, on: date) -> ClaimRow:
    """Take a claim back, or end one that waits in vain or is in conflict. Never refused; its reason is the entry's."""
    return ClaimRow(case, Chain.VOID, on=on, settles=(of,))


def deciding(row: ClaimRow, *, settles: Sequence[int | Named]) -> ClaimRow:
    """Turn a claim into a decision: it also settles the claims that lose."""
    return replace(row, settles=tuple(settles))


def claims(*rows: ClaimRow) -> Claims:
    """Put claims into columns."""

    names: dict[Named, int] = {}

    def column(values: list[int]) -> Column:
        return np.array(values, np.int64)

    def mention(claim: int | Named) -> int:
        return named(names.setdefault(claim, len(names))) if isinstance(claim, Named) else claim

    return Claims(
        case=column([r.case for r in rows]),
        chain=column([int(r.chain) for r in rows]),
        predecessor=column([mention(r.predecessor) for r in rows]),
        account=column([r.account for r in rows]),
        place=column([r.place for r in rows]),
        occurred_on=column([r.on.toordinal() if r.on else 0 for r in rows]),
        sheet=column([r.sheet for r in rows]),
        row=column([r.row for r in rows]),
        settles=tuple((i, mention(target)) for i, r in enumerate(rows) for target in r.settles),
        values=tuple((i, r.value) for i, r in enumerate(rows) if r.value is not None),
        names=tuple(names),
    )


NO_CLAIMS = claims()


def _empty() -> Transfers:
    none = np.zeros(0, np.int64)
    return Transfers(none, none, none, none, none, none, none)


NO_TRANSFERS = _empty()


#: All columns at once: taken one by one, they and their digest cost an act twice as much.
claim_columns = attrgetter(*Claims.COLUMNS)
transfer_columns = attrgetter(*Transfers.COLUMNS)


def _digested(columns: Sequence[Column]) -> list[bytes]:
    """Return columns as they go into a digest."""
    return [column.astype("<i8", copy=False).tobytes() for column in columns]


_NO_QUANTITIES = _digested(transfer_columns(NO_TRANSFERS))


@dataclass(frozen=True)
class Entry:
    """One act, or one whole list. `id` is made and kept by the client before it sends. No names, no free text."""

    id: UUID
    code: str
    actor: int
    role: str
    occurred_at: datetime
    claims: Claims = NO_CLAIMS
    transfers: Transfers = NO_TRANSFERS
    voucher: str = ""
    reason: str = ""
    #: The digest of what was sent beside the claims, where claims are made of it here (the answers of a return).
    basis: bytes = b""

    def content(self) -> list[Any]:
        """Return everything that makes this entry what it is, as plain values."""
        table, moved = self.claims, self.transfers
        return [
            self.id.bytes,
            self.code,
            self.actor,
            self.role,
            self.occurred_at.astimezone(UTC).isoformat(),
            self.voucher,
            self.reason,
            _digested(claim_columns(table)),
            [list(pair) for pair in table.settles],
            [[name.entry.bytes, name.at] for name in table.names],
            [list(pair) for pair in table.values],
            _NO_QUANTITIES if moved is NO_TRANSFERS else _digested(transfer_columns(moved)),
            *([self.basis] if self.basis else []),
        ]

    def digest(self) -> bytes:
        """Return the SHA-256 of the content: the same id with another digest is a conflict."""
        return digest(self.content())


@dataclass(frozen=True)
class Receipt:
    """What became of an entry: `created`, `exists` or `conflict`.

    `first_claim` is the id of the entry's claim 0; the others follow. `commit` is the number under which the books
    learnt the entry, now or when it came first; 0 for a conflict. `flags` pairs the index of each claim whose case is
    disputed, waiting or in conflict now with the flags of that case; it is empty unless the entry was created.
    """

    id: UUID
    answer: str
    number: int = 0
    commit: int = 0
    flags: tuple[tuple[int, int], ...] = ()

    @property
    def first_claim(self) -> int:
        return self.number << INDEX_BITS
