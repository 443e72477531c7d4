"""A day closes from the leaves up; what is left is carried by name; nothing slips into a closed day."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from tests.closing.conftest import night
from tests.journal.test_recount import sql
from tongchou.base import clock
from tongchou.base.refusals import Refused
from tongchou.closing.close import NotSealable, close_day, close_place
from tongchou.closing.models import CarryOver, Closing, ClosingAct, Seal
from tongchou.closing.overview import tree_of
from tongchou.closing.standard import cells_that_answered
from tongchou.figures.asking import ask
from tongchou.figures.cube import cube
from tongchou.journal.models import Clock, Conflict, ConflictSettled, Line
from tongchou.registers.places.queries import tree

THE_19TH, THE_20TH, THE_21ST, THE_22ND = (date(2020, 3, day) for day in (19, 20, 21, 22))

LIST = """
    a  03-20  open   figtrial:below:pending  at p  case 1
    b  03-20  open   figtrial:below:pending  at P  case 2
    c  03-20  open   figtrial:above:pending  at Q  case 3
    e  03-20  state  figtrial:below:cleared  after a
    f  03-20  state  figtrial:below:cleared  after b
    g  03-20  state  figtrial:above:cleared  after c
"""


def refusal(act, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    return refused.value


def carried(day):
    rows = CarryOver.objects.filter(day=day)
    return {(row.kind, row.place, row.count, row.responsible, row.reason, row.by) for row in rows}


def test_what_is_left_is_carried_by_the_system_under_the_leads_names(books, places, leads, close):
    books(LIST).post(*"abcg")
    closed = close(THE_20TH)
    assert carried(THE_20TH) == {
        ("trial.pending", places["p"], 1, leads["P"].user_id, "overdue", 0),
        ("trial.pending", places["P"], 1, leads["P"].user_id, "overdue", 0),
        ("closing.silent", places["R"], 1, leads["R"].user_id, "unreported", 0),
    }
    assert len(closed.root) == 64
    assert Closing.objects.get().carried == 3


def test_a_lead_closes_when_nothing_is_left(books, places, leads, close_at):
    books(LIST).post(*"abce")
    assert refusal(close_at, "P", THE_20TH).code == "pending_left"
    assert refusal(close_at, "P", THE_20TH).params["kinds"] == {"待核查": 1}
    assert close_at("P", THE_20TH, {"trial.pending": "not_home"}).carried.reason == ["not_home"]
    assert carried(THE_20TH) == {("trial.pending", places["P"], 1, leads["P"].user_id, "not_home", leads["P"].user_id)}
    assert refusal(close_at, "Q", THE_20TH, {"trial.pending": "because"}).code == "reason_unknown"


def test_what_a_lead_carried_is_not_carried_again(books, places, leads, close, close_at):
    books(LIST).post(*"abce")
    close_at("P", THE_20TH, {"trial.pending": "not_home"})
    close(THE_20TH)
    assert carried(THE_20TH) == {
        ("trial.pending", places["P"], 1, leads["P"].user_id, "not_home", leads["P"].user_id),
        ("trial.pending", places["Q"], 1, leads["Q"].user_id, "overdue", 0),
        ("closing.silent", places["R"], 1, leads["R"].user_id, "unreported", 0),
    }


def test_a_place_that_closed_has_answered(books, places, close, close_at):
    books(LIST).post(*"abcefg")
    close_at("R", THE_20TH)
    close(THE_20TH)
    assert carried(THE_20TH) == set()


def answered():
    return cells_that_answered(THE_20TH, tree(THE_20TH), cube().view()).reported.tolist()


def test_who_answered_is_the_same_carried_from_post_to_post_and_read_at_once(books, places):
    cases = books(LIST)
    seen = [answered()]
    for act in "abcefg":
        cases.post(act)
        seen.append(answered())
        cube().forget()
        assert seen[-1] == answered(), act
    assert sorted({sum(cells) for cells in seen}) == [0, 1, 2]


@pytest.mark.parametrize(("who", "where"), [("P", "Q"), ("P", "T"), ("T", "U"), ("U", "C")])
def test_nobody_closes_the_neighbours_place(places, leads, who, where):
    refused = refusal(close_place, places[where], THE_20TH, user=leads[who], at=clock.local(THE_20TH, 20))
    assert refused.code == "not_allowed"
    assert not ClosingAct.objects.exists()


def test_a_town_lead_does_not_close_the_county(leads):
    assert refusal(close_day, THE_20TH, user=leads["T"], at=night(THE_20TH)).code == "not_allowed"
    assert close_day(THE_20TH, user=leads["C"], at=night(THE_20TH)).root


def test_days_close_once_and_in_their_order(close, close_at):
    close(THE_20TH)
    assert refusal(close, THE_20TH).code == "day_closed"
    assert refusal(close, THE_19TH).code == "day_closed"
    assert refusal(close, THE_22ND).code == "earlier_day_open"
    assert refusal(close_at, "P", THE_20TH).code == "day_closed"
    assert refusal(close_at, "P", THE_22ND).code == "earlier_day_open"
    close_at("P", THE_21ST)
    assert refusal(close_at, "P", THE_21ST).code == "day_closed"
    close(THE_21ST)
    assert [seal.number for seal in Seal.objects.order_by("number")] == [1, 2]


def test_a_day_that_has_not_begun_cannot_close(leads):
    assert refusal(close_day, THE_21ST, user=None, at=clock.local(THE_20TH, 23)).code == "day_not_begun"


def test_nothing_enters_a_closed_day(books, places, close):
    b = books(LIST)
    b.post("a", "b", "c")
    close(THE_20TH)
    b.post("e")
    assert ask("fig_pending", on=THE_20TH).value == 3
    assert ask("fig_pending", on=THE_21ST).value == 2
    line = Line.objects.order_by("-batch").first()
    assert (line.occurred_on, line.booked_on) == (THE_20TH, THE_21ST)


def test_a_late_fact_goes_to_the_next_day_of_a_place_that_closed_early(books, close_at):
    b = books(LIST)
    b.post("a", "b", "c")
    close_at("P", THE_20TH, {"trial.pending": "not_home"})
    b.post("e", "g")
    booked = {line.to_place: line.booked_on for line in Line.objects.filter(occurred_on=THE_20TH).order_by("batch")}
    assert sorted(booked.values()) == [THE_20TH, THE_20TH, THE_21ST]


def test_closing_counts_at_the_clock(close, close_at):
    before = Clock.objects.get().closes
    close_at("R", THE_20TH)
    close(THE_20TH)
    assert Clock.objects.get().closes == before + 2


def test_an_unsettled_conflict_stops_the_closing(close):
    conflict = Conflict.objects.create(
        entry="01890000-0000-7000-8000-000000000001", digest=b"x", body=b"y", known_at=night(THE_19TH)
    )
    with pytest.raises(NotSealable) as refused:
        close(THE_20TH)
    assert [finding.check for finding in refused.value.findings] == ["journal.conflicts_settled"]
    assert not Closing.objects.exists()
    ConflictSettled.objects.create(conflict=conflict, actor=1, reason="first_stands", settled_at=night(THE_20TH))
    assert close(THE_20TH).root


def test_books_that_do_not_follow_from_their_claims_stop_the_closing(books, places, close):
    b = books(LIST)
    b.post("a", "b", "c")
    sql(f'UPDATE standing SET place = {places["R"]} WHERE "case" = {b.cases["1"]}')
    with pytest.raises(NotSealable) as refused:
        close(THE_20TH)
    assert {finding.check for finding in refused.value.findings} == {
        "journal.standing_differs", "journal.standings_equal_cube",
    }  # fmt: skip


def test_a_dispute_and_a_waiting_claim_are_carried(books, places, leads, close):
    text = (
        LIST
        + """
        x  03-20  state  figtrial:below:watch    after b
        y  03-20  state  figtrial:above:cleared  after z
        z  03-20  state  figtrial:above:watch    after c
    """
    )
    b = books(reordered(text))
    b.post("a", "b", "c", "e", "f", "x", "y")
    close(THE_20TH)
    kinds = {(row[0], row[1], row[2]) for row in carried(THE_20TH)}
    assert {("journal.disputed", places["P"], 1), ("journal.waiting", places["Q"], 1)} <= kinds


def reordered(text):
    """Put the line z before the line y that names it: the notation reads top down."""
    lines = text.splitlines()
    y = next(i for i, line in enumerate(lines) if line.strip().startswith("y "))
    lines[y], lines[y + 1] = lines[y + 1], lines[y]
    return "\n".join(line for line in lines if line.strip())


def test_the_tree_says_who_holds_it_up(books, places, leads, close_at):
    books(LIST).post(*"abce")
    close_at("R", THE_20TH)
    closing = tree_of(THE_20TH, scope=leads["C"])
    assert {branch.name: branch.state for branch in closing.children(places["C"])} == {
        "甲鎮": "held_up",
        "乙鎮": "ready",
    }
    assert closing.branch(places["R"]).act.user == leads["R"].user_id
    assert closing.branch(places["U"]).closed_below == closing.branch(places["U"]).below == 1
    holding = [(branch.name, branch.responsible) for branch in closing.held_up_by(places["T"])]
    assert holding == [("甲村", leads["P"].user_id), ("乙村", leads["Q"].user_id)]


def test_a_place_opened_later_cannot_be_booked_into_a_sealed_day(books, close):
    close(THE_20TH)
    books("a  03-20  open  figtrial:below:pending  at p  case 1").post("a")
    assert Line.objects.get().booked_on == THE_21ST


def test_closing_takes_the_clock_inside_its_transaction_only(books, close):
    """Whatever was committed between the checks and the clock is in the seal: none is lost, none is twice."""
    b = books(LIST)
    b.post("a", "b")
    close(THE_20TH)
    with clock.at(clock.local(THE_21ST, 9)):
        b.post("c")
    close(THE_21ST)
    first, second = Seal.objects.order_by("number")
    assert (first.entries, second.entries) == (2, 1)
    assert second.after == first.n
    assert bytes(second.previous) == bytes(first.root)
    assert connection.vendor in ("sqlite", "postgresql")
