"""An audit from kept columns says what one of every row says, whatever became of the columns."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.journal.facts import PLACES, groupings, orders, play, texts, undone
from tests.journal.test_properties import EXAMPLES, examples
from tests.journal.test_recount import sql
from tongchou.journal import facts, reading, recount
from tongchou.journal.models import Claim, Line, Movement, Standing
from tongchou.journal.notation import Books

TEXT = """
    a  03-20  open     trial:below:pending  at P  case 1
    b  03-20  open     trial:below:pending  at Q  case 2
    c  03-20  open     trial:above:pending  at Q  case 3
    d  03-21  state    trial:below:cleared  after a
    e  03-21  move     R                    after b
    f  03-22  state    trial:below:watch    after b
    g  03-22  state    trial:below:away     after b
    h  03-23  reverse  d
"""


#: A number of an entry and a batch that never were.
STRAY = 1 << 45


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Keep columns in a folder of this test, and take what its transaction sees for committed."""
    monkeypatch.setattr(facts, "_home", lambda: tmp_path / "columns")
    monkeypatch.setattr(reading, "reads_committed", lambda: True)
    return tmp_path / "columns"


@pytest.fixture
def posted(books, home):
    b = books(TEXT)
    b.post(*"abc")
    b.post("d")
    return b


def kept() -> dict[str, int]:
    """Return how many rows are kept of each table, and up to which commit."""
    found = facts.opened()
    return {} if found is None else {"n": found.n, **found.sizes()}


def in_store() -> dict[str, int]:
    tables = {"claim": Claim, "line": Line, "movement": Movement}
    return {"n": reading.tip().n, **{name: table.objects.count() for name, table in tables.items()}}


@pytest.fixture
def rows_read(monkeypatch):
    """Count the tables that are read whole."""
    read: list[str] = []
    whole = facts._whole
    monkeypatch.setattr(facts, "_whole", lambda table: read.append(table) or whole(table))
    return read


def test_the_second_audit_reads_no_fact_again(posted, rows_read):
    assert recount.audit() == []
    assert rows_read == ["claim", "line", "movement"]
    assert kept() == in_store()
    assert recount.audit() == []
    assert rows_read == ["claim", "line", "movement"]


def test_what_was_committed_since_is_put_behind(posted, rows_read):
    recount.audit()
    for name in "efgh":
        posted.post(name)
    assert recount.audit() == []
    assert kept() == in_store()
    assert len(rows_read) == 3


def test_a_claim_that_came_before_its_predecessor_is_recounted_when_that_comes(books, home, rows_read):
    b = books(TEXT)
    b.plan(["a", "b", "d", "f"])
    b.post("b")
    recount.audit()
    for late in ("f", "d", "a"):
        b.post(late)
        assert recount.audit() == []
    assert kept() == in_store()
    assert len(rows_read) == 3


def test_columns_that_were_deleted_are_made_again(posted, home):
    recount.audit()
    shutil.rmtree(home)
    assert recount.audit() == []
    assert kept() == in_store()


def test_columns_of_other_books_are_not_used(books, home, rows_read):
    with undone():
        b = books(TEXT)
        b.post(*"abc")
        b.post("d")
        recount.audit()
    other = books("a  03-20  open  trial:below:pending  at S  case 9")
    other.post("a")
    assert recount.audit() == []
    assert kept() == in_store()
    assert len(rows_read) == 6


def test_an_append_that_was_cut_short_is_not_there(posted, home):
    recount.audit()
    note = (home / "note.json").read_bytes()
    posted.post("e")
    recount.audit()
    (home / "note.json").write_bytes(note)
    folder = home / json.loads(note)["folder"]
    with (folder / "claim-case").open("ab") as file:
        file.write(b"\x07" * 33)
    posted.post("f")
    assert recount.audit() == []
    assert recount.audit(anew=True) == []
    posted.post("g")
    assert recount.audit() == []
    assert kept() == in_store()
    assert (folder / "claim-case").exists() is False, "made anew in another folder"


@pytest.mark.parametrize("name", ["note.json", "claim-id"])
def test_a_file_that_cannot_be_read_costs_time_only(posted, home, name):
    recount.audit()
    for path in home.rglob(name):
        path.write_bytes(b"{")
    assert recount.audit() == []
    assert kept() == in_store()


def test_what_an_open_transaction_sees_is_not_written_down(posted, monkeypatch):
    monkeypatch.undo()
    assert not reading.reads_committed()
    assert facts.opened() is None or facts.opened().mark != reading.tip().mark
    recount.audit()
    assert facts.opened() is None or facts.opened().mark != reading.tip().mark


def test_a_snapshot_of_its_own_reads_what_is_committed():
    assert not reading.reads_committed()
    with reading.snapshot():
        assert not reading.reads_committed(), "the test's transaction is around it"


def test_a_number_wider_than_its_column_is_recounted_and_not_kept(posted, home):
    place = 1 << 40
    sql(f"UPDATE claim SET place = {place} WHERE chain = 0")
    sql(f"UPDATE standing SET place = {place}")
    sql(f"UPDATE line SET to_place = {place}")
    sql(f"UPDATE line SET from_place = {place} WHERE from_place > 0")
    assert recount.audit() == []
    assert kept() == {}


@pytest.mark.parametrize(
    "change",
    [
        'UPDATE standing SET account = account + 1 WHERE "case" = {0}',
        'UPDATE standing SET place = 104 WHERE "case" = {0}',
        'UPDATE standing SET place = place + 8589934592 WHERE "case" = {0}',
        'UPDATE standing SET class_tip = class_tip + 1 WHERE "case" = {0}',
        'UPDATE standing SET state_tip = state_tip + 1 WHERE "case" = {0}',
        'UPDATE standing SET place_tip = -place_tip WHERE "case" = {0}',
        'UPDATE standing SET flags = 1 WHERE "case" = {0}',
        'DELETE FROM standing WHERE "case" = {0}',
    ],
)
@pytest.mark.parametrize("nth", [0, 3, 4, 7, 8, 11])
def test_a_wrong_standing_is_named_wherever_it_lies_in_its_block(books, home, monkeypatch, change, nth):
    monkeypatch.setattr(recount, "WEIGHED", 4)
    names = [f"c{i:02}" for i in range(12)]
    b = books("\n".join(f"{name}  03-20  open  trial:below:pending  at P  case {name}" for name in names))
    b.post(*names)
    assert recount.audit() == []
    case = sorted(b.cases.values())[nth]
    sql(change.format(case))
    found = recount.audit()
    assert [d.number for d in found if d.code == "standing_differs"] == [case]
    assert found == recount.audit(anew=True)


@pytest.mark.parametrize("case", [0, 999_999])
def test_a_standing_without_claims_is_named(posted, case):
    recount.audit()
    Standing.objects.create(case=case, account=0, place=0, class_tip=0, state_tip=0, place_tip=0, flags=0, booked_on=0)
    found = recount.audit()
    assert [(d.code, d.number) for d in found] == [("standing_differs", case)], [str(d) for d in found]


def test_two_standings_that_change_places_are_named(posted):
    recount.audit()
    one, two = posted.cases["2"], posted.cases["3"]
    for name in ("account", "place", "class_tip", "state_tip", "place_tip"):
        mine, theirs = (getattr(Standing.objects.get(case=case), name) for case in (one, two))
        Standing.objects.filter(case=one).update(**{name: theirs})
        Standing.objects.filter(case=two).update(**{name: mine})
    assert [(d.code, d.number) for d in recount.audit()] == [("standing_differs", one), ("walk_differs", one)]


def test_changes_that_cancel_out_in_a_sum_are_named(books, home):
    names = [f"c{i}" for i in range(3)]
    b = books("\n".join(f"{name}  03-20  open  trial:below:pending  at P  case {name}" for name in names))
    b.post(*names)
    first = min(b.cases.values())
    for _ in range(20):
        assert recount.audit() == []
        with transaction.atomic():
            for case, by in enumerate((1, -2, 1), start=first):
                sql(f'UPDATE standing SET place = place + {by} WHERE "case" = {case}')
            assert recount.audit()[0].number == first
            transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("table", "column", "shown"),
    [("claim", "place", "place="), ("line", "count", "count="), ("movement", "case", "case=")],
)
def test_a_kept_column_that_was_changed_is_found_anew(posted, home, table, column, shown):
    recount.audit()
    (path,) = home.rglob(f"{table}-{column}")
    values = np.fromfile(path, facts.KINDS[table][column])
    values[1] += 1
    values.tofile(path)
    found = recount.audit(anew=True)
    assert [d.code for d in found] == ["kept_differs"]
    assert (found[0].what, shown in found[0].expected) == (table, True)
    assert recount.audit() == recount.audit(anew=True) == []


@pytest.mark.parametrize(("table", "also"), [("movement", ["line_differs"]), ("line", ["line_differs"]), ("claim", [])])
def test_a_row_that_came_with_no_commit_is_found(posted, table, also):
    recount.audit()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY 1 LIMIT 1")
        names = [column[0] for column in cursor.description]
        row = dict(zip(names, cursor.fetchone(), strict=True)) | {names[0]: STRAY}
        marks = ", ".join(["%s"] * len(row))
        quoted = ", ".join(f'"{name}"' for name in row)
        cursor.execute(f"INSERT INTO {table} ({quoted}) VALUES ({marks})", list(row.values()))
    found = recount.audit()
    assert (found[0].code, found[0].what, found[0].number) == ("kept_differs", table, STRAY)
    assert [d.code for d in found[1:]] == also
    assert [d.code for d in recount.audit()] == also


@examples(EXAMPLES)
@given(data=st.data())
def test_from_kept_columns_or_anew_the_answer_is_the_same(home, close, data):
    text = data.draw(texts())
    groups = data.draw(groupings([line.split()[0] for line in text.splitlines()]))
    acts = data.draw(orders(groups))
    spoilt = data.draw(st.sampled_from(["", "place = place + 1", "flags = 4", "account = 0"]))
    with undone():
        books = Books(text, PLACES)
        books.plan(groups)
        for act in acts:
            play(books, [act], close)
            assert recount.audit() == []
        if spoilt and Standing.objects.exists():
            sql(f'UPDATE standing SET {spoilt} WHERE "case" = (SELECT MAX("case") FROM standing)')
        assert recount.audit() == recount.audit(anew=True)


def test_audits_while_others_post_find_the_books_right_and_keep_their_columns(store):
    end = store.play("auditing.meanwhile", seed=5, cases=60, auditors=2)
    assert (end["wrong"], end["found"], end["anew"], end["differences"]) == ([], [], [], [])
    assert end["kept up to the last"]
