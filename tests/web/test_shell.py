"""The frame around every page: its headers, files, errors, languages and refusals."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from tests.web.county import PASSWORD
from tongchou.base.refusals import NotAllowed, NotFound, Refused
from tongchou.web.shell import refusals
from tongchou.web.shell.frame import WAYS
from tongchou.web.shell.quiet import QuietFormatter

pytestmark = pytest.mark.django_db(databases="__all__")

Desk = Callable[[str], Client]
ELSEWHERE = re.compile(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//""")


def test_a_page_allows_nothing_from_another_host_and_nothing_inline(desk: Desk) -> None:
    policy = desk("").get("/sign-in/").headers["Content-Security-Policy"]
    sources = {part.split()[0]: set(part.split()[1:]) for part in policy.split("; ")}
    assert sources["default-src"] == {"'none'"}
    assert sources["script-src"] == sources["style-src"] == sources["connect-src"] == {"'self'"}
    assert sources["form-action"] == {"'self'"} and sources["frame-ancestors"] == {"'none'"}


def test_pages_are_kept_by_no_cache(desk: Desk) -> None:
    assert "no-store" in desk("town").get("/").headers["Cache-Control"]


@pytest.mark.parametrize("user", ["", "town"])
def test_pages_link_to_no_other_host_and_carry_no_inline_script(desk: Desk, user: str) -> None:
    text = desk(user).get("/" if user else "/sign-in/").content.decode()
    assert not ELSEWHERE.search(text)
    assert not re.search(r"<script(?![^>]*(\bsrc=|application/json))", text)
    assert not re.search(r"\s(style|on\w+)=", text)


def test_signing_in_goes_where_the_visitor_wanted(desk: Desk) -> None:
    visitor = desk("")
    asked = visitor.get("/figures/?at=445381102")
    assert (asked.status_code, asked.headers["Location"]) == (302, "/sign-in/?next=%2Ffigures%2F%3Fat%3D445381102")
    form = {"username": "town", "password": PASSWORD, "next": "/figures/?at=445381102"}
    assert visitor.post("/sign-in/", form).headers["Location"] == "/figures/?at=445381102"


def test_signing_in_never_leads_to_another_host(desk: Desk) -> None:
    form = {"username": "town", "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert desk("").post("/sign-in/", form).headers["Location"] == "/"


def test_ten_wrong_passwords_pause_signing_in(desk: Desk) -> None:
    visitor = desk("")
    answers = [visitor.post("/sign-in/", {"username": "town", "password": "x"}).status_code for _ in range(11)]
    assert answers == [200] * 9 + [429] * 2
    assert visitor.post("/sign-in/", {"username": "town", "password": PASSWORD}).status_code == 429


def test_a_language_is_chosen_and_kept(desk: Desk) -> None:
    visitor = desk("town")
    assert "今日" in visitor.get("/").content.decode()
    visitor.post("/language/", {"language": "en", "next": "/"})
    assert "Today" in visitor.get("/").content.decode()
    visitor.post("/language/", {"language": "zh-hans", "next": "/"})
    assert "罗镜镇" in visitor.get("/").content.decode()


def test_an_unknown_address_says_what_to_do_and_does_not_repeat_itself(desk: Desk) -> None:
    answer = desk("town").get("/張三的住址/")
    assert answer.status_code == 404
    assert "返回首頁" in answer.content.decode() and "張三" not in answer.content.decode()


def test_our_own_mistake_is_told_without_its_words(rf: RequestFactory) -> None:
    answer = refusals.broken(rf.get("/"))
    assert answer.status_code == 500 and "沒有入賬" in answer.content.decode()


@pytest.mark.parametrize(
    ("refusal", "method", "status"),
    [
        (NotFound("x", "無"), "get", 404),
        (NotAllowed("x", "無"), "get", 403),
        (NotAllowed("x", "無"), "post", 403),
        (Refused("x", "無"), "get", 400),
        (Refused("x", "無"), "post", 409),
        (refusals.Malformed("x", "無"), "post", 400),
    ],
)
def test_each_refusal_has_its_status(rf: RequestFactory, refusal: Refused, method: str, status: int) -> None:
    assert _answered(getattr(rf, method)("/api/x"), refusal).status_code == status


def test_a_refusal_fills_its_words_in(rf: RequestFactory) -> None:
    said = json.loads(_answered(rf.get("/api/x"), NotFound("x", "本台賬未採集「%(name)s」。", name="甲")).content)
    assert said == {"code": "x", "text": "本台賬未採集「甲」。"}


def _answered(request: HttpRequest, refusal: Refused) -> HttpResponse:
    answer = refusals.RefusalMiddleware(lambda _: HttpResponse()).process_exception(request, refusal)
    assert answer is not None
    return answer


def test_logs_keep_where_an_error_happened_and_not_what_it_said() -> None:
    row = "".join(reversed("三張 210021305891183544"))
    try:
        raise ValueError(row)
    except ValueError:
        shown = QuietFormatter().formatException(sys.exc_info())
    assert "test_shell.py" in shown and shown.endswith("builtins.ValueError")
    assert row not in shown
    assert settings.LOGGING["handlers"]["console"]["formatter"] == "quiet"


def test_no_two_ways_have_the_same_keys():
    keys = [way.key for way in WAYS if way.key]
    assert sorted(set(keys)) == sorted(keys)
