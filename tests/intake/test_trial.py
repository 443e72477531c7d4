"""A trial answers what the commit would, row by row, and posts nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.intake.lists import AT, number, people, workbook
from tests.places.conftest import SMALL, rows
from tongchou.base import clock
from tongchou.intake.doors import receive, take
from tongchou.intake.models import Upload
from tongchou.intake.report import Report
from tongchou.intake.services import foretell
from tongchou.registers.people.models import Person
from tongchou.registers.places.editions import open_edition
from tongchou.registers.places.models import Place
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.models import Post, User

pytestmark = pytest.mark.django_db
OPENED = AT.date() - timedelta(days=18)


@pytest.fixture(autouse=True)
def county(db: None) -> None:
    with clock.at(AT):
        open_edition(rows(SMALL), from_on=OPENED, title="初始")


@pytest.fixture
def officer() -> Any:
    return appointed("officer", "county_officer", "445381")


def appointed(username: str, role: str, at: str) -> Any:
    user = User.objects.create_user(username, None, display_name=username)
    place = tree(AT.date()).by_code[at]
    Post.objects.create(user=user, role=role, place=place, from_on=OPENED)
    return user


def outcomes(report: Report) -> list[tuple[Any, ...]]:
    return [(r["sheet"], r["row"], r["outcome"], sorted(r["codes"]), sorted(r["notes"])) for r in report.rows()]


def tried_and_taken(kind: str, content: bytes, user: Any) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    with clock.at(AT):
        tried = take(kind, content, "a.xlsx", user=user, at=AT, try_only=True)
        return outcomes(tried), outcomes(take(kind, content, "a.xlsx", user=user, at=AT))


PLACES_HEAD = ["代码", "名称", "上级代码", "层级"]


def test_places_with_an_unknown_parent_a_lost_code_another_name_or_a_code_twice(officer: Any) -> None:
    table = [
        ["445381100217001", "甲片", "445381100999", "小网格"],
        ["445381100202", "水擺村", "445381100", "村"],
        ["445381100001", "罗镜居委会", "445381100", "村"],
        ["445381100317", "云龙村委会", "445381100", "村"],
        ["445381100202", "水摆村委会", "445381100", "村"],
        ["445381100401", "新村", "445381100", "镇"],
    ]
    with clock.at(AT):
        tried = take("places", workbook({"表": [PLACES_HEAD, *table]}), "a.xlsx", user=officer, at=AT, try_only=True)
    assert "place_parent_unknown" in outcomes(tried)[1][3]
    assert "place_recoded" in outcomes(tried)[4][3]
    assert "place_code_twice" in outcomes(tried)[5][3]
    before = Place.objects.count()
    assert Place.objects.count() == before and not Upload.objects.exists()
    told, became = tried_and_taken("places", workbook({"表": [PLACES_HEAD, *table]}), officer)
    assert told == became


def test_staff_of_another_town_is_refused_by_the_trial_too() -> None:
    lead = appointed("lead", "town_lead", "445381100")
    head = ["姓名", "电话", "村居", "乡镇", "角色", "开始日期"]
    table = [
        ["陈某甲", "13800000001", "水摆村委会", "罗镜镇", "网格员", "2020-02-01"],
        ["陈某乙", "13800000002", "云龙村委会", "附城街道", "网格员", "2020-02-01"],
    ]
    told, became = tried_and_taken("staff", workbook({"表": [head, *table]}), lead)
    assert told == became
    assert [row[3] for row in told][2] == ["place_not_yours"]


def test_other_name_for_a_known_number_is_foretold_and_nobody_is_made(officer: Any) -> None:
    with clock.at(AT):
        take("people", people(["1", "陈某甲", number(1), "", "水摆村"]), "a.xlsx", user=officer, at=AT)
        before = list(Person.objects.values_list("pk", flat=True))
        tried = take(
            "people",
            people(["1", "李某乙", number(1), "", ""], ["2", "王某", number(2), "", ""]),
            user=officer,
            at=AT,
            try_only=True,
        )
    assert "name_differs" in outcomes(tried)[1][3]
    assert [row["person"] for row in tried.rows()] == [None, before[0], None]
    assert list(Person.objects.values_list("pk", flat=True)) == before


def test_preview_on_the_desk_foretells_and_the_commit_asks_again(officer: Any) -> None:
    child = workbook({"表": [PLACES_HEAD, ["445381100300-01", "01格", "445381100300", "小网格"]]})
    parent = workbook({"表": [PLACES_HEAD, ["445381100300", "新增村委会", "445381100", "村"]]})
    from tongchou.intake import services

    with clock.at(AT):
        upload = receive("places", child, "格.xlsx", user=officer, at=AT)
        assert foretell(upload, at=AT).outcomes == ["refused"]
        take("places", parent, "村.xlsx", user=officer, at=AT)
        assert services.commit(upload.pk, at=AT).outcomes == ["stored"]


def test_file_of_which_every_row_was_refused_may_come_again(officer: Any) -> None:
    child = workbook({"表": [PLACES_HEAD, ["445381100300-01", "01格", "445381100300", "小网格"]]})
    parent = workbook({"表": [PLACES_HEAD, ["445381100300", "新增村委会", "445381100", "村"]]})
    with clock.at(AT):
        assert take("places", child, "格.xlsx", user=officer, at=AT).counts["refused"] == 1
        take("places", parent, "村.xlsx", user=officer, at=AT)
        again = take("places", child, "格.xlsx", user=officer, at=AT)
        assert (again.counts["stored"], again.counts["duplicate"]) == (1, 0)
        assert take("places", child, "格.xlsx", user=officer, at=AT).counts["duplicate"] == 1


CODES = ["445381100202", "445381100217", "445381100300", "445381100301", "445381003218", "4453811", ""]
NAMES = ["水摆村委会", "云龙村委会", "新村", "水擺村", ""]
LEVELS = ["村", "小网格", "镇", "", "不知道"]
PLACE_ROWS = st.lists(
    st.tuples(
        st.sampled_from(CODES), st.sampled_from(NAMES), st.sampled_from([*CODES, "445381100"]), st.sampled_from(LEVELS)
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=PLACE_ROWS)
def test_trial_of_any_table_of_places_is_its_commit(officer: Any, table: list[tuple[str, ...]]) -> None:
    from django.db import transaction

    with transaction.atomic():
        told, became = tried_and_taken("places", workbook({"表": [PLACES_HEAD, *table]}), officer)
        transaction.set_rollback(True)
    assert told == became


PEOPLE_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["陈某甲", "李某乙", ""]),
        st.sampled_from([number(1), number(2), "123", ""]),
        st.sampled_from(["13800000001", "13800000002", "x"]),
        st.sampled_from(["罗镜镇水摆村", "云龙村", "武汉", ""]),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lists=st.lists(PEOPLE_ROWS, min_size=1, max_size=3), kind=st.sampled_from(["people", "screening"]))
def test_trial_of_any_lists_of_people_is_their_commit(
    officer: Any, lists: list[list[tuple[str, ...]]], kind: str
) -> None:
    from django.db import transaction

    with transaction.atomic():
        for n, table in enumerate(lists):
            content = workbook({f"表{n}": [["姓名", "身份证号", "电话", "住址"], *table]})
            told, became = tried_and_taken(kind, content, officer)
            assert told == became
        transaction.set_rollback(True)
