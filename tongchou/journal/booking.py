"""From claims to what is posted: lines, movements, and where each case stands after. Columns in, columns out."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from tongchou.journal import keeping
from tongchou.journal.chart import chart
from tongchou.journal.door import ClaimColumns
from tongchou.journal.entries import Column, Mask
from tongchou.journal.keeping import OpenDays, Standings
from tongchou.journal.models import INDEX_BITS
from tongchou.journal.rows import among
from tongchou.journal.standing import Chain, Position
from tongchou.journal.walking import StepRow, Walk

#: As plain numbers: columns are compared with them several times an act, and an enum's member is looked up slowly.
_OPEN, _CLASS, _STATE, _PLACE = int(Chain.OPEN), int(Chain.CLASS), int(Chain.STATE), int(Chain.PLACE)


@dataclass(frozen=True)
class Steps:
    """One case leaving one account and place for another; what lines and movements are made of."""

    entry: Column
    from_account: Column
    from_place: Column
    to_account: Column
    to_place: Column
    occurred_on: Column
    booked_on: Column
    sign: Column
    case: Column
    claim: Column

    #: What makes two steps one line.
    LINE = ("entry", "from_account", "from_place", "to_account", "to_place", "occurred_on", "booked_on", "sign")

    @staticmethod
    def of(rows: list[StepRow]) -> Steps:
        table = np.array(rows, np.int64).reshape(-1, len(StepRow._fields))
        return Steps(*(np.ascontiguousarray(table[:, i]) for i in range(len(StepRow._fields))))

    def plus(self, other: Steps) -> Steps:
        if not len(other.case):
            return self
        pairs = ((getattr(self, f.name), getattr(other, f.name)) for f in fields(Steps))
        return Steps(*(np.concatenate(pair) for pair in pairs))


@dataclass(frozen=True)
class Agreed:
    """What is agreed of some cases of returns after a batch, and the entry that last spoke of each. Columns.

    `value` is `NOTHING` where nothing is agreed. What was agreed before stands in `ReturnCase`.
    """

    case: Column
    value: Column
    entry: Column

    def __len__(self) -> int:
        return len(self.case)


#: The value of a case of which nothing is agreed.
NOTHING = int(np.iinfo(np.int64).min)


@dataclass(frozen=True)
class Booked:
    """Everything a batch posts. `movement_line` indexes into the lines."""

    lines: dict[str, Column]
    movement_line: Column
    movement_case: Column
    movement_claim: Column
    after: Standings
    agreed: Agreed

    def with_lines(self, more: dict[str, Column]) -> Booked:
        """Return the same with more lines, which carry no cases."""
        if not len(more["entry"]):
            return self
        return replace(self, lines={name: np.concatenate([self.lines[name], more[name]]) for name in self.lines})


def book(table: ClaimColumns, before: Standings, *, stirred: Column) -> Booked:
    """Work out what a batch posts, given where its cases stood.

    `stirred` are cases to be recomputed whatever their claims look like. A case whose only claim extends the tip of an
    undisturbed chain takes the fast path; every other case is recomputed from all its claims.
    """
    spot = np.searchsorted(before.case, table.case)
    disturbed = (before.flags != 0) | (np.bincount(spot, minlength=len(before.case)) != 1)
    disturbed |= among(before.case, keeping.cases_of(table.settles[:, 0])) | among(before.case, stirred)
    to_account, extends = _destination(table, before, spot)
    # A value goes along where its case goes, which only the slow path sees.
    values = (table.chain != _OPEN) & chart().valued_of[before.account[spot]]
    plain = extends & ~disturbed[spot] & ~values & ~among(table.id, table.settles[:, 1])
    after = before.copied()
    slow = np.ones(len(before.case), bool)
    slow[spot[plain]] = False
    slow_cases = before.case[slow]
    known = keeping.claims_of(slow_cases) if len(slow_cases) else None
    places = [table.place, before.place] if known is None else [table.place, before.place, known.place]
    open_days = keeping.open_days(np.concatenate(places))
    steps = _fast(table, before, after, np.flatnonzero(plain), spot, to_account, open_days)
    agreed = [(int(table.case[i]), table.value[int(table.id[i])], int(table.entry[i])) for i in _saying(table, plain)]
    if known is not None:
        rows, more = _slow(known, _turns(table), after, open_days)
        steps = steps.plus(Steps.of(rows))
        agreed += more
    columns = np.array(agreed, np.int64).reshape(-1, 3)
    return _into_lines(steps, after, Agreed(columns[:, 0], columns[:, 1], columns[:, 2]))


def _saying(table: ClaimColumns, plain: Mask) -> list[int]:
    """Return the rows of the plain claims that say a value."""
    if not table.value:
        return []
    said: list[int] = np.flatnonzero(plain & among(table.id, table.value)).tolist()
    return said


def _destination(table: ClaimColumns, before: Standings, spot: Column) -> tuple[Column, Mask]:
    """Return the account each claim leads to, and whether the claim simply extends the tip of its chain."""
    book_of = chart()
    here, target, chain = before.account[spot], table.account, table.chain
    opens = chain == _OPEN
    if opens.all():
        return target, before.blank[spot]
    register, case_class, state = book_of.register_of, book_of.class_of, book_of.state_of
    classes, states, moves = chain == _CLASS, chain == _STATE, chain == _PLACE
    target = np.where(classes | states | opens, target, 0)
    same = register[here] == register[target]
    tips = np.where(states, before.state_tip[spot], np.where(classes, before.class_tip[spot], before.place_tip[spot]))
    changes = states & same & (state[here] != state[target])
    changes |= classes & same & (case_class[here] != case_class[target])
    changes |= moves & (table.place != before.place[spot])
    extends = (here > 0) & (table.predecessor == tips) & changes
    led = book_of.leaves_at(
        register[here],
        np.where(classes, case_class[target], case_class[here]),
        np.where(states, state[target], state[here]),
    )
    to = np.where(opens, target, np.where(classes | states, led, np.where(moves, here, 0)))
    return to, np.where(opens, before.blank[spot], extends) & (to > 0)


def _fast(
    table: ClaimColumns,
    before: Standings,
    after: Standings,
    plain: Column,
    spot: Column,
    to_account: Column,
    open_days: OpenDays,
) -> Steps:
    """Book the plain claims, all at once, and write where their cases stand into `after`."""
    at, chain = spot[plain], table.chain[plain]
    opens, moves = chain == _OPEN, chain == _PLACE
    to, claim, case = to_account[plain], table.id[plain], table.case[plain]
    to_place = np.where(opens | moves, table.place[plain], before.place[at])
    from_place = np.where(opens, to_place, before.place[at])
    from_account = np.where(opens, chart().world_of[to], before.account[at])
    occurred_on = table.occurred_on[plain]
    booked_on = np.maximum.reduce([occurred_on, open_days.at(from_place), open_days.at(to_place), before.booked_on[at]])
    after.account[at], after.place[at], after.booked_on[at] = to, to_place, booked_on
    for tip, mine in ((after.class_tip, _CLASS), (after.state_tip, _STATE), (after.place_tip, _PLACE)):
        turns = opens | (chain == mine)
        tip[at[turns]] = claim[turns]
    sign = np.ones(len(at), np.int64)
    return Steps(table.entry[plain], from_account, from_place, to, to_place, occurred_on, booked_on, sign, case, claim)


def _turns(table: ClaimColumns) -> dict[int, int]:
    """Number the entries of the batch in the order in which they were sent."""
    entries = table.entry[np.append(True, table.entry[1:] != table.entry[:-1])] if len(table) else table.entry
    return {int(n): i for i, n in enumerate(dict.fromkeys(entries.tolist()))}


def _slow(
    known: keeping.CaseClaims, order: dict[int, int], after: Standings, open_days: OpenDays
) -> tuple[list[StepRow], list[tuple[int, int, int]]]:
    """Recompute cases one by one, walk each to where it stands now, and write that into `after`.

    Return the steps, and (case, value, entry) of the cases that have or had a value.
    """
    steps: list[StepRow] = []
    agreed: list[tuple[int, int, int]] = []
    for case, rows in known.by_case():
        at = int(np.searchsorted(after.case, case))
        walk = Walk(case, rows, known, order, booked=int(after.booked_on[at]))
        walk.go(open_days)
        steps += walk.steps
        place_case(after, at, walk.position)
        after.booked_on[at] = walk.booked_on
        value = walk.position.value
        if value is not None or walk.before.value is not None:
            agreed.append((case, NOTHING if value is None else value, walk.last_entry))
    return steps, agreed


def place_case(standings: Standings, at: int, position: Position) -> None:
    """Write where one case stands into row `at`; the day it was last booked is not touched."""
    stands = position.opening is not None
    values = {
        "account": chart().at(position.register, position.case_class, position.state) if stands else 0,
        "place": position.place if stands else 0,
        "class_tip": position.tip(position.class_path),
        "state_tip": position.tip(position.state_path),
        "place_tip": position.tip(position.place_path),
        "flags": position.flags,
    }
    for name, value in values.items():
        getattr(standings, name)[at] = value


def _into_lines(steps: Steps, after: Standings, agreed: Agreed) -> Booked:
    """Gather equal steps into lines."""
    keys = [getattr(steps, name) for name in Steps.LINE]
    order = np.lexsort(keys[::-1])
    changed = np.zeros(len(order), bool)
    for key in keys:
        ordered = key[order]
        changed[1:] |= ordered[1:] != ordered[:-1]
    changed[:1] = True
    starts = np.flatnonzero(changed)
    sizes = np.diff(np.append(starts, len(order)))
    lines = {name: getattr(steps, name)[order][starts] for name in Steps.LINE}
    lines["count"] = lines.pop("sign") * sizes
    lines["item"] = np.zeros(len(starts), np.int64)
    lines["quantity"] = np.zeros(len(starts), np.int64)
    return Booked(lines, np.cumsum(changed) - 1, steps.case[order], steps.claim[order], after, agreed)


def quantities(moved: dict[str, Column]) -> dict[str, Column]:
    """Return the lines of quantities that `door.lay_out_transfers` laid out, booked on a day open at both places."""
    if not len(moved["entry"]):
        return {**moved, "booked_on": keeping.NONE, "count": keeping.NONE}
    days = keeping.open_days(np.concatenate([moved["from_place"], moved["to_place"]]))
    booked_on = [moved["occurred_on"], days.at(moved["from_place"]), days.at(moved["to_place"])]
    return {**moved, "booked_on": np.maximum.reduce(booked_on), "count": np.zeros(len(moved["item"]), np.int64)}


def closed_since(booked: Booked) -> bool:
    """Tell whether a day was closed, since these lines were booked, on which one of them is booked."""
    lines = booked.lines
    days = keeping.open_days(np.concatenate([lines["from_place"], lines["to_place"]]))
    first_open = np.maximum(days.at(lines["from_place"]), days.at(lines["to_place"]))
    return bool((lines["booked_on"] < first_open).any())


def flags_by_entry(table: ClaimColumns, after: Standings, numbers: Column) -> list[tuple[tuple[int, int], ...]]:
    """Return, for each entry, (index, flags) of each of its claims whose case stands flagged now."""
    flags = after.flags[np.searchsorted(after.case, table.case)]
    found: dict[int, list[tuple[int, int]]] = {int(n): [] for n in numbers}
    flagged = flags != 0
    for claim, flag in zip(table.id[flagged].tolist(), flags[flagged].tolist(), strict=True):
        found[claim >> INDEX_BITS].append((claim & ((1 << INDEX_BITS) - 1), flag))
    return [tuple(found[int(n)]) for n in numbers]
