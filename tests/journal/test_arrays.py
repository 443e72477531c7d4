"""Columns as PostgreSQL's arrays: what goes in comes out, whatever stands in it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import numpy as np
import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from tongchou.journal.arrays import WRITTEN, array, numbers

pytestmark = pytest.mark.django_db

TEXTS = st.text(st.characters(blacklist_characters="\0", blacklist_categories=("Cs",)), max_size=12)


def read_back(kind: str, literal: str) -> list[object]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT unnest(%s::{kind}[])", [literal])
        return [bytes(value) if isinstance(value, memoryview) else value for (value,) in cursor.fetchall()]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="arrays are PostgreSQL's")
@given(st.lists(st.none() | TEXTS | st.sampled_from(["NULL", "", "a,b", '"', "\\", "{}", " "])), st.lists(st.binary()))
@settings(max_examples=60, deadline=None)
def test_texts_and_bytes_come_back_as_they_went(texts, contents) -> None:
    assert read_back("text", array("text", texts)) == texts
    assert read_back("bytea", array("bytea", contents)) == contents


@pytest.mark.skipif(connection.vendor != "postgresql", reason="arrays are PostgreSQL's")
@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("bigint", [0, -1, (1 << 63) - 1, None]),
        ("int", [7]),
        ("smallint", []),
        ("uuid", [UUID(int=5), None]),
        ("date", [date(2020, 2, 29)]),
        ("timestamptz", [datetime(2020, 3, 27, 20, 0, 0, 123456, UTC)]),
    ],
)
def test_every_other_kind_comes_back_as_it_went(kind, values) -> None:
    assert kind in WRITTEN
    assert read_back(kind, array(kind, values)) == values


def test_numbers_are_written_without_brackets_of_python() -> None:
    assert numbers(np.array([3, -4], np.int64)) == "{3, -4}"
    assert numbers([]) == "{}"
