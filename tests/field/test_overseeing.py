"""A lead sees the phones of the own places, withdraws one, and settles what is not in the books."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.field.conftest import NOW
from tests.web.conftest import visitor
from tongchou.base.refusals import NotFound, Refused
from tongchou.field import overseeing
from tongchou.field.models import Device, Held, Photo, Received
from tongchou.field.retention import erase_documents
from tongchou.procedures.retention import due
from tongchou.procedures.retention_kinds import KINDS
from tongchou.registers.staff.session import as_scope

pytestmark = pytest.mark.django_db(databases="__all__")
CELL, FAR = "罗镜社区第1格", "445381105001-01"


def test_a_lead_sees_the_phones_of_the_own_places_alone(phone, acting):
    phone("worker", behind=timedelta(hours=1)), phone("neighbour", cell=FAR)
    (mine,) = overseeing.devices_of(acting("village"))
    assert (mine.user, mine.clock_off, mine.unsent) == (acting("worker").user_id, 3600, None)
    shown = visitor("village").get("/field/devices/").content.decode()
    assert "張網格員" in shown and "慢 60 分鐘" in shown and "未知" in shown
    assert "李主任" not in shown


def test_a_withdrawn_phone_is_given_nobody_but_what_it_has_is_still_taken(phone, listed, standing, acting):
    (case,) = listed(CELL)
    worker = phone("worker")
    act = worker.outcome(case, "cleared")
    with pytest.raises(NotFound):
        overseeing.withdraw(acting("neighbour"), worker.device, at=NOW)
    visitor("village").post(f"/field/devices/{worker.device}/withdraw")
    assert (worker.fetch()["code"], worker.register()["code"]) == ("device_withdrawn", "device_withdrawn")
    assert worker.send(act) == ["created"]
    assert standing(case) == "cleared @ 罗镜社区第1格"


def test_what_was_refused_is_kept_for_the_lead_until_it_is_settled(phone, acting):
    worker = phone("worker")
    assert worker.send(worker.act("meet", name="李四", outcome="sung", note="東街")) == [
        ("refused", "outcome_not_in_set")
    ]
    (one,) = overseeing.aside(acting("village"))
    assert (one.refusal.code, one.content["name"], one.row.user) == (
        "outcome_not_in_set", "李四", acting("worker").user_id,
    )  # fmt: skip
    assert overseeing.aside(acting("neighbour")) == []
    assert "李四" in visitor("village").get("/field/aside/").content.decode()
    with pytest.raises(NotFound):
        overseeing.settle(acting("neighbour"), one.row.acknowledgement, reason="mistake", at=NOW)
    with pytest.raises(Refused, match="reason_missing"):
        overseeing.settle(acting("village"), one.row.acknowledgement, reason="", at=NOW)
    visitor("village").post(f"/field/aside/{one.row.acknowledgement}/settle", {"reason": "mistake"})
    assert overseeing.aside(acting("village")) == []


def test_the_store_itself_shows_a_phone_to_its_own_places_alone(phone, listed, acting):
    from django.db import connection

    if connection.vendor != "postgresql":
        pytest.skip("one process owns a SQLite store")
    listed(CELL)
    worker = phone("worker")
    worker.send(worker.act("meet", name=""))
    for name, seen in (("village", 1), ("neighbour", 0)):
        with as_scope(acting(name)):
            assert [model.objects.count() for model in (Device, Held, Received)] == [seen] * 3


def test_what_is_said_beside_the_books_ends_and_the_number_stays(phone, listed, acting):
    (case,) = listed(CELL)
    worker = phone("worker")
    worker.send(worker.outcome(case, "cleared", note="其母在家"))
    Photo.objects.create(id=worker.device, device=worker.device, user=1, voucher="0" * 64, received_at=NOW)
    later = NOW + timedelta(days=91)
    found = {one.row.kind: one.count for one in due(at=later)}
    assert (found["field-act"], found["field-device"]) == (2, 1)
    for name in ("field-act", "field-device"):
        kind = KINDS[name]
        kind.erase(kind.find(later), acting("officer"), later)
    assert list(Received.objects.values_list("sealed", flat=True)) == [None]
    assert (Photo.objects.count(), Device.objects.count(), Held.objects.count()) == (0, 0, 0)


def test_retiring_takes_all_of_it(phone, listed):
    listed(CELL)
    worker = phone("worker")
    worker.send(worker.act("meet", name=""))
    assert erase_documents() == 4
    assert Received.objects.count() == 0
