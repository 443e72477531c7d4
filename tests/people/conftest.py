"""A few people as lists tell of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from tongchou.registers.people.identity import check_digit
from tongchou.registers.people.services import take_in
from tongchou.registers.people.table import PeopleTable, TakenIn

AT = datetime(2020, 3, 20, 1, tzinfo=UTC)


def number(area: str = "445381", born: str = "19850312", sequence: str = "001") -> str:
    """Return a resident's number that holds."""
    first17 = area + born + sequence
    return first17 + check_digit(first17)


@pytest.fixture
def take() -> Callable[..., TakenIn]:
    """Take rows in: (name, id number, phones, further columns)."""

    def taken(*rows: tuple, source: str = "upload:1", **columns: list) -> TakenIn:
        return take_in(table(*rows, **columns), source=source, at=AT)

    return taken


def table(*rows: tuple, **columns: list) -> PeopleTable:
    """Return rows of (name, id number, phone or phones) as a table."""
    full = [(*row, "", "")[:3] for row in rows]
    phones = [(p,) if isinstance(p, str) and p else tuple(p) for _, _, p in full]
    return PeopleTable(
        row=columns.pop("row", list(range(1, len(rows) + 1))),
        name=[row[0] for row in full],
        id_number=[row[1] for row in full],
        phones=phones,
        **columns,
    )


BORN = date(1985, 3, 12)
