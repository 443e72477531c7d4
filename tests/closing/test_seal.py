"""A day-book verifies as it was sealed, and any changed byte is found and named."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from django.conf import settings
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from tests.journal.test_recount import sql
from tongchou.base.refusals import Refused
from tongchou.closing import close as closing
from tongchou.closing import merkle, seal
from tongchou.closing.audit import audit
from tongchou.closing.keys import public_key
from tongchou.closing.leaves import ID_BYTES, RECORD, leaves_between
from tongchou.closing.models import Closing, Seal
from tongchou.closing.verify import LEAVES, MANIFEST, verify, verify_all
from tongchou.figures.asking import ask
from tongchou.journal.models import Entry, OpenDay, Salt

THE_20TH, THE_21ST, THE_22ND = (date(2020, 3, day) for day in (20, 21, 22))
LIST = """
    a  03-20  open   figtrial:below:pending  at p  case 1
    b  03-20  open   figtrial:below:pending  at P  case 2
    c  03-20  open   figtrial:above:pending  at Q  case 3
    d  03-20  open   figtrial:above:pending  at R  case 4
    e  03-20  state  figtrial:below:cleared  after a
"""
ROWS = "abcde"


@pytest.fixture
def sealed(books, close):
    """Close a day with five entries; return its folder."""
    books(LIST).post(*ROWS)
    close(THE_20TH)
    return seal.folder_of(THE_20TH)


@pytest.fixture
def key():
    return public_key(settings.HOME)


def test_a_sealed_day_verifies(sealed, key):
    assert verify(sealed, key) == []
    manifest = json.loads((sealed / MANIFEST).read_text("utf-8"))
    assert (manifest["day"], manifest["number"], manifest["entries"]) == ("2020-03-20", 1, 5)
    assert bytes.fromhex(manifest["root"]) == bytes(Seal.objects.get().root)


def test_the_totals_are_the_books_at_the_days_end(sealed):
    totals = pl.read_parquet(sealed / "totals.parquet")
    pending = totals.filter(pl.col("account").str.ends_with(":pending"))
    assert dict(pending.select("place", "count").iter_rows()) == {"p": 1, "q": 1, "r": 1}
    assert totals["count"].sum() == 0
    flows = pl.read_parquet(sealed / "flows.parquet")
    cleared = flows.filter(pl.col("to") == "figtrial:below:cleared")
    assert cleared.rows() == [("figtrial:below:pending", "figtrial:below:cleared", "p1", 0, 1, 0)]
    assert ask("fig_pending", on=THE_20TH).value == pending["count"].sum()


def test_each_entry_can_be_proved_to_be_in_the_book(sealed):
    raw = (sealed / LEAVES).read_bytes()
    leaves = [raw[at + ID_BYTES : at + RECORD] for at in range(0, len(raw), RECORD)]
    ids = [raw[at : at + ID_BYTES] for at in range(0, len(raw), RECORD)]
    assert ids == sorted(entry.id.bytes for entry in Entry.objects.all())
    path = merkle.proof(leaves, 3)
    root = bytes(Seal.objects.get().entries_root)
    assert merkle.is_in(leaves[3], index=3, size=5, path=path, root=root)


@effort(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_changed_byte_is_found_and_named(sealed, key, data):
    name = data.draw(st.sampled_from(sorted(path.name for path in sealed.iterdir())))
    path = sealed / name
    body = path.read_bytes()
    at = data.draw(st.integers(0, len(body) - 1))
    flip = data.draw(st.integers(1, 255))
    path.write_bytes(body[:at] + bytes([body[at] ^ flip]) + body[at + 1 :])
    try:
        findings = verify(sealed, key)
        assert [(f.file, f.first, f.last) for f in findings] == [(name, at, at)]
        if name == LEAVES:
            entry = at // RECORD * RECORD
            assert findings[0].entry == path.read_bytes()[entry : entry + ID_BYTES].hex()
    finally:
        path.write_bytes(body)


def test_a_missing_an_added_and_a_shortened_file_are_named(sealed, key):
    body = (sealed / LEAVES).read_bytes()
    (sealed / LEAVES).unlink()
    assert [(f.code, f.file) for f in verify(sealed, key)] == [("file_missing", LEAVES)]
    (sealed / LEAVES).write_bytes(body[:-10])
    assert [(f.code, f.file) for f in verify(sealed, key)] == [("file_changed", LEAVES)]
    (sealed / LEAVES).write_bytes(body)
    (sealed / "extra.txt").write_text("x", "utf-8")
    assert [(f.code, f.file) for f in verify(sealed, key)] == [("file_unknown", "extra.txt")]
    (sealed / "extra.txt").unlink()
    assert verify(sealed, key) == []


def test_another_homes_key_does_not_verify(sealed):
    assert {f.code for f in verify(sealed, bytes(31) + b"\1")} == {"signature_wrong"}


def test_days_are_a_chain(sealed, close, key):
    close(THE_21ST)
    close(THE_22ND)
    folders = [seal.folder_of(day) for day in (THE_20TH, THE_21ST, THE_22ND)]
    assert verify_all(folders, key) == []
    other = json.loads((folders[1] / MANIFEST).read_text("utf-8"))
    assert other["previous_root"] == bytes(Seal.objects.get(closing_id=THE_20TH).root).hex()


def test_verify_needs_the_folder_and_the_key_alone(sealed, key):
    file = sealed.parent / "public-key.txt"
    command = [sys.executable, "-m", "tongchou.closing.verify", str(sealed), "--key", str(file)]
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("TONGCHOU", "DJANGO"))}
    project = Path(__file__).resolve().parents[2]
    done = subprocess.run(command, env=bare, cwd=project, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    probe = "import tongchou.closing.verify, sys; sys.exit('django' in sys.modules or 'tongchou.config' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", probe], env=bare, cwd=project, check=False).returncode == 0


def test_erased_salts_leave_the_book_provable(sealed, key):
    """A person's erasing deletes salts: nobody can try out what an entry said, and the book still verifies."""
    Salt.objects.all().delete()
    assert verify(sealed, key) == []


def test_an_entry_changed_in_the_books_is_found_by_audit(sealed, books):
    assert audit() == []
    sql("UPDATE claim SET occurred_on = occurred_on - 1 WHERE id = (SELECT MIN(id) FROM claim)")
    found = audit()
    assert [(f.code, f.what) for f in found] == [("leaf_differs", "entry")]
    changed = Entry.objects.order_by("number").first()
    assert found[0].number == changed.number


class Killed(BaseException):
    """Stands for kill -9: nothing catches it."""


def killed(monkeypatch, where):
    def stop(*args, **kwargs):
        raise Killed

    monkeypatch.setattr(*where, stop)


@pytest.mark.parametrize(
    "where",
    [
        (closing.days, "open_county_from"),
        (closing.clockwork, "count_close"),
        (seal.disk, "wait_for_folder"),
        (seal, "rules_digest"),
        (closing.seal.keys, "private_key"),
    ],
    ids=lambda where: where if isinstance(where, str) else "",
)
def test_killed_before_the_commit_the_day_is_open_and_closes_again(books, close, monkeypatch, key, where):
    books(LIST).post(*ROWS)
    with monkeypatch.context() as patch, pytest.raises(Killed), transaction.atomic():
        killed(patch, where)
        close(THE_20TH)
    assert not Closing.objects.exists()
    assert not OpenDay.objects.exists()
    with pytest.raises(Refused):
        seal.folder_of(THE_20TH)
    assert close(THE_20TH).root
    assert verify(seal.folder_of(THE_20TH), key) == []


def test_killed_after_the_commit_the_day_is_closed_and_its_folder_comes_back(books, close, monkeypatch, key):
    books(LIST).post(*ROWS)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        killed(patch, (seal, "publish"))
        close(THE_20TH)
    assert not (seal.daybooks() / "2020-03-20").exists()
    assert Closing.objects.exists()
    assert verify(seal.folder_of(THE_20TH), key) == []
    assert not list(seal.daybooks().glob(".*"))


def test_a_folder_of_other_books_makes_room_and_is_kept(books, close, key):
    stranger = seal.daybooks() / "2020-03-20"
    stranger.mkdir(parents=True)
    (stranger / LEAVES).write_bytes(b"sealed by books that were put back from a backup since")
    books(LIST).post(*ROWS)
    close(THE_20TH)
    assert verify(seal.folder_of(THE_20TH), key) == [] and audit() == []
    assert [path.name for path in (seal.daybooks() / seal.OTHERS).iterdir()] == ["2020-03-20-unsigned"]


def test_a_lost_folder_is_said_to_be_lost(sealed):
    sealed.rename(sealed.with_name("taken-away"))
    with pytest.raises(Refused) as refused:
        seal.folder_of(THE_20TH)
    assert refused.value.code == "daybook_lost"


def test_leaves_are_by_commit_and_not_by_number(books, close):
    b = books(LIST)
    b.post("a", "b")
    first = leaves_between(0, 1)
    b.post("c", "d", "e")
    assert [leaf.id for leaf in leaves_between(0, 2)] == sorted(leaf.id for leaf in first + leaves_between(1, 2))
    assert len(first) == 2
