"""What every verb of a pillar does first and last: fetch the cases within the actor's reach, and post one entry."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np

from tongchou.base.clock import local_day
from tongchou.base.ids import new_id
from tongchou.base.refusals import NotFound
from tongchou.journal.chart import chart
from tongchou.journal.entries import NO_TRANSFERS, Claims, Column, Entry, Receipt, Transfers
from tongchou.journal.keeping import lock_standings
from tongchou.journal.posting import post
from tongchou.registers.staff.access import Scope, require


@dataclass(frozen=True)
class Reached:
    """Cases that an actor may act on, with where they stand. Columns in the order of `case`, which is sorted."""

    case: Column
    account: Column
    place: Column
    class_tip: Column
    state_tip: Column
    place_tip: Column
    flags: Column

    def __len__(self) -> int:
        return len(self.case)

    def state(self, i: int) -> str:
        return chart().state(int(self.account[i]))

    def group(self, i: int) -> str:
        return chart().case_class(int(self.account[i]))


def reach(scope: Scope, verb: str, cases: Sequence[int], *, unknown: NotFound, own: Collection[int] = ()) -> Reached:
    """Return where cases stand, locked, if all of them are within the actor's places and the actor may do the verb.

    `own` are the cases of the actor's own organisation, wherever they are. `unknown` is what is raised where one of
    them is not there, or not in the actor's places: which, is not said.

    Raises:
        NotAllowed: the role may not do this. `unknown`.
    """
    require(scope, verb)
    wanted = np.unique(np.array(list(cases), np.int64))
    found = lock_standings(wanted)
    if not len(wanted) or not found.exists.all():
        raise unknown
    foreign = (found.account > 0) & ~np.isin(found.case, list(own))
    if foreign.any() and not scope.covers_all(found.place[foreign]):
        raise unknown
    return Reached(
        found.case, found.account, found.place, found.class_tip, found.state_tip, found.place_tip, found.flags
    )


def act(
    scope: Scope,
    code: str,
    claims: Claims,
    *,
    at: datetime,
    entry: UUID | None = None,
    reason: str = "",
    voucher: str = "",
    occurred_at: datetime | None = None,
    transfers: Transfers = NO_TRANSFERS,
) -> Receipt:
    """Post one act as an entry of the actor's. `occurred_at` is when it happened, if that was before `at`."""
    return post(
        Entry(
            id=entry or new_id(),
            code=code,
            actor=scope.user_id,
            role=scope.role,
            occurred_at=occurred_at or at,
            claims=claims,
            transfers=transfers,
            reason=reason,
            voucher=voucher,
        )
    )


def day_of(at: datetime, on: date | None) -> int:
    """Return the claimed day as an ordinal: what the actor says, else the day of the act."""
    return (on or local_day(at)).toordinal()


def columns_of(
    case: Column,
    *,
    chain: int,
    predecessor: Column | int = 0,
    account: Column | int = 0,
    place: Column | int = 0,
    on: Column | int,
    sheet: Column | int = 0,
    row: Column | int = 0,
    settles: tuple[tuple[int, int], ...] = (),
) -> Claims:
    """Return claims of one chain for many cases; a single number fills its column."""
    size = len(case)

    def column(value: Column | int) -> Column:
        return np.asarray(value, np.int64) if isinstance(value, np.ndarray) else np.full(size, value, np.int64)

    return Claims(
        case=case,
        chain=column(chain),
        predecessor=column(predecessor),
        account=column(account),
        place=column(place),
        occurred_on=column(on),
        sheet=column(sheet),
        row=column(row),
        settles=settles,
    )


def joined(parts: Sequence[Claims]) -> Claims:
    """Return several tables of claims as one, without settlements."""
    columns: dict[str, Any] = {name: np.concatenate([getattr(part, name) for part in parts]) for name in Claims.COLUMNS}
    return Claims(**columns)
