"""The public notice: totals in steps, no way into the books, nobody's name, and only of sealed days."""

from __future__ import annotations

import pytest

from tests.bulletin.conftest import LIST, THE_20TH, post
from tongchou.base import clock
from tongchou.base.refusals import Refused
from tongchou.bulletin.document import Table, plain
from tongchou.bulletin.html import render_page
from tongchou.bulletin.notice import public_notice, require_publishable
from tongchou.bulletin.paragraphs import Public, Section, _sections, register_section

NIGHT = clock.local(THE_20TH, 24)


def many(n: int) -> str:
    """Return a list of n people from abroad in P."""
    return "\n".join(f"m{i}  03-20  open  screening:from-abroad:pending  at P  case m{i}" for i in range(n))


def people(notice) -> set[tuple[str, ...]]:
    tables = [b for p in notice.parts for b in p.blocks if isinstance(b, Table)]
    return {tuple(plain(cell) for cell in row) for t in tables for row in t.rows}


def test_an_open_day_has_no_notice():
    with pytest.raises(Refused) as refused:
        public_notice(THE_20TH, at=NIGHT, lang="zh-Hant")
    assert refused.value.code == "day_not_sealed"


def test_people_are_told_of_in_steps_and_totals_are_made_of_them(books, close):
    b = books(many(13))
    post(b, 9, *(f"m{i}" for i in range(13)))
    post(books(LIST), 10, "e", "k", "l")
    close(THE_20TH)
    assert people(public_notice(THE_20TH, at=NIGHT, lang="zh-Hant")) == {
        ("甲鎮", "15", "不足5", "不足5", "15，另1項各不足5"),
        ("乙鎮", "不足5", "不足5", "不足5", "2項各不足5"),
        ("合計", "15，另1項各不足5", "2項各不足5", "2項各不足5", "15，另3項各不足5"),
    }


@pytest.mark.parametrize("names", ["", "e", "ab", "abc", "abcd"])
def test_a_notice_is_the_same_whatever_the_small_numbers_are(books, close, names):
    post(books(LIST), 9, *names) if names else None
    close(THE_20TH)
    assert people(public_notice(THE_20TH, at=NIGHT, lang="zh-Hant")) == {
        ("甲鎮", *("不足5",) * 3, "2項各不足5"),
        ("乙鎮", *("不足5",) * 3, "2項各不足5"),
        ("合計", *("2項各不足5",) * 3, "4項各不足5"),
    }


def test_a_notice_opens_nowhere_and_names_nobody(books, close):
    post(books(LIST), 9, *"abcde")
    close(THE_20TH)
    notice = public_notice(THE_20TH, at=NIGHT, lang="zh-Hant")
    page = render_page(notice)
    assert {number.href for number in notice.numbers()} == {""}
    assert "<a " not in page and "_lead" not in page and "甲村" not in page


def test_what_is_registered_may_be_published_together():
    require_publishable()


@pytest.mark.parametrize(
    ("stocks", "code"),
    [(("screening_pushed",), "tables_overlap"), (("screening_pushed_today",), "not_a_stock")],
)
def test_a_section_that_would_tell_more_is_refused(stocks, code):
    register_section(Section(98, "試", public=Public(stocks=stocks)))
    try:
        with pytest.raises(Refused) as refused:
            require_publishable()
    finally:
        _sections.pop("試")
    assert refused.value.code == code
