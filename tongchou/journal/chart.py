"""The chart of accounts: what each pillar declares, and the number each leaf was given.

An account is a template with closed dimensions. A register of cases has a class and a state, so its leaves are
`register:class:state`; a store of goods or money is one leaf for each place it is kept at, `store:kind`; the world
outside has accounts too, so nothing appears or vanishes. Declarations live in each app's `accounts.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import translate
from typing import Any

import numpy as np
from django.utils.functional import cached_property

from tongchou.base.refusals import Refused, words

Codes = np.ndarray[Any, np.dtype[np.int64]]

#: The account number of "nowhere": a case that is not (or no longer) in its register.
OUTSIDE = 0


@dataclass(frozen=True)
class Register:
    """A register of cases: each case stands in exactly one of `classes` x `states`, or outside in `world`.

    A name of two parts (`quarantine:room`) is a register of that one class: its cases share the family's name with
    others (`quarantine:stay`) that have other states and come from another world.
    Cases of a `valued` register say a number beside it: a column of a return.
    """

    name: str
    world: str
    states: tuple[str, ...]
    classes: tuple[str, ...] = ("all",)
    valued: bool = False

    def codes(self) -> Iterator[tuple[str, str, str]]:
        """Yield (code, class, state) of every leaf."""
        family, _, own_class = self.name.partition(":")
        for case_class in (own_class,) if own_class else self.classes:
            for state in self.states:
                yield f"{family}:{case_class}:{state}", case_class, state


@dataclass(frozen=True)
class Store:
    """Accounts that hold quantities of items: goods, money, land, plans. Also the world outside (`outside:donors`)."""

    name: str
    kinds: tuple[str, ...] = ()

    def codes(self) -> Iterator[tuple[str, str, str]]:
        """Yield (code, "", "") of every leaf."""
        if not self.kinds:
            yield self.name, "", ""
        for kind in self.kinds:
            yield f"{self.name}:{kind}", "", ""


_declared: dict[str, Register | Store] = {}


def declare(account: Register | Store) -> Register | Store:
    """Add a register or a store to the chart. Called once, from an app's `accounts.py`."""
    known = _declared.get(account.name)
    assert known is None or known == account, f"{account.name} is declared twice, differently"
    if known is None:
        _declared[account.name] = account
        if isinstance(account, Register) and account.world not in _declared:
            _declared[account.world] = Store(account.world)
        forget()
    return account


def widen(register: Register) -> None:
    """Add the classes of a register to those it was declared with, or declare it."""
    known = _declared.get(register.name)
    if isinstance(known, Register):
        more = tuple(c for c in register.classes if c not in known.classes)
        _declared[register.name] = replace(known, classes=known.classes + more)
        forget()
    else:
        declare(register)


def declared() -> tuple[Register | Store, ...]:
    """Return every declaration, in the order of their names."""
    return tuple(_declared[name] for name in sorted(_declared))


@dataclass(frozen=True)
class Chart:
    """The numbered leaves. `codes[number]` is an account's code; number 0 is nowhere."""

    numbers: dict[str, int]
    parts: dict[int, tuple[str, str, str]] = field(repr=False)
    #: What was matched before: figures and checks ask for the same patterns again and again.
    _matched: dict[tuple[str, ...], tuple[int, ...]] = field(default_factory=dict, repr=False)

    @cached_property
    def codes(self) -> dict[int, str]:
        return {number: code for code, number in self.numbers.items()}

    def number(self, code: str) -> int:
        """Return the number of one leaf.

        Raises:
            Refused("account_unknown"): no such leaf is declared.
        """
        try:
            return self.numbers[code]
        except KeyError:
            raise Refused("account_unknown", words("沒有名為「%(account)s」的科目。"), account=code) from None

    def matching(self, patterns: str | Iterable[str]) -> tuple[int, ...]:
        """Return the numbers of the leaves that match any pattern (`screening:*:pending`), in order."""
        patterns = (patterns,) if isinstance(patterns, str) else tuple(patterns)
        found = self._matched.get(patterns)
        if found is None:
            matches = re.compile("|".join(map(translate, patterns)) or "(?!)").match
            found = self._matched[patterns] = tuple(sorted(n for code, n in self.numbers.items() if matches(code)))
        return found

    def register(self, number: int) -> str:
        return self.parts[number][0]

    def case_class(self, number: int) -> str:
        return self.parts[number][1]

    def state(self, number: int) -> str:
        return self.parts[number][2]

    def at(self, register: str, case_class: str, state: str) -> int:
        """Return the leaf of a register at a class and a state."""
        return self.number(f"{register.partition(':')[0]}:{case_class}:{state}")

    def world(self, number: int) -> int:
        """Return the account of the world that a register's case comes from and goes back to."""
        declaration = _declared[self.register(number)]
        assert isinstance(declaration, Register), "only cases come from a world"
        return self.number(declaration.world)

    @cached_property
    def _codes_of(self) -> tuple[Codes, Codes, Codes, Codes]:
        """Arrays by number: register, class and state as small codes, and the world account."""
        size = max(self.numbers.values(), default=0) + 1
        columns: list[Codes] = [np.zeros(size, np.int64) for _ in range(4)]
        names: list[dict[str, int]] = [{}, {}, {}]
        for number, parts in self.parts.items():
            for column, seen, part in zip(columns, names, parts, strict=False):
                column[number] = seen.setdefault(part, len(seen))
            if isinstance(_declared.get(parts[0]), Register):
                columns[3][number] = self.world(number)
        return columns[0], columns[1], columns[2], columns[3]

    @cached_property
    def _leaves(self) -> tuple[Codes, Codes]:
        numbers = np.array(sorted(self.parts), np.int64)
        keys = self._key(self.register_of[numbers], self.class_of[numbers], self.state_of[numbers])
        order = np.argsort(keys, kind="stable")
        return keys[order], numbers[order]

    @staticmethod
    def _key(register: Codes, case_class: Codes, state: Codes) -> Codes:
        return (register << 40) | (case_class << 20) | state

    def leaves_at(self, register: Codes, case_class: Codes, state: Codes) -> Codes:
        """Return account numbers for columns of small codes; -1 where no such leaf is declared."""
        keys, numbers = self._leaves
        wanted = self._key(register, case_class, state)
        spots = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
        leaves: Codes = np.where(keys[spots] == wanted, numbers[spots], -1)
        return leaves

    @cached_property
    def valued(self) -> frozenset[int]:
        """Return the accounts whose cases say a value."""
        declarations = ((number, _declared.get(parts[0])) for number, parts in self.parts.items())
        return frozenset(number for number, found in declarations if isinstance(found, Register) and found.valued)

    @cached_property
    def valued_of(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Return the same by number, as a column."""
        found = np.zeros(max(self.numbers.values(), default=0) + 1, bool)
        found[list(self.valued)] = True
        return found

    @property
    def register_of(self) -> Codes:
        return self._codes_of[0]

    @property
    def class_of(self) -> Codes:
        return self._codes_of[1]

    @property
    def state_of(self) -> Codes:
        return self._codes_of[2]

    @property
    def world_of(self) -> Codes:
        return self._codes_of[3]


_chart: Chart | None = None


def chart() -> Chart:
    """Return the chart with its numbers; leaves declared since the last start are numbered now."""
    global _chart
    if _chart is None:
        _chart = _load()
    return _chart


def forget() -> None:
    """Let the next `chart()` read the store again (after migrations, and between tests)."""
    global _chart
    _chart = None


def _load() -> Chart:
    from tongchou.journal.models import Account

    wanted = [(code, a.name, c, s) for a in declared() for code, c, s in a.codes()]
    known = set(Account.objects.values_list("code", flat=True))
    missing = [Account(code=code, register=r, case_class=c, state=s) for code, r, c, s in wanted if code not in known]
    if missing:
        Account.objects.bulk_create(missing, ignore_conflicts=True)
    rows: Sequence[tuple[int, str, str, str, str]] = list(
        Account.objects.values_list("id", "code", "register", "case_class", "state")
    )
    return Chart({code: n for n, code, *_ in rows}, {n: (r, c, s) for n, _, r, c, s in rows})
