"""The slow path: a case recomputed from all its claims, and walked from where it stood to where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tongchou.journal.chart import chart
from tongchou.journal.keeping import CaseClaims, OpenDays
from tongchou.journal.models import INDEX_BITS
from tongchou.journal.shifts import Shift, shifts
from tongchou.journal.standing import Chain, Fact, Position, Spot, Target, stand


class StepRow(NamedTuple):
    """One case leaving one account and place for another; the columns of `booking.Steps`."""

    entry: int
    from_account: int
    from_place: int
    to_account: int
    to_place: int
    occurred_on: int
    booked_on: int
    sign: int
    case: int
    claim: int


def facts_of(table: CaseClaims, rows: Sequence[int]) -> list[Fact]:
    """Turn claims into what the pure function needs."""
    parts = chart().parts
    facts = []
    for i in rows:
        chain, claim = Chain(int(table.chain[i])), int(table.id[i])
        register = ""
        target: Target = None
        if chain in (Chain.OPEN, Chain.CLASS, Chain.STATE):
            register, case_class, state = parts[int(table.account[i])]
            target = case_class if chain is Chain.CLASS else state
            if chain is Chain.OPEN:
                target = Spot(register, case_class, state, int(table.place[i]), table.value.get(claim))
        elif chain is Chain.PLACE:
            target = int(table.place[i])
        elif chain is Chain.VALUE:
            target = table.value.get(claim)
        before = int(table.predecessor[i])
        facts.append(Fact(claim, chain, before, target, register, claim in table.foreign, claim in table.early))
    return facts


class Walk:
    """One case, walked entry by entry in the order of a batch, so that every line belongs to the entry that caused it.

    `order` numbers the entries of the batch; claims of other entries were there before. Afterwards `before` and
    `position` say where the case stood and stands, `booked_on` the last day it was booked, and `steps` how it moved;
    `last_entry` is the batch's last that said anything of it.
    """

    def __init__(
        self, case: int, rows: Sequence[int], known: CaseClaims, order: dict[int, int], *, booked: int
    ) -> None:
        self.case = case
        self.booked_on = booked
        self.last_entry = 0
        self.before = self.position = Position()
        self.steps: list[StepRow] = []
        self._facts = facts_of(known, rows)
        self._order = order
        self._days = known.settler_days | {int(known.id[i]): int(known.occurred_on[i]) for i in rows}
        mine = {fact.id for fact in self._facts}
        self._settled = [(target, claim) for target, claim in known.settles if target in mine]

    def _turn(self, claim: int) -> int:
        return self._order.get(claim >> INDEX_BITS, -1)

    def go(self, open_days: OpenDays) -> None:
        """Walk the case through what each entry of the batch brought."""
        arrivals: dict[int, list[int]] = {}
        for claim in (*(fact.id for fact in self._facts), *(claim for _, claim in self._settled)):
            arrivals.setdefault(self._turn(claim), []).append(claim)
        for turn in sorted(arrivals):
            position = stand(
                [fact for fact in self._facts if self._turn(fact.id) <= turn],
                {target for target, claim in self._settled if self._turn(claim) <= turn},
            )
            if turn < 0:
                self.before = position
            else:
                self.last_entry = max(arrivals[turn]) >> INDEX_BITS
                self._post(position, max(arrivals[turn]), open_days)
            self.position = position

    def _post(self, position: Position, cause: int, open_days: OpenDays) -> None:
        for shift in shifts(self.position, position):
            day = self._days[shift.claim if shift.sign > 0 else cause]
            self.steps.append(self._step(shift, cause, day, open_days))

    def _step(self, shift: Shift, cause: int, day: int, open_days: OpenDays) -> StepRow:
        book_of, after = chart(), shift.after
        to = book_of.at(*after[:3])
        frm, from_place = book_of.world(to), after.place
        if shift.before is not None:
            frm, from_place = book_of.at(*shift.before[:3]), shift.before.place
        self.booked_on = max(day, self.booked_on, open_days.one(from_place), open_days.one(after.place))
        return StepRow(
            cause >> INDEX_BITS,
            frm,
            from_place,
            to,
            after.place,
            day,
            self.booked_on,
            shift.sign,
            self.case,
            shift.claim,
        )
