"""A list goes into the books once, whole or not at all, and what repeats it says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from tests.intake.conftest import Books
from tests.intake.lists import AT, HEAD, number, people, person, workbook
from tests.intake.test_reader import locked
from tongchou.base.refusals import NotFound, Refused
from tongchou.intake import services, vouchers
from tongchou.intake.doors import receive, report_of, take_rows
from tongchou.intake.models import RememberedMapping, Upload
from tongchou.intake.report import Report

Send = Callable[..., Report]
pytestmark = pytest.mark.django_db


def outcomes(report: Report) -> list[str]:
    return [" ".join([row["outcome"], *row["codes"]]) for row in report.rows()]


def test_stored_rows_reach_the_kind_once_with_the_uploads_entry(send: Send, books: Books) -> None:
    report = send(people(person(1), [2, "李某", 4.4538e17, "13800000002", "水摆村"], person(3, "王某")))
    assert report.counts == {
        "rows": 4,
        "stored": 2,
        "flagged": 0,
        "refused": 1,
        "duplicate": 0,
        "superseded": 0,
        "not_data": 1,
    }
    assert books.names == [["陈某某", "王某"]]
    handed, upload = books.handed[0], Upload.objects.get()
    assert (handed.entry, handed.upload, handed.voucher) == (upload.entry, upload.pk, upload.voucher)
    assert [row["person"] for row in report.rows()] == [None, 1, None, 2]
    assert upload.committed_at == AT


def test_same_file_twice_changes_nothing(send: Send, books: Books) -> None:
    content = people(person(1), person(2, "李某"))
    send(content, "2月3日名单.xlsx")
    again = send(content, "又一份.xlsx", at=AT + timedelta(days=1))
    assert outcomes(again) == ["not_data header", "duplicate duplicate_file", "duplicate duplicate_file"]
    assert len(books.handed) == 1
    assert Upload.objects.get(pk=again.upload.pk).duplicate_of == Upload.objects.order_by("received_at")[0].pk


def test_same_file_for_another_day_said_by_hand_is_another_list(send: Send, books: Books) -> None:
    content = people(person(1))
    send(content, on=date(2020, 2, 3))
    assert outcomes(send(content, on=date(2020, 2, 4))) == ["not_data header", "stored"]


def test_later_sheet_of_the_same_sender_supersedes_visibly(send: Send, books: Books) -> None:
    rows = [person(1), person(2, "李某"), person(3, "王某")]
    first = send(people(*rows), "名单.xlsx")
    rows[1] = person(2, "李某", address="龙岩村1组")
    second = send(people(*rows, person(4, "赵某")), "名单（更正）.xlsx")
    assert outcomes(second) == [
        "not_data header",
        "duplicate duplicate_earlier",
        "stored",
        "duplicate duplicate_earlier",
        "stored",
    ]
    assert [row["notes"] for row in second.rows()][2] == ["supersedes"]
    replaced = books.handed[1].replaces
    assert {i: (r.upload, r.sheet, r.row, r.person, r.ref) for i, r in replaced.items()} == {
        0: (first.upload.pk, "名单", 3, 2, 1002)
    }
    assert outcomes(report_of(first.upload.pk)) == ["not_data header", "stored", "superseded superseded", "stored"]
    assert outcomes(report_of(second.upload.pk)) == outcomes(second)


def test_third_sheet_supersedes_the_second_and_not_the_first(send: Send, books: Books) -> None:
    for address in ("甲村", "乙村", "丙村"):
        send(people(person(1, address=address)))
    uploads = list(Upload.objects.order_by("received_at", "pk"))
    assert [outcomes(report_of(u.pk))[1] for u in uploads] == ["superseded superseded"] * 2 + ["stored"]
    assert books.handed[2].replaces[0].upload == uploads[1].pk


def test_a_replaced_list_is_opened_as_often_for_many_changed_rows_as_for_one(
    send: Send, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    real = services.result_of
    monkeypatch.setattr(services, "result_of", lambda upload: opened.append(upload.pk) or real(upload))

    def openings(changed: int, title: str) -> int:
        rows = [person(n, f"陈{n}", address=title) for n in range(1, changed + 1)]
        opened.clear()
        send(people(*rows), f"{title}.xlsx", sender=f"来文单位{changed}")
        return len(opened)

    for changed in (1, 8):
        openings(changed, "甲村")
    assert openings(8, "乙村") == openings(1, "乙村")
    assert [len(handed.replaces) for handed in books.handed] == [0, 0, 8, 1]


def test_an_earlier_list_without_a_common_row_is_opened_once_and_one_sent_meanwhile_is_compared(
    send: Send, books: Books, user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    real = services.result_of
    monkeypatch.setattr(services, "result_of", lambda upload: opened.append(upload.pk) or real(upload))
    apart = send(people(person(1))).upload.pk
    opened.clear()
    rows = person(2, "李某"), person(3, "王某")
    staged = receive("roster", people(*rows), "b.xlsx", user=user, at=AT)
    assert opened == [apart]
    meanwhile = send(people(person(2, "李某"), person(3, "王某", address="龙岩村1组")), "c.xlsx").upload.pk
    opened.clear()
    services.commit(staged.pk, at=AT)
    assert apart not in opened and meanwhile in opened
    assert outcomes(report_of(staged.pk))[1:] == ["duplicate duplicate_earlier", "stored"]


def test_same_person_on_another_senders_or_another_days_list_is_another_row(send: Send, books: Books) -> None:
    content = people(person(1), person(2, "李某"))
    send(content, "罗镜镇.xlsx", sender="罗镜镇")
    other = people(person(1), person(5, "黄某"))
    assert outcomes(send(other, "附城.xlsx", sender="附城街道"))[1:] == ["stored", "stored"]
    later = people(person(1), person(2, "李某"), person(6, "何某"))
    assert outcomes(send(later, "0209名单.xlsx", sender="罗镜镇"))[1:] == ["stored"] * 3


def test_two_towns_lists_through_one_user_are_two_lists(send: Send, books: Books) -> None:
    one = [person(1), *[person(n, "甲某") for n in range(10, 14)]]
    two = [person(1, address="隔离点"), *[person(n, "乙某") for n in range(20, 24)]]
    send(workbook({"名单": [["罗镜镇居家隔离名单"], HEAD, *one]}), "a.xlsx")
    report = send(workbook({"名单": [["附城街道集中隔离名单"], HEAD, *two]}), "b.xlsx")
    assert report.counts["stored"] == 5


def test_repeats_within_a_file(send: Send, books: Books) -> None:
    report = send(people(person(1), person(1), [3, "陈某某", number(1), "13900000000", "别村"], person(2, "李某")))
    assert outcomes(report) == [
        "not_data header",
        "stored",
        "duplicate duplicate_row",
        "duplicate duplicate_differs",
        "stored",
    ]
    repeats = books.handed[0].repeats
    assert repeats is not None
    assert repeats["phones"] == [["13800000001"], ["13900000000"]]


def test_a_row_without_its_number_repeats_the_one_that_has_it(send: Send, books: Books) -> None:
    bare = ["", "陈某某", "", "13800000001", "水摆村3组"]
    report = send(people(bare, person(1), bare))
    assert [row["outcome"] for row in report.rows()] == ["not_data", "duplicate", "stored", "duplicate"]


def test_a_row_without_its_number_is_its_own_where_two_have_its_name_and_telephone(send: Send, books: Books) -> None:
    bare = ["", "陈某某", "", "13800000001", "水摆村3组"]
    report = send(people(bare, person(1), person(2, phone="13800000001")))
    assert report.counts["stored"] == 3


def test_a_number_added_by_the_correction_supersedes_the_row_without(send: Send, books: Books) -> None:
    bare = ["", "陈某某", "", "13800000001", "水摆村3组"]
    send(people(bare, person(2)))
    report = send(people(person(1), person(2)))
    assert [(row["outcome"], row["notes"]) for row in list(report.rows())[1:]] == [
        ("stored", ["supersedes"]),
        ("duplicate", []),
    ]


def test_namesakes_are_two_people(send: Send, books: Books) -> None:
    report = send(people([1, "陈某某", "", "", "水摆村"], [2, "陈某某", "", "", "龙岩村"], [3, "陈某某", "", "", ""]))
    assert report.counts["stored"] == 3


def test_failed_commit_leaves_nothing_and_goes_on_later(send: Send, books: Books) -> None:
    books.fail = RuntimeError("killed")
    with pytest.raises(RuntimeError):
        send(people(person(1)))
    assert [u.committed_at for u in services.pending()] == [None]
    books.fail = None
    upload = services.pending()[0]
    assert services.resume(at=AT) == [upload.pk]
    assert (services.pending(), len(books.handed), books.handed[0].entry) == ([], 1, upload.entry)
    services.commit(upload.pk, at=AT)
    assert len(books.handed) == 1


def test_trial_leaves_nothing_behind(send: Send, books: Books) -> None:
    report = send(people(person(1)), try_only=True)
    assert (report.trial, report.counts["stored"], len(books.handed)) == (True, 1, 1)
    assert not Upload.objects.exists()
    with pytest.raises(NotFound):
        vouchers.open_voucher(report.upload.voucher)


def test_refused_file_leaves_nothing_behind(send: Send) -> None:
    with pytest.raises(Refused) as refusal:
        send(b"%PDF-1.4")
    assert (refusal.value.code, Upload.objects.exists()) == ("format_unsupported", False)


def test_password_is_used_once_and_never_kept(send: Send, books: Books) -> None:
    content = locked(people(person(1)), "罗镜2020")
    report = send(content, password="罗镜2020")
    upload = Upload.objects.get()
    assert outcomes(report) == ["not_data header", "stored"]
    assert vouchers.open_voucher(upload.voucher) == content
    assert vouchers.open_voucher(upload.opened)[:2] == b"PK"
    assert "罗镜2020" not in repr([getattr(upload, f.name) for f in Upload._meta.fields])


def test_correction_of_columns_is_looked_at_committed_and_remembered(send: Send, books: Books, user: Any) -> None:
    head = ["序号", "姓名", "身份证号码", "联系电话", "在哪"]
    upload = receive("roster", people(person(1), head=head), "a.xlsx", user=user, at=AT)
    assert report_of(upload.pk).head()["unrecognised_columns"] == ["在哪"]
    services.stage_upload(upload, at=AT, mapping={"在哪": "address"})
    assert report_of(upload.pk).head()["unrecognised_columns"] == []
    services.commit(upload.pk, at=AT)
    assert RememberedMapping.objects.get().mapping == {"在哪": "address"}
    later = send(people(person(2, "李某"), head=head), "b.xlsx")
    assert [c.how for c in later.staged.columns if c.column == "address"] == ["remembered"]
    assert [handing.table["address"] for handing in books.handed] == [["水摆村3组"], ["水摆村3组"]]


def test_committed_list_cannot_be_staged_again(send: Send) -> None:
    upload = send(people(person(1))).upload
    with pytest.raises(Refused) as refusal:
        services.stage_upload(Upload.objects.get(pk=upload.pk), at=AT)
    assert refusal.value.code == "already_committed"


def test_form_of_one_row_goes_the_same_way(books: Books, user: Any) -> None:
    row = {"name": "陈某某", "id_number": number(1), "phones": ["13800000001", "13900000001"], "symptoms": False}
    report = take_rows("roster", [row], user=user, at=AT)
    assert report.counts["stored"] == 1
    table = books.handed[0].table
    assert [table[n][0] for n in row] == list(row.values())
    assert take_rows("roster", [row], user=user, at=AT).counts["duplicate"] == 1


def test_unknown_kind_is_refused(user: Any) -> None:
    with pytest.raises(NotFound) as refusal:
        receive("nothing", b"x", user=user, at=AT)
    assert refusal.value.code == "kind_unknown"


def test_voucher_is_sealed_on_disk_and_damage_is_seen(settings: Any) -> None:
    voucher = vouchers.keep("陈某某 13800000001".encode())
    path = settings.HOME.path / "vouchers" / voucher[:2] / voucher
    raw = path.read_bytes()
    assert "陈某某".encode() not in raw
    assert vouchers.keep("陈某某 13800000001".encode()) == voucher
    path.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    with pytest.raises(Refused) as refusal:
        vouchers.open_voucher(voucher)
    assert refusal.value.code == "voucher_damaged"
    vouchers.destroy(voucher)
    with pytest.raises(NotFound):
        vouchers.open_voucher(voucher)
