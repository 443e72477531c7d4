"""What a figure selects in the books: the sums it adds, and the rows that stand behind them.

Both come from the same lines by the same patterns, so that a number and the list it opens into cannot differ.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import numpy as np

from tongchou.figures.cells import ANY_ITEM, among_small, flow_place, is_flow
from tongchou.figures.cube import Sums, View
from tongchou.figures.declare import Flow, Stock
from tongchou.figures.placing import positions_of
from tongchou.journal import reading
from tongchou.journal.chart import chart
from tongchou.journal.entries import Column
from tongchou.journal.reading import Lines
from tongchou.journal.stock import of_item
from tongchou.registers.people import queries as people
from tongchou.registers.places.tree import Tree


def own_sums(of: Stock | Flow, *, view: View, on: date, days: tuple[date, date] | None) -> Sums:
    """Return the figure's own numbers by place, from the cube."""
    if isinstance(of, Stock):
        return view.stock(chart().matching(of.accounts), on, item=of.item, measure=of.measure)
    window = days or flow_days(of, on=on)
    frm, to = chart().matching(of.frm), chart().matching(of.to)
    return view.flow(frm, to, window, item=of.item, measure=of.measure)


def flow_days(of: Flow, *, on: date) -> tuple[date, date]:
    """Return the days that a flow adds up when a day is asked."""
    return {"day": on, "month": on.replace(day=1), "start": date.min}[of.window], on


def first_day(of: Flow, *, on: date, view: View) -> date:
    """Return the day of a flow's very first line, or the day asked if it has none before."""
    days = date.min, on
    firsts = [int(part.booked_on[_flows(of, part, days)].min(initial=on.toordinal())) for part in view.parts]
    return date.fromordinal(min(firsts))


def mean_days(of: Flow, *, on: date, view: View) -> tuple[date, date]:
    """Return the days that the daily mean of a flow runs over: from its very first, or from its month's beginning."""
    begun = flow_days(of, on=on)[0] if of.window == "month" else date.min
    return max(begun, first_day(of, on=on, view=view)), on


def _flows(of: Flow, lines: Lines, days: tuple[date, date]) -> Column:
    """Return the rows of the lines that a flow adds up; each test only looks at what the one before has left."""
    frm, to = _accounts(of.frm), _accounts(of.to)
    rows = lines.booked(days[0].toordinal(), days[1].toordinal())
    rows = rows[to[lines.to_account[rows]]]
    rows = rows[frm[lines.from_account[rows]]]
    rows = rows[is_flow(lines.take(rows), chart())]
    return rows if of.item == ANY_ITEM else np.asarray(rows[of_item(lines.item[rows], of.item)])


def _accounts(patterns: tuple[str, ...]) -> np.ndarray:
    """Return a mask over account numbers."""
    mask = np.zeros(len(chart().register_of), bool)
    mask[list(chart().matching(patterns))] = True
    return mask


def flow_lines(of: Flow, *, view: View, days: tuple[date, date]) -> Lines:
    """Return the lines that a flow adds up."""
    return reading.joined([part.take(_flows(of, part, days)) for part in view.parts])


def stock_lines(of: Stock, *, view: View, on: date, places: Column | None = None) -> Lines:
    """Return the lines that lead into or out of a stock's accounts, up to a day; or those at some `places` alone."""
    mask, last = _accounts(of.accounts), on.toordinal()

    def wanted(lines: Lines) -> np.ndarray:
        chosen = (mask[lines.from_account] | mask[lines.to_account]) & (lines.booked_on <= last)
        if places is not None:
            chosen &= among_small(lines.from_place, places) | among_small(lines.to_place, places)
        return np.asarray(chosen if of.item == ANY_ITEM else chosen & of_item(lines.item, of.item))

    return view.lines(wanted)


def line_parts(of: Stock | Flow, lines: Lines, measure: Literal["case", "quantity"]) -> tuple[Column, Column, Column]:
    """Return (line index, place, amount) of what lines put into the figure (+) and take out of it (-).

    The amount is per case (1, or -1 where a step is undone), or the line's quantity.
    """
    index = np.arange(len(lines))
    amount = np.sign(lines.count) if measure == "case" else lines.quantity
    if isinstance(of, Flow):
        return index, flow_place(lines), amount
    mask = _accounts(of.accounts)
    into, out = mask[lines.to_account], mask[lines.from_account]
    return (
        np.concatenate([index[into], index[out]]),
        np.concatenate([lines.to_place[into], lines.from_place[out]]),
        np.concatenate([amount[into], -amount[out]]),
    )


def case_nets(
    of: Stock | Flow, *, view: View, on: date, days: tuple[date, date] | None, places: Column | None = None
) -> tuple[Column, Column, Column]:
    """Return (case, place, net) of every case that a figure counts, sorted by place and case; net is never 0.

    A stock holds a case once, at the place it stands at. A flow counts a case as often as it went and was not taken
    back; a net below zero is a flow of another day that was taken back within these days. Only those at some `places`,
    where they are given: a village's page must not read the county's cases.
    """
    if isinstance(of, Stock) and _is_present(view, on):
        case, _, place = reading.standing_cases(chart().matching(of.accounts), places)
        return case, place, np.ones(len(case), np.int64)
    if isinstance(of, Stock):
        lines = stock_lines(of, view=view, on=on, places=places)
    else:
        lines = flow_lines(of, view=view, days=days or flow_days(of, on=on))
    index, place, sign = line_parts(of, lines, "case")
    if places is not None:
        here = np.isin(place, places)
        index, place, sign = index[here], place[here], sign[here]
    line, case, _ = reading.movements_of(lines.id if places is None else lines.id[index])
    low, high = np.searchsorted(line, lines.id[index]), np.searchsorted(line, lines.id[index], "right")
    rows = _ranges(low, high)
    sizes = high - low
    return _net(case[rows], np.repeat(place, sizes), np.repeat(sign, sizes))


def _is_present(view: View, on: date) -> bool:
    """Say whether the standings are the answer: nothing was learnt since, and nothing is booked after the day."""
    return max(part.last_day for part in view.parts) <= on.toordinal() and reading.tip().n == view.n


def _ranges(low: Column, high: Column) -> Column:
    """Return low[0]..high[0]-1, low[1]..high[1]-1, ... as one array."""
    sizes = high - low
    before = np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.asarray(np.repeat(low, sizes) + np.arange(int(sizes.sum())) - before, np.int64)


def _net(key: Column, place: Column, sign: Column) -> tuple[Column, Column, Column]:
    order = np.lexsort((key, place))
    key, place, sign = key[order], place[order], sign[order]
    if not len(key):
        return key, place, sign
    first = np.flatnonzero(np.append(True, (key[1:] != key[:-1]) | (place[1:] != place[:-1])))
    net = np.add.reduceat(sign, first)
    kept = net != 0
    return key[first][kept], place[first][kept], net[kept]


def person_nets(
    of: Stock | Flow, *, view: View, on: date, days: tuple[date, date] | None
) -> tuple[Column, Column, Column]:
    """Return (person, place, net) of the persons that a figure counts; a case without a person is one of its own."""
    case, place, net = case_nets(of, view=view, on=on, days=days)
    return _net(persons_of(case), place, net)


def persons_of(cases: Column) -> Column:
    """Return the person of each case, once however many numbers they were given; minus the case where none is known."""
    person = people.persons_of(cases)
    return np.where(person > 0, person, -cases)


def distinct_by_node(tree: Tree, on: date, keys: Column, places: Column, nets: Column) -> Column:
    """Return, for each position, how many different keys with a net above zero lie at it or below.

    Not own + children's: a person with checks in two villages is one in their town.
    """
    positions = positions_of(tree, places, on)
    known = positions >= 0
    keys, positions, nets = keys[known], positions[known], nets[known]
    total = np.zeros(len(tree), np.int64)
    for depth, ancestors in enumerate(tree.at_depth):
        at = ancestors[positions]
        here = tree.depth[at] == depth
        _, node, _ = _positive(keys[here], at[here], nets[here])
        total += np.bincount(node, minlength=len(tree))
    return total


def _positive(keys: Column, nodes: Column, nets: Column) -> tuple[Column, Column, Column]:
    key, node, net = _net(keys, nodes, nets)
    return key[net > 0], node[net > 0], net[net > 0]
