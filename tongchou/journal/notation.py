"""The books in a text notation, so that a test or a person sees a case at a glance.

One line is one claim. Days are month-day of the year given, names are local to the text::

    a  03-20  open     screening:from-abroad:pending  at P   case 1
    b  03-20  state    screening:from-abroad:cleared  after a
    c  03-21  move     Q                              after a
    d  03-21  class    screening:from-key-area:pending after a
    e  03-22  reverse  b
    f  03-22  state    screening:from-abroad:to-quarantine after a  settling b

A line is posted as an entry of its own, or several names joined by `+` in `Books.post("a+b")` as one entry.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from tongchou.base.clock import local
from tongchou.base.ids import new_id
from tongchou.journal.chart import chart
from tongchou.journal.entries import ClaimRow, Entry, Named, Receipt, claims, own
from tongchou.journal.models import Line, Standing
from tongchou.journal.posting import claim_id, new_cases, post_batch
from tongchou.journal.standing import Chain

_LINE = re.compile(
    r"^(?P<name>\S+)\s+(?P<month>\d\d)-(?P<day>\d\d)\s+(?P<verb>open|state|class|move|reverse)\s+(?P<target>\S+)"
    r"(?:\s+at\s+(?P<place>\S+))?(?:\s+after\s+(?P<after>\S+))?(?:\s+settling\s+(?P<settling>\S+))?"
    r"(?:\s+case\s+(?P<case>\S+))?$"
)
_CHAINS = {"open": Chain.OPEN, "state": Chain.STATE, "class": Chain.CLASS, "move": Chain.PLACE, "reverse": Chain.VOID}


@dataclass(frozen=True)
class _Said:
    verb: str
    on: date
    target: str
    place: str
    after: str
    settling: tuple[str, ...]
    case: str


@dataclass
class Books:
    """A text of claims, ready to be posted in any order; `places` maps its place names to place numbers."""

    text: str
    places: dict[str, int]
    year: int = 2020
    said: dict[str, _Said] = field(default_factory=dict)
    cases: dict[str, int] = field(default_factory=dict)
    entries: dict[str, tuple[UUID, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for raw in self.text.strip().splitlines():
            found = _LINE.match(raw.split("#")[0].strip())
            assert found, f"not in the notation: {raw!r}"
            part = found.groupdict()
            on = date(self.year, int(part["month"]), int(part["day"]))
            settling = tuple((part["settling"] or "").split(",")) if part["settling"] else ()
            target = part["target"]
            if part["verb"] == "reverse":
                settling = (target,)
            case = part["case"] or self._case_of(part["after"] or settling[0])
            self.said[part["name"]] = _Said(
                part["verb"], on, target, part["place"] or "", part["after"] or "", settling, case
            )
        first = new_cases(len({s.case for s in self.said.values()}))
        self.cases = {name: first + i for i, name in enumerate(dict.fromkeys(s.case for s in self.said.values()))}

    def _case_of(self, name: str) -> str:
        return self.said[name].case

    def plan(self, groups: Iterable[str] | None = None) -> None:
        """Fix which lines share an entry: `"a+b"` is one entry of two claims. A line alone is its own entry."""
        for group in groups or self.said:
            entry = new_id()
            for index, name in enumerate(group.split("+")):
                self.entries[name] = (entry, index)

    def id_of(self, name: str) -> int:
        """Return the claim id of a line, whether it was posted or not."""
        return claim_id(*self.entries[name])

    def post(self, *groups: str) -> list[Receipt]:
        """Post groups of lines, each an entry, as one batch."""
        for group in groups:
            if any(name not in self.entries for name in group.split("+")):
                self.plan([group])
        return post_batch([self.entry(group) for group in groups])

    def entry(self, group: str) -> Entry:
        """Return a group of lines as the entry it was planned to be."""
        names = group.split("+")
        rows = [self._row(name, names) for name in names]
        said = self.said[names[0]]
        reason = "mistake" if said.verb == "reverse" else ""
        at: datetime = local(said.on, 9)
        return Entry(self.entries[names[0]][0], "test", 1, "field_worker", at, claims(*rows), reason=reason)

    def _row(self, name: str, names: Sequence[str]) -> ClaimRow:
        said = self.said[name]
        chain = _CHAINS[said.verb]
        for needed in (said.after, *said.settling):
            if needed and needed not in self.entries:
                self.plan([needed])
        after: int | Named = 0
        if said.after:
            after = own(names.index(said.after)) if said.after in names else Named(*self.entries[said.after])
        account = chart().number(said.target) if chain in (Chain.OPEN, Chain.STATE, Chain.CLASS) else 0
        place = self.places[said.place] if chain is Chain.OPEN else 0
        if chain is Chain.PLACE:
            place = self.places[said.target]
        settles = tuple(Named(*self.entries[s]) for s in said.settling)
        return ClaimRow(self.cases[said.case], chain, after, account, place, said.on, settles=settles)

    def standing(self, case: str) -> str:
        """Return where a case stands: `account @ place`, with its flags; `outside` when it stands nowhere."""
        row = Standing.objects.get(case=self.cases[case])
        flags = [n for bit, n in ((1, "disputed"), (2, "waiting"), (4, "conflict")) if row.flags & bit]
        names = {number: name for name, number in self.places.items()}
        spot = f"{chart().codes[row.account]} @ {names[row.place]}" if row.account else "outside"
        return " ".join([spot, *flags])

    def balances(self, on: date | None = None) -> dict[str, int]:
        """Return every balance that is not zero, at the end of a day or of all, as `account @ place` -> count.

        The world outside is left out.
        """
        names = {number: name for name, number in self.places.items()}
        totals: Counter[tuple[int, int]] = Counter()
        for line in Line.objects.filter(booked_on__lte=on) if on else Line.objects.all():
            totals[(line.to_account, line.to_place)] += line.count
            totals[(line.from_account, line.from_place)] -= line.count
        codes = chart().codes
        return {
            f"{codes[a]} @ {names.get(p, p)}": n
            for (a, p), n in sorted(totals.items())
            if n and not codes[a].startswith("outside")
        }

    def flows(self) -> dict[tuple[str, str], int]:
        """Return the net flow between states, classes and places summed, moves and reclasses left out."""
        book_of, totals = chart(), Counter[tuple[str, str]]()
        for line in Line.objects.all():
            before, after = book_of.state(line.from_account), book_of.state(line.to_account)
            if before != after:
                totals[(before or "outside", after)] += line.count
        return {key: n for key, n in totals.items() if n}
