"""The retention table: what is due is listed and erased, what is not stays; at the end everything goes."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from tests.screening.conftest import NOW, TODAY
from tests.screening.test_conclude import refusal
from tests.web import days
from tongchou.base import clock
from tongchou.closing.close import close_day
from tongchou.intake import doors
from tongchou.intake.models import Upload
from tongchou.journal.models import Standing
from tongchou.journal.recount import audit
from tongchou.pillars.screening.models import Check, Roster
from tongchou.pillars.screening.services import conclude
from tongchou.procedures import retention_kinds
from tongchou.procedures.retention import due, erase_due, rows, table
from tongchou.procedures.retention_kinds import KINDS
from tongchou.procedures.retire import FOLDERS, retire
from tongchou.registers.people.models import Person, Source
from tongchou.registers.staff.models import Post, User

pytestmark = pytest.mark.django_db(databases="__all__")


def counts(at):
    return {one.row.kind: one.count for one in due(at=at) if one.count}


def test_every_row_is_dated_grounded_and_done_by_date_or_at_the_end():
    assert {row.kind for row in table(TODAY) if row.act == "erase"} == set(KINDS)
    assert all(row.ground and row.text and row.counted_from and row.act in ("erase", "retire") for row in rows())
    assert table(date(2019, 1, 1)) == []


def test_a_campaigns_list_is_due_thirty_days_after_and_its_people_go(acting, listed):
    cases = listed("罗镜社区", 2, group="passport")
    Roster.objects.update(campaign="passport-2020")
    (other,) = listed("罗镜社区")
    assert counts(NOW) == counts(NOW + timedelta(days=29)) == {}
    later = NOW + timedelta(days=31)
    with clock.at(later):
        assert counts(later) == {"campaign-list": 1}
        assert refusal(erase_due, acting("town"), at=later).code == "not_allowed"
        erase_due(acting("officer"), at=later)
        assert counts(later) == {}
    assert list(Check.objects.values_list("case", flat=True)) == [other]
    assert Standing.objects.filter(case__in=cases).count() == 2, "the books keep their totals"


def test_persons_are_due_when_nothing_was_said_entered_or_ordered_for_long(acting, listed):
    still, _ = listed("罗镜社区", 2)
    later = NOW + timedelta(days=120)
    with clock.at(later):
        conclude(acting("village"), {still: "cleared"}, at=later)
    after = NOW + timedelta(days=182)
    with clock.at(after):
        assert counts(after) == {"person": 1}
        erase_due(acting("command"), at=after)
    assert list(Person.objects.values_list("pk", flat=True)) == [Check.objects.get(case=still).person]


def test_where_nobody_is_known_for_long_all_that_was_said_is_not_gone_through(acting, listed, monkeypatch):
    listed("罗镜社区", 2)
    monkeypatch.setattr(retention_kinds, "LIVE", "SELECT what_nobody_asks")
    assert counts(NOW + timedelta(days=179)) == {}


def test_persons_whose_source_is_gone_are_due_like_others(acting, listed):
    listed("罗镜社区", 2)
    Source.objects.all()._raw_delete("default")
    after = NOW + timedelta(days=182)
    assert counts(after)["person"] == 2
    assert "person" not in counts(NOW + timedelta(days=179))


def test_files_and_trials_go_and_what_another_list_holds_stays(acting):
    officer = User.objects.get(username="officer")
    content = days.list_of(TODAY, 100, 3)
    for name, try_only in (("甲.csv", False), ("乙.csv", True)):
        doors.take("screening", content, name, user=officer, at=NOW, on=TODAY, sender="公安", try_only=try_only)
    week = NOW + timedelta(days=8)
    with clock.at(week):
        assert counts(week).get("trial", 0) == Upload.objects.filter(committed_at=None).count()
        erase_due(acting("officer"), at=week)
    assert Upload.objects.get().file_name == "甲.csv" and vouchers() > 0
    months = NOW + timedelta(days=92)
    with clock.at(months):
        assert counts(months)["voucher"] == 1
        erase_due(acting("officer"), at=months)
    assert (Upload.objects.get().file_name, Upload.objects.get().result) == ("", "")


def test_telephones_of_those_who_left_go(acting):
    User.objects.filter(username__in=["worker", "town"]).update(phone_sealed=b"x")
    Post.objects.filter(user__username="worker").update(to_on=TODAY)
    later = NOW + timedelta(days=92)
    with clock.at(later):
        assert counts(later) == {"staff-phone": 1}
        erase_due(acting("officer"), at=later)
    assert list(User.objects.exclude(phone_sealed=None).values_list("username", flat=True)) == ["town"]


def test_retiring_empties_the_folders_and_the_books_still_add_up(acting, listed):
    home: Path = settings.HOME.path
    (case,) = listed("罗镜社区")
    conclude(acting("village"), {case: "home-quarantine"}, at=NOW)
    at = clock.local(TODAY, 24, 5)
    with clock.at(at):
        close_day(TODAY, user=None, at=at)
        for name in FOLDERS:
            (home / name / "2020-03-20").mkdir(parents=True, exist_ok=True)
            (home / name / "2020-03-20" / "x.html").write_text("陳主任", "utf-8")
        (home / "vouchers" / "aa").mkdir(parents=True, exist_ok=True)
        (home / "vouchers" / "aa" / "half.part").write_bytes(b"x")
        done = retire(at=at)
    assert done.files >= 3 and done.vouchers >= 1
    assert vouchers() == 0 and not any((home / name).exists() for name in FOLDERS)
    assert not (home / "keys" / "people.key").exists()
    assert audit() == []


def vouchers() -> int:
    return sum(1 for path in (settings.HOME.path / "vouchers").rglob("*") if path.is_file())
