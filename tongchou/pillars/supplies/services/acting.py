"""What every verb of supplies does: fetch its cases within the actor's reach, move quantities, post one entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import numpy as np

from tongchou.base.refusals import NotFound, Refused, words
from tongchou.journal.chart import chart
from tongchou.journal.entries import NO_CLAIMS, Claims, Receipt, Transfers
from tongchou.pillars import acting
from tongchou.pillars.acting import Reached
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.access import Scope, require


class Move(NamedTuple):
    """A quantity out of one account and place into another, in the item's smallest step."""

    frm: str
    from_place: int
    to: str
    to_place: int
    item: int
    quantity: int
    on: date


def moved(moves: Iterable[Move]) -> Transfers:
    """Return moves by columns; those of nothing are left out."""
    kept = [move for move in moves if move.quantity]
    number = chart().number

    def column(values: list[int]) -> np.ndarray:
        return np.array(values, np.int64)

    return Transfers(
        from_account=column([number(m.frm) for m in kept]),
        from_place=column([m.from_place for m in kept]),
        to_account=column([number(m.to) for m in kept]),
        to_place=column([m.to_place for m in kept]),
        item=column([m.item for m in kept]),
        quantity=column([m.quantity for m in kept]),
        occurred_on=column([m.on.toordinal() for m in kept]),
    )


def act(
    scope: Scope,
    code: str,
    moves: Iterable[Move],
    *,
    at: datetime,
    entry: UUID | None,
    claims: Claims = NO_CLAIMS,
    reason: str = "",
) -> Receipt:
    """Post one act with what it moves as an entry of the actor's."""
    return acting.act(scope, code, claims, at=at, entry=entry, reason=reason, transfers=moved(moves))


def reach(scope: Scope, verb: str, cases: Sequence[int]) -> Reached:
    """Return where cases stand, locked, if the actor may do the verb and all of them are in the actor's places.

    Raises:
        NotAllowed: the role may not do this.
        NotFound("case_unknown"): one of them is not there, or not in the actor's places: which, is not said.
    """
    found = acting.reach(scope, verb, cases, unknown=_unknown())
    if not (found.account > 0).all():
        raise _unknown()
    return found


def of_store(cases: Sequence[int]) -> Reached:
    """Return where cases stand, locked, whatever their places: whoever decides on a store decides on what others ask
    of it and on what is brought to it. The caller has asked whether the actor may.

    Raises:
        NotFound("case_unknown").
    """
    found, all_there = acting.locked(cases)
    if not len(found) or not all_there or not (found.account > 0).all():
        raise _unknown()
    return found


def _unknown() -> NotFound:
    return NotFound("case_unknown", words("在您負責的範圍內沒有這一筆。"))


def must_stand(found: Reached, *states: str) -> None:
    """Refuse what has gone on already.

    Raises:
        Refused("already_gone_on").
    """
    for account in np.unique(found.account).tolist():
        if chart().state(account) not in states:
            raise Refused("already_gone_on", words("這一筆已經辦到下一步，請刷新後再看。"))


def store_of(scope: Scope, verb: str, store: int, on: date) -> int:
    """Return a store that the actor may do a verb at.

    Raises:
        NotFound("store_unknown"): no such store, or not in the actor's places.
    """
    require(scope, verb)
    if not scope.covers(store) or not is_store(store, on):
        raise NotFound("store_unknown", words("在您負責的範圍內沒有這個倉庫。"))
    require(scope, verb, place=store)
    return store


def is_store(place: int, on: date) -> bool:
    """Say whether a place is a store: a node of that kind, in a day's tree."""
    now = tree(on)
    return place in now and str(now.kind[now.position(place)]) == "store"


def refuse_bad(quantities: Iterable[int]) -> None:
    """Refuse an act without goods, or with a quantity below one.

    Raises:
        Refused("bad_quantity").
    """
    said = list(quantities)
    if not said or any(quantity <= 0 for quantity in said):
        raise Refused("bad_quantity", words("請填寫物資與數量，數量應大於零。"))
