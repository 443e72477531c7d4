"""Of whom an outward roster can be made: declared by pillars. Only what is declared can be asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tongchou.base.refusals import NotFound, words
from tongchou.registers.people.cards import Unmasked
from tongchou.registers.staff.access import Scope

#: What the people register can add about anyone.
PERSONAL: Mapping[str, str] = {
    "name": words("姓名"),
    "sex": words("性別"),
    "born_on": words("出生日期"),
    "id_number": words("證件號"),
    "phone": words("電話"),
    "address": words("住址"),
}


@dataclass(frozen=True)
class Row:
    """One person of a source, with what the pillar keeps beside: texts by column."""

    person: int
    values: Mapping[str, str]


#: Gives the rows within a scope, at and below a place, on a day.
Select = Callable[[Scope, int, date], Sequence[Row]]


@dataclass(frozen=True)
class Source:
    """One group of people a roster can be of; `columns` are the pillar's own, by code."""

    name: str
    title: str
    columns: Mapping[str, str]
    select: Select = field(repr=False)

    @property
    def all_columns(self) -> dict[str, str]:
        """Return every column that can be chosen: the person's, then the pillar's."""
        return {**PERSONAL, **self.columns}


_sources: dict[str, Source] = {}


def declare(source: Source) -> None:
    """Announce a source, from a pillar's `rosters.py`."""
    _sources[source.name] = source


def sources() -> tuple[Source, ...]:
    """Return every source, by name."""
    return tuple(_sources[name] for name in sorted(_sources))


def source(name: str) -> Source:
    """Return a source.

    Raises:
        NotFound("source_unknown"): nobody keeps such a list.
    """
    if name not in _sources:
        raise NotFound("source_unknown", words("本台賬沒有這一類人員的名冊。"))
    return _sources[name]


def personal(shown: Unmasked, column: str) -> str:
    """Return what the people register says of somebody in a column."""
    values = {
        "name": shown.name,
        "sex": {"male": "男", "female": "女"}.get(shown.sex, ""),
        "born_on": shown.born_on.isoformat() if shown.born_on else "",
        "id_number": shown.id_number,
        "phone": "、".join(shown.phones),
        "address": "；".join(shown.addresses),
    }
    return values[column]
