"""The desk of quarantine: what a manager, a pick-up lead and an officer do, and what the neighbour does not see."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.quarantine.conftest import NOW, TODAY
from tongchou.pillars.quarantine import services
from tongchou.pillars.quarantine.models import Reading, Request, Stay, Trip
from tongchou.registers.people.models import Look
from tongchou.registers.staff.models import User

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def desk():
    def visit(username: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=username))
        return client

    return visit


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_every_page_opens_with_people_in_it(desk, admitted, ordered, asked, acting):
    (stay,), _, _ = admitted(), ordered(), asked()
    services.open_readings(on=TODAY, at=NOW)
    officer = desk("officer")
    for path in ("", "sites/445381-Q1/", "requests/", "stays/", f"stays/{stay}/", "trips/", "temperatures/", "due/",
                 "care/"):  # fmt: skip
        text(officer.get(f"/quarantine/{path}"))


def test_an_officer_orders_from_the_page_and_a_manager_admits(desk, asked, acting, rooms, standing):
    (case,), (room, *_) = asked(), rooms()
    desk("officer").post("/quarantine/requests/order/", {"case": case, "site": "445381-Q1", "basis": ""})
    stay = Stay.objects.get().case
    manager = desk("site")
    manager.post(f"/quarantine/stays/{stay}/at-home/", {"old": "1"})
    manager.post("/quarantine/sites/445381-Q1/admit/", {f"room-{stay}": room})
    assert standing(stay) == "in-site @ 第一隔离点"
    assert Request.objects.get().case == case


def test_a_whole_sites_temperatures_are_one_sheet(desk, admitted, standing):
    admitted(2)
    services.open_readings(on=TODAY, at=NOW)
    first, second = Reading.objects.order_by("case").values_list("case", flat=True)
    sheet = {f"t-{first}": "36.6", f"t-{second}": "38.1", "on": TODAY.isoformat()}
    desk("site").post("/quarantine/temperatures/record/", sheet)
    assert [standing(case).split()[0] for case in (first, second)] == ["normal", "fever"]


def test_a_trip_is_signed_at_both_ends(desk, ordered, rooms, team, standing, acting, place):
    (stay,), (room, *_) = ordered(), rooms()
    planned = {"case": stay, "team": team, "site": "445381-Q1", "flight": "CZ3000"}
    desk("officer").post("/quarantine/trips/plan/", planned)
    trip = Trip.objects.get().case
    assert "隔1" not in text(desk("pickup").get(f"/quarantine/trips/{trip}/"))  # masked
    desk("pickup").post(f"/quarantine/trips/{trip}/depart/")
    assert standing(stay) == "in-transit @ 第一隔离点"
    desk("site").post(f"/quarantine/trips/{trip}/arrive/", {f"room-{stay}": room})
    assert (standing(stay), standing(trip)) == ("in-site @ 第一隔离点", "arrived @ 白云机场接返点")
    signed = Trip.objects.get()
    assert (signed.port_signer.username, signed.site_signer.username) == ("pickup", "site")


@pytest.mark.parametrize("username", ["neighbour", "other-site", "pickup"])
def test_whoever_is_not_concerned_finds_no_stay(desk, admitted, username):
    (stay,) = admitted()
    assert desk(username).get(f"/quarantine/stays/{stay}/").status_code == 404
    assert f"stays/{stay}/" not in text(desk(username).get("/quarantine/stays/"))


def test_the_home_village_sees_its_own_people_masked(desk, admitted):
    (stay,) = admitted()
    assert "隔1" not in text(desk("village").get(f"/quarantine/stays/{stay}/"))


@pytest.mark.parametrize("fmt", ["html", "docx"])
def test_a_paper_says_why_until_when_by_whose_order_and_how_to_object(desk, admitted, fmt):
    (stay,) = admitted()
    answer = desk("site").get(f"/quarantine/stays/{stay}/papers/order.{fmt}")
    assert answer.status_code == 200
    if fmt == "html":
        for said in ("2020年3月18日", "2020年4月1日", "傳染病防治法", "防控組幹部", "行政復議", "行政訴訟"):
            assert said in answer.content.decode(), said
    assert list(Look.objects.values_list("purpose", flat=True)) == ["paper"]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh-Hans", ("2020年4月1日", "传染病防治法", "行政复议", "集中隔离医学观察决定书")),
        ("en", ("1 April 2020", "Infectious Diseases, article", "may object", "lawsuit", "central quarantine")),
    ],
)
def test_a_paper_comes_in_the_language_of_whom_it_names(desk, admitted, lang, words):
    (stay,) = admitted()
    body = desk("site").get(f"/quarantine/stays/{stay}/papers/order.html?lang={lang}").content.decode()
    assert [word for word in words if word not in body] == []
    assert lang == "zh-Hans" or "經查" not in body
    assert f'value="{lang}"' in desk("site").get(f"/quarantine/stays/{stay}/").content.decode()


def test_there_is_no_certificate_of_release_before_the_release(desk, admitted):
    (stay,) = admitted()
    assert desk("site").get(f"/quarantine/stays/{stay}/papers/release.html").status_code >= 400
    assert not Look.objects.exists()
