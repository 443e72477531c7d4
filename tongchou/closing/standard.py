"""What every county's closing knows of, whatever pillars it has: silence, disputes, waiting claims, and the books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial

import numpy as np

from tongchou.base.refusals import words
from tongchou.closing.pending import Finding, PendingCells, Question, register_check, register_pending
from tongchou.figures.cells import Cells
from tongchou.figures.coverage import CoverageCells, register_coverage
from tongchou.figures.cube import View
from tongchou.figures.placing import positions_of
from tongchou.journal import reading, recount
from tongchou.journal.chart import chart
from tongchou.journal.entries import Column, Mask
from tongchou.journal.finding import distinct
from tongchou.journal.models import Conflict, Standing
from tongchou.journal.reading import Lines
from tongchou.journal.rows import columns, listed, once
from tongchou.registers.places.tree import POSTS, Tree

#: Places of these kinds are nobody's cell: sites and stores answer in their own pillar, farms through their town.
NOT_ASKED = (*POSTS, "farm")
#: Accounts where a return stands that was answered.
ANSWERED = ("returns:*:received", "returns:*:late")


def register() -> None:
    """Register the kinds of pending and the checks that need no pillar."""
    register_pending("journal.disputed", partial(_flagged, bit=Standing.DISPUTED), title=words("結論不一致"))
    register_pending("journal.waiting", partial(_flagged, bit=Standing.WAITING), title=words("前項未到"))
    register_pending("journal.conflicting", partial(_flagged, bit=Standing.CONFLICT), title=words("主張不相承"))
    register_pending("closing.silent", _silent, title=words("未報"), reason="unreported")
    register_check("journal.conflicts_settled", _conflicts_settled, title=words("同號異文的錄入均已裁定"))
    register_check("journal.standings_equal_cube", _standings_equal_cube, title=words("現狀等於各科目餘額"))
    register_check("figures.parents_add_up", _parents_add_up, title=words("上級等於本級加下級"))
    register_check("figures.nothing_elsewhere", _nothing_elsewhere, title=words("沒有個案在網格樹之外"))
    register_coverage("cells", cells_that_answered)


def cells_that_answered(on: date, tree: Tree, view: View) -> CoverageCells:
    """Return which cells answered on a day: somebody did something there, or a place at or above them answered.

    A place answers for all below it by a return (零報告) or by closing. What came to a cell is no answer of the cell's:
    a list pushed from above, or what the system itself opened and carried.
    """
    expected = _expected(tree)
    heard = view.carrying.at(
        view.n,
        "answers",
        (on, tree.stamp),
        make=lambda: _heard(view, tree, on, view.booked(on, on), None),
        carry=lambda before: _heard(view, tree, on, view.lines_after(before.n), before),
    )
    reported = heard.acted.copy()
    closed = [place for (place,) in once("SELECT place FROM closing_act WHERE day = %s", [on.toordinal()])]
    for position in {
        *np.flatnonzero(heard.told).tolist(),
        *(tree.position(place) for place in closed if place in tree),
    }:
        reported[position : tree.right[position]] = True
    return CoverageCells((expected & reported).astype(np.int64), expected.astype(np.int64))


@dataclass(frozen=True)
class _Heard:
    """Where somebody acted on a day, and which places told for all below them, by position, as known at commit `n`.

    Carried from commit to commit: to go through all lines of a day takes 7 ms at 10,000,000 movements.
    """

    n: int
    acted: Mask
    told: Mask


def _heard(view: View, tree: Tree, on: date, lines: Lines, before: _Heard | None) -> _Heard:
    """Return what some lines say of a day's answers, with what was heard before."""
    acted, told = (before.acted, before.told) if before else (np.zeros(len(tree), bool), np.zeros(len(tree), bool))
    lines = lines.take(np.flatnonzero(lines.booked_on == on.toordinal()))
    if not len(lines):
        return _Heard(view.n, acted, told)
    lines = lines.take(np.isin(lines.entry, _own_acts(lines.entry)))
    acted, told = acted.copy(), told.copy()
    at = positions_of(tree, distinct(np.concatenate([lines.from_place, lines.to_place])), on)
    acted[at[at >= 0]] = True
    at = tree.positions(lines.to_place[np.isin(lines.to_account, chart().matching(ANSWERED))])
    told[at[at >= 0]] = True
    return _Heard(view.n, acted, told)


def _own_acts(entries: Column) -> Column:
    """Return the entries that somebody at a place made: not the system's, not what came to it as a list or as goods."""
    with listed(distinct(entries)) as (among, params):
        came = "'list', 'supersede', 'send', 'allocate'"
        sql = f"SELECT number FROM entry WHERE actor <> 0 AND code NOT IN ({came}) AND number {among}"
        (found,) = columns(sql, params, 1)
    return found


@lru_cache(maxsize=8)
def _expected(tree: Tree) -> np.ndarray:
    """Return, by position, the cells that are asked for an answer each day."""
    asked = np.array([kind not in NOT_ASKED for kind in tree.kind], bool)
    return np.asarray((tree.right == np.arange(len(tree)) + 1) & asked)


def _silent(question: Question) -> PendingCells:
    """Return the cells that did not answer, gathered at the highest place below the towns that is silent altogether."""
    tree = question.tree
    cells = cells_that_answered(question.on, tree, question.view)
    expected, missing = tree.sums(cells.expected), tree.sums(cells.expected - cells.reported)
    silent = (expected > 0) & (missing == expected)
    parent = np.maximum(tree.parent, 0)
    gathered_above = silent[parent] & (tree.depth[parent] >= 2) & (tree.parent >= 0)
    named = silent & ~gathered_above & ((tree.depth >= 2) | (cells.expected > 0))
    return PendingCells.of(tree.ids[named], missing[named])


def _flagged(question: Question, *, bit: int) -> PendingCells:
    """Return the cases with a flag, at the place they stand at or, outside, at one that a claim names."""
    case, _, place, flags = reading.flagged()
    chosen = (flags & bit) > 0
    case, place = case[chosen], place[chosen].copy()
    outside = place == 0
    if outside.any():
        named = reading.places_of_cases(case[outside])
        place[outside] = [named.get(int(number), 0) for number in case[outside]]
    place[place == 0] = question.tree.root
    places, counts = np.unique(place, return_counts=True)
    return PendingCells.of(places, counts.astype(np.int64))


def _conflicts_settled(question: Question) -> list[Finding]:
    open_ones = Conflict.objects.filter(conflictsettled=None).count()
    text = words("有 %(count)s 筆錄入編號相同而內容不同，須由專人裁定後方可日結。")
    return [Finding("journal.conflicts_settled", text, {"count": open_ones})] if open_ones else []


def recounted(after: int) -> list[Finding]:
    """Recount what the commits after a number touched."""
    return [
        Finding(f"journal.{found.code}", found.text, {**vars(found), "number": found.number})
        for found in recount.audit_since(after)
    ]


def _standings_equal_cube(question: Question) -> list[Finding]:
    """Compare the number of cases that stand at each account and place with the cube, over all days.

    The second time only at places that something was posted to since.
    """
    cells = question.view.balances(date.max)
    of_cases = chart().world_of[cells.a] > 0
    places = None
    if question.since:
        lines = question.view.lines_after(question.since)
        places = np.union1d(lines.from_place, lines.to_place)
        of_cases &= np.isin(cells.place, places)
    account, place, cases = reading.standing_balances(places)
    apart = Cells.summed(
        {
            "a": np.concatenate([cells.a[of_cases], account]),
            "place": np.concatenate([cells.place[of_cases], place]),
            "count": np.concatenate([cells.count[of_cases], -cases]),
            **{
                name: np.zeros(int(of_cases.sum()) + len(account), np.int64)
                for name in ("b", "item", "day", "quantity")
            },
        }
    )
    if not len(apart):
        return []
    told = {"account": chart().codes.get(int(apart.a[0]), ""), "place": int(apart.place[0])}
    text = words("「%(account)s」在編號 %(place)s 的地方，餘額比現狀中的個案多 %(apart)s。")
    return [Finding("journal.standings_equal_cube", text, {**told, "apart": int(apart.count[0])}, int(apart.place[0]))]


def _parents_add_up(question: Question) -> list[Finding]:
    """Add each account up the tree from parent to parent, and compare with the totals by intervals."""
    tree, cells = question.tree, question.balances
    own = _by_account(cells.a, positions_of(tree, cells.place, question.on), cells.count, len(tree))
    totals = tree.sums(own)
    climbed = np.zeros(own.shape, np.int64)
    row, at = np.nonzero(own)
    count = own[row, at]
    while len(at):
        np.add.at(climbed, (row, at), count)
        above = tree.parent[at]
        row, at, count = row[above >= 0], above[above >= 0], count[above >= 0]
    wrong = np.argwhere(totals != climbed)
    text = words("%(place)s 的合計不等於本級加下級。")
    return [
        Finding("figures.parents_add_up", text, {"place": str(tree.name[at])}, int(tree.ids[at])) for _, at in wrong[:1]
    ]


def _by_account(accounts: Column, positions: Column, counts: Column, size: int) -> np.ndarray:
    numbers, row = np.unique(accounts, return_inverse=True)
    own = np.zeros((len(numbers), size), np.int64)
    known = positions >= 0
    np.add.at(own, (row[known], positions[known]), counts[known])
    return own


def _nothing_elsewhere(question: Question) -> list[Finding]:
    """Find cases that stand at a place which leads nowhere in the day's tree: they would be in no total."""
    cells = question.balances
    cases = chart().world_of[cells.a] > 0
    lost = positions_of(question.tree, cells.place[cases], question.on) < 0
    text = words("有 %(count)s 個個案在編號 %(place)s 的地方，當日的網格樹中沒有它。")
    for place, count in zip(cells.place[cases][lost].tolist(), cells.count[cases][lost].tolist(), strict=True):
        return [Finding("figures.nothing_elsewhere", text, {"count": count, "place": place}, place)]
    return []
