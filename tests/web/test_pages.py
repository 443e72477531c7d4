"""Pages with data in them: what they show, what they do, and what of the neighbouring village they must not show."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.web import county, days
from tongchou.intake.models import Upload
from tongchou.journal import recount
from tongchou.journal.models import Standing
from tongchou.pillars.screening.models import Check, Unclaimed
from tongchou.registers.people.models import Look
from tongchou.registers.places.queries import tree

pytestmark = pytest.mark.django_db(databases="__all__")

Desk = Callable[[str], Client]


@pytest.fixture
def played(desk: Desk) -> Desk:
    """Return the desk of a county in which two days went by."""
    days.play(last=county.TODAY, days=2)
    return desk_of


def desk_of(username: str) -> Client:
    from tests.web.conftest import visitor

    return visitor(username)


def checks_in(code: str, state: str = "") -> list[int]:
    """Return the cases that stand at a place or below it, in the order of their numbers."""
    now = tree(county.TODAY)
    within = now.below(now.by_code[code]).tolist()
    cases = Check.objects.values_list("case", flat=True)
    found = Standing.objects.filter(case__in=cases, place__in=within, account__gt=0).order_by("case")
    from tongchou.journal.chart import chart

    return [one.case for one in found if not state or chart().state(one.account) == state]


LISTS = ("/", "/lists/", "/checks/?state=*", "/disputes/", "/visits/?state=*", "/unclaimed/", "/closing/", "/books/")


def test_nothing_of_the_neighbouring_village_is_on_any_list(played: Desk) -> None:
    theirs = set(checks_in("445381105"))
    mine = set(checks_in("445381102001"))
    assert theirs and mine
    village = played("village")
    for address in LISTS:
        answer = village.get(address)
        assert answer.status_code == 200, address
        linked = {int(found) for found in re.findall(r"/(?:checks|case)/(\d+)/", answer.content.decode())}
        assert not linked & theirs, address
    seen = village.get("/checks/?state=*").content.decode()
    assert {int(found) for found in re.findall(r'/checks/(\d+)/"', seen)} == mine


def test_a_neighbours_check_and_person_are_not_there(played: Desk) -> None:
    case = checks_in("445381105")[0]
    person = Check.objects.get(case=case).person
    village = played("village")
    answers = {
        "check": village.get(f"/checks/{case}/"),
        "case": village.get(f"/books/case/{case}/"),
        "person": village.get(f"/people/{person}/"),
        "look": village.post(f"/people/{person}/look/", {"purpose": "tracing"}),
        "place": village.get("/?at=445381105001"),
        "conclude": village.post(f"/checks/{case}/outcome/", {"outcome": "cleared"}),
        "hand over": village.post(f"/checks/{case}/hand-over/", {"to": "445381102001"}),
    }
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 404)
    assert not Look.objects.exists()
    assert played("command").get(f"/checks/{case}/").status_code == 200


def test_a_person_is_masked_until_a_purpose_is_given_and_the_look_is_logged(played: Desk) -> None:
    case = checks_in("445381102001")[0]
    check = Check.objects.select_related("roster").get(case=case)
    village = played("village")
    masked = village.get(f"/people/{check.person}/").content.decode()
    shown = village.post(f"/people/{check.person}/look/", {"purpose": "tracing"}).content.decode()
    numbers = re.findall(r"445381\d{11}[\dX]", shown)
    assert numbers and not any(number in masked for number in numbers)
    assert [(look.person_id, look.purpose) for look in Look.objects.all()] == [(check.person, "tracing")]
    assert "流行病學調查" in village.get(f"/people/{check.person}/looks/").content.decode()


def test_a_number_that_is_looked_for_never_stands_in_an_address(played: Desk) -> None:
    number = days.id_number(100)
    answer = played("officer").post("/people/", {"number": number})
    assert answer.status_code == 302 and number not in answer.headers["Location"]


def test_a_check_is_concluded_taken_back_and_handed_over(played: Desk) -> None:
    case = checks_in("445381102001", "pending")[0]
    town = played("town")
    said = town.post(f"/checks/{case}/outcome/", {"outcome": "cleared"}, follow=True).content.decode()
    assert "已錄入：已排除" in said and "/books/entry/" in said
    claim = re.findall(r'name="claim" value="(\d+)"', said)[-1]
    again = town.post(f"/checks/{case}/take-back/", {"claim": claim, "reason": "mistyped"}, follow=True)
    assert "已沖銷" in again.content.decode() and case in checks_in("445381102001", "pending")
    town.post(f"/checks/{case}/hand-over/", {"to": "445381105001"})
    assert case in checks_in("445381105001", "pending") and town.get(f"/checks/{case}/").status_code == 404


def test_a_refused_act_is_told_where_it_was_tried(played: Desk) -> None:
    case = checks_in("445381102001", "pending")[0]
    answer = played("town").post(f"/checks/{case}/outcome/", {"outcome": "persuaded"}, follow=True)
    assert answer.redirect_chain == [(f"/checks/{case}/", 302)]
    assert "核查結果中沒有" in answer.content.decode()


def test_a_dispute_stands_side_by_side_until_it_is_decided(played: Desk) -> None:
    town = played("town")
    page = town.get("/disputes/").content.decode()
    case = int(re.findall(r"/checks/(\d+)/decide/", page)[0])
    assert set(re.findall(r'name="outcome" value="([\w-]+)"', page)) == {"cleared", "home-quarantine"}
    town.post(f"/checks/{case}/decide/", {"outcome": "cleared", "reason": "verified-on-site"})
    assert "沒有不一致的結論" in town.get("/disputes/").content.decode()
    assert case in checks_in("445381102", "cleared")


def test_an_unclaimed_address_is_claimed_by_whoever_it_was_asked_of(played: Desk) -> None:
    case = Unclaimed.objects.order_by("case").values_list("case", flat=True)[0]
    assert f"/unclaimed/{case}/claim/" in played("village").get("/unclaimed/").content.decode()
    played("village").post(f"/unclaimed/{case}/claim/", {"place": "445381102001-01"})
    assert case in checks_in("445381102001-01", "pending")


def test_due_visits_are_answered_several_at_once(played: Desk) -> None:
    town = played("town")
    page = town.get("/visits/").content.decode()
    due = re.findall(r'name="case" value="(\d+)"', page)
    assert len(due) > 1
    said = town.post("/visits/answer/", {"case": due, "answer": "seen", "temperature": "３６．５"}, follow=True)
    assert f"已錄入 {len(due)} 人" in said.content.decode()
    told = town.post("/visits/answer/", {"case": due[:1], "answer": "by-telephone"}, follow=True).content.decode()
    assert "電話代錄要寫明" in told


def test_a_list_is_looked_at_corrected_and_taken_in(played: Desk) -> None:
    officer = played("officer")
    text = (
        "姓名,身份证号码,电话,目前所在,从哪来,返回日期\n"
        + f"李某,{days.id_number(7000)},13900001111,云龙村第1格,境外,2020-03-20"
    )
    form = {"kind": "screening", "sender": "市外事局", "on": "2020-03-20", "text": text}
    page = officer.post("/intake/", form, follow=True)
    number = re.findall(r"/intake/([\w-]{36})/commit/", page.content.decode())[0]
    assert Check.objects.filter(roster__upload=number).count() == 0
    fixed = officer.post(f"/intake/{number}/columns/", {"column:目前所在": "address"}, follow=True).content.decode()
    assert "已按所選的列重新讀取" in fixed
    done = officer.post(f"/intake/{number}/commit/", follow=True).content.decode()
    assert "已錄入 1 行" in done and Check.objects.filter(roster__upload=number).count() == 1
    answer = officer.get(f"/intake/{number}/answer/")
    assert answer.content[:2] == b"PK" and "attachment" in answer.headers["Content-Disposition"]


def test_an_upload_is_its_senders_alone(played: Desk) -> None:
    number = Upload.objects.order_by("received_at").values_list("pk", flat=True)[0]
    for action in ("", "answer/"):
        assert played("town").get(f"/intake/{number}/{action}").status_code == 404
    assert played("town").post(f"/intake/{number}/forget/").status_code == 404


def test_somebody_met_at_the_door_is_registered_once(played: Desk) -> None:
    village = played("village")
    entry = re.findall(r'name="entry" value="([\w-]+)"', village.get("/checks/meet/").content.decode())[0]
    form = {
        "entry": entry,
        "name": "吳某",
        "id_number": days.id_number(8000),
        "place": "445381102001-01",
        "group": "met",
    }
    before = set(checks_in("445381102001"))
    first, second = (village.post("/checks/meet/", form) for _ in range(2))
    assert first.status_code == second.status_code == 302 and first.headers["Location"] == second.headers["Location"]
    assert len(set(checks_in("445381102001")) - before) == 1
    wrong = village.post("/checks/meet/", form | {"id_number": days.id_number(8000)[:-1] + "A"})
    assert wrong.status_code == 400 and "身份證號不對" in wrong.content.decode()


def test_a_village_closes_with_reasons_and_says_who_did(played: Desk) -> None:
    village = played("village")
    refused = village.post("/closing/place/?at=445381102001&on=2020-03-20", follow=True).content.decode()
    assert "尚有未清" in refused
    page = village.get("/closing/").content.decode()
    reasons = dict.fromkeys(re.findall(r'name="(reason:[\w.]+)"', page), "unreachable")
    done = village.post("/closing/place/?at=445381102001&on=2020-03-20", reasons, follow=True).content.decode()
    assert "已日結。結轉" in done and "陳主任" in done
    assert played("neighbour").post("/closing/place/?at=445381102001&on=2020-03-20").status_code == 404


def test_every_number_of_a_home_opens_to_its_figure(played: Desk) -> None:
    command = played("command")
    doors = set(re.findall(r'class="door[^"]*" href="([^"]+)"', command.get("/").content.decode()))
    assert doors
    answers = {door: command.get(door.replace("&amp;", "&")).status_code for door in sorted(doors)}
    assert {door: status for door, status in answers.items() if status != 200} == {}


@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans", "en"])
def test_the_bulletin_stands_in_each_language_and_as_a_file(played: Desk, language: str) -> None:
    command = played("command")
    page = command.get(f"/bulletin/?lang={language}")
    assert page.status_code == 200 and f'lang="{language}"' in page.content.decode()
    file = command.get(f"/bulletin/file/?lang={language}&format=docx")
    assert file.content[:2] == b"PK"


def test_a_figure_opens_into_as_many_rows_as_it_counts(played: Desk) -> None:
    page = played("town").get("/figures/screening_pending/rows/").content.decode()
    assert len(re.findall(r"/books/case/\d+/", page)) == len(checks_in("445381102", "pending"))


def test_the_county_is_sealed_and_audited(played: Desk) -> None:
    command = played("command")
    command.post("/closing/day/?at=445381&on=2020-03-19")
    seals = played("auditor").get("/seals/").content.decode()
    assert len(re.findall(r"\b[0-9a-f]{64}\b", seals)) >= 1
    told = played("auditor").post("/seals/audit/").content.decode()
    assert "全部核對相符" in told, told[told.index("<main") :]


def test_the_auditor_may_have_every_fact_read_again(played: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(recount, "audit", lambda *, anew=False: asked.append(anew) or [])
    auditor = played("auditor")
    assert 'name="anew"' in auditor.get("/seals/").content.decode()
    for answer in (auditor.post("/seals/audit/"), auditor.post("/seals/audit/", {"anew": "1"})):
        assert "全部核對相符" in answer.content.decode()
    assert asked == [False, True]


def test_an_appeal_is_filed_and_answered_by_another(played: Desk) -> None:
    case = checks_in("445381102", "home-quarantine")[0]
    town = played("town")
    town.post(f"/checks/{case}/appeal/", {"ground": "exposure-wrong"})
    page = played("officer").get("/appeals/").content.decode()
    number = re.findall(r"/appeals/(\d+)/answer/", page)[0]
    assert "暴露日期有誤" in page and f"/checks/{case}/" in page
    assert (
        "申訴已答覆"
        in played("officer").post(f"/appeals/{number}/answer/", {"answer": "upheld"}, follow=True).content.decode()
    )
    assert "沒有待答覆的申訴" in played("officer").get("/appeals/").content.decode()
    assert f"/checks/{case}/" not in played("neighbour").get("/appeals/").content.decode()


def test_two_officers_add_a_rule_and_one_alone_does_not(desk: Desk) -> None:
    officer = desk("officer")
    form = {"areas": "湖北\n溫州", "from_on": "2020-03-20", "source": "粵防疫〔2020〕1號"}
    officer.post("/rules/screening.source_areas/propose/", form)
    page = officer.get("/rules/").content.decode()
    number = re.findall(r"/rules/(\d+)/approve/", page)[0]
    assert "不能批准自己" in officer.post(f"/rules/{number}/approve/", follow=True).content.decode()
    done = desk_of("command").post(f"/rules/{number}/approve/", follow=True).content.decode()
    assert "已批准" in done and "粵防疫〔2020〕1號" in done and "待批准" not in done


def test_the_outcomes_of_a_rule_are_a_form(desk: Desk) -> None:
    officer = desk("officer")
    assert officer.get("/rules/screening.outcomes/propose/").status_code == 200
    form = {
        "cleared:title": "已排除",
        "cleared:groups": ["met", "from-abroad"],
        "from_on": "2020-03-20",
        "source": "甲",
    }
    assert "已擬好" in officer.post("/rules/screening.outcomes/propose/", form, follow=True).content.decode()
    bad = officer.post("/rules/screening.outcomes/propose/", {"from_on": "2020-03-20", "source": "甲"}, follow=True)
    assert "格式" in bad.content.decode()


def test_a_team_is_formed_where_there_was_none(desk: Desk) -> None:
    from tongchou.registers.places.models import Place
    from tongchou.registers.staff.models import Post, User

    village = desk("village")
    cell = Place.objects.get(code="445381102001-01")
    worker = User.objects.get(username="worker")
    Post.objects.create(user=worker, role="field_worker", kind="health_worker", place=cell.pk, from_on=county.OPENED)
    page = village.get("/teams/?at=445381102001-01").content.decode()
    assert f'<option value="{worker.pk}">' in page
    done = village.post("/teams/form/?at=445381102001-01", {"health": str(worker.pk)}, follow=True).content.decode()
    assert "小組已定" in done and "張網格員" in done
    assert desk_of("neighbour").post("/teams/form/?at=445381102001-01", {"health": str(worker.pk)}).status_code == 404


def test_a_campaign_is_ended_only_after_a_second_question(desk: Desk) -> None:
    asked = desk("officer").get("/campaigns/passport-2020/end/").content.decode()
    assert "不可恢復" in asked
    refused = desk_of("officer").post("/campaigns/passport-2020/end/", follow=True).content.decode()
    assert "沒有名為「passport-2020」的專項排查" in refused
