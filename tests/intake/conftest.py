"""A kind of list to try the engine with, which remembers what it was handed, and a user who sends lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from tests.intake.lists import AT, TODAY
from tongchou.intake import common, kinds
from tongchou.intake.doors import take
from tongchou.intake.kinds import Handed, Handing, Kind
from tongchou.intake.reader import read
from tongchou.intake.report import Report
from tongchou.intake.staged import Staged, split_codes, walk_rows
from tongchou.intake.staging import Asked, stage

COLUMNS = (
    *common.PERSON,
    *common.ADDRESS_PARTS,
    common.SOURCE,
    common.PASSED,
    common.ARRIVED,
    common.LEFT,
    common.TRANSPORT,
    common.TRIP,
    common.SYMPTOMS,
    common.TEMPERATURE,
    common.MEASURE,
    common.EXPOSED,
    common.NOTE,
)


@dataclass
class Books:
    """What the trial kind was handed: one item per commit; persons are numbered by their key."""

    handed: list[Handing] = field(default_factory=list)
    persons: dict[str, int] = field(default_factory=dict)
    fail: Exception | None = None

    def commit(self, handing: Handing) -> Handed:
        if self.fail is not None:
            raise self.fail
        self.handed.append(handing)
        keys = common.person_keys(handing.table, handing.listing)
        persons = [self.persons.setdefault(key or f"row {i}", len(self.persons) + 1) for i, key in enumerate(keys)]
        return Handed(persons=persons, refs=[1000 + person for person in persons])

    @property
    def names(self) -> list[list[str]]:
        return [handing.table["name"] for handing in self.handed]


@pytest.fixture
def books() -> Iterator[Books]:
    """Register the kind `roster` and return what it remembers."""
    held = Books()
    kinds.register(roster(held))
    yield held
    kinds._KINDS.pop("roster")


def roster(held: Books) -> Kind:
    return Kind(
        "roster",
        "試驗名單",
        COLUMNS,
        held.commit,
        check=common.check_person,
        keys=common.person_keys,
        also=common.person_without_number,
        address=common.ADDRESS_NAMES,
    )


@pytest.fixture
def user() -> Any:
    """Return somebody who sends lists; intake needs no more of them than a number."""
    return SimpleNamespace(pk=7)


@pytest.fixture
def send(db: None, books: Books, user: Any) -> Callable[..., Report]:
    """Send a file through the door: `send(content, "name.xlsx")`."""

    def sent(content: bytes, file_name: str = "名单.xlsx", **asked: Any) -> Report:
        return take("roster", content, file_name, user=user, at=asked.pop("at", AT), **asked)

    return sent


@pytest.fixture
def staged() -> Callable[..., Staged]:
    """Stage a file without a store: `staged(content, "name.xlsx", on=...)`."""

    def run(content: bytes, file_name: str = "名单.xlsx", *, today: date = TODAY, **asked: Any) -> Staged:
        password = asked.pop("password", None)
        book = read(content, file_name, password=password)
        asked = {"at": AT, "today": today, "user": 7, "file_name": file_name, **asked}
        return stage(book, roster(Books()), Asked(**asked))

    return run


def said(staged: Staged) -> list[str]:
    """Return each row in a word: what is no data by its code, data by its outcome and deciding codes."""
    words = []
    for _, _, code, index in walk_rows(staged):
        if index < 0:
            words.append(f"{code}")
        else:
            codes, _ = split_codes(staged.table.codes.get(index, []))
            words.append(" ".join([staged.outcomes[index], *sorted(codes)]))
    return words


def values(staged: Staged, *names: str) -> list[tuple[Any, ...]]:
    """Return the values of some columns, a tuple per data row."""
    return list(zip(*(staged.table[name] for name in names), strict=True))
