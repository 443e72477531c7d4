"""The articles' table: for every row what it says, what the books say, and whether the two agree.

The product holds no expected value: the file brings them. A figure that answers a row names its id in its declaration.
A home answers the rows of its county: those whose id begins with `mission_prefix` of its `config.toml`, all without
one.

    equal    as far as the quote says it: 10.03萬人 is known to the hundred, 約3萬 to the ten thousand, 98.2% to a tenth
    differs  the books say something else
    not yet  no figure answers the row, or it has no answer for that day
"""

from __future__ import annotations

import csv
import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.conf import settings

from tongchou.base.refusals import Refused
from tongchou.figures.asking import Answer, Value, ask
from tongchou.figures.declare import Figure, Flow, Mean, Stock, answering, figure
from tongchou.figures.targets import target_of
from tongchou.registers.places.queries import tree

EQUAL, DIFFERS, NOT_YET = "equal", "differs", "not yet"

#: Smallest steps of the books in one of the table's units, for figures of quantities (`base/units.py`).
STEPS = {"yuan": 100, "kg": 1000, "mu": 100}
_TIMES = {"": 1, "百": 100, "千": 1000, "萬": 10_000, "億": 100_000_000, "万": 10_000, "亿": 100_000_000}
_NUMBER = re.compile(r"(\d+)(?:\.(\d+))?\s*([百千萬億万亿])?\s*(噸|吨|公里)?")


@dataclass(frozen=True)
class Said:
    """One row of the table, as it was written."""

    id: str
    quote: str
    sense: str
    value: str
    unit: str
    kind: str
    percent_digits: str
    as_of: str

    @property
    def number(self) -> Fraction | None:
        """Return the value as a number, None where it is a word or a date."""
        return Fraction(self.value) if re.fullmatch(r"-?\d+(\.\d+)?", self.value) else None


@dataclass(frozen=True)
class Answered:
    """A row of the table with what the books say. `place` is a code, `on` the day that was asked."""

    said: Said
    computed: str
    place: str
    on: date | None
    verdict: str
    figure: str = ""

    def as_plain(self) -> dict[str, Any]:
        """Return plain values, for a table or JSON."""
        return {
            "id": self.said.id,
            "quote": self.said.quote,
            "value": self.said.value,
            "computed": self.computed,
            "place": self.place,
            "on": self.on.isoformat() if self.on else "",
            "verdict": self.verdict,
            "figure": self.figure,
        }


def mission_table(path: Path) -> list[Answered]:
    """Return every row of a table (TSV with a head), answered by this home as far as it can."""
    prefix = str(settings.HOME.settings.get("mission_prefix", ""))
    return [answer(said, prefix=prefix) for said in read(path)]


def read(path: Path) -> list[Said]:
    """Read the table."""
    names = Said.__dataclass_fields__
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Said(**{name: (row.get(name) or "").strip() for name in names}) for row in rows]


def answer(said: Said, *, prefix: str = "") -> Answered:
    """Answer one row."""
    of = answering(said.id)
    if of is None or not said.id.startswith(prefix):
        return Answered(said, "", "", None, NOT_YET)
    try:
        found, on = _ask(said, of)
    except Refused as refused:
        return Answered(said, refused.code, "", None, NOT_YET, of.name)
    if found is None or (value := _value(said, of, found)) is None:
        return Answered(said, "", "", on, NOT_YET, of.name)
    code = str(tree(on).code[tree(on).position(found.place)])
    return Answered(said, shown(value), code, on, EQUAL if agrees(said, value) else DIFFERS, of.name)


def _ask(said: Said, of: Figure) -> tuple[Answer | None, date]:
    """Ask the figure at the county, on the day of the row; of a row of each day, the worst day that was closed."""
    if said.as_of == "each day":
        answers = [ask(of, on=day) for day in _closed_days()]
        wanted = said.number or Fraction(0)
        told = [(abs(Fraction(a.value) - wanted), a) for a in answers if isinstance(a.value, int | Fraction)]
        worst = max(told, key=lambda pair: pair[0])[1] if told else None
        return worst, worst.on if worst else date.min
    first, on = days_of(said.as_of)
    days = (first, on) if first != on and isinstance(of, Flow | Mean) else None
    return ask(of, on=on, days=days), on


def _closed_days() -> Iterable[date]:
    """Return the days that are over at every place: the figures know no closing, only the open day of the books."""
    from tongchou.figures.cube import cube
    from tongchou.journal.models import OpenDay

    open_on = OpenDay.objects.filter(place=OpenDay.COUNTY).values_list("first_open", flat=True).first()
    firsts = [int(part.booked_on.min()) for part in cube().view().parts if len(part)]
    if open_on is None or not firsts:
        return []
    return [date.fromordinal(day) for day in range(min(firsts), open_on.toordinal())]


def days_of(as_of: str) -> tuple[date, date]:
    """Return the first and last day that an `as_of` means: a day, a month, a year."""
    parts = [int(part) for part in as_of.split("-")]
    if len(parts) == 3:
        day = date(*parts)
        return day, day
    year, month = parts[0], parts[1] if len(parts) == 2 else 12
    return date(year, month if len(parts) == 2 else 1, 1), date(year, month, monthrange(year, month)[1])


def _value(said: Said, of: Figure, found: Answer) -> Value:
    """Return the answer in the row's unit: the decided target where the row is about one."""
    if said.kind == "target" and said.as_of != "each day" and (target := target_of(of.name)):
        return target.value
    if said.kind == "deadline" and (target := target_of(of.name)) and target.deadline_on:
        return target.deadline_on
    value = found.value
    if isinstance(value, int | Fraction) and not isinstance(value, bool) and _is_quantity(of):
        return Fraction(value) / STEPS.get(said.unit.split("/")[0], 1)
    return value


def _is_quantity(of: Figure) -> bool:
    if isinstance(of, Mean):
        return _is_quantity(figure(of.of))
    return isinstance(of, Stock | Flow) and of.measure == "quantity"


def agrees(said: Said, value: Value) -> bool:
    """Say whether a value is what a row says, at the precision or bound of its quote.

    A mechanism that the article describes in words agrees when it is in operation.
    """
    if isinstance(value, date):
        return value.isoformat() == said.value
    wanted = said.number
    if wanted is None:
        return bool(value)
    if isinstance(value, str) or value is None:
        return False
    number = Fraction(value)
    if said.percent_digits:
        digits = int(said.percent_digits)
        return _rounded(number * 100, Fraction(1, 10**digits)) == _rounded(wanted * 100, Fraction(1, 10**digits))
    if said.sense == "at least":
        return number >= wanted
    if said.sense == "more than":
        return bool(wanted < number < wanted + 10 ** (len(str(int(wanted))) - 1))
    if said.sense == "nearly":
        return wanted * Fraction(4, 5) <= number <= wanted
    step = precision(said)
    return _rounded(number, step) == _rounded(wanted, step)


def precision(said: Said) -> Fraction:
    """Return the step to which the quote gives its number: 100 for 10.03萬, 1 where it is written out."""
    wanted = said.number
    for whole, decimals, times, unit in _NUMBER.findall(said.quote):
        step = Fraction(_TIMES[times]) * (1000 if unit else 1) / 10 ** len(decimals)
        if Fraction(Decimal(f"{whole}.{decimals or 0}")) * _TIMES[times] * (1000 if unit else 1) == wanted:
            return step if said.sense or times or unit or decimals else Fraction(1)
    return Fraction(1)


def _rounded(value: Fraction, step: Fraction) -> int:
    """Return a value in whole steps, halves up."""
    return int((value / step + Fraction(1, 2)) // 1)


def shown(value: Value) -> str:
    """Return a value as it is printed: whole numbers plain, others to six digits."""
    if isinstance(value, Fraction):
        return str(value.numerator) if value.denominator == 1 else f"{float(value):.6g}"
    return value.isoformat() if isinstance(value, date) else str(value)
