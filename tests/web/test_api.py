"""The HTTP API: the same rights, refusals and numbers as the pages."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web import county, days
from tests.web.test_pages import checks_in, desk_of
from tongchou.base.ids import new_id
from tongchou.registers.people.models import Look

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def played(desk: Callable[[str], Client]) -> Callable[[str], Client]:
    """Return the desk of a county in which two days went by."""
    days.play(last=county.TODAY, days=2)
    return desk_of


def post(client: Client, address: str, **body: Any) -> tuple[int, Any]:
    """Post JSON; return the status and the answer."""
    answer = client.post(address, json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


def test_a_program_signs_in_with_each_request(desk: Callable[[str], Client]) -> None:
    def asked(password: str) -> int:
        coded = base64.b64encode(f"town:{password}".encode()).decode()
        return Client().get("/api/figures/", headers={"Authorization": f"Basic {coded}"}).status_code

    desk("")
    assert (asked(county.PASSWORD), asked("wrong")) == (200, 401)


def test_a_browsers_session_needs_its_token(desk: Callable[[str], Client]) -> None:
    desk("town")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk_of("town").cookies
    assert strict.post("/api/people/find/", "{}", content_type="application/json").status_code == 403


def test_a_figure_is_the_same_number_as_on_its_page(played: Callable[[str], Client]) -> None:
    town = played("town")
    said = town.get("/api/figures/screening_pending/").json()
    assert said["value"] == len(checks_in("445381102", "pending"))
    assert {child["place"] for child in said["children"]} == {"445381102001", "445381102002", "445381102-S1"}
    rows = town.get("/api/figures/screening_pending/rows/").json()
    assert len(rows["page"]) == rows["rows"] == said["value"] and rows["hidden"] == 0


def test_the_same_act_sent_twice_is_one_entry(played: Callable[[str], Client]) -> None:
    case = checks_in("445381102001", "pending")[0]
    town, entry = played("town"), str(new_id())
    status, first = post(town, f"/api/checks/{case}/outcome/", outcome="cleared", entry=entry)
    assert (status, first["answer"]) == (200, "created")
    status, again = post(town, f"/api/checks/{case}/outcome/", outcome="cleared", entry=entry)
    assert status == 409 and again["code"] == "already_there"


def test_a_refusal_has_its_code_and_status(played: Callable[[str], Client]) -> None:
    mine, theirs = checks_in("445381102001", "pending")[0], checks_in("445381105")[0]
    village = played("village")
    assert post(village, f"/api/checks/{mine}/outcome/", outcome="x")[1]["code"] == "outcome_not_in_set"
    assert post(village, f"/api/checks/{theirs}/outcome/", outcome="cleared")[0] == 404
    assert village.get(f"/api/checks/{theirs}/").status_code == 404


def test_nothing_of_the_neighbour_is_listed(played: Callable[[str], Client]) -> None:
    listed = {row["case"] for row in played("village").get("/api/checks/?state=*").json()}
    assert listed == set(checks_in("445381102001"))


def test_a_look_is_logged(played: Callable[[str], Client]) -> None:
    village = played("village")
    person = village.get("/api/checks/?state=*").json()[0]["person"]
    masked = village.get(f"/api/people/{person}/").json()[0]
    status, shown = post(village, f"/api/people/{person}/look/", purpose="tracing")
    assert status == 200 and shown["id_number"] not in masked["id_number"]
    assert [look.person_id for look in Look.objects.all()] == [person]


def test_a_file_goes_in_and_every_row_comes_back(played: Callable[[str], Client]) -> None:
    content = days.list_of(county.TODAY, 3000, 4)
    form = {"kind": "screening", "sender": "市外事局", "file": SimpleUploadedFile("甲.csv", content), "take_in": "true"}
    said = played("officer").post("/api/intake/", form).json()
    assert said["committed"] and len(said["rows"]) == said["counts"]["rows"]
    assert sum(count for name, count in said["counts"].items() if name != "rows") == said["counts"]["rows"]


def test_the_closing_names_who_holds_it_up(played: Callable[[str], Client]) -> None:
    said = played("town").get("/api/closing/").json()
    assert said["state"] == "held_up" and said["held_up_by"]
    status, refused = post(played("town"), "/api/closing/place/", at="445381102", on="2020-03-20")
    assert (status, refused["code"]) == (409, "pending_left")


def test_the_description_lists_every_operation(desk: Callable[[str], Client]) -> None:
    paths = desk("town").get("/api/openapi.json").json()["paths"]
    assert len(paths) > 30


def test_a_table_has_every_figure_at_the_places_down_to_a_level(played: Callable[[str], Client]) -> None:
    command = played("command")
    one, every = "screening_pending", command.get("/api/figures/").json()
    said = command.get("/api/totals/?level=town").json()
    at = {code: number for number, code in enumerate(said["places"])}
    assert set(at) == {"445381", "445381102", "445381105"}
    column = {told["figure"]: told for told in said["figures"]}
    assert {name: told["values"][0] for name, told in column.items()} == {
        told["figure"]: told["value"] for told in every
    }
    for code in at:
        asked = command.get(f"/api/figures/{one}/?at={code}").json()
        assert asked["value"] == column[one]["values"][at[code]] and asked["commit"] == said["commit"]
        covered = said["coverage"][column[one]["coverage"]]
        assert asked["coverage"] == {name: numbers[at[code]] for name, numbers in covered.items()}
    chosen = command.get(f"/api/totals/?figure={one}&figure=visits_due").json()
    assert [told["figure"] for told in chosen["figures"]] == [one, "visits_due"] and chosen["places"] == ["445381"]


def test_a_table_is_of_ones_own_places_alone(played: Callable[[str], Client]) -> None:
    town = played("town")
    assert all(code.startswith("445381102") for code in town.get("/api/totals/?level=micro").json()["places"])
    for theirs in ("445381", "445381105"):
        assert town.get(f"/api/totals/?at={theirs}").json()["code"] == "place_not_yours"
    assert town.get("/api/totals/?level=street").json()["code"] == "level_unknown"
    assert town.get("/api/totals/?figure=none").json()["code"] == "figure_unknown"
