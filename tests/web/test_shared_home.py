"""The home of county and town is shared by those who hold the same posts: nobody sees another's, and nothing older."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from tests.web import county, days
from tests.web.conftest import visitor
from tests.web.test_pages import checks_in
from tongchou.base import clock
from tongchou.config.home import Home
from tongchou.registers.staff.models import Post, User

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
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.context["body"]) if "body" in answer.context else answer.content.decode()


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
