"""Making a bulletin at a door, and keeping what will not change any more."""

from __future__ import annotations

import json

import pytest

from tests.bulletin.conftest import LIST, THE_20TH, at, post
from tongchou.base.refusals import Refused
from tongchou.bulletin.services import make, make_notice, publish
from tongchou.closing.models import Cut


def kept(home) -> set[str]:
    folder = home.path / "bulletins"
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def test_a_sealed_days_bulletin_is_rendered_once_and_kept(books, home, close):
    post(books(LIST), 9, *"abcde")
    close(THE_20TH)
    first = make(THE_20TH, fmt="html", at=at(THE_20TH, 25))
    assert kept(home) == {"2020-03-20/zh-Hant.html"}
    assert make(THE_20TH, fmt="html", at=at(THE_20TH, 30)) == first
    file = home.path / "bulletins" / "2020-03-20" / "zh-Hant.html"
    file.write_text("kept", "utf-8")
    assert make(THE_20TH, fmt="html", at=at(THE_20TH, 30)) == "kept"
    file.unlink()
    assert make(THE_20TH, fmt="html", at=at(THE_20TH, 25)) == first


def test_an_open_days_bulletin_is_not_kept(books, home):
    post(books(LIST), 9, *"abcde")
    make(THE_20TH, at=at(THE_20TH, 12))
    assert kept(home) == set()


def test_publishing_renders_every_language(books, home, close):
    post(books(LIST), 9, *"abcde")
    close(THE_20TH)
    publish(THE_20TH, at=at(THE_20TH, 25))
    endings = ("html", "part.html", "md", "docx")
    assert kept(home) == {f"2020-03-20/{lang}.{e}" for lang in ("zh-Hant", "zh-Hans", "en") for e in endings}


def test_an_open_day_is_not_published():
    with pytest.raises(Refused) as refused:
        publish(THE_20TH, at=at(THE_20TH, 12))
    assert refused.value.code == "day_not_sealed"


def test_a_cut_is_frozen_once_and_kept_under_its_number(books, home):
    post(books(LIST), 9, *"abcde")
    first = make(THE_20TH, cut=at(THE_20TH, 17), at=at(THE_20TH, 17))
    post(books(LIST), 18, *"abcde")
    assert make(THE_20TH, cut=at(THE_20TH, 17), at=at(THE_20TH, 19)) == first
    make(THE_20TH, cut=at(THE_20TH, 19), at=at(THE_20TH, 19))
    assert list(Cut.objects.values_list("number", flat=True)) == [1, 2]
    assert kept(home) == {"2020-03-20/flash-1/zh-Hant.md", "2020-03-20/flash-2/zh-Hant.md"}


@pytest.mark.parametrize("hour", [-1, 18])
def test_a_cut_before_its_day_or_in_the_future_is_refused(hour):
    with pytest.raises(Refused) as refused:
        make(THE_20TH, cut=at(THE_20TH, hour), at=at(THE_20TH, 17))
    assert refused.value.code == "cut_not_come"


@pytest.mark.parametrize(("asked", "code"), [({"fmt": "exe"}, "format_unknown"), ({"lang": "fr"}, "language_unknown")])
def test_what_nobody_renders_is_refused(asked, code):
    with pytest.raises(Refused) as refused:
        make(THE_20TH, at=at(THE_20TH, 17), **asked)
    assert refused.value.code == code


def test_json_gives_every_number(books):
    post(books(LIST), 9, *"abcde")
    told = json.loads(make(THE_20TH, fmt="json", at=at(THE_20TH, 12)))
    pending = [n for n in told["numbers"] if n["figure"] == "screening_pending" and n["place"] == "c"]
    assert {(n["text"], n["on"], n["href"]) for n in pending} == {
        ("5", "2020-03-20", "/figures/screening_pending/?at=c&on=2020-03-20")
    }


def test_a_notice_is_kept_beside_the_bulletin(books, home, close):
    post(books(LIST), 9, *"abcde")
    close(THE_20TH)
    assert "不足5" in str(make_notice(THE_20TH, at=at(THE_20TH, 25)))
    assert kept(home) == {"2020-03-20/notice.zh-Hant.md"}
