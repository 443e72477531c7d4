"""Goods: first expired first out, in transit until acknowledged, counted with reasons, below zero but never refused."""

from __future__ import annotations

from datetime import date

from tests.supplies.conftest import NOW, TODAY, item, lies, refusal
from tongchou.base.ids import new_id
from tongchou.base.refusals import NotAllowed
from tongchou.pillars.supplies import services
from tongchou.pillars.supplies.services.quantities import carried
from tongchou.registers.items.queries import lots_of

MASK = item("medical-mask").id


def test_what_expires_first_goes_out_first_and_what_has_expired_never(stocked, acting, store, place):
    for day, quantity in ((date(2020, 12, 1), 300), (date(2020, 6, 1), 100), (date(2020, 3, 1), 500)):
        stocked("medical-mask", quantity, expires_on=day)
    shipment = services.send(acting("keeper"), store, {MASK: 150}, to=place("罗镜社区"), at=NOW)
    by_day = {lot.id: lot.expires_on for lot in lots_of(MASK)}
    assert {by_day[lot]: n for lot, n in carried([shipment])[shipment].items()} == {
        date(2020, 6, 1): 100, date(2020, 12, 1): 50,
    }  # fmt: skip


def test_a_store_that_has_too_little_stands_below_zero(stocked, acting, store, place):
    stocked("medical-mask", 100)
    services.send(acting("keeper"), store, {MASK: 130}, to=place("罗镜社区"), at=NOW)
    assert lies("stock:on-hand", store, "medical-mask") == -30


def test_goods_are_in_transit_until_the_other_store_acknowledges_them(stocked, acting, store, place):
    stocked("medical-mask", 100)
    there = place("罗镜镇仓")
    shipment = services.send(acting("keeper"), store, {MASK: 60}, to=there, at=NOW)
    assert (lies("stock:in-transit", there, "medical-mask"), lies("stock:on-hand", there, "medical-mask")) == (60, 0)
    (lot,) = carried([shipment])[shipment]
    services.acknowledge(acting("townkeeper"), shipment, missing={lot: 2}, at=NOW)
    assert [
        lies(account, there, "medical-mask")
        for account in ("stock:in-transit", "stock:on-hand", "gone:lost-on-the-way")
    ] == [0, 58, 2]


def test_an_issue_is_used_up_by_whoever_acknowledges_it(stocked, acting, store, place):
    stocked("medical-mask", 100)
    here = place("罗镜社区")
    shipment = services.send(acting("keeper"), store, {MASK: 60}, to=here, at=NOW)
    assert refusal(services.acknowledge, acting("neighbour"), shipment, at=NOW).code == "case_unknown"
    services.acknowledge(acting("village"), shipment, at=NOW)
    assert lies("gone:issued", here, "medical-mask") == 60
    assert refusal(services.acknowledge, acting("village"), shipment, at=NOW).code == "already_gone_on"


def test_the_same_act_sent_twice_is_one(stocked, acting, store, place):
    stocked("medical-mask", 100)
    entry = new_id()
    sent = {services.send(acting("keeper"), store, {MASK: 60}, to=place("罗镜社区"), at=NOW, entry=entry) for _ in "ab"}
    assert (len(sent), lies("stock:on-hand", store, "medical-mask")) == (1, 40)


def test_nobody_sends_from_another_store_and_a_lead_from_none(acting, store, place):
    assert refusal(services.send, acting("townkeeper"), store, {MASK: 1}, to=place("罗镜社区"), at=NOW).code == (
        "store_unknown"
    )
    said = refusal(services.send, acting("town"), place("罗镜镇仓"), {MASK: 1}, to=place("罗镜社区"), at=NOW)
    assert isinstance(said, NotAllowed)


def test_differences_of_a_count_are_explained(stocked, acting, store):
    stocked("medical-mask", 100)
    stocked("n95-mask", 20)
    (mask,), (n95,) = lots_of(MASK), lots_of(item("n95-mask").id)
    keeper, counted = acting("keeper"), {mask.id: 97, n95.id: 21}
    said = refusal(services.count, keeper, store, counted, reasons={mask.id: "damaged"}, at=NOW)
    assert (said.code, lies("stock:on-hand", store, "medical-mask")) == ("difference_unexplained", 100)
    reasons = {mask.id: "damaged", n95.id: "miscounted"}
    entry = new_id()
    answers = [services.count(keeper, store, counted, reasons=reasons, at=NOW, entry=entry).answer for _ in "ab"]
    assert answers == ["created", "exists"]
    assert (lies("discrepancy:loss", store, "medical-mask"), lies("discrepancy:gain", store, "n95-mask")) == (3, -1)


def test_what_is_written_off_is_gone_with_a_reason(stocked, acting, store):
    stocked("medical-mask", 100, expires_on=TODAY)
    (lot,) = lots_of(MASK)
    said = refusal(services.write_off, acting("keeper"), store, {lot.id: 5}, reason="", at=NOW)
    services.write_off(acting("keeper"), store, {lot.id: 5}, reason="damaged", at=NOW)
    assert (said.code, lies("gone:written-off", store, "medical-mask")) == ("reason_missing", 5)
