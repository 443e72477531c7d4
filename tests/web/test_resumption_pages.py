"""The desk's pages of resumption: what each reader finds, and what a neighbour or another clerk does not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web import county
from tongchou.base.ids import new_id
from tongchou.pillars.resumption.models import Answer
from tongchou.pillars.resumption.services import Filed, file_list
from tongchou.registers.orgs.models import Organisation
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.models import Post, User

pytestmark = pytest.mark.django_db(databases="__all__")

PAGES = ("/enterprises/", "/enterprises/sheets/", "/enterprises/difficulties/", "/enterprises/spot-checks/",
         "/enterprises/policies/", "/enterprises/venues/")  # fmt: skip


@pytest.fixture
def filed(at_work: None) -> list[int]:
    """File an enterprise in each of two villages; the clerk of the county's users works at the first."""
    now = tree(county.TODAY)
    place = [int(now.by_code[code]) for code in ("445381102001", "445381105001")]
    orgs = [Organisation.objects.create(name=name, folded=name, place=at, told_at=county.NOW)
            for name, at in zip(("永興針織廠", "雲龍水泥廠"), place, strict=True)]  # fmt: skip
    Post.objects.filter(user__username="clerk").update(organisation=orgs[0].pk)
    none: list[None] = [None, None]
    sheet = Filed([o.pk for o in orgs], ["below-scale"] * 2, ["consultation", "management"], np.array(place),
                  ["industry"] * 2, none, none, none, [""] * 2, [""] * 2, [0] * 2, [2, 3])  # fmt: skip
    officer = User.objects.get(username="officer").pk
    cases, _ = file_list(sheet, actor=officer, role="county_officer", on=county.TODAY, at=county.NOW, entry=new_id())
    return [int(case) for case in cases]


def text(visitor: Client, address: str) -> str:
    answer = visitor.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_every_page_opens_for_the_county(desk: Callable[[str], Client], filed: list[int], address: str) -> None:
    text(desk("officer"), address)


def test_a_village_finds_its_own_enterprise_and_not_the_neighbours(
    desk: Callable[[str], Client], filed: list[int]
) -> None:
    said = text(desk("village"), "/enterprises/")
    assert "永興針織廠" in said and "雲龍水泥廠" not in said
    assert desk("neighbour").get(f"/enterprises/{filed[0]}/").status_code == 404


def test_a_clerk_begins_at_their_own_enterprise(desk: Callable[[str], Client], filed: list[int]) -> None:
    clerk = desk("clerk")
    assert clerk.get("/").headers["Location"] == "/enterprise/"
    said = text(clerk, "/enterprise/")
    assert "永興針織廠" in said and "請補齊下列材料" in said
    assert clerk.get(f"/enterprises/{filed[1]}/").status_code == 404
    assert clerk.get("/enterprises/").status_code == 403
    assert clerk.get("/checks/").status_code == 403


def test_a_clerk_hands_papers_in_applies_and_reports(desk: Callable[[str], Client], filed: list[int]) -> None:
    clerk, case = desk("clerk"), filed[0]
    for paper in ("filing-form", "pledge", "prevention-plan"):
        sent = SimpleUploadedFile(f"{paper}.docx", b"content of the paper")
        clerk.post(f"/enterprises/{case}/paper/", {"question": paper, "file": sent, "back": "/enterprise/"})
    assert "材料已齊" in text(clerk, "/enterprise/")
    clerk.post(f"/enterprises/{case}/apply/", {"back": "/enterprise/"})
    assert "請報送今日職工健康情況" in text(clerk, "/enterprise/")
    said = clerk.post(
        f"/enterprises/{case}/report/",
        {"total": "12", "monitored": "10", "cleared": "10", "abnormal": "0"},
        follow=True,
    )
    assert "今日日報已錄入" in said.content.decode()
    assert "今日沒有待辦事項" in text(clerk, "/enterprise/")
    number = Answer.objects.get(question="pledge").pk
    assert clerk.get(f"/enterprises/papers/{number}/").content == b"content of the paper"
    assert desk("neighbour").get(f"/enterprises/papers/{number}/").status_code == 404


def test_a_wrong_sheet_says_what_to_do(desk: Callable[[str], Client], filed: list[int]) -> None:
    said = desk("town").post(
        f"/enterprises/{filed[0]}/report/",
        {"total": "12", "monitored": "10", "cleared": "7", "abnormal": "1"},
        follow=True,
    )
    assert "監測人數應等於已排除與異常之和" in said.content.decode()


def test_a_page_of_an_enterprise_shows_the_regimes_of_every_day(
    desk: Callable[[str], Client], filed: list[int]
) -> None:
    said = text(desk("town"), f"/enterprises/{filed[0]}/")
    assert "備案承諾後復工" in said and "驗收後復工" in said


def test_the_api_gives_what_the_pages_do(desk: Callable[[str], Client], filed: list[int]) -> None:
    village, clerk = desk("village"), desk("clerk")
    assert [row["case"] for row in village.get("/api/enterprises/").json()] == [filed[0]]
    assert [row["case"] for row in clerk.get("/api/enterprises/").json()] == [filed[0]]
    assert clerk.get(f"/api/enterprises/{filed[1]}/").status_code == 404
    assert village.get(f"/api/enterprises/{filed[0]}/regime/?on=2020-02-12").json()["way"] == "approval"
    assert village.get(f"/api/enterprises/{filed[0]}/").json()["missing_papers"]
    for address in ("/api/sheets/", "/api/difficulties/", "/api/spot-checks/", "/api/policies/", "/api/loans/"):
        assert village.get(address).status_code == 200, address
