"""Staff on the desk: posts given and ended, sign-ins reset, and every look at a person for the auditor."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.web import county, days
from tests.web.test_pages import checks_in, desk_of
from tongchou.pillars.screening.models import Check
from tongchou.registers.staff.models import Post, Unit, User

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def played(desk: Callable[[str], Client]) -> Callable[[str], Client]:
    days.play(last=county.TODAY, days=2)
    return desk_of


def appoint(client: Client, at: str, **said: str) -> int:
    given = {"username": "lin.hai", "name": "林海", "role": "field_worker", "from_on": "2020-03-20", "to_on": ""} | said
    return client.post(f"/staff/appoint/?at={at}", given).status_code


def test_a_town_lead_appoints_in_the_own_town_and_nowhere_else(desk: Callable[[str], Client]) -> None:
    town = desk("town")
    assert appoint(town, "445381102001", department="羅鏡衛生院") == 302
    post = Post.objects.get(user__username="lin.hai")
    assert (post.role, post.unit.name if post.unit else "") == ("field_worker", "羅鏡衛生院")
    assert appoint(town, "445381105001", username="other.one") == 404
    town.post(
        "/staff/appoint/?at=445381102", {"username": "other.one", "role": "county_command", "from_on": "2020-03-20"}
    )
    assert not User.objects.filter(username="other.one").exists(), "what is refused leaves no user behind"
    assert Unit.objects.count() == 1


def test_a_temporary_password_is_shown_once_and_changed_before_anything_else(desk: Callable[[str], Client]) -> None:
    town = desk("town")
    user = User.objects.get(username="worker")
    page = town.post(f"/staff/users/{user.pk}/reset/").content.decode()
    user.refresh_from_db()
    temporary = next(word for word in page.replace("<", " ").replace(">", " ").split() if user.check_password(word))
    worker = desk_of("worker")
    assert worker.get("/").headers["Location"] == "/password/"
    assert worker.get("/checks/").headers["Location"] == "/password/"
    assert worker.get("/api/figures/").status_code == 403
    said = {"old": temporary, "new": "my-own-secret", "again": "my-own-secret"}
    assert worker.post("/password/", said).headers["Location"] == "/"
    assert worker.get("/").status_code == 200


def test_the_neighbours_and_those_above_keep_their_sign_ins(desk: Callable[[str], Client]) -> None:
    town = desk("town")
    for username in ("neighbour", "officer", "auditor"):
        user = User.objects.get(username=username)
        assert town.post(f"/staff/users/{user.pk}/reset/").status_code == 404
    post = Post.objects.get(user__username="neighbour")
    assert town.post(f"/staff/posts/{post.pk}/end/").status_code == 404
    assert Post.objects.filter(to_on=None).count() == len(county.USERS)


def test_the_auditor_reads_every_look_and_a_lead_those_at_their_own(played: Callable[[str], Client]) -> None:
    for username, place in (("village", "445381102001"), ("neighbour", "445381105001")):
        person = Check.objects.filter(case__in=checks_in(place)).values_list("person", flat=True)[0]
        assert played(username).post(f"/people/{person}/look/", {"purpose": "care"}).status_code == 200
    assert len(played("auditor").get("/api/looks/").json()) == 2
    assert len(played("auditor").get("/api/looks/?on=2020-03-19").json()) == 0
    village = played("village").get("/looks/").content.decode()
    assert "陳主任" in village and "李主任" not in village
    filtered = played("auditor").get("/looks/?user=neighbour&purpose=care").content.decode()
    assert "李主任" in filtered and "陳主任" not in filtered
    assert played("worker").get("/looks/").status_code == 403


def test_the_paper_for_the_person_says_who_when_for_what_and_on_what_ground(played: Callable[[str], Client]) -> None:
    person = Check.objects.filter(case__in=checks_in("445381102001")).values_list("person", flat=True)[0]
    played("village").post(f"/people/{person}/look/", {"purpose": "care"})
    paper = played("town").get(f"/people/{person}/looks/").content.decode()
    assert all(said in paper for said in ("陳主任", "照護與生活保障", "《突發公共衛生事件應急條例》第四十條"))
    assert played("neighbour").get(f"/people/{person}/looks/").status_code == 404
