"""Whole numbers by columns, many at once: as they were given, none of them cut, and no case opened twice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from django.db import IntegrityError, connection, transaction

from tongchou.journal import reading
from tongchou.journal.entries import Column
from tongchou.journal.keeping import Standings, open_standings
from tongchou.journal.rows import FEW, columns, insert, insert_columns, listed

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


def movements(count: int) -> dict[str, Column]:
    """Movements of one claim, and of as many cases as there are."""
    case = np.arange(count, dtype=np.int64)
    return {"line": case // 7, "case": case, "claim": np.full(count, 5, np.int64)}


#: Below, at and above what one statement holds, whole statements and some rows more.
@pytest.mark.parametrize("count", [1, 332, 333, 334, 1_332, 2_500])
def test_any_number_of_rows_is_stored_whether_a_column_differs_or_says_the_same(count):
    insert_columns("movement", movements(count))
    found = columns('SELECT line, "case", claim FROM movement ORDER BY "case"', [], 3)
    assert [column.tolist() for column in found] == [column.tolist() for column in movements(count).values()]


@pytest.mark.parametrize("count", [1, 1_000])
def test_texts_are_stored_as_they_were_given(count):
    given = [(number, f"第{number}列", "", "", "") for number in range(10_001, 10_001 + count)]
    insert("account", ["id", "code", "register", "case_class", "state"], given)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, code, register, case_class, state FROM account WHERE id > 10000 ORDER BY id")
        assert [tuple(row) for row in cursor.fetchall()] == given


@pytest.mark.parametrize("twice", [3, 1_500, 2_490])
def test_rows_of_which_one_is_there_already_are_refused_and_none_is_left(twice):
    taken = {name: column[twice : twice + 1] for name, column in movements(2_500).items()}
    insert_columns("movement", taken)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.wrap_database_errors:
        insert_columns("movement", movements(2_500))
    assert len(columns("SELECT line FROM movement", [], 1)[0]) == 1


@pytest.mark.parametrize("apart", [(), (7,), (7, 300)])
def test_cases_are_found_whether_their_numbers_follow_each_other_or_not(apart):
    insert_columns("movement", movements(2_500))
    wanted = np.setdiff1d(np.arange(5, 5 + MANY, dtype=np.int64), apart)
    with listed(wanted) as (among, params):
        (found,) = columns(f'SELECT "case" FROM movement WHERE "case" {among} ORDER BY "case"', params, 1)
    assert found.tolist() == wanted.tolist()


@pytest.mark.skipif(not ON_POSTGRESQL, reason="a column of SQLite has no width")
def test_a_number_wider_than_its_column_is_refused_and_not_cut():
    wide = replace(standings(1), flags=np.full(MANY, 1 << 16, np.int64))
    with pytest.raises(OverflowError):
        insert_columns("standing", written(wide))


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite has one writer at a time")
def test_many_cases_of_which_another_opened_one_are_not_opened():
    assert open_standings(standings(1)) is not None
    assert open_standings(standings(MANY)) is None


def test_the_newest_commit_is_found_without_walking_all_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(reading, "often", lambda sql, params=(): asked.append(sql) or [])
    reading.tip()
    with connection.cursor() as cursor:
        if ON_POSTGRESQL:
            # If the order of entries could save a sort, it would be taken now.
            off = ("sort", "seqscan", "bitmapscan")
            cursor.execute("; ".join(f"SET LOCAL enable_{name} = off" for name in off))
        cursor.execute(f"{'EXPLAIN' if ON_POSTGRESQL else 'EXPLAIN QUERY PLAN'} {asked[0]}")
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
    assert plan.count("entry_batch") == 2, plan
    assert "entry_pkey" not in plan and "SCAN e" not in plan.splitlines(), plan
