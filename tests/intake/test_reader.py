"""Every form a list comes in is read to the same rows; what is no list is refused."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import msoffcrypto
import pytest
import pyzipper
from msoffcrypto.format.ooxml import OOXMLFile

from tests.intake.conftest import said, values
from tests.intake.lists import HEAD, number, people, person, workbook
from tongchou.base.refusals import Refused
from tongchou.intake import biff
from tongchou.intake.reader import read
from tongchou.intake.staged import Staged

Stage = Callable[..., Staged]
FIXTURES = Path(__file__).parent / "fixtures"
TEXT = "序号,姓名,身份证号码,联系电话,现住址\r\n" + f"1,陈某某,{number(1)},13800000001,水摆村3组\r\n\r\n合计,1,,,\r\n"


def locked(content: bytes, password: str) -> bytes:
    out = BytesIO()
    OOXMLFile(BytesIO(content)).encrypt(password, out)
    return out.getvalue()


def zipped(password: str | None = None, **members: bytes) -> bytes:
    out = BytesIO()
    encryption = pyzipper.WZ_AES if password else None
    with pyzipper.AESZipFile(out, "w", compression=pyzipper.ZIP_DEFLATED, encryption=encryption) as archive:
        if password:
            archive.setpassword(password.encode())
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
def test_delimited_text_in_every_encoding(staged: Stage, encoding: str, mark: str) -> None:
    list_ = staged(TEXT.replace(",", mark).encode(encoding), "名单.csv")
    assert said(list_) == ["header", "stored", "blank", "total"]
    assert values(list_, "name", "id_number", "phones", "address") == [
        ("陈某某", number(1), ["13800000001"], "水摆村3组")
    ]


def test_delimited_text_with_quotes_and_line_breaks_is_numbered_by_records(staged: Stage) -> None:
    text = f'姓名,身份证号码,备注\n"陈某某",="{number(1)}","两行\n一格, 有逗号"\n李某,\'{number(2)},无\n'
    list_ = staged(text.encode(), "a.csv")
    assert (said(list_), list_.table["row"]) == (["header", "stored", "stored"], [2, 3])
    assert values(list_, "id_number", "note") == [(number(1), "两行 一格, 有逗号"), (number(2), None)]


def test_quote_that_is_never_closed_swallows_no_rows(staged: Stage) -> None:
    rows = "".join(f"陈某{i},{number(i)}\n" for i in range(1, 61))
    list_ = staged(('姓名,身份证号码\n"陈某,' + number(99) + "\n" + rows).encode(), "a.csv")
    assert len(list_.table) == 61


@pytest.mark.parametrize(
    "name",
    [
        "returnees.xls",
        "returnees.et",
        "returnees-html.xls",
        "returnees-2003.xls",
        "returnees.ods",
        "returnees.xlsb",
    ],
)
def test_old_workbooks(staged: Stage, name: str) -> None:
    list_ = staged((FIXTURES / name).read_bytes(), name)
    assert said(list_)[:4] == ["title", "header", "stored", "stored"]
    assert values(list_, "name", "id_number", "phones")[:2] == [
        ("陈某某", number(1), ["13800000001"]),
        ("李某某", number(2), ["13800000002"]),
    ]


def test_hidden_rows_and_sheets_of_an_old_workbook() -> None:
    book = read((FIXTURES / "returnees.xls").read_bytes())
    assert [(s.name, s.hidden, s.merges) for s in book.sheets] == [("名单", False, [(0, 0, 0, 5)]), ("说明", True, [])]

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    row = struct.pack("<8H", 3, 0, 5, 255, 0, 0, 0x20, 0)
    found = biff._walk(
        record(0x85, struct.pack("<I", 12)) + record(0, b"") + record(0x809, b"\x00" * 16) + record(0x208, row)
    )
    assert [sorted(f.hidden_rows) for f in found.flags] == [[4]]


def test_zip_workbook_under_another_extension(staged: Stage) -> None:
    for name in ("名单.et", "名单.xls", "名单"):
        assert said(staged(people(person(1)), name)) == ["header", "stored"]


def test_locked_workbook_asks_for_its_password_and_keeps_the_opened_content() -> None:
    content = locked(people(person(1)), "罗镜2020")
    with pytest.raises(Refused) as refusal:
        read(content, "a.xlsx")
    assert refusal.value.code == "password_needed"
    with pytest.raises(Refused) as refusal:
        read(content, "a.xlsx", password="x")
    assert refusal.value.code == "password_wrong"
    book = read(content, "a.xlsx", password="罗镜2020")
    assert book.opened is not None
    assert not msoffcrypto.OfficeFile(BytesIO(book.opened)).is_encrypted()
    assert [list(s.rows()) for s in book.sheets] == [list(s.rows()) for s in read(book.opened).sheets]


def test_archive_of_several_lists_with_names_in_gb18030(staged: Stage) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        # The standard library writes UTF-8 names only: plain ones of the same length are put in and written over.
        archive.writestr("a" * 11, people(person(1)))
        archive.writestr("b" * 12, TEXT.encode("gb18030"))
        archive.writestr("readme.docx", b"x")
    content = out.getvalue().replace(b"a" * 11, "罗镜镇.xlsx".encode("gb18030"))
    list_ = staged(content.replace(b"b" * 12, "附城街道.csv".encode("gb18030")), "各镇.zip")
    assert [s.name for s in list_.listing.sheets] == ["罗镜镇.xlsx／名单", "附城街道.csv／附城街道"]
    assert said(list_) == ["header", "stored", "header", "duplicate duplicate_row", "blank", "total"]
    assert list_.ignored == ["readme.docx"]


def test_locked_archive(staged: Stage) -> None:
    content = zipped("一二三", list__xlsx=people(person(1)))
    with pytest.raises(Refused) as refusal:
        read(content, "a.zip")
    assert refusal.value.code == "password_needed"
    with pytest.raises(Refused) as refusal:
        read(content, "a.zip", password="四")
    assert refusal.value.code == "password_wrong"
    book = read(content, "a.zip", password="一二三")
    assert [s.name for s in book.sheets] == ["名单"]
    assert book.opened is not None
    assert [s.name for s in read(book.opened, "a.zip").sheets] == ["名单"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\x00\x01\x02\xff\xfe\x80" * 50, "unreadable"),
        (b"PK\x03\x04" + b"\x00" * 100, "unreadable"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600, "unreadable"),
        (b"%PDF-1.4 ...", "format_unsupported"),
        (b"\x89PNG\r\n", "format_unsupported"),
        (zipped(a__docx=b"x"), "archive_without_list"),
        (zipped(a__zip=zipped(b__csv=b"x")), "archive_nested"),
        (zipped(**{"word/document.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}), "format_unsupported"),
    ],
)
def test_what_is_no_list_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(content, "a.xlsx")
    assert refusal.value.code == code


def test_rows_are_numbered_as_the_spreadsheet_numbers_them() -> None:
    book = read(workbook({"名单": [[], [], [], ["", "", *HEAD]]}))
    rows = list(book.sheets[0].rows())
    assert (len(rows), rows[3][2:]) == (4, HEAD)
    assert list(book.sheets[0].rows()) == rows
