"""Things made ready ahead come as they would have come."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event, get_ident

import pytest

from tongchou.base.ahead import Ahead


def test_things_come_in_their_order_and_none_is_lost() -> None:
    assert list(Ahead(range(20))) == list(range(20))
    assert list(Ahead([])) == []


def test_the_next_is_made_while_one_is_in_use_from_when_it_is_begun() -> None:
    second, threads = Event(), set()

    def things() -> Iterator[int]:
        threads.add(get_ident())
        yield 1
        second.set()
        yield 2

    coming = Ahead(things())
    assert next(coming) == 1
    assert not second.wait(0.05), "nobody began"
    coming.begin()
    coming.begin()
    assert second.wait(10), "it was made before it was asked for"
    assert list(coming) == [2]
    assert threads.isdisjoint({get_ident()})


def test_what_making_one_raises_comes_after_those_before_it() -> None:
    def things() -> Iterator[int]:
        yield 1
        raise ValueError("the second is broken")

    came, coming = [], Ahead(things())
    with pytest.raises(ValueError, match="second"):
        for thing in coming:
            came.append(thing)
            coming.begin()
    assert came == [1]
