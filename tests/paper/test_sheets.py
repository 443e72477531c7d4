"""A day sheet: whose names are on it, what its codes catch, and that it is keyed once whatever phones say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.paper.conftest import NOW, TODAY
from tests.screening.test_conclude import refusal
from tongchou.base import clock
from tongchou.journal.models import Entry, Standing
from tongchou.journal.recount import audit
from tongchou.paper.keying import key
from tongchou.paper.making import make, teams_to_print
from tongchou.paper.marks import USUAL, code_of, letters_for, read_line
from tongchou.paper.models import Keyed, Print, Row, Sheet
from tongchou.paper.printing import paper
from tongchou.paper.queries import lines, sheets
from tongchou.pillars.screening import doors, queries
from tongchou.pillars.screening.models import Check, Finding, Visit
from tongchou.pillars.screening.services import conclude, decide, hand_over, open_visits
from tongchou.procedures.retention import due, erase_due
from tongchou.registers.people.models import Look
from tongchou.registers.staff.models import User

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def keyed(sheet, acting):
    """Key a row of the sheet as a user: `keyed(1, "A")`."""

    def say(row, rest, *, by="village", wrote="worker", at=NOW, **more):
        writer = User.objects.get(username=wrote).pk
        return key(acting(by), sheet.pk, f"{code_of(sheet.pk, row)} {rest}", wrote_by=writer, at=at, **more)

    return say


def case_of(sheet, row):
    return Row.objects.get(sheet=sheet, number=row).case


def test_a_sheet_has_its_teams_people_and_no_neighbours(sheet, place):
    rows = list(Row.objects.filter(sheet=sheet).order_by("number"))
    assert [row.number for row in rows] == [1, 2, 3]
    assert {Standing.objects.get(case=row.case).place for row in rows} == {place("罗镜社区")}
    assert Check.objects.count() == 5


def test_due_visits_are_rows_of_their_own_with_their_own_letters(team, listed, acting):
    (case,) = listed("罗镜社区", 1)
    conclude(acting("village"), {case: "health-monitoring"}, at=NOW)
    open_visits(on=TODAY, at=NOW)
    made = make(acting("village"), team, at=NOW)
    assert [row.kind for row in made.rows.all()] == ["visit"]
    assert set(made.letters) == {"V", "W", "X", "Y"}
    writer = User.objects.get(username="worker").pk
    done = key(acting("village"), made.pk, f"{code_of(made.pk, 1)} V 36.5", wrote_by=writer, at=NOW)
    assert done.answer == "created"
    visit = Visit.objects.get()
    assert (visit.seen_by.username, visit.told_to.username, visit.temperature_tenths) == ("worker", "village", 365)
    assert refusal(key, acting("village"), made.pk, f"{code_of(made.pk, 1)} A", wrote_by=writer, at=NOW).code == (
        "letter_unknown"
    )


def test_an_empty_sheet_is_not_made(team, acting):
    assert refusal(make, acting("village"), team, at=NOW).code == "sheet_empty"


@pytest.mark.parametrize(
    ("who", "code"), [("neighbour", "team_unknown"), ("officer", "not_allowed"), ("auditor", "not_allowed")]
)
def test_nobody_else_makes_or_prints_a_teams_sheet(sheet, team, acting, who, code):
    assert refusal(make, acting(who), team, at=NOW).code == code
    wanted = "sheet_unknown" if who == "neighbour" else code
    assert refusal(paper, acting(who), sheet.pk, at=NOW).code == wanted
    if who == "neighbour":
        assert teams_to_print(acting(who), on=TODAY) == []


def test_each_print_is_a_look_at_everyone_with_its_purpose_and_whoever_is_done_is_not_shown(sheet, acting, keyed):
    first = paper(acting("village"), sheet.pk, at=NOW)
    assert first.startswith(b"%PDF")
    assert Look.objects.filter(purpose="check").count() == 3
    keyed(1, "A")
    keyed(2, "R")
    paper(acting("village"), sheet.pk, at=NOW)
    assert Look.objects.count() == 5, "nobody at home is still to be seen"
    assert Print.objects.count() == 2


@pytest.mark.parametrize("line", ["01K", "A", "", "01 A", "x" * 200, "01KA99.9", "<script>", "００１Ｋ"])
def test_what_is_no_line_says_how_one_is_written(sheet, line):
    with pytest.raises(Exception) as caught:
        read_line(line, sheet.pk, sheet.letters)
    assert caught.value.code in ("line_unread", "code_mistyped", "letter_unknown", "bad_temperature")


def test_a_line_is_read_as_it_is_typed_on_any_keyboard():
    letters = letters_for(USUAL.values())
    code = code_of(12, 7)
    wide = f"　{code}　Ａ　３６.８　在田裏"
    for text in (f"{code} A 36.8 在田裏", f"{code.lower()}a368 在田裏", f"12-{code},a,36.8,在田裏", wide):
        line = read_line(text, 12, letters)
        assert (line.row, line.said, line.temperature_tenths, line.note) == (7, "cleared", 368, "在田裏")


@given(st.integers(1, 9_999_999), st.integers(1, 200), st.integers(1, 9_999_999), st.integers(1, 200))
def test_a_slip_in_one_digit_or_two_changed_places_never_fits(sheet, row, other_sheet, other_row):
    def body(s, r):
        return f"{s:07d}{r:03d}"

    mine, theirs = body(sheet, row), body(other_sheet, other_row)
    differ = [i for i, (a, b) in enumerate(zip(mine, theirs, strict=True)) if a != b]
    swapped = len(differ) == 2 and mine[differ[0]] == theirs[differ[1]] and mine[differ[1]] == theirs[differ[0]]
    if len(differ) == 1 or swapped:
        assert code_of(sheet, row)[-1] != code_of(other_sheet, other_row)[-1]
    for at in range(10):
        slip = mine[:at] + str((int(mine[at]) + 1) % 10) + mine[at + 1 :]
        if 0 < int(slip[7:]) <= 999:
            assert code_of(int(slip[:7]), int(slip[7:]))[-1] != code_of(sheet, row)[-1]


def test_a_keyed_row_is_in_the_books_with_both_names_and_a_repeat_is_the_same(sheet, keyed, standing):
    assert keyed(1, "A 36.8 在田裏").answer == "created"
    assert standing(case_of(sheet, 1)).startswith("cleared")
    again = keyed(1, "A 36.8 在田裏")
    assert (again.answer, again.receipt) == ("exists", None)
    assert Entry.objects.filter(code="outcome").count() == Keyed.objects.count() == 1
    one = Keyed.objects.get()
    users = dict(User.objects.values_list("pk", "username"))
    assert (users[one.wrote_by], users[one.keyed_by], one.said) == ("worker", "village", "cleared")
    assert "田".encode() not in bytes(one.note)
    assert Finding.objects.get().temperature_tenths == 368


def test_another_answer_is_told_and_asked_before_it_corrects(sheet, keyed, standing):
    keyed(1, "A")
    asked = keyed(1, "Q")
    assert (asked.answer, asked.before.said) == ("differs", "cleared")
    assert standing(case_of(sheet, 1)).startswith("cleared")
    assert keyed(1, "Q", correct=True).answer == "created"
    assert standing(case_of(sheet, 1)).startswith("not-found") and "disputed" not in standing(case_of(sheet, 1))
    assert [one.n for one in Keyed.objects.order_by("n")] == [0, 1]
    assert audit() == []


def test_a_correction_is_a_leads(sheet, keyed):
    keyed(1, "A")
    with pytest.raises(Exception) as caught:
        keyed(1, "Q", by="worker", correct=True)
    assert caught.value.code in ("correction_needs_lead", "sheet_unknown")


def test_nobody_home_is_an_answer_and_the_check_stays_pending(sheet, keyed, standing):
    assert keyed(2, "R").answer == "created"
    assert standing(case_of(sheet, 2)).startswith("pending")
    assert Finding.objects.get().found == "nobody-home"
    assert keyed(2, "A").answer == "differs"
    assert keyed(2, "A", correct=True).answer == "created"
    assert standing(case_of(sheet, 2)).startswith("cleared")


def test_a_row_that_a_phone_concluded_otherwise_is_a_conflict_with_both_sides(sheet, keyed, acting, standing):
    case = case_of(sheet, 1)
    conclude(acting("town"), {case: "health-monitoring"}, at=NOW)
    done = keyed(1, "A 36.8 在田裏")
    assert done.answer == "conflict"
    assert standing(case).endswith("disputed")
    (dispute,) = queries.disputes(acting("town"))
    assert {side.state for side in dispute.sides} == {"cleared", "health-monitoring"}
    told = doors.told([side.claim >> 20 for side in dispute.sides])
    assert sorted(one.door for one in told.values()) == ["desk", "paper"]
    on_paper = next(one for one in told.values() if one.door == "paper")
    assert (on_paper.note, on_paper.received_at) == ("在田裏", NOW)
    decide(acting("town"), case, "cleared", reason="verified-on-site", at=NOW)
    assert standing(case).startswith("cleared") and "disputed" not in standing(case)


def test_a_row_that_a_phone_concluded_the_same_is_no_conflict(sheet, keyed, acting, standing):
    case = case_of(sheet, 1)
    conclude(acting("town"), {case: "cleared"}, at=NOW)
    assert keyed(1, "A").answer == "created"
    assert "disputed" not in standing(case)


def test_a_row_handed_over_meanwhile_is_booked_at_its_new_place(sheet, keyed, acting, place, standing):
    case = case_of(sheet, 1)
    hand_over(acting("town"), [case], to=place("水摆村"), at=NOW)
    assert keyed(1, "A").answer == "created"
    assert standing(case) == "cleared @ 水摆村"


def test_a_sheet_keyed_two_days_late_is_booked_on_its_day(sheet, keyed):
    later = NOW + timedelta(days=2)
    with clock.at(later):
        assert keyed(1, "A", at=later).answer == "created"
    entry = Entry.objects.get(code="outcome")
    assert clock.local_day(entry.occurred_at) == TODAY


def test_another_places_lead_neither_sees_nor_keys(sheet, acting):
    writer = User.objects.get(username="worker").pk
    line = f"{code_of(sheet.pk, 1)} A"
    assert refusal(key, acting("neighbour"), sheet.pk, line, wrote_by=writer, at=NOW).code == "sheet_unknown"
    assert sheets(acting("neighbour"), on=TODAY) == []
    assert [(one.rows, one.keyed) for one in sheets(acting("town"), on=TODAY)] == [(3, 0)]


def test_old_sheets_and_their_notes_are_forgotten_and_the_books_stay(sheet, keyed, acting, standing):
    keyed(1, "A 在田裏")
    case = case_of(sheet, 1)
    month = NOW + timedelta(days=32)
    with clock.at(month):
        assert {one.row.kind: one.count for one in due(at=month)}["day-sheet"] == 1
        erase_due(acting("officer"), at=month)
    assert (Sheet.objects.count(), Keyed.objects.count()) == (0, 0)
    assert standing(case).startswith("cleared")
    assert lines(acting("village"), sheet) == []
