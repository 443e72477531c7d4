"""What is refused before it is opened, and how soon."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO

import pytest

from tests.intake.lists import HEAD, people, person, workbook
from tongchou.base.refusals import Refused
from tongchou.intake import hostile
from tongchou.intake.reader import read

SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def rebuilt(content: bytes, **parts: bytes | None) -> bytes:
    """Return a workbook with some of its parts replaced (None: left out) or added."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            if part is not None:
                new.writestr(name, part)
    return out.getvalue()


def sheet(rows: str, head: str = "") -> bytes:
    xml = f'<?xml version="1.0" encoding="UTF-8"?>{head}<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>'
    return rebuilt(people(person(1)), **{SHEET: xml.encode()})


def code(content: bytes, name: str = "a.xlsx") -> str:
    with pytest.raises(Refused) as refusal:
        read(content, name)
    return refusal.value.code


def test_bomb_by_ratio() -> None:
    assert code(rebuilt(people(person(1)), **{SHEET: b" " * (64 << 20)})) == "zip_bomb"


def test_bomb_that_lies_about_its_size() -> None:
    content = bytearray(rebuilt(people(person(1)), **{SHEET: b" " * (64 << 20)}))
    with zipfile.ZipFile(BytesIO(bytes(content))) as archive:
        info = archive.getinfo(SHEET)
    directory = content.rfind(SHEET.encode()) - 46
    assert content[directory : directory + 4] == b"PK\x01\x02"
    struct.pack_into("<I", content, directory + 24, 1000)
    struct.pack_into("<I", content, info.header_offset + 22, 1000)
    assert code(bytes(content)) == "zip_bomb"


def test_bomb_by_total() -> None:
    content = bytearray(people(person(1)))
    directory = content.find(b"PK\x01\x02")
    struct.pack_into("<I", content, directory + 24, 0xFFFFFFF0)
    assert code(bytes(content)) == "zip_bomb"


def test_too_many_entries() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for at in range(hostile.MAX_ENTRIES + 1):
            archive.writestr(f"{at}.csv", b"")
    assert code(out.getvalue(), "a.zip") == "too_many_entries"


@pytest.mark.parametrize("name", ["../../etc/passwd.csv", "/etc/passwd.csv", "a\\..\\..\\b.csv", "C:\\x.csv"])
def test_names_that_climb_out(name: str) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, b"x")
    assert code(out.getvalue(), "a.zip") == "path_traversal"


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!-- long comment --><!DOCTYPE x [<!ENTITY % p SYSTEM "http://x.invalid/">]>',
    ],
)
def test_document_types(head: str) -> None:
    assert code(sheet("<row r='1'><c r='A1'><v>1</v></c></row>", head)) == "dtd"


def test_document_type_in_another_part_or_in_wide_characters() -> None:
    strings = f"<!DOCTYPE x><sst {MAIN}/>"
    assert code(rebuilt(people(person(1)), **{"xl/sharedStrings.xml": strings.encode()})) == "dtd"
    assert code(rebuilt(people(person(1)), **{"xl/sharedStrings.xml": strings.encode("utf-16")})) == "dtd"


def test_far_columns_and_a_million_of_them() -> None:
    assert code(sheet('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>')) == "too_many_columns"
    assert code(sheet('<row r="1">' + "<c><v>1</v></c>" * 200_000 + "</row>")) == "too_many_columns"
    assert code(("," * 1_000_000 + "\n").encode(), "a.csv") == "too_many_columns"
    assert code(b"<table><tr>" + b"<td>1</td>" * 100_000 + b"</tr></table>", "a.xls") == "too_many_columns"


def test_a_text_of_one_endless_line_is_refused() -> None:
    assert code(b"1" * (5 << 20), "a.txt") == "too_many_columns"
    assert code(b"\xcd\xf5," * (2 << 20), "a.csv") == "too_many_columns"


def test_far_cells_without_anything_in_them_are_no_reason() -> None:
    book = read(sheet('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row>'))
    assert list(book.sheets[0].rows()) == [[1.0]]


def test_two_cells_that_span_the_whole_sheet() -> None:
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="ZZ1048576"><v>1</v></c></row>'
    assert code(sheet(far)) == "sheet_too_large"
    assert code(sheet('<row r="1"><c r="ZZ1"><v>1</v></c><c r="A999999"><v>1</v></c></row>')) == "sheet_too_large"
    assert code(sheet('<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>')) == "sheet_too_large"


def test_formulas_are_read_as_values_and_never_run() -> None:
    book = read(sheet('<row r="1"><c r="A1" t="str"><f>HYPERLINK("http://x.invalid")</f><v>点击</v></c></row>'))
    assert list(book.sheets[0].rows()) == [["点击"]]


def test_workbook_without_its_relations_or_with_an_empty_part_is_read_or_refused() -> None:
    for parts in ({"xl/_rels/workbook.xml.rels": None}, {SHEET: b""}, {"xl/workbook.xml": b"<x/>"}):
        try:
            read(rebuilt(people(person(1)), **parts))
        except Refused as refusal:
            assert refusal.code == "unreadable"


def test_ordinary_lists_pass() -> None:
    rows = [HEAD, *([1, "陈某某", "x" * 18, "1", "水摆村"] for _ in range(2_000))]
    assert len(list(read(workbook({"名单": rows})).sheets[0].rows())) == 2_001


def document(rows: str, head: str = "") -> bytes:
    """Return an .ods of one sheet with the rows as given."""
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="甲">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", xml)
    return out.getvalue()


def cell(text: str = "x", **repeated: int) -> str:
    said = "".join(f' table:number-{name}-repeated="{count}"' for name, count in repeated.items())
    return f'<table:table-cell office:value-type="string"{said}><text:p>{text}</text:p></table:table-cell>'


def test_repeated_cells_and_rows_of_a_document_are_measured_before_they_are_laid_out() -> None:
    row = "<table:table-row>{}</table:table-row>"
    assert code(document(row.format(cell(columns=16_384)))) == "too_many_columns"
    rows = '<table:table-row table:number-rows-repeated="1048576">{}</table:table-row>'
    assert code(document(rows.format(cell(columns=700)))) == "sheet_too_large"
    assert code(document((rows.format(cell(columns=30))) * 2)) == "sheet_too_large"
    assert code(document(row.format(cell()), '<!DOCTYPE a [<!ENTITY b "c">]>')) == "dtd"
    blank = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell/></table:table-row>'
    far = '<table:table-cell table:number-columns-repeated="16384"/>'
    book = read(document(row.format(cell("姓名") + far) + blank), "a.ods")
    assert [list(sheet.rows()) for sheet in book.sheets] == [[["姓名"]]]


def test_document_with_a_password_says_what_to_do() -> None:
    content = document("")
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    assert code(out.getvalue(), "a.ods") == "password_unsupported"


def test_binary_workbook_with_a_far_cell_or_short_cells_is_refused() -> None:
    from tongchou.intake import biff12

    def record(kind: int, body: bytes) -> bytes:
        return bytes([kind, len(body)]) + body

    row = record(0, struct.pack("<I", 5) + b"\x00" * 13)
    for bad, refused in (
        (row + record(7, struct.pack("<I", 16_000) + b"\x00" * 8), "too_many_columns"),
        (record(0, struct.pack("<I", 2_000_000) + b"\x00" * 13) + record(7, b"\x00" * 12), "sheet_too_large"),
        (row + record(18, b"\x00" * 8), "format_unsupported"),
    ):
        with pytest.raises(Refused) as refusal:
            biff12._walk(bad)
        assert refusal.value.code == refused
    assert biff12._walk(row + record(7, struct.pack("<I", 3) + b"\x00" * 8)).width == 4


def test_blanks_behind_a_formula_without_end_are_read_through_once() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b'<row r="1"><c r="A1"><f>1</f>' + b" " * 2_000_000)
    _, flags = hostile.open_workbook(out.getvalue())
    assert flags["xl/worksheets/sheet1.xml"].unsaid == {}
