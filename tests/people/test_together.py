"""Two lists of the same people at the same moment: still one person for one ID number."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from django.db import connection, transaction

from tests.people.conftest import AT, number, table
from tongchou.journal.retrying import retried
from tongchou.registers.people.models import Fact, Person, Phone, Source, Whereabouts
from tongchou.registers.people.services import take_in

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]


def elsewhere(act: Callable[[], None]) -> threading.Thread:
    """Start an act on a connection of its own, where it really commits."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.fixture
def store() -> Iterator[None]:
    """Delete by hand what was really committed."""
    yield

    def empty() -> None:
        for model in (Fact, Phone, Whereabouts, Person, Source):
            model.objects.all().delete()

    elsewhere(empty).join()


def test_writers_at_once_make_one_person_of_one_number(store: None) -> None:
    numbers = [number(sequence=f"{n:03d}") for n in range(1, 400)]
    found: dict[int, dict[str, int]] = {}
    start = threading.Barrier(4)

    def write(writer: int) -> None:
        # Each in another order: without sorted inserts they would lock each other out.
        mine = numbers[writer * 50 :] + numbers[: writer * 50]
        rows = [("陳大文", one, f"138{n:08d}") for n, one in enumerate(mine)]
        start.wait()
        people = take_in(table(*rows, address=["龍岩村1號"] * len(rows)), source=f"upload:{writer}", at=AT)
        found[writer] = dict(zip(mine, people.person.tolist(), strict=True))

    for thread in [elsewhere(partial(write, n)) for n in range(4)]:
        thread.join()
    assert sorted(found) == [0, 1, 2, 3]
    assert found[0] == found[1] == found[2] == found[3]
    assert Person.objects.count() == len(numbers)


def test_two_lists_in_parts_that_meet_in_the_middle_are_both_taken_in(store: None) -> None:
    first = [(f"陳{n}", number(sequence=f"{n:03d}"), f"138{n:08d}") for n in range(1, 60)]
    second = [(f"李{n}", number(sequence=f"{n:03d}"), f"139{n:08d}") for n in range(60, 120)]
    both, tries, done = threading.Barrier(2), [], []

    def write(writer: int) -> None:
        parts = (first, second) if writer else (second, first)

        def take_parts() -> None:
            tries.append(writer)
            with transaction.atomic():
                take_in(table(*parts[0]), source=f"upload:{writer}:a", at=AT)
                if tries.count(writer) == 1:
                    both.wait(20)
                take_in(table(*parts[1]), source=f"upload:{writer}:b", at=AT)

        retried(take_parts)
        done.append(writer)

    for thread in [elsewhere(partial(write, n)) for n in range(2)]:
        thread.join()
    assert sorted(done) == [0, 1]
    assert len(tries) == 3, "each holds what the other wants: one is undone, and goes again"
    assert Person.objects.count() == len(first) + len(second)
