"""The preview of a list: open addresses are settled before it is taken in, and a stopped commit says how to go on."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.web import county, days
from tests.web.test_pages import desk_of
from tongchou.base.ids import new_id
from tongchou.intake import services, working
from tongchou.intake.models import Upload
from tongchou.pillars.screening.models import Unclaimed
from tongchou.registers.places.editions import Row, open_edition
from tongchou.registers.places.queries import tree
from tongchou.registers.places.reorganise import rows_of

pytestmark = pytest.mark.django_db(databases="__all__")
LUOJING, FUCHENG = "445381102003", "445381105001"


@pytest.fixture
def officer(desk: Callable[[str], Client]) -> Client:
    """Sign in to a county with a 云龙 in either town."""
    rows = [*rows_of(tree(county.TODAY)), Row(LUOJING, "云龙村", "445381102", "medium")]
    open_edition(rows, from_on=county.OPENED, title="再添一村")
    return desk_of("officer")


def handed_in(client: Client, *addresses: str) -> str:
    rows = [f"李某{'甲乙丙'[n]},{days.id_number(7000 + n)},{address}" for n, address in enumerate(addresses)]
    text = "\n".join(["姓名,身份证号码,住址", *rows])
    page = client.post("/intake/", {"kind": "screening", "sender": "市外事局", "text": text}, follow=True)
    return re.findall(r"/intake/([\w-]{36})/commit/", page.content.decode())[0]


def test_open_addresses_show_their_candidates_and_are_settled_for_all_rows(officer: Client) -> None:
    number = handed_in(officer, "云龙村3队", "云龙村3队", "罗镜镇水摆村")
    page = officer.get(f"/intake/{number}/").content.decode()
    mark = re.findall(r'name="place:([0-9a-f]+)"', page)[0]
    assert f'value="{LUOJING}"' in page and f'value="{FUCHENG}"' in page and "云龙村*队" in page
    back = {"back": f"/intake/{number}/?outcome=flagged"}
    done = officer.post(f"/intake/{number}/settle/", {f"place:{mark}": LUOJING, **back}, follow=True)
    assert done.redirect_chain[-1][0] == back["back"] and "共 2 行有變動" in done.content.decode()
    officer.post(f"/intake/{number}/commit/")
    assert not Unclaimed.objects.exists()


def test_settling_is_the_senders_alone(officer: Client) -> None:
    number = handed_in(officer, "云龙村3队")
    assert desk_of("town").post(f"/intake/{number}/settle/", {"place:0": LUOJING}).status_code == 404


def test_api_settles_likewise(officer: Client) -> None:
    number = handed_in(officer, "云龙村", "云龙村")
    found = officer.get(f"/api/intake/{number}/addresses/").json()
    assert [(one["rows"], [c["code"] for c in one["candidates"]], one["said"]) for one in found] == [
        (2, [LUOJING, FUCHENG], None)
    ]
    said = {"places": {found[0]["mark"]: FUCHENG}}
    answer = officer.post(f"/api/intake/{number}/settle/", said, content_type="application/json")
    assert answer.json() == {"rows": 2}
    assert officer.get(f"/api/intake/{number}/addresses/").json()[0]["said"] == FUCHENG
    bad = {"places": {found[0]["mark"]: "445381102002"}}
    assert officer.post(f"/api/intake/{number}/settle/", bad, content_type="application/json").status_code == 409


def test_a_stopped_commit_says_so_and_goes_on(officer: Client) -> None:
    number = handed_in(officer, "罗镜镇水摆村")
    Upload.objects.filter(pk=number).update(commit_asked_at=county.NOW)
    page = officer.get(f"/intake/{number}/").content.decode()
    assert "接着錄入" in page and "一行也沒有入賬" in page
    assert "已錄入 1 行" in officer.post(f"/intake/{number}/commit/", follow=True).content.decode()


def test_whoever_looks_meanwhile_sees_how_far_it_is(officer: Client) -> None:
    number = handed_in(officer, "罗镜镇水摆村")
    Upload.objects.filter(pk=number).update(commit_asked_at=county.NOW)
    upload = Upload.objects.get(pk=number)
    from tongchou.base import progress

    with working.at_work(upload.pk):
        progress.tell("people", 250, 1_000)
        for address in (f"/intake/{number}/", f"/intake/{number}/progress/"):
            page = officer.get(address).content.decode()
            assert "1,000 行中已 250 行" in page and 'value="250"' in page, address
    assert officer.get(f"/intake/{number}/progress/").headers["HX-Redirect"] == f"/intake/{number}/"
    assert working.progress_of(new_id()) is None and services.pending() == [upload]
