"""A figure's last days at one place, as a line: a chart or a sparkline is drawn from it."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from tongchou.base.refusals import NotFound
from tongchou.figures import asking
from tongchou.figures.cube import View
from tongchou.figures.declare import Figure, Flow, Stock
from tongchou.figures.placing import positions_of
from tongchou.figures.selecting import own_sums
from tongchou.registers.places import queries as places

#: Days of a line.
DAYS = 14


def last_days(of: Figure, place: int, *, on: date, view: View, days: int = DAYS) -> list[tuple[date, asking.Value]]:
    """Return the figure's value at a place on each of the days up to one; None where there was no such place yet."""
    spots = [on - timedelta(days=back) for back in range(days - 1, -1, -1)]
    return [(one, _value(of, place, one, view)) for one in spots]


def _value(of: Figure, place: int, on: date, view: View) -> asking.Value:
    try:
        tree = places.tree(on)
        left, right = tree.interval(place)
    except NotFound:
        return None
    if isinstance(of, Stock | Flow) and of.counts == "cases":
        # Straight from the cube: coverage, which a line does not show, would cost more than the number.
        sums = own_sums(of, view=view, on=on, days=None)
        at = positions_of(tree, sums.places, on)
        return int(sums.values[(at >= left) & (at < right)].sum())
    return asking.totals_of(of, on=on, view=view).at(place).value


def numbers(line: list[tuple[date, asking.Value]]) -> list[int | None]:
    """Return a line's whole numbers, None where there is none."""
    return [value if isinstance(value, int) else None for _, value in line]


def points(line: list[tuple[date, asking.Value]], *, factor: int = 1) -> list[float | None]:
    """Return a line's values as a chart draws them."""
    return [float(value * factor) if isinstance(value, int | Fraction) else None for _, value in line]
