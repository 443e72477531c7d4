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
from django.db.utils import OperationalError
from django.test import Client

from tests.questions import asked
from tests.web import county
from tests.web.conftest import visitor
from tests.web.test_pages import checks_in
from tests.web.test_shared_home import MAIN, TOKEN, home, played, second
from tongchou.base import clock
from tongchou.registers.places import queries as places
from tongchou.registers.staff.access import scope_of, scopes_of
from tongchou.registers.staff.models import Post, User
from tongchou.registers.staff.signed_in import users_of
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


def within(answer: Any) -> str:
    """Return what a page says within its frame, where nothing is a reader's own."""
    assert answer.status_code == 200
    return MAIN.split(answer.content.decode())[1]


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
    town, village = cookies_of("town"), cookies_of("village")
    page = within(door(town))
    for other in (cookies_of("command"), village):
        assert within(door(other)) != page
    assert door(SimpleCookie()).status_code == 302
    assert within(door(town, "/?on=2020-03-19")) != page
    assert "To be checked" in within(door(town, accept_language="en"))
    assert door(town, host="elsewhere.example").status_code == 400
    assert len(whole) == 6
    town["django_language"] = "en"
    assert "To be checked" in within(door(town))
    assert len(whole) == 7


def test_who_shares_no_page_is_not_asked_for_twice_again(door: Callable[..., Any], whole: list[str]) -> None:
    town, village = cookies_of("town"), cookies_of("village")
    door(town), door(village)
    with asked() as without:
        door(village)
    Post.objects.filter(user__username="village").update(
        **Post.objects.filter(user__username="town").values("role", "place", "group", "kind")[0]
    )
    assert within(door(village)) == within(door(town))
    came = len(whole)
    door(village)
    assert len(whole) == came == 4
    assert sum("FROM django_session" in one or "FROM staff_user" in one for one in without) <= 2


def test_who_has_the_page_already_teaches_its_way_too(door: Callable[..., Any], whole: list[str]) -> None:
    town, process = cookies_of("town"), Client()
    process.cookies = town
    tag = door(town, "/bulletin/").headers["ETag"]
    for _ in range(2):
        assert process.get("/bulletin/", headers={"If-None-Match": tag}).status_code == 304
    assert len(whole) == 2


def test_what_the_store_cannot_say_is_told_with_the_headers_of_a_page(
    door: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    town = cookies_of("town")
    found = door(town).headers

    def broken(*_: Any, **__: Any) -> Any:
        raise OperationalError("the store is gone")

    monkeypatch.setattr(again, "scopes_of", broken)
    answer = door(town)
    assert (answer.status_code, answer.headers["Content-Security-Policy"]) == (200, found["Content-Security-Policy"])


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


def test_those_who_are_asked_for_together_are_who_they_are_alone(played: None) -> None:
    names = ("town", "village", "command", "keeper")
    keys = {name: cookies_of(name)["sessionid"].value for name in names}
    switched_off("keeper")
    made_up = ["x", "\x00" * 32, "' OR 1=1 --", "a" * 32]
    found = users_of([*made_up, *keys.values()])
    assert {key: user.username for key, user in found.items()} == {keys[name]: name for name in names[:3]}
    tree = places.tree(county.TODAY)
    scopes = scopes_of({user.pk for user in found.values()}, on=county.TODAY, tree=tree)
    for user in found.values():
        alone = scope_of(user, on=county.TODAY, tree=tree)
        assert (scopes[user.pk].user_id, scopes[user.pk].held) == (user.pk, alone.held)
    assert len({scope.held for scope in scopes.values()}) == 3
    assert users_of(made_up) == {}


def test_a_made_up_session_is_nobodys(door: Callable[..., Any]) -> None:
    town = cookies_of("town")
    door(town)
    for made_up in ("x", "\x00" * 32, "' OR 1=1 --", "a" * 32):
        nobody = SimpleCookie()
        nobody["sessionid"] = made_up
        assert door(nobody).status_code == 302


def test_who_acted_is_told_so_and_sees_it_at_once(door: Callable[..., Any]) -> None:
    town = visitor("town")
    before = within(door(town.cookies))
    case = checks_in("445381102001", "pending")[0]
    assert town.post(f"/checks/{case}/outcome/", {"outcome": "cleared"}).status_code < 400
    silent = SimpleCookie({name: morsel.value for name, morsel in town.cookies.items() if name != "messages"})
    after = within(door(silent))
    assert after != before
    assert 'role="status"' not in after
    assert 'role="status"' in within(door(town.cookies))
    assert 'role="status"' not in within(door(town.cookies))


def test_a_page_is_a_second_old_at_most(door: Callable[..., Any], whole: list[str]) -> None:
    town = cookies_of("town")
    before = within(door(town))
    case = checks_in("445381102001", "pending")[0]
    assert visitor("village").post(f"/checks/{case}/outcome/", {"outcome": "cleared"}).status_code < 400
    came = len(whole)
    assert within(door(town)) == before
    assert len(whole) == came
    with clock.at(county.NOW + timedelta(seconds=1.1)):
        assert within(door(town)) != before


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


def test_a_new_day_begins_anew(door: Callable[..., Any], whole: list[str]) -> None:
    town = cookies_of("town")
    door(town)
    with clock.at(county.NOW + timedelta(days=1)):
        before = len(whole)
        door(town), door(town)
        assert len(whole) == before + 1


def test_little_is_asked_of_the_store(door: Callable[..., Any], whole: list[str]) -> None:
    town = cookies_of("town")
    door(town)
    with asked() as questions:
        door(town)
    assert len(whole) == 1
    # The edition of the places, the user, their posts, how far the books are; on SQLite sessions have their own store.
    assert len(questions) <= 5
