"""From claims to what is posted: lines, movements, and where each case stands after. Columns in, columns out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tongchou.base.refusals import Refused, words
from tongchou.journal import keeping
from tongchou.journal.chart import chart
from tongchou.journal.entries import Column, Entry
from tongchou.journal.models import INDEX_BITS
from tongchou.journal.standing import Chain, Fact, Position, Shift, shifts, stand


@dataclass(frozen=True)
class ClaimColumns:
    """The claims of a batch: `id` and `entry`, and the columns of `Claims`."""

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

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True)
class Standings:
    """Standings by columns, sorted by case; `exists` says which are in the store already."""

    case: Column
    account: Column
    place: Column
    class_tip: Column
    state_tip: Column
    place_tip: Column
    flags: Column
    booked_on: Column
    exists: np.ndarray

    COLUMNS = ("case", "account", "place", "class_tip", "state_tip", "place_tip", "flags", "booked_on")


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
    COLUMNS = (*LINE, "case", "claim")


@dataclass(frozen=True)
class Booked:
    """Everything a batch posts. `movement_line` indexes into the lines."""

    lines: dict[str, Column]
    movement_line: Column
    movement_case: Column
    movement_claim: Column
    after: Standings


def book(table: ClaimColumns, before: Standings, *, settles: np.ndarray, awaiting: Column) -> Booked:
    """Work out what a batch posts, given where its cases stood.

    `settles` is (target, claim) pairs; `awaiting` are cases with claims that waited for an entry of this batch.
    """
    spot = np.searchsorted(before.case, table.case)
    touched = np.bincount(spot, minlength=len(before.case))
    disturbed = (before.flags != 0) | (touched != 1)
    disturbed |= np.isin(before.case, keeping.cases_of(settles[:, 0])) | np.isin(before.case, awaiting)
    plain = ~disturbed[spot] & ~np.isin(table.id, settles[:, 1])
    to_account, ok = _destination(table, before, spot)
    plain &= ok
    after = replace(before, **{name: getattr(before, name).copy() for name in Standings.COLUMNS})
    open_days = keeping.open_days(np.concatenate([table.place, before.place]))
    fast = _fast(table, before, after, spot, plain, to_account, open_days)
    slow_cases = np.setdiff1d(before.case, before.case[spot[plain]], assume_unique=True)
    slow = _slow(slow_cases, table, after, settles, open_days)
    return _into_lines(Steps(**{n: np.concatenate([getattr(fast, n), getattr(slow, n)]) for n in Steps.COLUMNS}), after)


def _destination(table: ClaimColumns, before: Standings, spot: Column) -> tuple[Column, np.ndarray]:
    """Return the account each claim leads to, and whether the claim simply extends the tip of its chain."""
    book_of = chart()
    here, target, chain = before.account[spot], table.account, table.chain
    register, case_class, state = book_of.register_of, book_of.class_of, book_of.state_of
    ok = np.where(chain == Chain.OPEN, ~before.exists[spot], here > 0)
    same = register[here] == register[target]
    tips = np.select(
        [chain == Chain.CLASS, chain == Chain.STATE, chain == Chain.PLACE],
        [before.class_tip[spot], before.state_tip[spot], before.place_tip[spot]],
    )
    ok &= (chain == Chain.OPEN) | (table.predecessor == tips)
    ok &= np.select(
        [chain == Chain.OPEN, chain == Chain.CLASS, chain == Chain.STATE, chain == Chain.PLACE],
        [
            book_of.world_of[target] > 0,
            same & (case_class[here] != case_class[target]),
            same & (state[here] != state[target]),
            table.place != before.place[spot],
        ],
        default=False,
    )
    to = np.select(
        [chain == Chain.OPEN, chain == Chain.CLASS, chain == Chain.STATE],
        [
            target,
            book_of.leaves_at(register[here], case_class[target], state[here]),
            book_of.leaves_at(register[here], case_class[here], state[target]),
        ],
        default=here,
    )
    return to, ok & (to > 0)


def _fast(
    table: ClaimColumns,
    before: Standings,
    after: Standings,
    spot: Column,
    plain: np.ndarray,
    to_account: Column,
    open_days: keeping.OpenDays,
) -> Steps:
    """Book the plain claims, all at once, and write where their cases stand into `after`."""
    at, chain = spot[plain], table.chain[plain]
    opens, moves = chain == Chain.OPEN, chain == Chain.PLACE
    to, claim, case = to_account[plain], table.id[plain], table.case[plain]
    to_place = np.where(opens | moves, table.place[plain], before.place[at])
    from_place = np.where(opens, to_place, before.place[at])
    from_account = np.where(opens, chart().world_of[to], before.account[at])
    occurred_on = table.occurred_on[plain]
    booked_on = np.maximum.reduce(
        [occurred_on, open_days.at(from_place), open_days.at(to_place), before.booked_on[at]]
    )
    after.account[at], after.place[at], after.booked_on[at] = to, to_place, booked_on
    for tip, mine in ((after.class_tip, Chain.CLASS), (after.state_tip, Chain.STATE), (after.place_tip, Chain.PLACE)):
        turns = opens | (chain == mine)
        tip[at[turns]] = claim[turns]
    sign = np.ones(len(at), np.int64)
    return Steps(
        table.entry[plain], from_account, from_place, to, to_place, occurred_on, booked_on, sign, case, claim
    )


def facts_of(table: keeping.CaseClaims, rows: Sequence[int], foreign: frozenset[int]) -> list[Fact]:
    """Turn claims into what the pure function needs."""
    parts = chart().parts
    facts = []
    for i in rows:
        chain = Chain(int(table.chain[i]))
        target: object = None
        if chain is Chain.PLACE:
            target = int(table.place[i])
        elif chain is not Chain.VOID:
            register, case_class, state = parts[int(table.account[i])]
            target = {
                Chain.OPEN: (register, case_class, state, int(table.place[i])),
                Chain.CLASS: case_class,
                Chain.STATE: state,
            }[chain]
        before = int(table.predecessor[i])
        claim = int(table.id[i])
        facts.append(Fact(claim, chain, before, target, claim in foreign))
    return facts


def _slow(
    cases: Column, table: ClaimColumns, after: Standings, settles: np.ndarray, open_days: keeping.OpenDays
) -> Steps:
    """Recompute cases one by one from all their claims, entry by entry, and walk each to where it stands now."""
    steps: list[tuple[int, ...]] = []
    if len(cases):
        known = keeping.claims_of(cases)
        order = {int(n): i for i, n in enumerate(dict.fromkeys(table.entry.tolist()))}
        for target, claim in settles.tolist():
            order.setdefault(claim >> INDEX_BITS, len(order))
        for case, rows in known.by_case():
            steps += _walk_case(case, rows, known, order, after, open_days)
    columns = np.array(steps, np.int64).reshape(-1, len(Steps.COLUMNS))
    return Steps(*(np.ascontiguousarray(columns[:, i]) for i in range(len(Steps.COLUMNS))))


def _walk_case(
    case: int,
    rows: Sequence[int],
    known: keeping.CaseClaims,
    order: dict[int, int],
    after: Standings,
    open_days: keeping.OpenDays,
) -> list[tuple[int, ...]]:
    facts = facts_of(known, rows, known.foreign)
    days = known.settler_days | {int(known.id[i]): int(known.occurred_on[i]) for i in rows}
    mine = {fact.id for fact in facts}
    settled_by = [(t, c) for t, c in known.settles if t in mine]
    arrivals: dict[int, list[int]] = {}
    for fact in facts:
        arrivals.setdefault(order.get(fact.id >> INDEX_BITS, -1), []).append(fact.id)
    for _, claim in settled_by:
        arrivals.setdefault(order.get(claim >> INDEX_BITS, -1), []).append(claim)
    position = Position()
    at = int(np.searchsorted(after.case, case))
    booked = int(after.booked_on[at])
    steps: list[tuple[int, ...]] = []
    for turn in sorted(arrivals):
        new = stand(
            [f for f in facts if order.get(f.id >> INDEX_BITS, -1) <= turn],
            {t for t, c in settled_by if order.get(c >> INDEX_BITS, -1) <= turn},
        )
        if turn >= 0:
            cause = max(arrivals[turn])
            for shift in shifts(position, new, cause=cause):
                day = days[shift.claim if shift.sign > 0 else cause]
                step = _step(shift, new.register if new.opening else position.register, open_days, day, booked)
                booked = step[5]
                steps.append((cause >> INDEX_BITS, *step, case, shift.claim))
        position = new
    _write_standing(after, at, position, booked)
    return steps


def _step(shift: Shift, register: str, open_days: keeping.OpenDays, day: int, booked: int) -> tuple[int, ...]:
    """Return (from account, from place, to account, to place, occurred on, booked on, sign) of a shift."""
    book_of = chart()
    assert shift.after is not None, "a shift leads somewhere"
    to = book_of.at(register, shift.after[0], shift.after[1])
    to_place = shift.after[2]
    frm, from_place = book_of.world(to), to_place
    if shift.before is not None:
        frm, from_place = book_of.at(register, shift.before[0], shift.before[1]), shift.before[2]
    booked = max(day, booked, open_days.one(from_place), open_days.one(to_place))
    return frm, from_place, to, to_place, day, booked, shift.sign


def _write_standing(after: Standings, at: int, position: Position, booked: int) -> None:
    stands = position.opening is not None
    values: dict[str, Any] = {
        "account": chart().at(position.register, position.case_class, position.state) if stands else 0,
        "place": position.place if stands else 0,
        "class_tip": position.tip(position.class_path),
        "state_tip": position.tip(position.state_path),
        "place_tip": position.tip(position.place_path),
        "flags": position.flags,
        "booked_on": booked,
    }
    for name, value in values.items():
        getattr(after, name)[at] = value


def _into_lines(steps: Steps, after: Standings) -> Booked:
    """Gather equal steps into lines."""
    keys = [getattr(steps, name) for name in Steps.LINE]
    order = np.lexsort(keys[::-1])
    changed = np.zeros(len(order), bool)
    for key in keys:
        ordered = key[order]
        changed[1:] |= ordered[1:] != ordered[:-1]
    if len(changed):
        changed[0] = True
    starts = np.flatnonzero(changed)
    line_of = np.cumsum(changed) - 1
    sizes = np.diff(np.append(starts, len(order)))
    lines = {name: getattr(steps, name)[order][starts] for name in Steps.LINE}
    lines["count"] = lines.pop("sign") * sizes
    lines["item"] = np.zeros(len(starts), np.int64)
    lines["quantity"] = np.zeros(len(starts), np.int64)
    return Booked(lines, line_of, steps.case[order], steps.claim[order], after)


def add_transfers(booked: Booked, entries: Sequence[Entry], numbers: Column, *, today: int) -> Booked:
    """Append the quantities that the entries move. They are never refused for lack of stock."""
    moving = [(e, int(n)) for e, n in zip(entries, numbers, strict=True) if len(e.transfers)]
    if not moving:
        return booked
    part = {
        name: np.concatenate([getattr(e.transfers, name) for e, _ in moving])
        for name in ("from_account", "from_place", "to_account", "to_place", "item", "quantity", "occurred_on")
    }
    if (part["item"] <= 0).any() or (part["quantity"] == 0).any():
        raise Refused("transfer_malformed", words("物資或資金的流水缺少品名或數量，未入帳。"))
    part["entry"] = np.concatenate([np.full(len(e.transfers), n, np.int64) for e, n in moving])
    part["occurred_on"] = np.minimum(part["occurred_on"], today)
    days = keeping.open_days(np.concatenate([part["from_place"], part["to_place"]]))
    part["booked_on"] = np.maximum.reduce(
        [part["occurred_on"], days.at(part["from_place"]), days.at(part["to_place"])]
    )
    part["count"] = np.zeros(len(part["item"]), np.int64)
    return replace(booked, lines={name: np.concatenate([booked.lines[name], part[name]]) for name in booked.lines})


def flags_by_entry(table: ClaimColumns, after: Standings, numbers: Column) -> list[tuple[int, ...]]:
    """Return, for each entry, the flags of the case of each of its claims that stands flagged now."""
    spot = np.searchsorted(after.case, table.case)
    flags = after.flags[spot]
    found: dict[int, list[int]] = {int(n): [] for n in numbers}
    for entry, flag in zip(table.entry[flags != 0].tolist(), flags[flags != 0].tolist(), strict=True):
        found[entry].append(flag)
    return [tuple(found[int(n)]) for n in numbers]
