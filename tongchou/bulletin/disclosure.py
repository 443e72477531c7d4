"""Hiding small numbers of people, so that subtraction, between tables or days, recovers none. Pure.

The method: one number per town and stock is written in a step that depends on that number alone, and on nothing else;
everything else that is printed (the county's total, sums of stocks) is made of the printed steps. So whoever reads all
tables of all days learns, of each number, in which step it lies, and nothing more: replacing it by any other number of
its step changes no printed character. Noise would not do (many days of it average out), nor would hiding single cells
beside an exact total (subtraction gives them back), nor steps beside an exact total (three towns below 5 and a total
of 12 are three fours).

Two conditions are the caller's, and checked here: stocks printed together share no account, and a flow is never printed
beside the stock it feeds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tongchou.base.refusals import Refused, words

#: The width of a step: no number of 0 to 4 is told from another, nor one of 8 to 12.
STEP = 5


@dataclass(frozen=True)
class Stepped:
    """A number as the public reads it: the multiple of `STEP` nearest to it, or 0 for all that is below `STEP`."""

    shown: int

    @property
    def is_small(self) -> bool:
        return self.shown == 0


@dataclass(frozen=True)
class PublicTotal:
    """A total made of printed numbers: `shown` is their sum; beside it are `small` numbers, each below `STEP`."""

    shown: int
    small: int


def stepped(value: int) -> Stepped:
    """Return the step of a number of people.

    Raises:
        Refused("not_publishable"): it is below zero, which only a fault of the books can make it.
    """
    if value < 0:
        raise Refused("not_publishable", words("有一項人數為負，不能公布，請先核對台賬。"))
    return Stepped(0 if value < STEP else (value + STEP // 2) // STEP * STEP)


def total(numbers: Iterable[Stepped]) -> PublicTotal:
    """Return the total of printed numbers."""
    found = list(numbers)
    return PublicTotal(sum(number.shown for number in found), sum(number.is_small for number in found))


def table(values: Mapping[str, Sequence[int]]) -> dict[str, tuple[tuple[Stepped, ...], PublicTotal]]:
    """Return stocks by name, each with its numbers by town and the county's total."""
    found = {}
    for name, row in values.items():
        steps = tuple(map(stepped, row))
        found[name] = (steps, total(steps))
    return found


def require_disjoint(accounts: Mapping[str, Collection[int]]) -> None:
    """Refuse stocks that share an account: their difference would tell of what neither prints.

    Raises:
        Refused("tables_overlap"): with the names of the first two.
    """
    owner: dict[int, str] = {}
    for name, numbers in accounts.items():
        for number in numbers:
            other = owner.setdefault(number, name)
            if other != name:
                text = words("「%(one)s」與「%(other)s」含同一科目，不能同時公布。")
                raise Refused("tables_overlap", text, one=other, other=name)
