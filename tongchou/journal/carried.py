"""What lines carry: how many cases each, and where they have taken each case."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tongchou.journal.chart import chart
from tongchou.journal.differences import Difference, line_difference, walk_difference
from tongchou.journal.entries import Column, Mask, Table
from tongchou.journal.finding import Numbers, Rows, chunks


@dataclass(frozen=True)
class Carried:
    """The cases of some lines. `count` has how many each line carries; `lead` where all together have taken each case.

    `stray_line` is a line that is known by its movements only, 0 if there is none; `stray_cases` are those that are
    carried and not among the cases asked about.
    """

    line: Table
    cases: Column
    count: Column
    lead: Numbers
    stray_line: int
    stray_cases: Column

    @classmethod
    def of(cls, line: Table, movement: Table, case_at: Rows) -> Carried:
        """Go through all movements once. A number stands for where a case is led, see `token`."""
        row_of, cases = Rows(line["id"]), case_at.numbers
        leads = _leads(line)
        count, lead = np.zeros(len(leads), np.int64), np.zeros(len(cases), np.uint64)
        stray_line, stray_cases = 0, [np.zeros(0, np.int64)]
        for some in chunks(len(movement["line"])):
            numbers, moved = movement["line"][some], movement["case"][some]
            rows, at = row_of(numbers), case_at(moved)
            known, asked = rows >= 0, at >= 0
            if not (known & asked).all():
                stray_cases.append(moved[~asked].astype(np.int64))
                if not (stray_line or known.all()):
                    stray_line = int(numbers[~known][0])
                np.add.at(count, rows[known & ~asked], 1)
                rows, at = rows[known & asked], at[known & asked]
            np.add.at(count, rows, 1)
            np.add.at(lead, at, leads[rows])
        return cls(line, cases, count, lead, stray_line, np.concatenate(stray_cases))

    def line_differences(self) -> list[Difference]:
        """Compare the count of each line with the cases it carries."""
        if self.stray_line:
            return [line_difference(self.stray_line, "in the books", "only its movements")]
        told, ids = self.line["count"], self.line["id"]
        wrong = np.flatnonzero((self.count != np.abs(told)) & (self.line["item"] == 0))
        if not len(wrong):
            return []
        first = wrong[np.argmin(ids[wrong])]
        return [line_difference(int(ids[first]), f"{self.count[first]} movements", f"count {told[first]}")]

    def astray(self, standing: Table, some: slice | Column) -> Mask:
        """Say which of the cases, in the order asked about, stand elsewhere than they were led."""
        return np.asarray(self.lead[some] != token(standing["account"], standing["place"]))

    def walk_differences(self, astray: Mask) -> list[Difference]:
        """Return the first case that was led elsewhere than it stands, or led without standing anywhere."""
        wrong = np.append(self.stray_cases, self.cases[astray])
        return [walk_difference(int(wrong.min()))] if len(wrong) else []


def _leads(line: Table) -> Numbers:
    """Return what each line adds to the number of a case that it carries."""
    leads = np.empty(len(line["id"]), np.uint64)
    for some in chunks(len(leads)):
        to, frm = (token(line[f"{end}_account"][some], line[f"{end}_place"][some]) for end in ("to", "from"))
        leads[some] = np.where(line["count"][some] < 0, frm - to, to - frm)
    return leads


_SEED = np.uint64(int(np.random.default_rng().integers(1, 1 << 62)))


def token(account: Column, place: Column) -> Numbers:
    """Return the random 64-bit number of an account and place; 0 for the world outside.

    What a case's movements add and take away must come to the number of where it stands: one pass without sorting,
    wrong once in 2 to the 64th.
    """
    value = (account.astype(np.uint64) << np.uint64(44)) ^ place.astype(np.uint64) ^ _SEED
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        value = (value ^ (value >> np.uint64(shift))) * np.uint64(factor)
    value ^= value >> np.uint64(31)
    world_of = chart().world_of
    outside = (account <= 0) | ((account < len(world_of)) & (world_of.take(account, mode="clip") == 0))
    return np.where(outside, np.uint64(0), value)
