"""Questions of several threads are put as one, and nobody's answer is older than their question."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tongchou.base.together import Together


class Desk:
    """Answer with the number of times it was asked, and keep what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.is_open = True

    def __call__(self, questions: Sequence[str]) -> int:
        if not self.is_open:
            raise RuntimeError("closed")
        self.asked.append(sorted(questions))
        return len(self.asked)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def line(desk: Desk) -> Together[str, int]:
    return Together(desk)


def test_whoever_is_first_asks_for_all_who_wait(desk: Desk, line: Together[str, int]) -> None:
    places = [line.line_up(name) for name in "abc"]
    assert [line.answer(place) for place in reversed(places)] == [1, 1, 1]
    assert desk.asked == [["a", "b", "c"]]


def test_who_comes_after_it_was_asked_is_asked_for_anew(desk: Desk, line: Together[str, int]) -> None:
    before = line.line_up("a")
    assert line.answer(before) == 1
    after = line.line_up("a")
    assert (line.answer(after), line.answer(before)) == (2, 1)
    assert desk.asked == [["a"], ["a"]]


def test_the_same_question_of_two_is_put_for_both(desk: Desk, line: Together[str, int]) -> None:
    places = [line.line_up("a"), line.line_up("a")]
    assert [line.answer(place) for place in places] == [1, 1]
    assert desk.asked == [["a", "a"]]


def test_where_asking_fails_the_others_ask_for_themselves(desk: Desk, line: Together[str, int]) -> None:
    first, second, third = (line.line_up(name) for name in "abc")
    desk.is_open = False
    with pytest.raises(RuntimeError):
        line.answer(first)
    desk.is_open = True
    assert line.answer(second) == 1
    assert line.answer(third) == 2
    assert desk.asked == [["b"], ["c"]]
