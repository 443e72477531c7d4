"""A page given again the short way is the one that the whole way gives, and nobody's who may not have it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.sessions.models import Session
from django.test import Client

from tests.questions import asked
from tests.web import county
from tests.web.conftest import visitor
from tests.web.test_pages import checks_in
from tests.web.test_shared_home import MAIN, TOKEN, home, played, second
from tongchou.base import clock
from tongchou.registers.staff.models import Post, User
from tongchou.web.shell import access, again

__all__ = ["home", "played"]
pytestmark = pytest.mark.django_db(databases="__all__")

#: When a cookie is over, by the machine's clock.
UNTIL = re.compile("expires=[^;]+")


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that fills with the addresses that went the whole way."""
    found: list[str] = []
    process = access.AccessMiddleware.process_view

    def note(self: Any, request: Any, *more: Any) -> Any:
        found.append(request.get_full_path())
        return process(self, request, *more)

    monkeypatch.setattr(access.AccessMiddleware, "process_view", note)
    return found


@pytest.fixture
def door(played: None, settings: LazySettings) -> Callable[[SimpleCookie, str], Any]:
    """Ask one process for a page, as whoever has these cookies; what it answered is in them then."""
    process = Client()

    def ask(cookies: SimpleCookie, address: str = "/", **headers: str) -> Any:
        process.cookies = cookies
        return process.get(address, headers=headers)

    return ask


def cookies_of(username: str) -> SimpleCookie:
    return visitor(username).cookies


def said(answer: Any) -> tuple[Any, ...]:
    """Return all that an answer says but its forms' token, which is written otherwise each time."""
    cookies = {name: UNTIL.sub("", morsel.OutputString()) for name, morsel in answer.cookies.items()}
    return answer.status_code, dict(answer.headers), cookies, TOKEN.sub("", answer.content.decode())


@pytest.mark.parametrize("address", ["/", "/?on=2020-03-19", "/bulletin/", "/bulletin/?on=2020-03-20&lang=en"])
def test_it_is_the_page_of_the_whole_way(
    door: Callable[..., Any], settings: LazySettings, whole: list[str], address: str
) -> None:
    town = cookies_of("town")
    tag = door(town, address).headers["ETag"]
    came = len(whole)
    short = [said(door(town, address)), said(door(town, address, if_none_match=tag))]
    assert len(whole) == came
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("AgainMiddleware")]
    other = Client()
    other.cookies = town
    assert short == [said(other.get(address)), said(other.get(address, headers={"If-None-Match": tag}))]
    assert [status for status, *_ in short] == [200, 304]
    assert len(whole) == came + 2


def test_it_is_said_to_whom_it_is_given(door: Callable[..., Any], whole: list[str]) -> None:
    other = second("town").cookies
    User.objects.filter(username="town-2").update(display_name="<乙>")
    door(cookies_of("town"))
    page = door(other).content.decode()
    assert whole == ["/"]
    assert "&lt;乙&gt;" in MAIN.split(page)[0] and "\ue000" not in page
    out = Client(enforce_csrf_checks=True)
    out.cookies = other
    token = TOKEN.search(page)
    assert token is not None
    assert out.post("/sign-out/", {"csrfmiddlewaretoken": token[1]}).status_code == 302
    assert door(other).status_code == 302


def test_who_holds_other_posts_and_who_asks_otherwise_go_the_whole_way(
    door: Callable[..., Any], whole: list[str]
) -> None:
    town = cookies_of("town")
    page = door(town).content
    for username in ("command", "village"):
        assert door(cookies_of(username)).content != page
    assert door(SimpleCookie()).status_code == 302
    assert door(town, "/?on=2020-03-19").content != page
    assert b"To be checked" in door(town, accept_language="en").content
    assert door(town, host="elsewhere.example").status_code == 400
    assert len(whole) == 6
    town["django_language"] = "en"
    assert b"To be checked" in door(town).content
    assert len(whole) == 7


def over(_: str) -> None:
    Session.objects.update(expire_date=county.NOW - timedelta(days=999))


def switched_off(username: str) -> None:
    User.objects.filter(username=username).update(is_active=False)


def other_password(username: str) -> None:
    User.objects.filter(username=username).update(password="!")


def has_to_change(username: str) -> None:
    User.objects.filter(username=username).update(must_change=True)


def without_a_post(username: str) -> None:
    Post.objects.filter(user__username=username).delete()


@pytest.mark.parametrize(
    ("changed", "status"),
    [(over, 302), (switched_off, 302), (other_password, 302), (has_to_change, 302), (without_a_post, 403)],
)
def test_what_changes_for_a_reader_holds_at_once(
    door: Callable[..., Any], whole: list[str], changed: Callable[[str], None], status: int
) -> None:
    town = cookies_of("town")
    assert [door(town).status_code, door(town).status_code, len(whole)] == [200, 200, 1]
    changed("town")
    assert door(town).status_code == status


def test_a_made_up_session_is_nobodys_and_harms_nobody(door: Callable[..., Any], whole: list[str]) -> None:
    town = cookies_of("town")
    door(town)
    for made_up in ("x", "\x00" * 32, "' OR 1=1 --", "a" * 32):
        nobody = SimpleCookie()
        nobody["sessionid"] = made_up
        assert door(nobody).status_code == 302
    assert door(town).status_code == 200


def test_who_acted_is_told_so_and_sees_it_at_once(door: Callable[..., Any]) -> None:
    town = visitor("town")
    before = door(town.cookies).content
    case = checks_in("445381102001", "pending")[0]
    assert town.post(f"/checks/{case}/outcome/", {"outcome": "cleared"}).status_code < 400
    after = door(town.cookies).content.decode()
    assert 'role="status"' in MAIN.split(after)[1]
    assert after != before.decode()
    assert 'role="status"' not in MAIN.split(door(town.cookies).content.decode())[1]


def test_a_page_is_a_second_old_at_most(door: Callable[..., Any], whole: list[str]) -> None:
    town = cookies_of("town")
    before = MAIN.split(door(town).content.decode())[1]
    case = checks_in("445381102001", "pending")[0]
    assert visitor("village").post(f"/checks/{case}/outcome/", {"outcome": "cleared"}).status_code < 400
    came = len(whole)
    assert MAIN.split(door(town).content.decode())[1] == before
    assert len(whole) == came
    with clock.at(county.NOW + timedelta(seconds=1.1)):
        assert MAIN.split(door(town).content.decode())[1] != before


def test_no_more_ways_are_known_than_fit(
    door: Callable[..., Any], whole: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(again, "KNOWN", 2)
    town = cookies_of("town")
    for day in (18, 19, 20):
        door(town, f"/?on=2020-03-{day}")
    door(town, "/?on=2020-03-20")
    assert len(whole) == 3
    door(town, "/?on=2020-03-18")
    assert len(whole) == 4


def test_little_is_asked_of_the_store(door: Callable[..., Any]) -> None:
    town = cookies_of("town")
    door(town)
    with asked() as questions:
        door(town)
    # The edition of the places, the user, their posts, how far the books are; on SQLite sessions have their own store.
    assert len(questions) <= 5
