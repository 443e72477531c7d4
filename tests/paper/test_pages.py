"""The desk's pages of day sheets: made, printed, keyed at speed, and nothing of the neighbours."""

from __future__ import annotations

import re

import pytest

from tests.web.conftest import visitor
from tongchou.paper.marks import code_of
from tongchou.paper.models import Keyed, Sheet
from tongchou.registers.people.models import Look
from tongchou.registers.staff.models import User

pytestmark = pytest.mark.django_db(databases="__all__")


def test_a_lead_makes_prints_and_keys_a_sheet(sheet, team):
    Sheet.objects.all().delete()
    desk = visitor("village")
    assert "作日表" in desk.get("/day-sheets/").content.decode()
    where = desk.post("/day-sheets/make/", {"team": team}).url
    number = Sheet.objects.get().pk
    assert where == f"/day-sheets/{number}/"
    printed = desk.post(f"{where}paper/")
    assert printed.content.startswith(b"%PDF") and printed["Content-Disposition"].endswith('.pdf"')
    assert "no-store" in printed["Cache-Control"]
    assert Look.objects.filter(purpose="check").count() == 3
    writer = User.objects.get(username="worker").pk
    line = f"{code_of(number, 1)} A 36.8"
    first, again = (desk.post(f"{where}key/", {"line": line, "wrote_by": writer}).content.decode() for _ in range(2))
    assert "已入賬。" in first and "試**" in first
    assert "此前已錄，內容相同。" in again
    assert re.search(rf'<option value="{writer}" selected>', first), "the writer stays chosen"
    asked = desk.post(f"{where}key/", {"line": f"{code_of(number, 1)} Q", "wrote_by": writer}).content.decode()
    assert "現在要更正嗎？" in asked and 'name="correct" value="1"' in asked
    assert Keyed.objects.count() == 1


def test_a_wrong_code_is_said_and_kept_in_the_field(sheet):
    answer = visitor("village").post(f"/day-sheets/{sheet.pk}/key/", {"line": "01A A", "wrote_by": "1"})
    good = code_of(sheet.pk, 1) == "01A"
    assert answer.status_code == (200 if good else 409)
    assert good or 'value="01A A"' in answer.content.decode()


def test_the_neighbour_finds_no_sheet_of_ours(sheet):
    desk = visitor("neighbour")
    assert desk.get(f"/day-sheets/{sheet.pk}/").status_code == 404
    assert desk.post(f"/day-sheets/{sheet.pk}/paper/").status_code == 404
    assert desk.post(f"/day-sheets/{sheet.pk}/key/", {"line": "01A A", "wrote_by": "1"}).status_code == 404
    assert f"/day-sheets/{sheet.pk}/" not in desk.get("/day-sheets/").content.decode()
    assert desk.get("/api/day-sheets/").json() == []
    assert visitor("town").get(f"/api/day-sheets/{sheet.pk}/").json()["rows"][0]["keyed"] is None


def test_the_api_keys_a_line_and_says_what_became_of_it(sheet):
    desk, writer = visitor("village"), User.objects.get(username="worker").pk
    body = {"line": f"{code_of(sheet.pk, 2)} A", "wrote_by": writer}
    answers = [
        desk.post(f"/api/day-sheets/{sheet.pk}/key/", body, content_type="application/json").json() for _ in range(2)
    ]
    assert [one["answer"] for one in answers] == ["created", "exists"]
