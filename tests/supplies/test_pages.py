"""The pages and the API of supplies: what a storekeeper, a village and a passer-by see and do."""

from __future__ import annotations

import pytest

from tests.supplies.conftest import NOW, item
from tests.web.conftest import visitor
from tongchou.pillars.supplies import services
from tongchou.registers.staff.models import User

pytestmark = pytest.mark.django_db(databases="__all__")

MASK = item("medical-mask").id


@pytest.fixture
def busy(stocked, acting, store, place):
    """A store with masks, a request for more than it has, a shipment on its way, a donation and a maker."""
    stocked("medical-mask", 500)
    services.send(acting("keeper"), store, {MASK: 100}, to=place("罗镜社区"), at=NOW)
    services.send(acting("keeper"), store, {MASK: 50}, to=place("云龙村"), at=NOW)
    services.ask(acting("officer"), place("罗镜镇"), {MASK: 900}, store=store, case_class="medical", at=NOW)
    batch = services.NewBatch(donated_on=NOW.date(), goods=(services.Good(item("goggles"), 20),), donor="試甲某")
    case = services.give(acting("officer"), batch, place=place("罗定市"), at=NOW)
    services.deliver(acting("keeper"), [case], store=store, at=NOW)
    maker = services.add_maker(acting("officer"), "試口罩廠", place=place("罗镜镇"), at=NOW).pk
    services.set_capacity(acting("officer"), maker, item("medical-mask"), 1000, plant="in-operation", at=NOW)
    return case


PAGES = ("", "receive/", "send/", "count/", "requests/", "requests/allocate/", "shipments/", "donations/",
         "donations/ledger/", "makers/")  # fmt: skip


@pytest.mark.parametrize("username", ["keeper", "officer"])
def test_every_page_opens_for_a_storekeeper_and_an_officer(busy, username):
    for path in PAGES:
        assert visitor(username).get(f"/supplies/{path}").status_code == 200, path
    assert visitor(username).get(f"/supplies/donations/{busy}/").status_code == 200


def test_a_village_sees_what_is_sent_to_it_and_not_to_its_neighbour(busy):
    page = visitor("village").get("/supplies/shipments/").content.decode()
    assert ("罗镜社区" in page or "羅鏡社區" in page, "雲龍村" in page) == (True, False)


def test_the_public_ledger_does_not_name_who_did_not_agree(busy):
    page = visitor("worker").get("/supplies/donations/ledger/").content.decode()
    assert ("愛心人士" in page, "試甲某" in page) == (True, False)
    assert "試甲某" in visitor("keeper").get(f"/supplies/donations/{busy}/").content.decode()


def test_a_storekeeper_allocates_what_the_preview_showed(busy, store, place):
    keeper = visitor("keeper")
    shown = keeper.get("/api/supplies/allocation/?store=445381-S1").json()
    assert [(g["granted"], g["reason"]) for g in shown[0]["grants"]] == [(350, "shared")]
    assert keeper.post("/supplies/requests/allocate/", {"store": store}).status_code == 302
    found = visitor("town").get("/api/supplies/shipments/").json()
    assert [row["goods"][0][1] for row in found if row["place"] == "445381102"] == [350]


def test_a_program_does_all_that_a_storekeeper_does(busy):
    def call(username: str, path: str, body: dict | None = None):
        client = visitor(username)
        where = f"/api/supplies/{path}"
        sent = client.post(where, body, content_type="application/json") if body is not None else client.get(where)
        assert sent.status_code == 200, (path, sent.content)
        return sent.json()

    goods = [{"item": "goggles", "quantity": 30, "expires_on": "2021-01-01"}]
    call("keeper", "receive/", {"store": "445381-S1", "goods": goods, "source": "purchased"})
    shipment = call("keeper", "send/", {"store": "445381-S1", "to": "445381102-S1", "goods": goods})["shipment"]
    call("townkeeper", f"shipments/{shipment}/acknowledge/", {})
    stock = call("townkeeper", "stock/")["stock"]
    assert [(row["item"]["item"], row["on_hand"], row["store"]) for row in stock] == [("goggles", 30, "445381102-S1")]
    lot = stock[0]["lots"][0]["id"]
    call("townkeeper", "count/", {"store": "445381102-S1", "lots": {lot: 29}, "reasons": {lot: "damaged"}})
    call("townkeeper", "write-off/", {"store": "445381102-S1", "lots": {lot: 1}, "reason": "unfit"})
    call("keeper", f"donations/{busy}/inspect/", {"lots": {}})
    asked = {"place": "445381102", "store": "445381-S1", "case_class": "medical", "goods": goods}
    request = call("town", "requests/", asked)["request"]
    call("town", f"requests/{request}/withdraw/", {})
    assert call("town", "stock/")["stock"][0]["on_hand"] == 28
    assert len(call("officer", "donations/")) == 1 and call("officer", "makers/")[0]["name"] == "試口罩廠"
    assert User.objects.filter(username="keeper").exists()
