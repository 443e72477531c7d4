"""Requests: served in the order of the day's rule, each cut with its reason, never more than there is."""

from __future__ import annotations

import pytest
from hypothesis import given as generated
from hypothesis import settings
from hypothesis import strategies as st

from tests.supplies.conftest import NOW, TODAY, item, lies, refusal
from tongchou.base.dated import shipped
from tongchou.base.ids import new_id
from tongchou.pillars.supplies import accounts, queries, services
from tongchou.pillars.supplies.rules import DATA, Wish, allocate, cover, priority_of
from tongchou.pillars.supplies.services.quantities import carried

MASK = item("medical-mask").id


@pytest.fixture
def asked(acting, place, store):
    """Let the town ask for masks: `asked("罗镜社区", "medical", 100)` gives the request's case."""

    def ask(at: str, case_class: str, quantity: int) -> int:
        return services.ask(acting("officer"), place(at), {MASK: quantity}, store=store, case_class=case_class, at=NOW)

    return ask


def test_medical_staff_and_the_front_line_come_first_and_a_cut_says_why(stocked, asked, acting, store, place):
    stocked("medical-mask", 1000)
    household = asked("云龙村", "household", 500)
    front, other = asked("罗镜社区", "front-line", 600), asked("水摆村", "front-line", 300)
    medical = asked("罗镜镇", "medical", 700)
    shown = {
        g.wish.key: (g.quantity, g.reason) for g in queries.preview(acting("keeper"), store, on=TODAY).grants[MASK]
    }
    assert shown == {
        medical: (700, ""), front: (200, "shared"), other: (100, "shared"), household: (0, "lower-class"),
    }  # fmt: skip
    services.allocate_store(acting("keeper"), store, at=NOW)
    found = {row.case: (row.state, [reason for _, reason, _ in row.cuts]) for row in queries.requests(
        acting("keeper"), on=TODAY)}  # fmt: skip
    assert found == {
        medical: ("served", []), front: ("cut", ["shared"]), other: ("cut", ["shared"]),
        household: ("refused", ["lower-class"]),
    }  # fmt: skip
    sent = {row.place: sum(n for _, n in row.goods) for row in queries.shipments(acting("keeper"), at=NOW, on=TODAY)}
    assert sent == {place("罗镜镇"): 700, place("罗镜社区"): 200, place("水摆村"): 100}
    assert lies("stock:on-hand", store, "medical-mask") == 0


def test_the_same_allocation_sent_twice_gives_nothing_more(stocked, asked, acting, store):
    stocked("medical-mask", 1000)
    asked("罗镜社区", "medical", 100)
    entry = new_id()
    answers = [services.allocate_store(acting("keeper"), store, at=NOW, entry=entry).answer for _ in "ab"]
    assert (answers, lies("stock:on-hand", store, "medical-mask")) == (["created", "exists"], 900)
    assert refusal(services.allocate_store, acting("keeper"), store, at=NOW).code == "nothing_asked"


def test_a_store_is_allocated_by_its_keeper_and_a_request_taken_back_by_its_place(asked, acting, store):
    case = asked("罗镜社区", "medical", 100)
    assert refusal(services.allocate_store, acting("townkeeper"), store, at=NOW).code == "store_unknown"
    assert refusal(services.withdraw_request, acting("neighbour"), case, at=NOW).code == "case_unknown"
    services.withdraw_request(acting("village"), case, at=NOW)
    assert [row.state for row in queries.requests(acting("village"), on=TODAY)] == ["withdrawn"]


def test_a_village_sees_its_own_requests_and_not_its_neighbours(asked, acting):
    mine = asked("罗镜社区", "medical", 100)
    asked("云龙村", "medical", 50)
    assert [row.case for row in queries.requests(acting("village"), on=TODAY)] == [mine]


def test_what_lots_lack_is_owed_by_the_rest(stocked, asked, acting, store, place):
    stocked("medical-mask", 100)
    services.send(acting("keeper"), store, {MASK: 130}, to=place("罗镜社区"), at=NOW)
    stocked("medical-mask", 50)
    asked("罗镜镇", "medical", 50)
    services.allocate_store(acting("keeper"), store, at=NOW)
    sent = {row.place: row.case for row in queries.shipments(acting("keeper"), at=NOW, on=TODAY)}
    assert sum(carried([sent[place("罗镜镇")]])[sent[place("罗镜镇")]].values()) == 20


def test_days_of_cover_tell_what_runs_out_first(stocked, acting, store, place):
    stocked("medical-mask", 800)
    stocked("goggles", 100)
    for code, quantity in (("medical-mask", 700), ("goggles", 14)):
        services.send(acting("keeper"), store, {item(code).id: quantity}, to=place("罗镜社区"), at=NOW)
    found = queries.runs_out(acting("keeper"), on=TODAY)
    assert [(r.item.code, r.cover.whole_days, r.is_short) for r in found] == [
        ("medical-mask", 1, True), ("goggles", 43, False),
    ]  # fmt: skip


wishes = st.lists(
    st.builds(Wish, key=st.integers(1, 10**6), case_class=st.sampled_from(accounts.CLASSES),
              quantity=st.integers(1, 10**6)), unique_by=lambda w: w.key, max_size=12,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@generated(wishes, st.integers(-100, 10**6))
def test_grants_never_exceed_what_there_is_and_each_cut_has_a_reason(asked_for, available):
    rule = priority_of(shipped(DATA, "priority")[0])
    grants = allocate(asked_for, available, rule)
    given, wanted = sum(g.quantity for g in grants), sum(w.quantity for w in asked_for)
    assert given == min(max(available, 0), wanted)
    assert all(0 <= g.quantity <= g.wish.quantity and (g.quantity == g.wish.quantity) == (not g.reason) for g in grants)
    order = rule.order
    whole = {c: all(not g.reason for g in grants if g.wish.case_class == c) for c in order}
    for g in grants:
        assert not g.quantity or all(whole[c] for c in order[: order.index(g.wish.case_class)])


def test_nothing_used_up_lasts_for_nobody_knows_how_long():
    assert (cover(100, 0, 7).days, cover(-5, 7, 7).whole_days) == (None, 0)
