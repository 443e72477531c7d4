"""The articles' table is compared at the precision and bound of each quote; the product brings no value."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from tongchou.figures import declare as figures
from tongchou.figures.declare import Stock
from tongchou.figures.mission import Said, agrees, days_of, mission_table, precision

HEAD = "id\tsystem\tquote\tsense\tvalue\tunit\tkind\tpercent_digits\tas_of\tnote\n"


def said(quote, value, *, sense="", unit="person", kind="stock", digits="", as_of="2020-03-27", row="X01"):
    return Said(row, quote, sense, value, unit, kind, digits, as_of)


@pytest.mark.parametrize(
    ("row", "step"),
    [
        (said("持有護照的10.03萬人", "100300"), 100),
        (said("共1268.7萬元", "12687000", unit="yuan"), 1000),
        (said("總投資1.86億元", "186000000", unit="yuan"), 1_000_000),
        (said("調供良種267.4噸", "267400", unit="kg"), 100),
        (said("化肥2.64萬噸", "26400000", unit="kg"), 100_000),
        (said("50畝規模以上蔬菜基地共37個", "37"), 1),
        (said("約3萬工作人員", "30000", sense="about"), 10_000),
        (said("羅定江(羅定市城區段11.9公里)", "11900", unit="m"), 100),
        (said("職工總人數13366人", "13366"), 1),
    ],
)
def test_the_quote_says_how_precise_it_is(row, step):
    assert precision(row) == step


@pytest.mark.parametrize(
    ("row", "equal", "differs"),
    [
        (said("持有護照的10.03萬人", "100300"), (100_300, 100_349, 100_250), (100_350, 100_249)),
        (said("約3萬工作人員", "30000", sense="about"), (30_000, 29_876, 25_000), (35_000, 24_999)),
        (said("據不完全統計443戶", "443", sense="at least"), (443, 500), (442,)),
        (said("2月以來已幫助8000多名", "8000", sense="more than"), (8_001, 8_999), (8_000, 9_000)),
        (said("各類政策近10條", "10", sense="nearly"), (8, 9, 10), (7, 11)),
        (said("復工率98.2%", "0.982", digits="1"), (Fraction(696, 709),), (Fraction(695, 709),)),
        (said("企業復工復產率74.49%", "0.7449", digits="2"), (Fraction(330, 443),), (Fraction(331, 443),)),
        (said("14425名黨員", "14425"), (14_425,), (14_426, 14_424)),
        (said("3月底前全部動工", "2020-03-31", kind="deadline"), (date(2020, 3, 31),), (date(2020, 4, 1),)),
        (said("“四雙”機制", "four pairs", kind="mechanism"), (4, "四雙"), (0, "")),
    ],
)
def test_equal_at_the_quotes_precision_or_bound(row, equal, differs):
    assert [agrees(row, value) for value in equal] == [True] * len(equal)
    assert [agrees(row, value) for value in differs] == [False] * len(differs)


def test_as_of_is_a_day_a_month_or_a_year():
    assert days_of("2020-03-04") == (date(2020, 3, 4), date(2020, 3, 4))
    assert days_of("2020-02") == (date(2020, 2, 1), date(2020, 2, 29))
    assert days_of("2019") == (date(2019, 1, 1), date(2019, 12, 31))


@pytest.fixture
def table(tmp_path, monkeypatch):
    """Let two figures of the tests answer rows; return a function that answers a table."""
    known = dict(figures._figures)
    pending = known["fig_pending"]
    known["fig_pending"] = Stock(**{**vars(pending), "mission": ("X01",)})
    monkeypatch.setattr(figures, "_figures", known)

    def answer(*rows: str) -> list[tuple[str, str, str, str]]:
        path: Path = tmp_path / "table.tsv"
        path.write_text(HEAD + "\n".join(rows) + "\n", "utf-8")
        return [(row.said.id, row.computed, row.place, row.verdict) for row in mission_table(path)]

    return answer


ROW = "X01\ttrial\t待核查2人\t\t{value}\tperson\tstock\t\t{as_of}\t"


def test_every_row_of_the_file_is_answered_or_not_yet(books, table):
    books("""
        a  03-20  open   figtrial:below:pending  at p  case 1
        b  03-20  open   figtrial:below:pending  at R  case 2
    """).post("a", "b")
    rows = (
        ROW.format(value=2, as_of="2020-03-20"),
        ROW.format(value=3, as_of="2020-03-20"),
        "X99\ta\tb\t\t1\t\t\t\t2020-03-20\t",
    )
    assert table(*rows) == [("X01", "2", "c", "equal"), ("X01", "2", "c", "differs"), ("X99", "", "", "not yet")]


def test_a_home_answers_its_own_county_only(books, table, home):
    (home.path / "config.toml").write_text('mission_prefix = "L"\n', "utf-8")
    assert table(ROW.format(value=0, as_of="2020-03-20")) == [("X01", "", "", "not yet")]


def test_a_row_of_each_day_is_answered_by_the_worst_closed_day(books, table, places):
    from tongchou.base import clock
    from tongchou.closing.close import close_day

    books("a  03-20  open   figtrial:below:pending  at p  case 1").post("a")
    assert table(ROW.format(value=0, as_of="each day")) == [("X01", "", "", "not yet")]
    close_day(date(2020, 3, 21), user=None, at=clock.local(date(2020, 3, 21), 24))
    assert table(ROW.format(value=0, as_of="each day")) == [("X01", "1", "c", "differs")]
