"""The home of county and town is shared by those who hold the same posts: nobody sees another's, and nothing older."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from tests.queueing import has_to_wait
from tests.web import county, days
from tests.web.conftest import visitor
from tests.web.test_pages import checks_in
from tongchou.base import clock
from tongchou.closing.close import close_day
from tongchou.config.home import Home
from tongchou.registers.staff.models import Post, User
from tongchou.web.home import views

MAIN = re.compile("<main[^>]*>|</main>")
TOKEN = re.compile('name="csrfmiddlewaretoken" value="([^"]+)"')

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def home(settings: LazySettings, tmp_path: Path) -> Home:
    settings.HOME = Home(tmp_path)
    settings.HOME.prepare()
    return settings.HOME


@pytest.fixture
def played(home: Home, desk: Callable[[str], Client], settings: LazySettings) -> None:
    """Play two days, then let readers share."""
    days.play(last=county.TODAY, days=2)
    settings.PAGES_SHARED = True


def shown(client: Client, address: str = "/") -> str:
    """Return what a page says within its frame, which names its reader."""
    answer = client.get(address)
    assert answer.status_code == 200
    return MAIN.split(answer.content.decode())[1]


def copies(home: Home) -> int:
    return len(list((home.path / "shared").rglob("home-*.json")))


def second(username: str) -> Client:
    """Return a new user who holds the same post as another."""
    held = Post.objects.get(user__username=username)
    user = User.objects.create(username=f"{username}-2", display_name="另一人")
    Post.objects.create(user=user, role=held.role, place=held.place, group=held.group, from_on=held.from_on)
    return visitor(user.username)


def test_those_of_the_same_post_share_one_rendering(played: None, home: Home) -> None:
    assert shown(visitor("town")) == shown(second("town"))
    assert copies(home) == 1


def test_everybody_sees_with_sharing_what_they_see_without(played: None, home: Home, settings: LazySettings) -> None:
    names = [name for name, _, role, *_ in county.USERS if role != "enterprise_clerk"]
    settings.PAGES_SHARED = False
    own = {name: shown(visitor(name)) for name in names}
    settings.PAGES_SHARED = True
    assert {name: shown(visitor(name)) for name in names} == own
    assert {name: shown(visitor(name)) for name in reversed(names)} == own
    assert 0 < copies(home) < len(names)


def test_languages_and_days_have_copies_of_their_own(played: None, home: Home) -> None:
    town = visitor("town")
    chinese, before = shown(town), shown(town, "/?on=2020-03-19")
    assert chinese != before
    town.cookies["django_language"] = "en"
    assert "To be checked" not in chinese
    assert shown(town) not in (chinese, before)
    assert copies(home) == 3


def test_a_town_that_somebody_looks_into_is_their_own_page(played: None, home: Home) -> None:
    assert shown(visitor("command"), "/?at=445381102")
    assert copies(home) == 0


def test_who_acted_sees_it_at_once_and_others_within_a_second(played: None) -> None:
    town, other = visitor("town"), second("town")
    before = shown(town)
    case = checks_in("445381102001", "pending")[0]
    done = town.post(f"/checks/{case}/outcome/", {"outcome": "cleared"})
    assert done.status_code < 400
    # Another may have the copy of the second before; who acted may not.
    assert shown(other) == before
    assert shown(town) != before
    assert shown(other) == shown(town)


def test_nobody_sees_an_older_number_than_on_the_page_before(played: None) -> None:
    town, other = visitor("town"), second("town")
    before = shown(town)
    case = checks_in("445381102001", "pending")[0]
    assert visitor("village").post(f"/checks/{case}/outcome/", {"outcome": "cleared"}).status_code < 400
    assert shown(other) == before
    assert town.get("/figures/").status_code == 200
    assert shown(town) != before


def test_a_copy_is_a_second_old_at_most(played: None) -> None:
    before = shown(visitor("town"))
    case = checks_in("445381102001", "pending")[0]
    assert visitor("village").post(f"/checks/{case}/outcome/", {"outcome": "cleared"}).status_code < 400
    with clock.at(county.NOW + timedelta(seconds=1.1)):
        assert shown(visitor("town")) != before


def test_a_shared_page_says_its_own_readers_name_and_their_own_token(played: None, home: Home) -> None:
    town, other = visitor("town"), second("town")
    User.objects.filter(username="town-2").update(display_name="<甲>")
    shown(town)
    page = other.get("/").content.decode()
    frame = MAIN.split(page)[0]
    assert "&lt;甲&gt;" in frame and User.objects.get(username="town").display_name not in frame
    assert "\ue000" not in page
    token = TOKEN.search(page)
    assert token is not None
    out = Client(enforce_csrf_checks=True)
    out.cookies = other.cookies
    assert out.post("/sign-out/", {"csrfmiddlewaretoken": token[1]}).status_code == 302
    assert copies(home) == 1


def test_what_became_of_an_act_is_said_to_who_acted_alone(played: None) -> None:
    town, other = visitor("town"), second("town")
    case = checks_in("445381102001", "pending")[0]
    town.post(f"/checks/{case}/outcome/", {"outcome": "cleared"})
    assert 'role="status"' in shown(town)
    assert 'role="status"' not in shown(other)
    assert 'role="status"' not in shown(town)


@pytest.mark.parametrize("address", ["/", "/bulletin/", "/bulletin/?on=2020-03-19"])
def test_who_has_the_page_already_is_told_so_until_something_in_it_changes(played: None, address: str) -> None:
    town, other = visitor("town"), second("town")
    tag = town.get(address).headers["ETag"]
    again = town.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    # A browser may keep a bulletin and ask again; a day's work it may not keep.
    assert ("no-store" in again.headers["Cache-Control"]) == (address == "/")
    # Another's page has another name in it.
    assert other.get(address, headers={"If-None-Match": tag}).status_code == 200
    case = checks_in("445381102001", "pending")[0]
    town.post(f"/checks/{case}/outcome/", {"outcome": "cleared"})
    assert town.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_a_shared_page_is_held_to_its_rule_and_to_the_posts_of_today(played: None) -> None:
    town = visitor("town")
    shown(town), shown(town, "/bulletin/")
    Post.objects.filter(user__username="town").delete()
    assert town.get("/").status_code == 403
    assert town.get("/bulletin/").status_code == 403
    assert Client().get("/").status_code == 302


def test_a_sealed_days_page_is_made_once_whoever_posts_and_says_nothing_of_how_far_the_books_are(
    played: None, home: Home
) -> None:
    town, sealed = visitor("town"), "/bulletin/?on=2020-03-19"
    close_day(date(2020, 3, 19), user=None, at=county.NOW)
    tag = town.get(sealed).headers["ETag"]
    (file,) = (home.path / "shared").rglob("bulletin-*.json")
    made = file.stat().st_mtime_ns
    case = checks_in("445381102001", "pending")[0]
    assert visitor("village").post(f"/checks/{case}/outcome/", {"outcome": "cleared"}).status_code < 400
    assert town.get("/figures/").status_code == 200
    seen = town.cookies["seen"].value
    with clock.at(county.NOW + timedelta(seconds=30)):
        assert town.get(sealed, headers={"If-None-Match": tag}).status_code == 304
        assert town.cookies["seen"].value == seen
        assert file.stat().st_mtime_ns == made
    with clock.at(county.NOW + timedelta(seconds=61)):
        assert town.get(sealed).status_code == 200
        assert file.stat().st_mtime_ns > made


def test_whoever_shares_no_page_leaves_the_line_before_theirs_is_rendered(
    played: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[bool] = []
    whole = views._context
    monkeypatch.setattr(views, "_context", lambda *asked: [found.append(has_to_wait()), whole(*asked)][1])
    for name in ("village", "town", "town"):
        shown(visitor(name))
    assert found == [False, False]
