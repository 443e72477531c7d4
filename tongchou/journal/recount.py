"""Counting the books again, from the claims up: what is derived must be what the facts say.

Claims and movements are the facts. From them are counted: where each case stands, how many cases each line carries, and
where the lines have taken each case. The first difference is named. Plain cases (`plain.py`) are done by columns; the
rest by the pure function that posting uses.

Facts never change, and are read from columns kept beside the books (`facts.py`). Standings do, and the store adds them
up to one number (`weighing.py`) while a second thread counts what they should be; they are read only where the number
is another. Handing over rows is what costs: of 10,000,000 movements 35 s. Without it 3.0 s of processor time are left,
half of them the store's, and with a core for each it is done in 1.6 to 2.0 s.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from django.db import connection

from tongchou.journal import facts, keeping, weighing
from tongchou.journal.carried import Carried
from tongchou.journal.chart import chart
from tongchou.journal.differences import Difference, shown, standing_difference
from tongchou.journal.entries import Column, Mask, Table
from tongchou.journal.finding import Rows, chunks, distinct
from tongchou.journal.plain import Plain, settled_claims
from tongchou.journal.reading import snapshot, stream
from tongchou.journal.rows import columns, listed
from tongchou.journal.standing import stand
from tongchou.journal.walking import facts_of
from tongchou.journal.weighing import Scale

__all__ = ["BLOCK", "CLAIM_COLUMNS", "STANDING_COLUMNS", "Difference", "audit", "audit_since"]

#: Cases recounted one by one at a time.
BLOCK = 20_000
#: Cases whose standings are weighed apart from others, to find out which of them are wrong.
WEIGHED = 1 << 16

CLAIM_COLUMNS = tuple(facts.KINDS["claim"])
STANDING_COLUMNS = weighing.COLUMNS
NONE = np.zeros(0, np.int64)


def audit(*, anew: bool = False) -> list[Difference]:
    """Recount everything; return the first difference of each kind, none if the books are right.

    Each row of the facts is read once; `anew` reads all of them again and says if what was kept of them differs.
    """
    chart()
    kept = facts.opened()
    with snapshot():
        known = facts.facts(kept)
        if known is not None and not anew:
            found = _recounted(known)
            if found is not None:
                return found
        known, differs = facts.facts_anew(known)
        return [*differs, *(_recounted(known) or [])]


def _recounted(known: facts.Facts) -> list[Difference] | None:
    """Recount from the facts; None if the store has more of them, or fewer, than are known."""
    settled, scale = settled_claims(), Scale.random()
    with ThreadPoolExecutor(1) as beside:
        counting = beside.submit(_Counted.of, known.tables, settled, scale)
        in_store = scale.weigh_store()
        rows = _rows_in_store()
        counted = counting.result()
    if rows != known.sizes():
        return None
    counted.settle_others()
    if in_store == counted.weight:
        return [*counted.carried.line_differences(), *counted.carried.walk_differences(counted.astray)]
    return _where_they_differ(known.tables, counted, scale)


def _rows_in_store() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT COUNT(*) FROM {table})" for table in facts.KINDS))
        return dict(zip(facts.KINDS, map(int, cursor.fetchone()), strict=True))


@dataclass
class _Counted:
    """What the standings are by the facts, their weight, and which of them the movements lead elsewhere.

    `others` are the rows of the cases that are not plain, `other_standings` where those stand.
    """

    plain: Plain
    carried: Carried
    astray: Mask
    scale: Scale
    weight: int
    others: Column
    other_standings: Table

    @classmethod
    def of(cls, tables: facts.Tables, settled: Column, scale: Scale) -> _Counted:
        """Count by columns; the store is not asked."""
        case_at = Rows(distinct(tables["claim"]["case"]))
        plain = Plain.of(tables["claim"], case_at, settled=settled)
        carried = Carried.of(tables["line"], tables["movement"], case_at)
        others = np.flatnonzero(~plain.plain)
        counted = cls(plain, carried, np.zeros(len(plain.cases), bool), scale, 0, others, _joined([]))
        for some in chunks(len(plain.cases)):
            counted._count(some, plain.standing(some))
        return counted

    def _count(self, some: slice | Column, standing: Table) -> None:
        self.weight += self.scale.weigh(standing)
        self.astray[some] = self.carried.astray(standing, some)

    def settle_others(self) -> None:
        """Put right the cases that are not plain, by the pure function."""
        found = []
        for start in range(0, len(self.others), BLOCK):
            some = self.others[start : start + BLOCK]
            found.append(_one_by_one(self.plain.cases[some]))
            self.weight -= self.scale.weigh(self.plain.standing(some))
            self._count(some, found[-1])
        self.other_standings = _joined(found)

    def standing(self, some: slice) -> Table:
        """Return where some of the cases stand."""
        standing = self.plain.standing(some)
        first, end = np.searchsorted(self.others, (some.start, some.stop))
        for name, column in standing.items():
            column[self.others[first:end] - some.start] = self.other_standings[name][first:end]
        return standing


def _where_they_differ(tables: facts.Tables, counted: _Counted, scale: Scale) -> list[Difference]:
    """Weigh the standings block by block, and read those of the blocks that differ."""
    cases = counted.plain.cases
    firsts = cases[WEIGHED::WEIGHED]
    differs, read, right = np.zeros(len(firsts) + 1, bool), [], []
    for block in range(len(differs)):
        where = _where(firsts[max(block - 1, 0) : block], firsts[block : block + 1])
        own = counted.standing(slice(block * WEIGHED, min((block + 1) * WEIGHED, len(cases))))
        differs[block] = scale.weigh_store(where) != scale.weigh(own)
        if differs[block]:
            read.append(_read_standings(where))
        else:
            right.append(own)
    standing = _joined(read)
    claim = _rows(tables["claim"], differs[np.searchsorted(firsts, tables["claim"]["case"], side="right")])
    whole = _joined([*right, standing])
    carried = Carried.of(tables["line"], tables["movement"], Rows(whole["case"]))
    return [
        *standing_differences(claim, standing),
        *carried.line_differences(),
        *carried.walk_differences(carried.astray(whole, slice(None))),
    ]


def _where(frm: Column, to: Column) -> str:
    """Return what takes the cases from one number to below another; either may be none."""
    bounds = [f'"case" >= {first}' for first in frm] + [f'"case" < {end}' for end in to]
    return f"WHERE {' AND '.join(bounds)}" if bounds else ""


def _read_standings(where: str) -> Table:
    quoted = ", ".join(f'"{name}"' for name in STANDING_COLUMNS)
    found = stream(f"SELECT {quoted} FROM standing {where}", len(STANDING_COLUMNS))
    return dict(zip(STANDING_COLUMNS, found, strict=True))


def audit_since(after: int) -> list[Difference]:
    """Recount only what the commits after a number touched: their lines, and the cases of their claims."""
    lines, moved = facts.selected("line", after), facts.selected("movement", after)
    cases = distinct(np.concatenate([moved["case"], facts.selected("claim", after, "case")["case"]]))
    found = Carried.of(lines, moved, Rows(NONE)).line_differences()
    for start in range(0, len(cases), BLOCK * 10):
        with listed(cases[start : start + BLOCK * 10]) as (among, params):
            claim = _some("claim", CLAIM_COLUMNS, f'"case" {among}', params)
            standing = _some("standing", STANDING_COLUMNS, f'"case" {among}', params)
        found += standing_differences(claim, standing)
    return found


def standing_differences(claim: Table, standing: Table) -> list[Difference]:
    """Compare where cases stand with what their claims say. Both tables hold all rows of the same cases."""
    standing = _rows(standing, np.argsort(standing["case"], kind="stable"))
    cases = standing["case"]
    case_at = Rows(cases)
    stands = case_at(claim["case"])
    claimed = np.bincount(stands[stands >= 0], minlength=len(cases)) > 0
    for where, missing in (("claims", claim["case"][stands < 0]), ("standings", cases[~claimed])):
        if len(missing):
            return [standing_difference(int(missing.min()), f"in {where}", "in one of the two only")]
    plain = Plain.of(claim, case_at, settled=settled_claims())
    expected = plain.standing(slice(0, len(cases)))
    differs = np.zeros(len(cases), bool)
    for name in STANDING_COLUMNS[1:]:
        differs |= expected[name] != standing[name]
    for i in np.flatnonzero(differs & plain.plain)[:1]:
        return [_at(standing, int(i), expected, int(i))]
    return list(_others_differ(np.flatnonzero(~plain.plain), standing))


def _others_differ(others: Column, standing: Table) -> Iterator[Difference]:
    """Compare cases that are not plain, by the pure function; yield the first difference."""
    for start in range(0, len(others), BLOCK):
        some = others[start : start + BLOCK]
        expected = _one_by_one(standing["case"][some])
        differs = np.zeros(len(some), bool)
        for name in STANDING_COLUMNS[1:]:
            differs |= expected[name] != standing[name][some]
        for i in np.flatnonzero(differs)[:1]:
            yield _at(standing, int(some[i]), expected, int(i))
            return


def _one_by_one(cases: Column) -> Table:
    """Return where cases stand, from all their claims."""
    known = keeping.claims_of(cases)
    settled = {target for target, _ in known.settles}
    expected = {name: np.zeros(len(cases), np.int64) for name in STANDING_COLUMNS}
    expected["case"] = cases
    for case, rows in known.by_case():
        position = stand(facts_of(known, rows), settled)
        stands, at = position.opening is not None, int(np.searchsorted(cases, case))
        if stands:
            expected["account"][at] = chart().at(position.register, position.case_class, position.state)
            expected["place"][at] = position.place
        expected["class_tip"][at] = position.tip(position.class_path)
        expected["state_tip"][at] = position.tip(position.state_path)
        expected["place_tip"][at] = position.tip(position.place_path)
        expected["flags"][at] = position.flags
    return expected


def _at(found: Table, row: int, expected: Table, of: int) -> Difference:
    def one(table: Table, i: int) -> str:
        return shown({name: int(table[name][i]) for name in STANDING_COLUMNS[1:]})

    return standing_difference(int(found["case"][row]), one(expected, of), one(found, row))


def _rows(table: Table, chosen: slice | Column | Mask) -> Table:
    return {name: column[chosen] for name, column in table.items()}


def _joined(tables: list[Table]) -> Table:
    return {name: np.concatenate([NONE, *(table[name] for table in tables)]) for name in STANDING_COLUMNS}


def _some(table: str, names: tuple[str, ...], where: str, params: list[object]) -> Table:
    quoted = ", ".join(f'"{name}"' for name in names)
    return dict(zip(names, columns(f'SELECT {quoted} FROM "{table}" WHERE {where}', params, len(names)), strict=True))
