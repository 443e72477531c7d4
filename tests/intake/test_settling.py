"""An address that may be in several places is settled before the list is taken in, once for all its rows."""

from __future__ import annotations

from typing import Any

import pytest

from tests.intake.lists import AT, number, workbook
from tests.intake.test_trial import appointed, county
from tongchou.base import clock
from tongchou.base.refusals import Refused
from tongchou.intake import doors, services, settling
from tongchou.intake.kinds import kind_named
from tongchou.intake.models import Upload
from tongchou.intake.report import Report

pytestmark = pytest.mark.django_db
__all__ = ["county"]

FUCHENG, LUOJING = "445381003218", "445381100217"
HEAD = ["姓名", "身份证号", "住址"]


@pytest.fixture(autouse=True)
def _at(county: None) -> Any:
    with clock.at(AT):
        yield


@pytest.fixture
def officer(county: None) -> Any:
    return appointed("officer", "county_officer", "445381")


def looked_at(user: Any, *addresses: str, kind: str = "people") -> Upload:
    rows = [[f"陈某{'甲乙丙丁戊'[n]}", number(n + 1), address] for n, address in enumerate(addresses)]
    return doors.preview(kind, workbook({"名单": [HEAD, *rows]}), "名单.xlsx", user=user, at=AT)


def opened(upload: Upload) -> list[settling.Open]:
    return settling.open_addresses(services.staged_of(upload), kind_named(upload.kind))


def places(report: Report) -> list[tuple[Any, ...]]:
    data = [row for row in report.rows() if row["outcome"] != "not_data"]
    return [(row["outcome"], row["place"]["code"], row["place"]["certainty"], row["notes"]) for row in data]


def test_an_answer_holds_for_every_row_of_that_address_and_for_no_other(officer: Any) -> None:
    upload = looked_at(officer, "云龙村3队", "云龙村3队", "罗镜镇水摆村", "云龙村")
    found = opened(upload)
    assert [(one.address, one.rows, [code for code, _ in one.candidates]) for one in found] == [
        ("云龙村3队", 2, [FUCHENG, LUOJING]),
        ("云龙村", 1, [FUCHENG, LUOJING]),
    ]
    assert doors.settle(upload, {found[0].mark: LUOJING}, user=officer.pk, at=AT) == 2
    services.commit(upload.pk, at=AT)
    assert places(doors.report_of(upload.pk)) == [
        ("stored", LUOJING, "exact", ["place_settled"]),
        ("stored", LUOJING, "exact", ["place_settled"]),
        ("stored", "445381100202", "exact", []),
        ("flagged", "445381", "ambiguous", []),
    ]


def test_who_answered_what_and_when_stays_with_the_list(officer: Any) -> None:
    upload = looked_at(officer, "云龙村")
    doors.settle(upload, {opened(upload)[0].mark: LUOJING}, user=officer.pk, at=AT)
    services.commit(upload.pk, at=AT)
    result = services.result_of(Upload.objects.get(pk=upload.pk))
    assert {k: tuple(v) for k, v in result.settled.items()} == {"云龙村": (LUOJING, officer.pk, AT.isoformat())}
    assert doors.report_of(upload.pk).head()["settled"] == [
        {"code": LUOJING, "by": officer.pk, "at": AT.isoformat(), "rows": 1}
    ]


def test_an_answer_may_be_changed_and_taken_back(officer: Any) -> None:
    upload = looked_at(officer, "云龙村", "云龙村")
    mark = opened(upload)[0].mark
    before = places(doors.report_of(upload.pk))
    for code in (LUOJING, FUCHENG):
        assert doors.settle(upload, {mark: code}, user=officer.pk, at=AT) == 2
        assert [row[1] for row in places(doors.report_of(upload.pk))] == [code, code]
        assert opened(upload)[0].said == code
    assert doors.settle(upload, {mark: FUCHENG}, user=officer.pk, at=AT) == 0
    assert doors.settle(upload, {mark: settling.LEFT_OPEN}, user=officer.pk, at=AT) == 2
    assert places(doors.report_of(upload.pk)) == before


def test_only_a_candidate_may_be_said_and_only_of_an_address_of_the_list(officer: Any) -> None:
    upload = looked_at(officer, "云龙村")
    mark = opened(upload)[0].mark
    for said, code in (({mark: "445381100202"}, "place_not_candidate"), ({"0" * 24: LUOJING}, "address_unknown")):
        with pytest.raises(Refused) as refusal:
            doors.settle(upload, said, user=officer.pk, at=AT)
        assert refusal.value.code == code
    assert [row[2] for row in places(doors.report_of(upload.pk))] == ["ambiguous"]


def test_an_answer_outlives_another_reading_of_the_columns(officer: Any) -> None:
    upload = looked_at(officer, "云龙村")
    doors.settle(upload, {opened(upload)[0].mark: LUOJING}, user=officer.pk, at=AT)
    doors.look_again(upload, at=AT, mapping={"身份证号": None})
    assert [row[1] for row in places(doors.report_of(upload.pk))] == [LUOJING]


def test_a_committed_list_is_settled_by_the_villages_alone(officer: Any) -> None:
    upload = looked_at(officer, "云龙村")
    mark = opened(upload)[0].mark
    services.commit(upload.pk, at=AT)
    with pytest.raises(Refused) as refusal:
        doors.settle(upload, {mark: LUOJING}, user=officer.pk, at=AT)
    assert refusal.value.code == "already_committed"


def test_a_settled_check_is_nobodys_to_claim(officer: Any) -> None:
    from tongchou.journal.models import Standing
    from tongchou.pillars.screening.models import Unclaimed
    from tongchou.registers.places.models import Place

    upload = looked_at(officer, "云龙村", "云龙村3队", kind="screening")
    doors.settle(upload, {opened(upload)[0].mark: LUOJING}, user=officer.pk, at=AT)
    services.commit(upload.pk, at=AT)
    assert Unclaimed.objects.count() == 1
    codes = sorted(Place.objects.get(pk=one.place).code for one in Standing.objects.all())
    assert codes == ["445381", LUOJING]
