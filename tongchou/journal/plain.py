"""Where plain cases stand, by the columns of their claims.

A case is plain that was opened once, has at most one chain of each kind, and of whose claims none is settled, waiting,
disputed or in conflict. Where the others stand says the pure function that posting uses (`standing.stand`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tongchou.journal.chart import chart
from tongchou.journal.entries import Column, Mask, Table
from tongchou.journal.finding import Numbers, Rows, chunks
from tongchou.journal.rows import columns
from tongchou.journal.standing import Chain

STEPS = (Chain.CLASS, Chain.STATE, Chain.PLACE)


def settled_claims() -> Column:
    """Return the claims that are settled, and those that settle a claim which has not arrived."""
    (odd,) = columns(
        "SELECT target FROM settles UNION "
        "SELECT s.claim FROM settles s LEFT JOIN claim c ON c.id = s.target WHERE c.id IS NULL",
        [],
        1,
    )
    return odd


@dataclass(frozen=True)
class Plain:
    """Which of some cases are plain, and the rows of the claims at which the plain ones stand."""

    claim: Table
    cases: Column
    plain: Mask
    opening: Numbers
    tips: dict[Chain, Numbers]

    @classmethod
    def of(cls, claim: Table, case_at: Rows, *, settled: Column) -> Plain:
        """Go through all claims of some cases, which ascend; `settled` claims keep a case from being plain."""
        reading = _Reading(claim, case_at, settled)
        for some in chunks(len(claim["id"])):
            reading.read(some)
        return reading.plain()

    def standing(self, some: slice | Column) -> Table:
        """Return where some of the cases stand; of those that are not plain it says anything."""
        book_of, account = chart(), self.claim["account"]
        opened = np.maximum(self.opening[some], 0)
        tip = {kind: np.maximum(self.tips[kind][some], 0) for kind in STEPS}
        ids = {kind: self.claim["id"][rows] for kind, rows in tip.items()}
        leaves = (
            book_of.register_of[account[opened]],
            book_of.class_of[account[tip[Chain.CLASS]]],
            book_of.state_of[account[tip[Chain.STATE]]],
        )
        return {
            "case": self.cases[some],
            "account": book_of.leaves_at(*leaves),
            "place": self.claim["place"][tip[Chain.PLACE]].astype(np.int64),
            "class_tip": ids[Chain.CLASS],
            "state_tip": ids[Chain.STATE],
            "place_tip": ids[Chain.PLACE],
            "flags": np.zeros(len(opened), np.int64),
        }


class _Reading:
    """What the claims read so far say of the cases."""

    def __init__(self, claim: Table, case_at: Rows, settled: Column) -> None:
        self.claim, self.case_at, self.row_of = claim, case_at, Rows(claim["id"])
        self.is_plain = np.ones(len(case_at.numbers), bool)
        self.opening = np.full(len(case_at.numbers), -1, np.int32)
        #: By kind of chain: the claim that leads each claim on, or -1; none at all while no claim is of the kind.
        self.follower: dict[Chain, Numbers] = {}
        known = self.row_of(settled)
        self._not_plain(claim["case"][known[known >= 0]])

    def _not_plain(self, cases: Column) -> None:
        self.is_plain[self.case_at(cases)] = False

    def read(self, some: slice) -> None:
        """Read some rows, in any order."""
        chain = self.claim["chain"][some]
        rows = np.arange(some.start, some.stop, dtype=np.int32)
        opens = rows[chain == Chain.OPEN]
        if len(opens):
            self._open(opens)
        if len(opens) == len(rows):
            return
        led = np.zeros(len(rows), bool)
        for kind in STEPS:
            of_kind = chain == kind
            if of_kind.any():
                self._step(rows[of_kind], kind)
            led |= of_kind
        self._not_plain(self.claim["case"][rows[~led & (chain != Chain.OPEN)]])

    def _open(self, rows: Numbers) -> None:
        at = self.case_at(self.claim["case"][rows])
        before = self.opening[at] >= 0
        self.opening[at] = rows
        self.is_plain[at[before | (self.opening[at] != rows)]] = False

    def _step(self, rows: Numbers, kind: Chain) -> None:
        """Note which claims are led on, and the cases where one does not fit or is led on twice."""
        case, predecessor = self.claim["case"][rows], self.claim["predecessor"][rows]
        before = self.row_of(predecessor)
        at = np.maximum(before, 0)
        # A predecessor is older in number, so that a ring of claims can never pass for a chain.
        fits = (before >= 0) & (predecessor < self.claim["id"][rows]) & (self.claim["case"][at] == case)
        chain = self.claim["chain"][at]
        fits &= (chain == Chain.OPEN) | (chain == kind)
        fits &= self._leads_elsewhere(at, rows, kind)
        if kind not in self.follower:
            self.follower[kind] = np.full(len(self.claim["id"]), -1, np.int32)
        follower = self.follower[kind]
        fits &= follower[at] < 0
        follower[at[fits]] = rows[fits]
        # Two that follow the same claim in the same chain: the later overwrites the earlier, which then finds it.
        fits &= follower[at] == rows
        if not fits.all():
            self._not_plain(case[~fits])

    def _leads_elsewhere(self, frm: Numbers, to: Numbers, kind: Chain) -> Mask:
        """Say which steps go from one claim to another place, or to another part within the same register."""
        if kind is Chain.PLACE:
            return np.asarray(self.claim["place"][frm] != self.claim["place"][to])
        book_of = chart()
        part_of = book_of.class_of if kind is Chain.CLASS else book_of.state_of
        before, after = self.claim["account"][frm], self.claim["account"][to]
        return np.asarray(
            (book_of.register_of[before] == book_of.register_of[after]) & (part_of[before] != part_of[after])
        )

    def plain(self) -> Plain:
        """Return what all claims together say."""
        self.is_plain[self.opening < 0] = False
        tips = dict.fromkeys(STEPS, self.opening)
        for kind, follower in self.follower.items():
            tips[kind] = self.opening.copy()
            for some in chunks(len(follower)):
                ends = np.flatnonzero((self.claim["chain"][some] == kind) & (follower[some] < 0)) + some.start
                tips[kind][self.case_at(self.claim["case"][ends])] = ends
        return Plain(self.claim, self.case_at.numbers, self.is_plain, self.opening, tips)
