"""上門遇見: a person who is on no list. Registered at the cell, and concluded at once if the phone says how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from tongchou.field.acts.work import Prepared, Work, prepare
from tongchou.field.reading import Said, malformed, text
from tongchou.intake.values.base import fold
from tongchou.intake.values.identity import check_digit, from_15, is_resident_id
from tongchou.pillars.screening.services import Met, meet_each
from tongchou.registers.people.models import SEXES
from tongchou.registers.people.services import take_in
from tongchou.registers.people.table import PeopleTable

GROUP = "met"


def cases_of(said: Said) -> Iterator[int]:
    """Give the cases that an entry names: none, the case begins with it."""
    yield from ()


def prepare_all(work: Work, entries: Sequence[Said]) -> Prepared:
    """Read meetings, register the persons, and make their checks ready."""

    def read(said: Said) -> Met:
        body = said.body
        left_on, arrived_on = _day(body, "left_on"), _day(body, "arrived_on")
        area, outcome = text(body, "source_area", most=60), text(body, "outcome", most=40)
        return Met(
            _registered(work, said), GROUP, work.place, source_area=area, left_on=left_on, arrived_on=arrived_on,
            outcome=outcome, entry=said.id, occurred_at=work.when(said),
        )  # fmt: skip

    return prepare(entries, read, lambda acts: meet_each(work.scope, acts, at=work.at))


def _registered(work: Work, said: Said) -> int:
    """Register the person and return their number."""
    body = said.body
    name = text(body, "name", most=60, required=True)
    number, kind = _number(text(body, "number", most=30))
    phone, sex = text(body, "phone", most=30), text(body, "sex", most=6)
    table = PeopleTable(
        row=[1],
        name=[name],
        id_number=[number],
        id_kind=[kind],
        phones=[(fold(phone),) if phone else ()],
        sex=[sex if sex in SEXES else ""],
        address=[text(body, "address", most=120)],
        place=[work.place],
    )
    return int(take_in(table, source=f"door:{said.id}", at=work.at).own[0])


def _number(said: str) -> tuple[str, str]:
    """Return a number as the register keeps it, and its kind.

    A resident's number whose digits do not hold is left out: the person is met all the same, and what was typed stays
    sealed beside the act.
    """
    number = fold(said).strip().upper()
    if len(number) == 15 and number.isdigit():
        number = from_15(number)
    if not number:
        return "", ""
    if not number[:1].isdigit():
        return number, "passport"
    held = is_resident_id(number) and check_digit(number[:17]) == number[17]
    return (number, "resident") if held else ("", "")


def _day(body: Mapping[str, Any], name: str) -> date | None:
    value = body.get(name)
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except (ValueError, TypeError):
        raise malformed(name) from None
