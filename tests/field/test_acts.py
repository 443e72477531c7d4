"""Each act of a phone becomes its pillar's verb, in the worker's own cell and nowhere else."""

from __future__ import annotations

import pytest
from django.db.models import Q

from tests.field.conftest import NOW, TODAY
from tests.field.phone import own
from tongchou.closing.standard import cells_that_answered
from tongchou.field.models import Received
from tongchou.figures.cube import cube
from tongchou.journal.chart import chart
from tongchou.journal.models import Standing
from tongchou.pillars.screening.models import Check, Finding
from tongchou.pillars.screening.services import hand_over
from tongchou.registers.people.models import Person
from tongchou.registers.places.queries import tree

pytestmark = pytest.mark.django_db(databases="__all__")
CELL, BESIDE, FAR = "罗镜社区第1格", "罗镜社区第2格", "云龙村第1格"


def test_nobody_home_is_found_and_the_check_stays_pending(phone, listed, standing):
    (case,) = listed(CELL)
    worker = phone("worker")
    tried = worker.act("tried", checks=[case], found="nobody-home", note="狗很兇")
    assert worker.send(tried) == ["created"]
    assert worker.send(tried) == ["exists"]
    assert list(Finding.objects.values_list("found", "slot", "found_at")) == [("nobody-home", "village_committee", NOW)]
    assert standing(case) == "pending @ 罗镜社区第1格"
    told = {"found": "nobody-home", "at": NOW.isoformat(), "entry": tried["id"]}
    assert worker.fetch()["checks"][0]["tried"] == [told]


def test_a_note_is_kept_sealed_and_a_plain_outcome_is_not_kept_twice(phone, listed):
    case, other = listed(CELL, 2)
    worker = phone("worker")
    worker.send(worker.outcome(case, "cleared", note="其母在家"), worker.outcome(other, "cleared"))
    kept = dict(Received.objects.values_list("sealed", "id"))
    assert len(kept) == 2 and None in kept
    assert not any("其母".encode() in bytes(box) for box in kept if box)


def test_somebody_met_is_registered_in_the_cell_and_may_be_concluded_at_once(phone, standing, acting):
    worker = phone("worker")
    met = worker.act("meet", name="李四", number="445381199001010010", phone="13800138000", address="東街3號")
    cleared = worker.act("meet", name="王五", outcome="cleared")
    bad = worker.act("meet", name="")
    assert worker.send(met, cleared, bad) == ["created", "created", ("refused", "entry_malformed")]
    assert worker.send(met, cleared) == ["exists", "exists"]
    cases = list(Check.objects.order_by("case").values_list("case", flat=True))
    assert [standing(case) for case in cases] == ["pending @ 罗镜社区第1格", "cleared @ 罗镜社区第1格"]
    assert Person.objects.count() == 2
    assert [one["name"] for one in worker.fetch()["people"]] == ["李四", "王**"]


def test_an_outcome_met_with_needs_its_evidence_too(phone):
    worker = phone("worker")
    without = worker.act("meet", name="李四", outcome="home-quarantine")
    dated = worker.act("meet", name="王五", outcome="home-quarantine", arrived_on="2020-03-19")
    assert worker.send(without, dated) == [("refused", "evidence_missing"), "created"]


def test_a_worker_hands_over_within_the_village_and_no_further(phone, listed, standing):
    near, far, out = listed(CELL, 3)
    worker = phone("worker")

    def hand(case: int, to: str, tip: str = "place_tip"):
        return worker.act("hand_over", checks=[case], to=to, after={str(case): worker.tip(case, tip=tip)})

    answers = worker.send(
        hand(near, "445381102001-02"), hand(far, "445381105001-01"), hand(out, "outside", "tip"), hand(far, "nowhere")
    )
    assert answers == ["created", ("refused", "not_your_village"), "created", ("refused", "place_unknown")]
    assert [standing(case) for case in (near, far, out)] == [
        "pending @ 罗镜社区第2格", "pending @ 罗镜社区第1格", "handed-over @ 罗镜社区第1格",
    ]  # fmt: skip


def test_a_worker_hands_over_nothing_of_the_neighbouring_cell_or_village(phone, listed, standing):
    (beside,), (far,) = listed(BESIDE), listed(FAR)
    worker = phone("worker")
    hand = [worker.act("hand_over", checks=[case], to="445381102001-01") for case in (beside, far)]
    assert worker.send(*hand) == [("refused", "check_unknown")] * 2
    assert (standing(beside), standing(far)) == ("pending @ 罗镜社区第2格", "pending @ 云龙村第1格")


def test_two_hand_over_the_same_check_to_different_cells_and_it_is_disputed(phone, listed, standing, acting, place):
    (case,) = listed(CELL)
    worker = phone("worker")
    act = worker.act("hand_over", checks=[case], to="445381102001-02", after={str(case): worker.tip(case)})
    hand_over(acting("officer"), [case], to=place(FAR), at=NOW)
    assert worker.send(act) == [("conflict", "disputed")]
    assert standing(case) == "pending @ 罗镜社区第1格 disputed"


def reported(place: str) -> int:
    now = tree(TODAY)
    cells = cells_that_answered(TODAY, now, cube().view())
    return int(cells.reported[list(now.name).index(place)])


def test_zero_is_the_answer_of_the_own_cell_alone(phone):
    worker = phone("worker")
    zero = worker.act("zero", on=TODAY.isoformat())
    assert (reported(CELL), worker.send(zero), reported(CELL), reported(BESIDE)) == (0, ["created"], 1, 0)
    assert worker.send(zero, worker.act("zero")) == ["exists", "created"]
    assert Standing.objects.filter(account=chart().number("returns:cell-zero:received")).count() == 1


def test_a_day_that_has_not_come_is_not_zero(phone):
    worker = phone("worker")
    assert worker.send(worker.act("zero", on="2020-03-21")) == [("refused", "entry_malformed")]


def test_a_household_is_one_act(phone, listed, standing):
    cases = listed(CELL, 3)
    worker = phone("worker")
    act = worker.act(
        "outcome", outcomes={str(c): "cleared" for c in cases}, after={str(c): worker.tip(c) for c in cases}
    )
    corrected = worker.outcome(cases[1], "not-found", after=own(act, 1))
    assert worker.send(corrected, act) == ["created", "created"]
    assert [standing(case).split()[0] for case in cases] == ["cleared", "not-found", "cleared"]
    assert Received.objects.filter(~Q(number=0)).count() == 2


def test_what_is_to_go_to_quarantine_is_asked_for_there(phone, listed):
    from tongchou.pillars.quarantine.models import Request

    (case,) = listed(CELL)
    worker = phone("worker")
    assert worker.send(worker.outcome(case, "to-quarantine")) == ["created"]
    assert list(Request.objects.values_list("origin", flat=True)) == [case]


def test_more_than_twenty_restricted_in_one_batch_take_two_people_as_ever(phone, listed):
    cases = listed(CELL, 22)
    worker = phone("worker")
    answers = worker.send(*(worker.outcome(case, "home-quarantine") for case in cases))
    assert answers == ["created"] * 20 + [("refused", "second_person_needed")] * 2
