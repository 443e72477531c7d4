"""The rules of supplies, pure: dated data in, an answer out. No store, no clock, no user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from tongchou.base.dated import Edition
from tongchou.base.refusals import words

DATA = Path(__file__).parent / "rules_data"

#: Why a request was cut.
LOWER_CLASS, SHARED, NOTHING_LEFT = "lower-class", "shared", "nothing-left"
CUT_REASONS = {
    LOWER_CLASS: words("貨已先供更優先的類別"),
    SHARED: words("同類申請按所申數量比例分攤"),
    NOTHING_LEFT: words("庫中已無此物資"),
}


@dataclass(frozen=True)
class Priority:
    """In which order classes are served, and where that is written."""

    order: tuple[str, ...]
    titles: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Watch:
    """What is watched, in days and hours."""

    consumption_days: int
    short_below_days: int
    expiring_days: int
    acknowledge_hours: int
    inspect_days: int
    source: str


def priority_of(edition: Edition) -> Priority:
    """Return the order of an edition."""
    found = edition.body["class"]
    return Priority(tuple(c["code"] for c in found), tuple(c["title"] for c in found), edition.source)


def watch_of(edition: Edition) -> Watch:
    """Return what an edition watches."""
    return Watch(**edition.body, source=edition.source)


@dataclass(frozen=True)
class Wish:
    """What one request asks of one item: `key` names it, `case_class` whom it is for."""

    key: int
    case_class: str
    quantity: int


@dataclass(frozen=True)
class Grant:
    """What a wish gets, and why not all of it (empty where it gets all)."""

    wish: Wish
    quantity: int
    reason: str = ""


def allocate(wishes: Sequence[Wish], available: int, rule: Priority) -> list[Grant]:
    """Share what is available among wishes, in their order; the grants never add up to more than there is.

    A class is served whole while the goods last; the class in which they run out shares in proportion to what was
    asked, by largest remainders and then by number, so that two runs agree.
    """
    left = max(available, 0)
    found: dict[int, Grant] = {}
    served = False
    for case_class in rule.order:
        mine = sorted((w for w in wishes if w.case_class == case_class), key=lambda w: w.key)
        asked = sum(w.quantity for w in mine)
        if asked <= left:
            found |= {w.key: Grant(w, w.quantity) for w in mine}
            left -= asked
        elif left > 0:
            parts = share(left, [w.quantity for w in mine])
            found |= {
                w.key: Grant(w, part, "" if part == w.quantity else SHARED) for w, part in zip(mine, parts, strict=True)
            }
            left = 0
        else:
            found |= {w.key: Grant(w, 0, LOWER_CLASS if served else NOTHING_LEFT) for w in mine}
        served = served or any(found[w.key].quantity for w in mine)
    return [found[w.key] for w in wishes]


def share(total: int, weights: Sequence[int]) -> list[int]:
    """Return whole parts of a total in proportion to weights, adding up to it (largest remainders)."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    behind = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in behind[: total - sum(parts)]:
        parts[i] += 1
    return parts


@dataclass(frozen=True)
class Held:
    """How much of a lot is on hand, and until when it may be used."""

    lot: int
    quantity: int
    expires_on: date | None = None


def pick(lots: Sequence[Held], quantity: int, item: int, *, on: date) -> dict[int, int]:
    """Return which lots a quantity is taken from: first expired first out, what has expired never.

    What the lots do not hold is taken from the item itself: the store then stands below zero, which is a discrepancy to
    be explained, not a reason to deny that the goods went out.
    """
    usable = [h for h in lots if h.quantity > 0 and (h.expires_on is None or h.expires_on >= on)]
    usable.sort(key=lambda h: (h.expires_on is None, h.expires_on or date.max, h.lot))
    found: dict[int, int] = {}
    for held in usable:
        taken = min(held.quantity, quantity)
        if taken:
            found[held.lot] = taken
            quantity -= taken
    if quantity:
        found[item] = found.get(item, 0) + quantity
    return found


def usable(lots: Sequence[Held], *, on: date) -> int:
    """Return how much may be given out: what stands below zero is owed by the rest."""
    return sum(h.quantity for h in lots if h.quantity < 0 or h.expires_on is None or h.expires_on >= on)


@dataclass(frozen=True)
class Cover:
    """How long what is on hand lasts: `days` None where nothing was used up."""

    on_hand: int
    a_day: Fraction
    days: Fraction | None

    @property
    def whole_days(self) -> int | None:
        """Return whole days, rounded down: the last day must be a full one."""
        return None if self.days is None else int(self.days)


def cover(on_hand: int, used: int, days: int) -> Cover:
    """Return the days of cover, from what was used over some days."""
    a_day = Fraction(used, days)
    return Cover(on_hand, a_day, max(Fraction(on_hand), Fraction(0)) / a_day if a_day > 0 else None)


def is_expiring(expires_on: date | None, *, on: date, rule: Watch) -> bool:
    """Say whether a lot has expired or will within the rule's days."""
    return expires_on is not None and expires_on <= on + timedelta(days=rule.expiring_days)
