"""Whole numbers by columns, many at once: as they were given, none of them cut, and no case opened twice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from django.db import connection

from tongchou.journal.entries import Column
from tongchou.journal.keeping import Standings, open_standings
from tongchou.journal.rows import FEW, columns, insert_columns

MANY = FEW + 100
ON_POSTGRESQL = connection.vendor == "postgresql"


def standings(first: int) -> Standings:
    numbers = np.arange(first, first + MANY, dtype=np.int64)
    values: dict[str, Column] = {name: numbers * (at - 3) for at, name in enumerate(Standings.COLUMNS)}
    values |= {"case": numbers, "flags": numbers % 5, "place": numbers << 40}
    return Standings(**values, exists=np.zeros(MANY, bool))


def written(rows: Standings) -> dict[str, Column]:
    return {name: getattr(rows, name) for name in Standings.COLUMNS}


def stored() -> dict[str, list[int]]:
    names = ", ".join(f'"{name}"' for name in Standings.COLUMNS)
    found = columns(f'SELECT {names} FROM standing ORDER BY "case"', [], len(Standings.COLUMNS))
    return {name: column.tolist() for name, column in zip(Standings.COLUMNS, found, strict=True)}


def test_many_rows_are_stored_as_they_were_given():
    rows = standings(1)
    insert_columns("standing", written(rows))
    assert stored() == {name: column.tolist() for name, column in written(rows).items()}


@pytest.mark.skipif(not ON_POSTGRESQL, reason="a column of SQLite has no width")
def test_a_number_wider_than_its_column_is_refused_and_not_cut():
    wide = replace(standings(1), flags=np.full(MANY, 1 << 16, np.int64))
    with pytest.raises(OverflowError):
        insert_columns("standing", written(wide))


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite has one writer at a time")
def test_many_cases_of_which_another_opened_one_are_not_opened():
    assert open_standings(standings(1)) is not None
    assert open_standings(standings(MANY)) is None
