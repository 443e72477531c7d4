"""Donations: batches from pledge to inspection, one price for two goods, names by consent, money followed."""

from __future__ import annotations

from datetime import date

import pytest

from tests.supplies.conftest import NOW, TODAY, item, lies, refusal
from tongchou.base.ids import new_id
from tongchou.base.refusals import NotAllowed
from tongchou.figures.asking import ask
from tongchou.pillars.supplies import ledger, published, services

GOODS = (services.Good(item("medical-mask"), 1000), services.Good(item("thermometer-gun"), 20))


@pytest.fixture
def given(acting, place):
    """Register a donation: `given(goods=..., money=...)` gives its case."""

    def give(**more: object) -> int:
        batch = services.NewBatch(donated_on=TODAY, **more)  # type: ignore[arg-type]
        return services.give(acting("officer"), batch, place=place("罗定市"), at=NOW)

    return give


def states(scope) -> dict[int, str]:
    return {row.case: row.state for row in ledger.batches(scope)}


def test_a_price_shared_by_two_goods_is_one_sum(given, acting):
    given(goods=GOODS, worth=1_200_000, donor="試一")
    (row,) = ledger.batches(acting("officer"))
    assert ([(g.item.code, g.quantity) for g in row.goods], row.worth, row.money) == (
        [("medical-mask", 1000), ("thermometer-gun", 20)], 1_200_000, 0,
    )  # fmt: skip
    assert (ask("donations_worth", on=TODAY).value, ask("donations_batches", on=TODAY).value) == (1_200_000, 1)


def test_a_pledge_counts_once_it_has_come(given, acting):
    case = given(goods=GOODS, worth=50_000, pledged=True)
    before = [ask(name, on=TODAY).value for name in ("donations_batches", "donations_worth", "donations_pledged")]
    services.receive(acting("officer"), case, at=NOW, receipt_number="粵紅0001")
    after = [ask(name, on=TODAY).value for name in ("donations_batches", "donations_worth", "donations_pledged")]
    assert (before, after) == ([0, 0, 1], [1, 50_000, 0])
    assert ledger.batch(acting("officer"), case).receipt_number == "粵紅0001"


def test_goods_are_delivered_inspected_and_in_part_rejected(given, acting, store):
    case = given(goods=GOODS)
    services.deliver(acting("keeper"), [case], store=store, at=NOW)
    mask = ledger.batch(acting("keeper"), case).goods[0].lot
    said = refusal(services.inspect, acting("keeper"), [case], rejected={mask: 1001}, reason="unfit", at=NOW)
    services.inspect(acting("keeper"), [case], rejected={mask: 100}, reason="unfit", at=NOW)
    assert (said.code, states(acting("officer"))) == ("rejected_too_much", {case: "accepted"})
    where = ("stock:on-hand", "gone:rejected", "stock:awaiting-inspection")
    assert [lies(account, store, "medical-mask") for account in where] == [900, 100, 0]


def test_a_batch_of_which_nothing_is_good_is_rejected(given, acting, store):
    case = given(goods=GOODS[:1])
    services.deliver(acting("keeper"), [case], store=store, at=NOW)
    lot = ledger.batch(acting("keeper"), case).goods[0].lot
    services.inspect(acting("keeper"), [case], rejected={lot: 1000}, reason="unfit", at=NOW)
    assert states(acting("officer")) == {case: "rejected"}


def test_nobody_inspects_at_a_neighbouring_store_and_a_lead_not_at_all(given, acting, store):
    case = given(goods=GOODS)
    services.deliver(acting("keeper"), [case], store=store, at=NOW)
    assert refusal(services.inspect, acting("townkeeper"), [case], at=NOW).code == "case_unknown"
    assert isinstance(refusal(services.inspect, acting("town"), [case], at=NOW), NotAllowed)


def test_the_same_donation_sent_twice_is_one(acting, place):
    entry, batch = new_id(), services.NewBatch(donated_on=TODAY, money=100_00)
    cases = {services.give(acting("officer"), batch, place=place("罗定市"), at=NOW, entry=entry) for _ in "ab"}
    assert (len(cases), ask("donations_batches", on=TODAY).value) == (1, 1)


def test_a_donation_told_late_is_booked_on_its_day(acting, place):
    batch = services.NewBatch(donated_on=date(2020, 3, 1), money=100_00)
    services.give(acting("officer"), batch, place=place("罗定市"), at=NOW)
    assert [ask("donations_batches", on=day).value for day in (date(2020, 2, 29), date(2020, 3, 1))] == [0, 1]


def test_directed_money_is_spent_for_its_own_purpose_and_no_more_than_there_is(given, acting, place):
    directed = given(money=500_00, directed_to="市人民醫院")
    given(money=300_00)
    officer, county = acting("officer"), place("罗定市")
    said = refusal(services.spend, officer, 400_00, place=county, at=NOW)
    services.spend(officer, 200_00, place=county, case=directed, at=NOW)
    services.spend(officer, 300_00, place=county, at=NOW)
    assert (said.code, ask("donations_money_left", on=TODAY).value) == ("not_enough_money", 300_00)


def test_the_public_ledger_names_only_who_agreed(given, acting):
    given(money=100_00, donor="試甲某", thanked_as="")
    given(money=100_00, donor="試乙某", thanked_as="試乙某")
    assert [(row.donor, row.thanked_as) for row in published.batches()] == [
        ("", "試乙某"), ("", "愛心人士"),
    ]  # fmt: skip
    assert {row.donor for row in ledger.batches(acting("officer"))} == {"試甲某", "試乙某"}
    assert {row.donor for row in ledger.batches(acting("auditor"))} == {""}
