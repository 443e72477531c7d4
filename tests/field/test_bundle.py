"""What a phone may hold: its own cell's people, no more than the cap, and nobody twice."""

from __future__ import annotations

import pytest

from tests.field.conftest import NOW
from tongchou.field.models import Held
from tongchou.journal.clockwork import last_commit
from tongchou.pillars.screening import cell as screening
from tongchou.pillars.screening.services import conclude, hand_over
from tongchou.registers.people.models import Look
from tongchou.registers.people.services import locate

pytestmark = pytest.mark.django_db(databases="__all__")
CELL = "罗镜社区第1格"


@pytest.fixture
def living(listed, place):
    """Put people on a list who live where it says."""
    from tongchou.pillars.screening.models import Check

    def put(at: str, count: int = 1) -> list[int]:
        cases = listed(at, count)
        locate(Check.objects.filter(case__in=cases).values_list("person", flat=True), place(at))
        return cases

    return put


def test_a_phone_holds_its_own_cell_and_nobody_else(phone, living):
    mine = living(CELL, 2)
    living("罗镜社区第2格"), living("云龙村第1格")
    held = phone("worker").held
    assert {one["case"] for one in held["checks"]} == set(mine)
    assert {one["name"] for one in held["people"]} == {"試1", "試2"}
    assert (held["cell"]["code"], [one["code"] for one in held["cells"]]) == ("445381102001-01", ["445381102001-02"])
    assert set(Held.objects.values_list("case", flat=True)) == set(mine)


def test_looking_is_logged_once_a_person_and_day(phone, living):
    living(CELL, 2)
    worker = phone("worker")
    worker.fetch()
    assert sorted(Look.objects.values_list("purpose", flat=True)) == ["field", "field"]


def test_what_left_the_cell_is_gone_and_what_is_done_is_masked(phone, living, acting, place):
    handed, done = living(CELL, 2)
    worker = phone("worker")
    hand_over(acting("village"), [handed], to=place("罗镜社区第2格"), at=NOW)
    conclude(acting("village"), {done: "cleared"}, at=NOW)
    held = worker.fetch()
    assert held["gone"] == [handed]
    assert [(one["case"], one["done"], one["state"]) for one in held["checks"]] == [(done, True, "cleared")]
    assert [(one["name"], one["phone"]) for one in held["people"]] == [("試**", "")]


def test_what_is_booked_while_a_bundle_is_read_is_never_claimed_to_be_in_it(phone, living, acting, monkeypatch):
    (case,) = living(CELL, 1)
    worker, read = phone("worker"), screening.cell_checks

    def read_then_another_books(*args, **named):
        found = read(*args, **named)
        conclude(acting("village"), {case: "cleared"}, at=NOW)
        return found

    monkeypatch.setattr(screening, "cell_checks", read_then_another_books)
    held = worker.fetch()
    assert held["checks"][0]["state"] == "pending"
    assert held["commit"] < last_commit()


def test_the_cap_says_how_many_households_are_left_out(phone, living):
    living(CELL, 53)
    held = phone("worker").held
    assert (held["cap_households"], held["left_out_households"], len(held["people"])) == (50, 3, 50)
    assert Look.objects.count() == 50


def test_a_worker_of_a_village_chooses_a_cell_and_none_elsewhere(phone, post_as):
    post_as("doctor", "field_worker", "罗镜社区")
    from tests.field.phone import Phone
    from tests.web.conftest import visitor

    doctor = Phone(visitor("doctor"), "doctor")
    assert (doctor.register()["code"], doctor.register("445381105001-01")["code"]) == ("no_cell", "place_not_yours")
    assert doctor.register("445381102001-02")["cell"]["name"] == "罗镜社区第2格"


def test_an_auditor_has_no_phone(desk_of):
    answer = desk_of("auditor").get("/field/api/bundle")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_role")


def test_signed_out_is_said_plainly(desk_of):
    answer = desk_of("").post("/field/api/sync")
    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")


@pytest.fixture
def desk_of():
    """Return a client signed in as somebody."""
    from tests.web.conftest import visitor

    return visitor
