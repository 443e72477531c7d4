"""Readers of an open day's bulletin share one rendering of the same state of the books, and never an old one."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from datetime import timedelta
from threading import Timer
from time import monotonic
from typing import IO

import pytest

from tests.bulletin.conftest import LIST, THE_20TH, at, post
from tests.queueing import has_to_wait
from tongchou.base import clock
from tongchou.bulletin import services
from tongchou.figures.sharing import (
    NOTHING,
    OTHER_S,
    QUICK_S,
    RENEW_S,
    SAME_S,
    SLOW_S,
    Seen,
    Settled,
    at_hand,
    one_at_a_time,
    shared,
)
from tongchou.journal.reading import tip

NOON = at(THE_20TH, 12)


@pytest.fixture(autouse=True)
def sharing(settings) -> None:
    settings.PAGES_SHARED = True


@pytest.fixture
def read(home):
    """Read the bulletin some seconds after noon, as its number of renderings so far."""
    rendered: list[int] = []

    def render() -> str:
        rendered.append(1)
        return str(len(rendered))

    return lambda seconds=0.0: shared("x", at=NOON + timedelta(seconds=seconds), render=render)


def test_readers_of_the_same_books_share_a_rendering_for_a_minute(books, read):
    post(books(LIST), 9, "a")
    assert [read(), read(1), read(SAME_S)] == ["1", "1", "1"]
    assert read(SAME_S + 1) == "2"


def test_what_is_posted_is_seen_within_a_second(books, read):
    said = books(LIST)
    post(said, 9, "a")
    assert read() == "1"
    post(said, 10, "b")
    assert read(RENEW_S) == "1"
    assert read(RENEW_S + 0.01) == "2"
    assert read(OTHER_S + 0.01) == "2"


@pytest.fixture
def another(books, read, home) -> Iterator[IO[str]]:
    """Let another process render the page anew, which was read at noon and posted to since: give the lock it holds."""
    said = books(LIST)
    post(said, 9, "a")
    assert read() == "1"
    post(said, 10, "b")
    (file,) = (home.path / "shared").rglob("x.json")
    with file.with_name(".x.json.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock


def test_all_but_one_get_the_copy_that_is_there_while_it_is_made_anew(another, read):
    assert read(OTHER_S) == "1"
    # Whoever comes when that is too old waits for the other.
    Timer(0.2, fcntl.flock, (another, fcntl.LOCK_UN)).start()
    began = monotonic()
    assert read(OTHER_S + 0.01) == "2"
    assert monotonic() - began > 0.15


def test_the_copy_before_stands_as_long_as_a_slow_rendering_lasts_but_not_for_ever(another, read):
    _began(another, QUICK_S + 0.5)
    assert read(OTHER_S + 0.4) == "1"
    _began(another, 1000)
    assert read(OTHER_S + SLOW_S - QUICK_S) == "1"
    Timer(0.2, fcntl.flock, (another, fcntl.LOCK_UN)).start()
    assert read(OTHER_S + SLOW_S - QUICK_S + 0.01) == "2"


def _began(lock: IO[str], ago: float) -> None:
    began = clock.now().timestamp() - ago
    os.utime(lock.fileno(), (began, began))


def test_the_copy_at_hand_is_the_one_that_would_be_given_without_rendering(another):
    def body(seconds: float, seen: Seen = NOTHING) -> str | None:
        copy = at_hand("x", at=NOON + timedelta(seconds=seconds), now=tip(), seen=seen)
        return None if copy is None else copy.body

    assert [body(0), body(OTHER_S), body(OTHER_S + 0.01)] == ["1", "1", None]
    assert body(0, Seen(n=tip().n)) is None
    fcntl.flock(another, fcntl.LOCK_UN)
    # Nobody makes it anew now, so whoever comes late does.
    assert [body(RENEW_S), body(RENEW_S + 0.01)] == ["1", None]
    assert at_hand("y", at=NOON, now=tip(), seen=NOTHING) is None


def test_a_closing_is_seen_at_once(books, read, close):
    post(books(LIST), 9, "a")
    assert read() == "1"
    close(THE_20TH.replace(day=19))
    assert read() == "2"


def test_what_no_posting_changes_stands_for_a_minute_and_until_a_closing(books, home, close):
    said = books(LIST)
    post(said, 9, "a")
    made: list[int] = []

    def read(seconds: float, seen: Seen = NOTHING) -> str:
        def render() -> str:
            made.append(1)
            return Settled(len(made))

        return shared("settled", at=NOON + timedelta(seconds=seconds), render=render, seen=seen)

    assert read(0) == "1"
    post(said, 10, "b")
    assert [read(30), read(SAME_S, Seen(n=tip().n))] == ["1", "1"]
    # Who froze a report since finds it on the page.
    assert read(30, Seen(acted=(NOON + timedelta(seconds=10)).timestamp())) == "2"
    assert read(30 + SAME_S + 1) == "3"
    close(THE_20TH.replace(day=19))
    assert read(30 + SAME_S + 1) == "4"


def test_a_copy_of_other_books_serves_nobody(books, read, home):
    said = books(LIST)
    post(said, 9, "a")
    read()
    (file,) = (home.path / "shared").rglob("x.json")
    file.write_text(file.read_text("utf-8").replace('"n": 1', '"n": 7'), "utf-8")
    assert read() == "2"
    file.write_text("half a f", "utf-8")
    assert read() == "3"


def test_the_page_on_screen_says_what_was_posted(books, home):
    said = books(LIST)
    post(said, 9, *"abc")
    before = services.made(THE_20TH, cut=None, fmt="fragment", lang="zh-Hant", at=NOON)
    assert services.made(THE_20TH, cut=None, fmt="fragment", lang="zh-Hant", at=NOON) == before
    post(said, 10, *"de")
    after = services.made(THE_20TH, cut=None, fmt="fragment", lang="zh-Hant", at=NOON + timedelta(seconds=2))
    assert after != before


def test_a_page_with_a_shared_part_is_as_old_as_the_part(books, read, home):
    said = books(LIST)
    post(said, 9, "a")

    def page(seconds: float, seen: Seen = NOTHING) -> str:
        at = NOON + timedelta(seconds=seconds)
        part = lambda: shared("part", at=at, render=lambda: f"{tip().n}", seen=seen)  # noqa: E731
        return shared("whole", at=at, render=part, seen=seen)

    shared("part", at=NOON, render=lambda: f"{tip().n}")
    post(said, 10, "b")
    assert page(RENEW_S) == "1"
    # The page was made a moment ago, but of a part from before.
    assert page(OTHER_S + 0.01) == "2"
    post(said, 11, "c")
    assert page(OTHER_S + 0.02) == "2"
    assert page(OTHER_S + 0.02, Seen(n=3)) == "3"


def test_copies_are_handed_out_one_at_a_time_but_nobody_waits_in_line_for_a_rendering(books, home):
    books(LIST)
    found: list[bool] = []

    def render() -> str:
        found.append(has_to_wait())
        return "x"

    with one_at_a_time():
        assert has_to_wait()
        shared("x", at=NOON, render=render)
    assert found == [False]
    with one_at_a_time():
        shared("x", at=NOON, render=render)
        assert has_to_wait()
    assert found == [False]
    assert not has_to_wait()
