"""Names for another department: a basis, few columns, two organisations, a watermark, an end, told to each person."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from docx import Document
from openpyxl import load_workbook

from tests.screening.conftest import NOW, TODAY
from tests.screening.test_conclude import refusal
from tongchou.bulletin.models import Disclosure, Download, OutwardRoster
from tongchou.bulletin.rosters.services import approve, ask, destroy, expired, fetch, of_person
from tongchou.bulletin.rosters.services import listed as rosters_of
from tongchou.pillars.screening.models import Check
from tongchou.pillars.screening.services import conclude
from tongchou.registers.people.models import Look
from tongchou.registers.people.services import locate

GIVEN = {
    "department": "市教育局",
    "legal_basis": "《傳染病防治法》第十二條",
    "purpose": "安排缺課學生補課",
    "columns": ["name", "place", "ends_on"],
    "on": TODAY,
    "at": NOW,
}


@pytest.fixture
def observed(acting, listed, place):
    """Put one of the town's villages and one of the neighbours under observation; return the two persons."""
    persons = []
    for at, lead in (("罗镜社区", "village"), ("云龙村", "neighbour")):
        (case,) = listed(at)
        conclude(acting(lead), {case: "home-quarantine"}, at=NOW)
        persons.append(Check.objects.get(case=case).person)
        locate(persons[-1:], place(at))
    return persons


def asked(scope, at, **more):
    return ask(scope, "screening.observed", place=at, **(GIVEN | more))


def test_a_roster_is_made_when_another_organisation_agrees_and_holds_the_places_people_alone(acting, observed, place):
    row = asked(acting("town"), place("罗镜镇"), also=["家庭年收入"])
    assert refusal(fetch, acting("town"), row.pk, fmt="xlsx", at=NOW).code == "roster_waits"
    made = approve(acting("officer"), row.pk, at=NOW)
    assert made.rows == 1
    sheet = load_workbook(io.BytesIO(fetch(acting("town"), row.pk, fmt="xlsx", at=NOW))).active
    cells = [[cell.value for cell in line] for line in sheet.iter_rows()]
    head = next(n for n, line in enumerate(cells) if line[0] == "姓名")
    assert cells[head][:4] == ["姓名", "所在網格", "期滿日", "家庭年收入"]
    assert [line[3] for line in cells[head + 1 :]] == ["本台賬未採集"]
    assert cells[head + 1][0].startswith("試") and "市教育局" in sheet.oddHeader.center.text
    word = Document(io.BytesIO(fetch(acting("officer"), row.pk, fmt="docx", at=NOW)))
    assert "僅供市教育局使用" in word.sections[0].header.paragraphs[0]._p.xml
    assert len(word.tables[0].rows) == 2
    assert set(Download.objects.values_list("user", flat=True)) == {acting("town").user_id, acting("officer").user_id}


def test_everyone_on_it_and_nobody_else_is_told_of(acting, observed, place):
    mine, theirs = observed
    row = approve(acting("officer"), asked(acting("town"), place("罗镜镇")).pk, at=NOW)
    assert list(Disclosure.objects.values_list("person", flat=True)) == [mine]
    assert list(Look.objects.values_list("person", "purpose")) == [(mine, "outward")]
    assert [one.pk for one in of_person(acting("village"), mine)] == [row.pk]
    assert of_person(acting("officer"), theirs) == []


def test_two_people_of_two_organisations(acting, observed, place, post_as):
    officer = acting("officer")
    row = asked(officer, place("罗定市"))
    colleague = post_as("officer2", "county_officer", "罗定市", group="prevention")
    assert refusal(approve, officer, row.pk, at=NOW).code == "same_person"
    assert refusal(approve, colleague, row.pk, at=NOW).code == "same_organisation"
    assert refusal(approve, acting("town"), row.pk, at=NOW).code == "not_allowed"
    other = post_as("officer3", "county_officer", "罗定市", group="supplies")
    assert approve(other, row.pk, at=NOW).rows == 2
    assert refusal(approve, other, row.pk, at=NOW).code == "roster_unknown"
    assert not OutwardRoster.objects.filter(approved_by=None).exists()


def test_what_is_missing_or_unknown_is_refused(acting, observed, place):
    town, at = acting("town"), place("罗镜镇")
    for more, code in (
        ({"legal_basis": " "}, "basis_missing"),
        ({"purpose": ""}, "basis_missing"),
        ({"columns": []}, "columns_missing"),
        ({"columns": ["income"]}, "column_unknown"),
        ({"hours": 0}, "bad_hours"),
        ({"hours": 1000}, "bad_hours"),
    ):
        assert refusal(asked, town, at, **more).code == code
    assert refusal(asked, town, place("云龙村")).code == "not_allowed"
    assert refusal(asked, acting("village"), place("罗镜社区")).code == "not_allowed"
    assert refusal(ask, town, "nobody", place=at, **GIVEN).code == "source_unknown"


def test_it_ends_and_its_file_with_it(acting, observed, place, post_as):
    row = approve(acting("officer"), asked(acting("town"), place("罗镜镇"), hours=2).pk, at=NOW)
    later = NOW + timedelta(hours=2)
    assert expired(at=NOW) == []
    assert refusal(fetch, acting("town"), row.pk, fmt="xlsx", at=later).code == "roster_expired"
    assert refusal(fetch, post_as("t2", "town_lead", "罗镜镇"), row.pk, fmt="xlsx", at=NOW).code == "roster_unknown"
    assert destroy(expired(at=later)) == 1
    assert (OutwardRoster.objects.get().xlsx, Disclosure.objects.count()) == ("", 1)


def test_a_list_of_rosters_stops_at_the_border(acting, observed, place, post_as):
    asked(acting("town"), place("罗镜镇"))
    assert len(rosters_of(acting("officer"))) == len(rosters_of(acting("town"))) == 1
    assert rosters_of(post_as("t2", "town_lead", "附城街道")) == []
