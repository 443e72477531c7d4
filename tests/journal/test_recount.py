"""The audit finds what was changed behind the books' back, and nothing in right books."""

from __future__ import annotations

import pytest
from django.db import connection

from tongchou.journal import recount

TEXT = """
    a  03-20  open     trial:below:pending  at P  case 1
    b  03-20  open     trial:below:pending  at P  case 2
    c  03-20  open     trial:above:pending  at Q  case 3
    d  03-21  state    trial:below:cleared  after a
    e  03-21  move     Q                    after b
    f  03-22  state    trial:below:watch    after b
    g  03-22  state    trial:below:away     after b
    h  03-22  class    trial:below:pending  after c
    i  03-23  reverse  d
"""


def sql(statement: str) -> None:
    """Change the books as nobody may: with their triggers off."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%' || %s || '%'",
                [statement.split()[1] if statement.startswith("UPDATE") else statement.split()[2]],
            )
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            cursor.execute(statement)
            for _, text in triggers:
                cursor.execute(text)
        else:
            table = statement.split()[1] if statement.startswith("UPDATE") else statement.split()[2]
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            cursor.execute(statement)


@pytest.fixture
def posted(books):
    b = books(TEXT)
    b.post(*"abc")
    for name in "defghi":
        b.post(name)
    return b


def test_right_books_have_no_difference(posted):
    assert recount.audit() == []
    assert recount.audit_since(0) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ('UPDATE standing SET account = account + 1 WHERE "case" = {3}', "standing_differs"),
        ('UPDATE standing SET place = 104 WHERE "case" = {1}', "standing_differs"),
        ('UPDATE standing SET flags = 0 WHERE "case" = {2}', "standing_differs"),
        ('UPDATE claim SET place = 104 WHERE "case" = {3} AND chain = 0', "standing_differs"),
        ('DELETE FROM standing WHERE "case" = {2}', "standing_differs"),
        ('UPDATE line SET "count" = "count" + 1 WHERE id = (SELECT MIN(id) FROM line)', "line_differs"),
        ('DELETE FROM movement WHERE "case" = {3}', "line_differs"),
        ("UPDATE line SET to_place = 104 WHERE id = (SELECT MAX(id) FROM line)", "walk_differs"),
    ],
)
def test_a_change_behind_the_books_is_named(posted, change, code):
    sql(change.format(None, *(posted.cases[name] for name in "123")))
    assert code in {difference.code for difference in recount.audit()}


def test_only_what_was_touched_since_a_commit_is_recounted(posted):
    sql(f'UPDATE standing SET place = 104 WHERE "case" = {posted.cases["1"]}')
    assert [d.number for d in recount.audit_since(0)] == [posted.cases["1"]]
    assert recount.audit_since(7) == []
