"""The public ledger: open to everybody, a name by consent alone, sums that agree with the figures, nothing live."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.supplies.conftest import NOW, TODAY, item
from tests.web.conftest import visitor
from tongchou.base.ids import new_id
from tongchou.figures.asking import ask
from tongchou.pillars.supplies import published, services
from tongchou.pillars.supplies.models import Batch, Request
from tongchou.pillars.supplies.published import LEDGER, Asked
from tongchou.registers.people.models import Person
from tongchou.registers.staff.session import as_anyone

pytestmark = pytest.mark.django_db(databases="__all__")

ADDRESS, FILE = "/supplies/donations/ledger/", "/supplies/donations/ledger.csv"
MASKS = services.Good(item("medical-mask"), 1000)


@pytest.fixture
def given(acting, place):
    """Register a donation: `given(goods=..., money=...)` gives its case."""

    def give(**more: Any) -> int:
        batch = services.NewBatch(donated_on=TODAY, **more)
        return services.give(acting("officer"), batch, place=place("罗定市"), at=NOW)

    return give


@pytest.fixture
def some(given):
    """Five batches: one named, one not, one directed, one with the charity federation, one only pledged."""
    return [
        given(money=100_00, donor="試甲某", thanked_as="試甲某", receipt_number="粵紅0001"),
        given(goods=(MASKS,), worth=2_000_00, donor="試乙某", receipt_number="粵紅0002"),
        given(money=50_00, donor="試丙某", directed_to="市人民醫院"),
        given(goods=(MASKS, services.Good(item("goggles"), 20)), worth=500_00, receiver="charity-federation"),
        given(money=900_00, donor="試丁某", thanked_as="試丁某", pledged=True),
    ]


def page(path: str = ADDRESS, **asked: str) -> str:
    answer = Client().get(path, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def found(text: str) -> str:
    answer = Client().post(ADDRESS, {"text": text})
    assert answer.status_code == 200
    return answer.content.decode()


def program(**asked: str) -> dict[str, Any]:
    return Client().get("/api/supplies/ledger/", asked).json()


def table(**asked: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(Client().get(FILE, asked).content.decode("utf-8-sig"))))


@pytest.mark.parametrize(
    ("language", "word"), [("zh-hant", "捐贈公示"), ("zh-hans", "捐赠公示"), ("en", "Donations ledger")]
)
def test_the_ledger_is_open_in_three_languages_and_shows_no_desk(some, language, word):
    body = Client().get(ADDRESS, headers={"Accept-Language": language}).content.decode()
    assert word in body and "粵紅0001" in body
    assert not any(way in body for way in ('href="/supplies/"', 'href="/figures/', "/sign-out/"))


def test_every_link_of_the_ledger_opens_without_a_sign_in(some):
    links = {link for link in re.findall(r'href="([^"#]+)"', page()) if not link.startswith(("/static/", "/field/"))}
    opened = {link: Client().get(link if link.startswith("/") else ADDRESS + link).status_code for link in links}
    assert {link for link, status in opened.items() if status != 200} <= {"/"} and len(links) > 4


def test_without_consent_no_name_stands_anywhere(some):
    bodies = (page(), page(FILE), json.dumps(program(), ensure_ascii=False), found("試"), page(receiver="red-cross"))
    assert [[name in body for name in ("試甲某", "試乙某", "試丙某", "試丁某")] for body in bodies] == [
        [True, False, False, False] for _ in bodies
    ]
    assert "不具名" in bodies[0] and "不具名" in bodies[1]


def test_nobody_is_found_by_a_name_they_did_not_agree_to(some):
    assert "粵紅0002" not in found("試乙某") and "沒有符合的捐贈" in found("試乙某")
    assert "粵紅0001" in found("試甲某") and "粵紅0001" in found("试甲")


def test_a_search_finds_receipts_and_goods_in_either_script(some):
    asked = ("紅0002", "医用口罩", "醫用口罩", "護目鏡")
    assert ["粵紅0002" in found(text) for text in asked] == [True, True, True, False]
    english = Client().post(ADDRESS, {"text": "mask"}, headers={"Accept-Language": "en"})
    assert "粵紅0002" in english.content.decode()


def test_a_search_leaves_no_name_in_an_address(some):
    assert "試甲某" in page(text="試甲某") and "粵紅0002" in page(text="試甲某"), "the address asks for nothing"


def test_consent_taken_back_hides_the_name(some, acting):
    services.consent(acting("officer"), some[0], name="")
    assert "試甲某" not in page() + page(FILE) + found("試甲某").replace('value="試甲某"', "").replace("「試甲某」", "")


def test_a_reversed_batch_stays_as_reversed_and_counts_no_more(some, acting):
    user = acting("officer")
    services.supersede([some[1]], actor=user.user_id, role=user.role, at=NOW)
    (row,) = [row for row in published.batches() if row.state == "reversed"]
    assert (row.receipt_number, row.worth, [good.quantity for good in row.goods]) == ("粵紅0002", 2_000_00, [1000])
    sums = published.totals()
    assert (sums.whole.batches, sums.reversed, sums.whole.worth) == (3, 1, 500_00)
    assert "已沖銷" in page() and [(r["物資折價（元）"], r["狀態"]) for r in table() if r["票據號"] == "粵紅0002"] == [
        ("", "已沖銷")
    ]
    assert sums.whole.total == ask("donations_worth", on=TODAY).value


def test_the_sums_agree_with_the_figures_the_rows_and_the_parts(some):
    sums = published.totals()
    assert (sums.whole.batches, sums.whole.total) == (
        ask("donations_batches", on=TODAY).value, ask("donations_worth", on=TODAY).value,
    )  # fmt: skip
    assert (sums.whole.money, sums.whole.worth, sums.unnamed) == (150_00, 2_500_00, 3)
    for asked in (published.EVERYTHING, *(Asked(code) for code in sums.receivers), Asked(item="medical-mask")):
        rows, part = published.batches(asked, limit=None), published.totals(asked).whole
        assert (len(rows), sum(r.money for r in rows), sum(r.worth for r in rows)) == (
            part.batches, part.money, part.worth,
        )  # fmt: skip
    assert {one.code: (many, n) for one, many, n in sums.goods} == {"medical-mask": (2000, 2), "goggles": (20, 1)}
    assert sum(float(row["資金（元）"] or 0) for row in table()) == 150
    assert program()["whole"] == {"batches": 4, "money": 150_00, "worth": 2_500_00}
    assert [row["receipt_number"] for row in program(receiver="charity-federation")["batches"]] == [""]


def test_two_hundred_and_fifty_batches_stand_on_six_pages(acting, place):
    rows = [services.NewBatch(donated_on=TODAY, money=n * 100, receipt_number=f"R{n:03}") for n in range(1, 252)]
    user = acting("officer")
    services.open_batches(rows, place=place("罗定市"), actor=user.user_id, role=user.role, at=NOW, entry=new_id())
    seen = [row.receipt_number for start in range(0, 300, 50) for row in published.batches(start=start)]
    assert (len(seen), len(set(seen)), len(table())) == (251, 251, 251)
    assert "R001" in page(page="6") and Client().get(ADDRESS, {"page": "0"}).status_code == 400


def test_a_name_that_a_spreadsheet_would_run_is_written_as_text(given):
    given(money=100, donor="x", thanked_as='=HYPERLINK("http://x")', receipt_number="@SUM(A1)")
    (row,) = table()
    assert (row["捐贈人"][:2], row["票據號"][:2]) == ("'=", "'@")


def test_what_an_address_asks_that_nobody_knows_is_answered_politely(some):
    assert "沒有符合的捐贈" in page(item="x") and "粵紅0001" in page(receiver="x")


def test_the_desk_sees_the_same_ledger_with_its_figures_as_doors(some):
    body = visitor("officer").get(ADDRESS).content.decode()
    assert "/figures/donations_worth/" in body and "試乙某" not in body


def test_the_store_itself_shows_everybody_the_ledger_and_nothing_else(some, acting, store, place):
    services.ask(acting("officer"), place("罗镜镇"), {MASKS.item.id: 9}, store=store, case_class="medical", at=NOW)
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps no policies")
    with as_anyone(LEDGER):
        assert set(Batch.objects.values_list("case", flat=True)) == set(some[:4])
        assert (Person.objects.count(), Request.objects.count()) == (0, 0)
    with as_anyone("no-such-reach"):
        assert not Batch.objects.exists()
