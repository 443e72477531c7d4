"""An outbox that came as a file is taken in once, as its worker's, by a lead of the place; a changed one is not."""

from __future__ import annotations

import base64
import json
import os
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.field import phone as phones
from tests.web.conftest import visitor
from tongchou.journal.models import Entry
from tongchou.registers.staff.models import Post

pytestmark = pytest.mark.django_db(databases="__all__")
CELL = "罗镜社区第1格"


def coded(content: bytes) -> str:
    return base64.b64encode(content).decode()


@pytest.fixture
def key(monkeypatch):
    """Give phones a real key."""
    key = ec.generate_private_key(ec.SECP256R1())
    at = key.public_key().public_numbers()
    x, y = (base64.urlsafe_b64encode(n.to_bytes(32, "big")).rstrip(b"=").decode() for n in (at.x, at.y))
    monkeypatch.setattr(phones, "KEY", {"kty": "EC", "crv": "P-256", "x": x, "y": y})
    return key


def saved(worker, key, *entries) -> dict[str, str]:
    """Return the file that a phone saves."""
    file_key = base64.b64decode(worker.register()["file_key"])
    plain = json.dumps({"sent_at": worker.time.isoformat(), "entries": entries, "photos": {}}).encode()
    iv = os.urandom(12)
    file = {"device": str(worker.device), "made_at": worker.time.isoformat(), "iv": coded(iv)}
    file["sealed"] = coded(AESGCM(file_key).encrypt(iv, plain, None))
    signed = key.sign("|".join(file.values()).encode(), ec.ECDSA(SHA256()))
    both = b"".join(n.to_bytes(32, "big") for n in decode_dss_signature(signed))
    return file | {"format": "tongchou-outbox-1", "signature": coded(both)}


def take_in(username: str, file: object) -> tuple[int, str]:
    sent = SimpleUploadedFile("outbox.json", json.dumps(file).encode(), "application/json")
    answer = visitor(username).post("/field/outbox/", {"file": sent})
    return answer.status_code, answer.content.decode()


def test_a_file_is_booked_as_the_workers_and_again_it_exists(key, phone, listed, standing, acting):
    (case,) = listed(CELL)
    worker = phone("worker")
    act = worker.outcome(case, "cleared")
    file = saved(worker, key, act)
    first, second = take_in("village", file), take_in("village", file)
    assert ("已入賬" in first[1], "此前已入賬" in second[1]) == (True, True)
    assert standing(case) == "cleared @ 罗镜社区第1格"
    assert Entry.objects.get(id=act["id"]).actor == acting("worker").user_id
    assert worker.send(act) == ["exists"]


def test_a_worker_whose_post_ended_still_did_what_they_did_before(key, phone, listed, standing, acting):
    (case,) = listed(CELL)
    worker = phone("worker")
    file = saved(worker, key, worker.outcome(case, "cleared", made_at="2020-03-19T09:00:00+08:00"))
    Post.objects.filter(user__username="worker").update(to_on=date(2020, 3, 19))
    take_in("village", file)
    assert standing(case) == "cleared @ 罗镜社区第1格"


def test_the_neighbour_does_not_take_it_in(key, phone, listed, standing):
    (case,) = listed(CELL)
    worker = phone("worker")
    file = saved(worker, key, worker.outcome(case, "cleared"))
    assert take_in("neighbour", file)[0] == 400
    assert take_in("worker", file)[0] == 403
    assert standing(case) == "pending @ 罗镜社区第1格"


@pytest.mark.parametrize("changed", ["made_at", "sealed", "iv", "signature"])
def test_a_changed_file_is_not_taken_in(key, phone, listed, standing, changed):
    (case,) = listed(CELL)
    worker = phone("worker")
    file = saved(worker, key, worker.outcome(case, "cleared"))
    other = saved(worker, key, worker.act("zero"))
    status, said = take_in("village", file | {changed: other[changed] if changed != "made_at" else "2020-03-19"})
    assert (status, "文件被改動過" in said) == (400, True)
    assert standing(case) == "pending @ 罗镜社区第1格"


def test_what_is_no_outbox_is_said_so(phone):
    phone("worker")
    assert all("不是外勤頁面另存的文件" in take_in("village", file)[1] for file in ({}, [], {"device": "x"}, 1))


def test_a_colleague_on_the_same_phone_gets_another_key(key, phone, listed, post_as):
    listed(CELL)
    worker = phone("worker")
    mine = worker.register()["file_key"]
    post_as("second", "field_worker", CELL)
    second = phone("second")
    second.device = worker.device
    assert second.register()["file_key"] != mine
    assert worker.register()["file_key"] == mine
