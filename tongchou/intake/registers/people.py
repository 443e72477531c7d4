"""Kind `people`: persons and households, one row a person. Nothing is posted: the register alone learns of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np

from tongchou.base import progress
from tongchou.base.ahead import Ahead
from tongchou.base.refusals import words
from tongchou.intake.codes import WARN, declare
from tongchou.intake.columns import Column
from tongchou.intake.common import (
    ADDRESS_NAMES,
    ADDRESS_PARTS,
    NOTE,
    PERSON,
    check_person,
    person_keys,
    person_without_number,
)
from tongchou.intake.kinds import Handed, Handing, Kind, register
from tongchou.intake.placing import addresses_of, by_register
from tongchou.intake.table import Table
from tongchou.intake.values import Text
from tongchou.registers.people.services import take_in, take_in_keyed
from tongchou.registers.people.table import PeopleTable, TakenIn
from tongchou.registers.people.taking import keyed

declare("name_differs", WARN, words("同一證件號碼此前登記為另一姓名，兩者均已記下，請核對。"))
declare("household_differs", WARN, words("此人此前登記在另一戶，兩者均已記下，請核對。"))
declare("possible_duplicate", WARN, words("與已登記的人姓名、電話相同，未能確定是否同一人。"))

HOUSEHOLD = Column(
    "household",
    words("戶編號"),
    ("户编号", "户号", "家庭编号", "户编码", "贫困户编号", "household"),
    Text(),
)

#: Rows taken in at once.
SLICE = 25_000
#: Bits of a row's number that are the row's; the sheet stands above them.
ROW_BITS = 24


def commit(handing: Handing) -> Handed:
    """Take the list in, and after it the rows that repeat it and may say otherwise."""
    taken = take_people(handing)
    return Handed(persons=taken.person.tolist(), codes={index: list(found) for index, found in taken.codes.items()})


def take_people(handing: Handing) -> TakenIn:
    """Take the persons of a list in, a slice at a time, and what its repeated rows say differently of them.

    For every kind with the columns of `common.PERSON`: says how far it is, and never holds a long list twice.
    """
    parts: list[TakenIn] = []
    codes: dict[int, tuple[str, ...]] = {}
    done = 0
    # On PostgreSQL one slice is made ready while the store takes the one before.
    coming = Ahead(keyed(people_table(part), source_of(handing)) for part in handing.table.slices(SLICE))
    for rows in coming:
        progress.tell("people", done, len(handing.table))
        taken = take_in_keyed(rows, at=handing.at, meanwhile=coming.begin)
        codes |= {done + index: found for index, found in taken.codes.items()}
        parts.append(taken)
        done += len(rows.table)
    progress.tell("people", done, done)
    take_repeats(handing)
    progress.tell("post")
    person, own, is_new = (np.concatenate([getattr(t, name) for t in parts]) for name in ("person", "own", "is_new"))
    return TakenIn(person, own, is_new, codes)


def take_repeats(handing: Handing) -> None:
    """Keep what a list's repeated rows say differently of their persons."""
    if handing.repeats is not None and len(handing.repeats):
        for part in handing.repeats.slices():
            take_in(people_table(part), source=source_of(handing), at=handing.at)


def source_of(handing: Handing) -> str:
    """Return what the register calls the list: its upload."""
    return f"upload:{handing.upload}"


def people_table(table: Table) -> PeopleTable:
    """Return the rows of a list, of any kind with the columns of `common.PERSON`, as the people register takes them."""
    numbers, passports = table["id_number"], table["passport"]
    return PeopleTable(
        row=[int(sheet) << ROW_BITS | int(row) for sheet, row in zip(table["sheet"], table["row"], strict=True)],
        name=[name or "" for name in table["name"]],
        id_number=[number or passport or "" for number, passport in zip(numbers, passports, strict=True)],
        id_kind=["passport" if p and not n else "" for n, p in zip(numbers, passports, strict=True)],
        phones=[tuple(several or ()) for several in table["phones"]],
        sex=[sex or "" for sex in table["sex"]],
        born_on=[_day(born) for born in table["birth_on"]],
        address=addresses_of(table, ADDRESS_NAMES),
        household=[code or "" for code in table["household"]],
        place=[place or 0 for place in table["place"]],
    )


def _day(value: Any) -> date | None:
    return value.date() if isinstance(value, datetime) else value


PEOPLE = register(
    Kind(
        name="people",
        title=words("人員"),
        columns=(*PERSON, *ADDRESS_PARTS, HOUSEHOLD, NOTE),
        commit=commit,
        check=check_person,
        keys=person_keys,
        also=person_without_number,
        list_key=lambda listing: "",
        address=ADDRESS_NAMES,
        place=by_register,
    )
)
