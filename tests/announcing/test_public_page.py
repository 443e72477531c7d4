"""The public page: no sign-in, no script, the same answer for everybody, and nothing of anybody in it."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.acting import TODAY
from tests.announcing.conftest import NOW
from tests.screening.test_conclude import refusal
from tests.web.conftest import visitor
from tongchou.base import clock
from tongchou.base.ids import new_id
from tongchou.pillars.screening.announcing import door, taking
from tongchou.pillars.screening.announcing.deciding import let_in, throw_out
from tongchou.pillars.screening.announcing.models import Announcement, Knock
from tongchou.pillars.screening.announcing.queries import aside, trace
from tongchou.pillars.screening.models import Check, Roster

pytestmark = pytest.mark.django_db(databases="__all__")

#: A header that the sender invents.
INVENTED = {"X-Forwarded-For": "198.51.100.9"}


def filled(**changes: Any) -> dict[str, Any]:
    return {
        "entry": str(new_id()), "name": "陈小明", "paper": "resident", "number": "445381198001011230",
        "phone": "138 0000 0001", "come_from": "province", "source": "湖北武汉", "passed": "",
        "arrives_on": "2020-03-22",
        "way": "train", "trip": "G1001", "town": "445381102", "address": "罗镜社区第1格17号", "others": "", **changes,
    }  # fmt: skip


def post(data: dict[str, Any], client: Client | None = None, **headers: str) -> Any:
    from urllib.parse import urlencode

    return (client or Client()).post(
        "/announce/", urlencode(data), content_type="application/x-www-form-urlencoded", headers=headers
    )


def receipt_in(answer: Any) -> str:
    found = re.search(r'<strong class="big n nb">([2-9A-Z ]+)</strong>', answer.content.decode())
    assert found is not None, answer.content.decode()
    return found.group(1).replace(" ", "")


def valid_number() -> str:
    from tongchou.intake.values.identity import check_digit

    return "44538119800101123" + check_digit("44538119800101123")


@pytest.mark.parametrize(
    ("language", "word"), [("zh-hant", "本人返回申報"), ("zh-hans", "本人返回申报"), ("en", "return")]
)
def test_the_page_is_open_in_three_languages_and_asks_by_labels(language: str, word: str) -> None:
    answer = Client().get("/announce/", headers={"Accept-Language": language})
    body = answer.content.decode()
    assert answer.status_code == 200 and word in body
    assert body.count("<label") >= 12 and "120" in body


def test_a_valid_answer_gets_a_receipt_and_whom_to_call_and_nothing_of_what_was_said() -> None:
    answer = post(filled(number=valid_number()))
    body = answer.content.decode()
    assert answer.status_code == 200 and len(receipt_in(answer)) == door.RECEIPT_LENGTH
    assert "值班電話" in body
    assert not any(word in body for word in ("陈小明", "13800000001", "44538119800101"))


def test_known_and_unknown_people_get_the_same_answer(acting: Any) -> None:
    pages = []
    for _ in range(2):
        answer = post(filled(number=valid_number()))
        pages.append(re.sub(r"[2-9A-Z]{3} [2-9A-Z]{3} [2-9A-Z]{3}", "", answer.content.decode()))
        taking.take_in(at=NOW + timedelta(hours=1))
    assert Check.objects.count() == 1
    assert re.sub(r'value="\w{64}"', "", pages[0]) == re.sub(r'value="\w{64}"', "", pages[1])


def test_the_same_form_sent_twice_is_one_announcement() -> None:
    data = filled(number=valid_number())
    assert receipt_in(post(data)) == receipt_in(post(data))
    assert Announcement.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "合计"), ("name", "同上"), ("name", "无"), ("name", "12345"), ("name", "x" * 61),
        ("number", "445381198001011231"), ("number", "44538119800101123"), ("number", "<script>"), ("phone", "abc"),
        ("phone", "123"), ("phone", "1" * 20), ("arrives_on", "2019-01-01"), ("arrives_on", "2020-02-30"),
        ("arrives_on", ""), ("address", ""), ("address", "同上"), ("source", ""), ("way", "rocket"),
        ("paper", "x"), ("come_from", "x"), ("town", "999"), ("entry", "not-an-id"), ("website", "http://spam"),
    ],
)  # fmt: skip
def test_what_no_list_could_hold_is_refused_where_it_is_typed(field: str, value: str) -> None:
    answer = post({**filled(number=valid_number()), field: value})
    assert answer.status_code == 400 and 'role="alert"' in answer.content.decode()
    assert Announcement.objects.count() == 0


def test_a_token_is_needed_and_a_large_or_foreign_body_is_not_read() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert post(filled(), strict).status_code == 403
    assert post(filled(others="长" * 9000)).status_code == 400
    assert Client().post("/announce/", filled()).status_code == 400, "no multipart"
    assert Client().put("/announce/").status_code == 405
    assert Announcement.objects.count() == 0


def test_an_address_that_floods_is_told_to_wait_and_another_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "MOST_AN_HOUR", 2)
    for n in range(2):
        assert post(filled(number=valid_number(), phone=f"1380000000{n}")).status_code == 200
    flooded = post(filled(number=valid_number(), phone="13800000009"))
    assert flooded.status_code == 429 and int(flooded.headers["Retry-After"]) > 0
    # A header of the sender's own invention changes nothing while the county names no proxy.
    assert (
        post(filled(number=valid_number(), phone="13800000009"), **{"X-Forwarded-For": "198.51.100.9"}).status_code
        == 429
    )
    with clock.at(NOW + timedelta(hours=2)):
        assert post(filled(number=valid_number(), phone="13800000009")).status_code == 200


def test_a_number_that_comes_again_and_again_waits_for_a_person_and_nobody_is_told(acting: Any, announced: Any) -> None:
    pages = [post(filled(number=valid_number(), trip=f"G{n}")) for n in range(door.MOST_OF_A_NUMBER + 2)]
    assert {page.status_code for page in pages} == {200}
    assert all(receipt_in(page) for page in pages)
    held = aside(acting("town"))
    assert [(one.why, one.name) for one in held] == [("often", "陈**")] * 2
    assert refusal(aside, acting("village")).code == "not_allowed"
    assert refusal(let_in, acting("neighbour"), held[0].number, at=NOW).code == "not_allowed"
    let_in(acting("town"), held[0].number, at=NOW)
    throw_out(acting("town"), held[1].number, reason="not-serious", at=NOW)
    gone = Announcement.objects.get(pk=held[1].number)
    assert (bytes(gone.said), trace(acting("town"), gone.receipt).state) == (b"", "thrown-out")
    assert (
        refusal(throw_out, acting("town"), held[1].number, reason="not-serious", at=NOW).code == "announcement_unknown"
    )


def test_another_towns_lead_sees_and_decides_nothing_here(acting: Any, post_as: Any) -> None:
    for n in range(door.MOST_OF_A_NUMBER + 1):
        post(filled(number=valid_number(), trip=f"G{n}"))
    other = post_as("other-town", "town_lead", "附城街道")
    row = Announcement.objects.exclude(aside="").get()
    assert aside(other) == []
    assert refusal(let_in, other, row.pk, at=NOW).code == "announcement_unknown"
    assert refusal(trace, other, row.receipt).code == "receipt_unknown"
    assert refusal(trace, acting("town"), row.receipt[:-1] + "2").code in ("receipt_mistyped", "receipt_unknown")


def test_nothing_of_anybody_is_in_logs_or_marks(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        post(filled(number=valid_number()))
        post(filled(number="445381198001011231"))
    assert "陈小明" not in caplog.text and "13800000001" not in caplog.text
    held = b"".join(bytes(one) for one in Knock.objects.values_list("mark", flat=True))
    assert b"13800000001" not in held and b"127.0.0.1" not in held


def test_the_desk_shows_how_many_came_and_their_list(acting: Any) -> None:
    receipt = receipt_in(post(filled(number=valid_number())))
    desk = visitor("town")
    assert "待列入" in desk.get("/announcements/").content.decode()
    assert desk.post("/announcements/take/").status_code == 302
    body = desk.get("/announcements/").content.decode()
    assert "已列入名單 1 人" in body and "本人申報" in body
    case = Check.objects.get().case
    assert desk.post("/announcements/receipt/", {"receipt": receipt.lower()}).url == f"/checks/{case}/"
    assert visitor("village").post("/announcements/take/").status_code == 403
    assert visitor("neighbour").post("/announcements/receipt/", {"receipt": receipt}).url == "/announcements/"
    api = visitor("town").get("/api/announcements/").json()
    assert [(one["came"], one["booked"], one["place"]) for one in api] == [(1, 1, "445381102")]


def test_an_officer_opens_the_list_that_nobody_handed_in() -> None:
    post(filled(number=valid_number()))
    taking.take_in(at=NOW + timedelta(hours=1))
    desk, upload = visitor("officer"), Announcement.objects.get().upload
    assert desk.get("/intake/").status_code == 200
    assert desk.get(f"/intake/{upload}/").status_code == 200
    assert desk.get(f"/lists/{Roster.objects.get().pk}/").status_code == 200
    assert visitor("neighbour").get(f"/intake/{upload}/").status_code in (403, 404)


def test_what_is_said_on_the_telephone_is_taken_down_in_somebodys_name(acting: Any) -> None:
    told = filled(number=valid_number())
    answer = visitor("worker").post("/api/announcements/", told, content_type="application/json")
    assert answer.status_code == 200 and len(answer.json()["receipt"]) == door.RECEIPT_LENGTH
    assert Announcement.objects.get().taken_by == acting("worker").user_id
    assert visitor("keeper").post("/api/announcements/", told, content_type="application/json").status_code == 403
    assert Announcement.objects.get().day == TODAY
