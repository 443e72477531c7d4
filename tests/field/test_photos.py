"""A photo is kept sealed, once, without what the camera wrote beside it, and shown in its own places alone."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.field.phone import Phone
from tests.web.conftest import visitor
from tongchou.field.photos import MOST_BYTES, plain

pytestmark = pytest.mark.django_db(databases="__all__")


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body


EXIF = segment(0xE1, b"Exif\0\0GPS 22.76 111.57")
PICTURE = segment(0xE0, b"JFIF\0") + segment(0xDB, b"t" * 65) + segment(0xDA, b"scan") + b"picture\xff\xd9"
TAKEN = b"\xff\xd8" + EXIF + PICTURE + b"more"


def put(phone: Phone, photo: object, content: bytes) -> tuple[int, str]:
    answer = phone.client.put(f"/field/api/photo/{photo}?device={phone.device}", content, content_type="image/jpeg")
    return answer.status_code, answer.json().get("code", "")


def test_where_a_photo_was_taken_is_not_kept():
    assert plain(TAKEN) == b"\xff\xd8" + PICTURE


def test_a_photo_is_kept_once_and_shown_to_its_lead_but_not_to_the_neighbour(phone, settings):
    worker, number = phone("worker"), uuid4()
    assert [put(worker, number, TAKEN) for _ in "ab"] == [(200, "")] * 2
    assert put(worker, number, b"\xff\xd8" + PICTURE.replace(b"picture", b"another")) == (409, "photo_id_used")
    shown = visitor("village").get(f"/field/api/photo/{number}")
    assert shown.content == b"\xff\xd8" + PICTURE
    assert visitor("neighbour").get(f"/field/api/photo/{number}").status_code == 404
    files = [path for path in (settings.HOME.path / "vouchers").rglob("*") if path.is_file()]
    assert files and not any(b"picture" in path.read_bytes() for path in files)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"GIF89a", "photo_malformed"),
        (b"\xff\xd8", "photo_malformed"),
        (b"\xff\xd8" + segment(0xE0, b"x"), "photo_malformed"),
        (b"\xff\xd8" + b"x" * MOST_BYTES, "photo_too_large"),
    ],
)
def test_what_is_no_photo_is_refused(phone, content, code):
    assert put(phone("worker"), uuid4(), content) == (409, code)
