"""From the public page to a list: rows, never a status; warnings lose nobody; twice the same is once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from tests.announcing.conftest import NOW, SAID, TODAY, said
from tongchou.base.codes import is_whole
from tongchou.base.ids import new_id
from tongchou.intake.models import Upload
from tongchou.journal.models import Standing
from tongchou.journal.recount import audit
from tongchou.pillars.screening import queries
from tongchou.pillars.screening.announcing import door, taking
from tongchou.pillars.screening.announcing.models import Announcement
from tongchou.pillars.screening.announcing.queries import arrivals, aside, trace
from tongchou.pillars.screening.models import Check, Roster, Unclaimed
from tongchou.registers.people.models import Person

pytestmark = pytest.mark.django_db(databases="__all__")
LATER = NOW + timedelta(minutes=16)


def test_an_announcement_waits_sealed_and_becomes_a_pending_row_of_a_list(announced, acting):
    receipt = announced()
    assert is_whole(receipt)
    assert Check.objects.count() == 0
    assert b"\xe9\x99\x88" not in bytes(Announcement.objects.get().said)
    assert taking.take_in(at=NOW) == 0, "it waits a quarter of an hour"
    assert taking.take_in(at=LATER) == 1
    roster = Roster.objects.get()
    assert (roster.sender, roster.origin, roster.list_on, roster.rows) == ("本人申報", "announced", TODAY, 1)
    (row,) = queries.checks(acting("village"))
    assert (row.state, row.group, row.source_area[:2]) == ("pending", "from-key-area", "湖北")
    assert Announcement.objects.get().said == b""
    found = trace(acting("town"), receipt)
    assert (found.state, found.case) == ("stored", row.case)


def test_those_of_a_place_and_day_are_one_list_and_another_town_has_its_own(announced, acting):
    for n in range(3):
        announced(phone=f"1380000010{n}", name=f"陈小{'明亮光'[n]}")
    announced(phone="13800000200", name="李大", town="445381105", address="云龙村第1格")
    assert taking.take_in(at=LATER) == 4
    assert sorted(Roster.objects.values_list("rows", flat=True)) == [1, 3]
    assert [(one.came, one.booked) for one in arrivals(acting("officer"), since=TODAY, until=TODAY)] == [(3, 3), (1, 1)]
    assert [one.came for one in arrivals(acting("town"), since=TODAY, until=TODAY)] == [3]
    assert audit() == []


def test_the_same_announcement_again_is_no_second_check(announced):
    first = announced()
    assert taking.take_in(at=LATER) == 1
    second = announced()
    assert first != second
    assert taking.take_in(at=LATER) == 1
    assert Check.objects.count() == Person.objects.count() == 1
    assert sorted(Announcement.objects.values_list("answer", flat=True)) == ["duplicate", "stored"]


def test_the_same_form_sent_twice_has_one_receipt_and_a_changed_one_is_not_lost():
    entry = new_id()
    first, again, changed = (
        door.announce(one, entry=entry, at=NOW, address="203.0.113.7") for one in (SAID, SAID, said(trip="G1002"))
    )
    assert first == again != changed
    assert Announcement.objects.count() == 2


def test_a_corrected_announcement_replaces_the_earlier_row(announced, acting):
    announced(address="水摆村第1格")
    taking.take_in(at=LATER)
    announced()
    taking.take_in(at=LATER)
    pending = queries.checks(acting("town"), patterns=["screening:*:pending"])
    assert len(pending) == 1
    assert Person.objects.count() == 1


def test_an_address_nobody_can_match_is_asked_around_and_loses_nobody(announced):
    announced(town="", address="南门口大榕树旁边")
    assert taking.take_in(at=LATER) == 1
    assert Unclaimed.objects.count() == Check.objects.count() == 1


def test_whoever_comes_from_no_key_area_is_met_and_from_abroad_is_from_abroad(announced, acting):
    announced(source="广州市天河区", come_from="city")
    announced(source="英国", come_from="abroad", phone="13800000002", name="李大", paper="passport", number="E12345678")
    taking.take_in(at=LATER)
    assert sorted(row.group for row in queries.checks(acting("officer"))) == ["from-abroad", "met"]


@pytest.mark.parametrize(
    "hostile",
    [
        {"name": "=HYPERLINK(1)", "phone": "13800000009"},
        {"name": "O'Brien; DROP TABLE", "phone": "13800000009"},
        {"source": "合计", "phone": "13800000009"},
        {"trip": "姓名,身份证号,联系电话", "others": "姓名"},
        {"source": '"\n合计,9,9', "phone": "13800000009"},
        {"others": "同上", "trip": "〃", "passed": "同上"},
        {"address": "制表人：王五 审核：李四"},
        {"name": "例张三"},
    ],
)
def test_hostile_words_disturb_no_other_row(announced, acting, hostile):
    announced(phone="13800000008", name="王一")
    kept = True
    try:
        announced(**hostile)
    except Exception as fault:
        assert getattr(fault, "code", "") == "announce_wrong"
        kept = False
    announced(phone="13800000007", name="王二")
    taking.take_in(at=LATER)
    booked = Announcement.objects.exclude(answer="").count()
    waits = len(aside(acting("officer")))
    assert booked + waits == Announcement.objects.count() == 2 + kept
    names = set(Person.objects.values_list("name", flat=True))
    assert {"王一", "王二"} <= names and "姓名" not in names


def test_a_killed_run_goes_on_and_takes_nobody_twice(announced, monkeypatch):
    announced()
    monkeypatch.setattr(taking, "_finish", lambda upload: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        taking.take_in(at=LATER)
    assert Check.objects.count() == 0
    monkeypatch.undo()
    assert taking.take_in(at=LATER) == 1
    assert taking.take_in(at=LATER) == 0
    assert Check.objects.count() == Upload.objects.exclude(committed_at=None).count() == 1


def test_nothing_said_is_in_the_store_outside_the_register(announced):
    announced(address="罗镜社区第1格秘密十七号")
    with connection.cursor() as cursor:
        cursor.execute("SELECT said, receipt, mark FROM screening_announcement")
        held = repr([[bytes(c) if not isinstance(c, str) else c for c in row] for row in cursor.fetchall()])
    assert "13800000001" not in held and "秘密" not in held
    kept = [path.read_bytes() for path in (settings.HOME.path / "vouchers").rglob("*") if path.is_file()]
    assert not any(b"13800000001" in one for one in kept)
    assert Standing.objects.count() == 0
