"""The report of a day: from one state of the books, every number with its figure, place, day and way to its rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.bulletin.conftest import LIST, THE_20TH, THE_21ST, post
from tongchou.base.refusals import Refused
from tongchou.bulletin.document import Bulletin, Drawing, Number, Table, Text, plain
from tongchou.bulletin.speaking import value_text
from tongchou.figures.asking import ask
from tongchou.figures.declare import Count, Flow, Stock, figure
from tongchou.figures.rows import rows
from tongchou.registers.places.queries import tree


def part(bulletin: Bulletin, title: str) -> list[Text | Table | Drawing]:
    """Return the blocks of a part."""
    return list(next(p.blocks for p in bulletin.parts if p.title == title))


def table(bulletin: Bulletin, title: str) -> set[tuple[str, ...]]:
    """Return the rows of a table, as texts."""
    tables = [b for p in bulletin.parts for b in p.blocks if isinstance(b, Table)]
    found = next(t for t in tables if t.title == title)
    return {tuple(plain(cell) for cell in row) for row in found.rows}


def said(bulletin: Bulletin) -> str:
    """Return all sentences."""
    return "".join(plain(b.runs) for p in bulletin.parts for b in p.blocks if isinstance(b, Text))


def printed(bulletin: Bulletin, name: str, place: str = "c") -> set[str]:
    """Return what a report prints for a figure at a place; what the report before printed is left out."""
    parts = [p for p in bulletin.parts if p.title != "與上一期的差異"]
    numbers = replace(bulletin, parts=tuple(parts)).numbers()
    return {number.text for number in numbers if number.figure == name and number.place == place}


@pytest.fixture
def day_done(books, flash):
    """Open a list in the morning, freeze the flash report at 17:00, then work on."""
    b = books(LIST)
    post(b, 9, *"abcdek")
    first = flash(THE_20TH, 17)
    post(b, 18, *"fgl")
    return first


def test_every_number_is_its_figures_answer_at_its_place_and_day(day_done, report, close):
    close(THE_20TH)
    places = tree(THE_20TH).by_code
    bulletin = report(THE_20TH)
    numbers = [n for n in bulletin.numbers() if n.figure and n.on == THE_20TH and "known_at" not in n.href]
    assert len(numbers) > 100
    for number in numbers:
        if number in carried_numbers(bulletin):
            continue
        answer = ask(number.figure, on=number.on, place=places[number.place])
        assert number.text.split("（")[0] == value_text(answer.figure, answer.value), number


def carried_numbers(bulletin: Bulletin) -> set[Number]:
    tables = [b for b in part(bulletin, "結轉事項") if isinstance(b, Table)]
    return {run for t in tables for row in t.rows for cell in row for run in cell if isinstance(run, Number)}


def test_every_number_opens_into_as_many_rows(day_done, report):
    bulletin = report(THE_20TH)
    places = tree(THE_20TH).by_code
    counted = [n for n in bulletin.numbers() if n.figure and isinstance(figure(n.figure), Stock | Flow | Count)]
    counted = [n for n in counted if n.on == THE_20TH and "known_at" not in n.href]
    for number in {(n.figure, n.place, n.text) for n in counted}:
        name, place, text = number
        assert len(rows(name, scope=None, on=THE_20TH, place=places[place])) == int(text.replace(",", "")), number


def test_the_way_of_a_number_names_its_figure_place_and_day(day_done, report):
    for number in report(THE_20TH).numbers():
        way = urlsplit(number.href)
        asked = parse_qs(way.query)
        assert way.path == (f"/figures/{number.figure}/" if number.figure else "/closing/")
        assert (asked["at"], asked["on"]) == ([number.place], [number.on.isoformat()])


def test_a_flash_report_stays_as_it_was_frozen(day_done, report, close):
    before = report(THE_20TH, cut=day_done)
    close(THE_20TH)
    after = report(THE_20TH, cut=day_done)
    assert printed(before, "screening_pending") == {"5"}
    assert after == before
    assert before.root == "" and before.number == "快報第1期"
    assert any(line.startswith("快報，未日結") for line in before.foot)
    numbers = [n for n in before.numbers() if n.figure]
    assert {parse_qs(urlsplit(n.href).query)["known_at"][0] for n in numbers} == {"2020-03-20T09:00:00Z"}


def test_a_sealed_report_prints_the_days_root(day_done, report, close):
    closed = close(THE_20TH)
    bulletin = report(THE_20TH)
    assert (bulletin.kind, bulletin.number, bulletin.root) == ("sealed", "日報第1期", closed.root)
    assert closed.root in "".join(bulletin.foot).replace(" ", "")
    assert printed(bulletin, "screening_pending") == {"3"}


def test_an_open_days_report_says_that_it_is_open(day_done, report):
    bulletin = report(THE_20TH)
    assert (bulletin.kind, bulletin.number, bulletin.root) == ("draft", "未編號（當日尚未日結）", "")
    assert any("尚未日結" in line for line in bulletin.foot)


def test_the_next_report_prints_the_difference_by_cause(books, flash, report, close):
    """At 17:00 five are listed and one is cleared; by night that is taken back, and two are told late (all of 9:00)."""
    b = books(LIST)
    post(b, 9, *"abcde")
    post(b, 12, "f")
    flash(THE_20TH, 17)
    post(b, 18, "x")
    post(b, 19, "h", "g")
    close(THE_20TH)
    assert table(report(THE_20TH), "與上一期的差異及原因") == {
        ("當日核清", "1", "2", "+2", "-1", "0"),
        ("已核查", "1", "2", "+2", "-1", "0"),
        ("待核查", "4", "3", "-2", "+1", "0"),
        ("待核查：境外返回", "3", "2", "-2", "+1", "0"),
        ("報請集中隔離", "0", "1", "+1", "0", "0"),
    }


def test_what_happened_after_the_cut_is_new(books, flash, report):
    flash(THE_20TH, 8)
    post(books(LIST), 9, *"ae")
    assert table(report(THE_20TH), "與上一期的差異及原因") >= {
        ("當日推送", "0", "2", "0", "0", "+2"),
        ("待核查：從重點地區來", "0", "1", "0", "0", "+1"),
    }


def test_a_difference_opens_into_both_reports(books, flash, report):
    flash(THE_20TH, 8)
    post(books(LIST), 9, "a")
    shown = [n for n in report(THE_20TH).numbers() if n.figure == "screening_pending" and n.place == "c"]
    assert {(n.text, "known_at=2020-03-20T00%3A00%3A00Z" in n.href) for n in shown} == {("0", True), ("1", False)}


def test_what_was_carried_over_is_printed_under_its_names(day_done, report, close, places):
    close(THE_20TH)
    assert table(report(THE_20TH), "結轉事項，按責任人") == {
        ("待核查", "甲鎮", "2", f"village_lead {places['P']}", "逾時未核", "系統於截止時結轉"),
        ("待核查", "乙鎮", "1", f"village_lead {places['R']}", "逾時未核", "系統於截止時結轉"),
    }


def test_silent_places_are_named_and_are_no_zero(books, report):
    b = books(LIST)
    post(b, 9, *"abc")
    bulletin = report(THE_20TH)
    assert "應報3格，已報1格，未報2格。未報不是零報告，其數不計為零。" in said(bulletin)
    assert table(bulletin, "未報的網格") == {
        ("甲鎮", "1", "2", "乙村"),
        ("乙鎮", "1", "1", "全部未報"),
    }


def test_a_zero_is_printed_with_who_answered(books, report):
    b = books(LIST)
    post(b, 9, *"abc")
    text = said(report(THE_20TH))
    assert "累計推送3人次，已核查0人次，待核查3人，核查率0%（0／3）。" in text
    assert "（零報依據：應報3格，已報1格。）" in text


def test_a_ratio_shows_both_numbers(day_done, report):
    assert printed(report(THE_20TH), "screening_verified_rate") == {"40%（2／5）"}


def test_nothing_to_divide_is_said_and_not_invented(report):
    assert "「累計推送與核查」尚無可報之數。" in said(report(THE_20TH))


def test_what_came_late_is_printed_as_late(books, report, close):
    b = books(LIST)
    post(b, 9, *"abcde")
    close(THE_20TH)
    post(b, 9, "f", "h", day=THE_21ST)
    assert printed(report(THE_20TH), "screening_late") == {"0"}
    assert printed(report(THE_21ST), "screening_late") == {"2"}
    assert printed(report(THE_20TH), "screening_pending") == {"5"}
    assert printed(report(THE_21ST), "screening_pending") == {"3"}


def test_three_languages_print_the_same_numbers(day_done, report):
    def told(lang: str) -> list[tuple[str, str, str]]:
        # What is said in words (an order of priority) is said in the reader's words; numbers are the same everywhere.
        numbers = [n for n in report(THE_20TH, lang=lang).numbers() if any(c.isdigit() for c in n.text)]
        return sorted((n.figure, n.place, n.text.split("（")[0].split(" (")[0]) for n in numbers)

    assert told("zh-Hant") == told("zh-Hans") == told("en")


def test_a_language_nobody_writes_is_refused(report):
    with pytest.raises(Refused) as refused:
        report(THE_20TH, lang="fr")
    assert refused.value.code == "language_unknown"


def test_a_day_before_there_were_rules_has_a_report_that_says_so(report):
    assert "「排查機制」尚無可報之數。" in said(report(date(2020, 1, 5)))
