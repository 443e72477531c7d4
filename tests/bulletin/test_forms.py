"""Department forms: data, filled from figures, values alone."""

from __future__ import annotations

import openpyxl
import pytest

from tests.bulletin.conftest import LIST, THE_20TH, post
from tongchou.base import clock
from tongchou.base.refusals import Refused
from tongchou.bulletin.forms import forms, make_all, read
from tongchou.figures.asking import ask
from tongchou.registers.places.editions import Row, open_edition

NOON = clock.local(THE_20TH, 12)

OWN = """
title = "自擬表"
department.title = "=HYPERLINK(\\"http://x\\")"
rows = "medium"
[[column]]
title = "村"
place = true
[[column]]
title = "待核查"
figure = "screening_pending"
[[column]]
title = "核查率"
figure = "screening_verified_rate"
[[column]]
title = "確診"
figure = "nobody_counts_this"
"""


@pytest.fixture
def own_form(home):
    folder = home.path / "forms-of-departments"
    folder.mkdir()
    (folder / "own.toml").write_text(OWN, "utf-8")
    return home


def cells(path) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(path)["自擬表"].iter_rows(values_only=True))


def test_every_shipped_form_is_written(books, tmp_path):
    post(books(LIST), 9, *"abcdefgkl")
    written = make_all(THE_20TH, tmp_path / "forms", at=NOON)
    assert [path.name for path in written] == ["grid_forces.xlsx", "observation_daily.xlsx", "returnees_daily.xlsx"]
    assert all(path.exists() for path in written)


def test_rows_are_places_and_columns_are_figures(books, tmp_path, own_form):
    post(books(LIST), 9, *"abcdef")
    make_all(THE_20TH, tmp_path / "forms", at=NOON)
    rows = cells(tmp_path / "forms" / "own.xlsx")
    assert rows[0][0] == "自擬表"
    assert rows[2] == ("村", "待核查", "核查率", "確診")
    assert set(rows[3:7]) == {
        ("甲鎮 甲村", 2, 1 / 3, "本台賬未採集"),
        ("甲鎮 乙村", 1, 0, "本台賬未採集"),
        ("乙鎮 丙村", 1, 0, "本台賬未採集"),
        ("合計", 4, 1 / 5, "本台賬未採集"),
    }
    assert rows[6][1] == ask("screening_pending", on=THE_20TH).value


def test_a_workbook_holds_no_live_formula(books, tmp_path, own_form):
    open_edition(
        (
            Row("c", "縣", "", "county"),
            Row("t", "=1+1", "c", "town"),
            Row("p", "=cmd|' /C calc'!A0", "t", "medium"),
        ),
        from_on=THE_20TH,
        title="惡意",
    )
    for path in make_all(THE_20TH, tmp_path / "forms", at=NOON):
        for sheet in openpyxl.load_workbook(path).worksheets:
            for row in sheet.iter_rows():
                assert {cell.data_type for cell in row} <= {"s", "n"}, path


def test_what_nobody_collects_is_no_zero(books, tmp_path):
    make_all(THE_20TH, tmp_path / "forms", at=NOON)
    sheet = openpyxl.load_workbook(tmp_path / "forms" / "returnees_daily.xlsx").worksheets[0]
    head = [cell.value for cell in sheet[3]]
    column = [sheet.cell(row, head.index("發熱咳嗽人數") + 1).value for row in (4, 5, 6)]
    assert column == ["本台賬未採集"] * 3


def test_the_homes_own_form_stands_before_the_products_of_its_name(own_form):
    (own_form.path / "forms-of-departments" / "grid_forces.toml").write_text(OWN, "utf-8")
    assert [(form.name, form.title) for form in forms()][:2] == [
        ("grid_forces", "自擬表"),
        ("observation_daily", "居家隔離醫學觀察與健康監測每日訪視表"),
    ]


@pytest.mark.parametrize(
    "text",
    ["title = ", 'title = "表"', OWN.replace('rows = "medium"', 'rows = "planet"'), OWN.replace("place = true", "")],
)
def test_a_form_that_cannot_be_read_is_refused_by_name(tmp_path, text):
    file = tmp_path / "broken.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(Refused) as refused:
        read(file)
    assert (refused.value.code, refused.value.params) == ("form_unreadable", {"name": "broken.toml"})
