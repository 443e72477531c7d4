"""The cube is nothing but the lines, folded: at any place, day and known_at, and whatever was folded before."""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import numpy as np
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from tests.figures.county import PLACES
from tongchou.figures import cube as cube_module
from tongchou.figures import kept
from tongchou.figures.cube import Cube
from tongchou.journal.chart import chart
from tongchou.journal.models import Clock, Commit, Line
from tongchou.registers.places.queries import tree

DAY_0 = date(2020, 3, 1)
START = datetime(2020, 3, 1, tzinfo=UTC)
CODES = (
    "outside:figtrial",
    "figtrial:below:pending",
    "figtrial:above:pending",
    "figtrial:below:cleared",
    "figtrial:above:cleared",
)


@dataclass(frozen=True)
class Posted:
    """A line, in the words of the test."""

    n: int
    frm: str
    to: str
    frm_place: str
    to_place: str
    day: int
    count: int


names = st.sampled_from(sorted(PLACES))
posted = st.builds(
    Posted,
    n=st.just(0),
    frm=st.sampled_from(CODES),
    to=st.sampled_from(CODES),
    frm_place=names,
    to_place=names,
    day=st.integers(0, 5),
    count=st.sampled_from([-2, -1, 1, 1, 2, 3]),
)
commits = st.lists(st.lists(posted, max_size=4), min_size=1, max_size=8)


def write(n: int, batch: int, lines: list[Posted], places: dict[str, int]) -> None:
    book = chart()
    Commit.objects.create(n=n, batch=batch, known_at=START + timedelta(hours=n))
    Line.objects.bulk_create(
        Line(
            id=(batch << 20) + i, entry=batch, batch=batch, item=0, quantity=0, count=line.count,
            from_account=book.number(line.frm), to_account=book.number(line.to),
            from_place=places[line.frm_place], to_place=places[line.to_place],
            occurred_on=DAY_0, booked_on=DAY_0 + timedelta(days=line.day),
        )
        for i, line in enumerate(lines)
    )  # fmt: skip
    Clock.objects.update_or_create(id=1, defaults={"n": n, "closes": 0, "known_at": START + timedelta(hours=n)})


def naive_stock(lines: list[Posted], codes: tuple[str, ...], day: int) -> dict[str, int]:
    """Count line by line, then child by child: no numpy, no tree."""
    own = Counter[str]()
    for line in lines:
        if line.day <= day:
            own[line.to_place] += line.count * (line.to in codes)
            own[line.frm_place] -= line.count * (line.frm in codes)
    below = {"p": ["p"], "P": ["P", "p"], "Q": ["Q"], "R": ["R"], "T": ["T", "P", "p", "Q"], "U": ["U", "R"]}
    below["C"] = ["C", *below["T"], *below["U"]]
    return {name: sum(own[part] for part in parts) for name, parts in below.items()}


def naive_flow(lines: list[Posted], first: int, last: int) -> int:
    return sum(
        line.count
        for line in lines
        if first <= line.day <= last and line.to.endswith("cleared") and not line.frm.endswith("cleared")
    )


# The county is read only, and each example undoes what it writes.
@effort(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(books=commits, data=st.data(), small_delta=st.booleans())
def test_cube_equals_a_naive_recount(places, books, data, small_delta):
    cube, known = Cube(), []
    batches = data.draw(st.permutations(range(100, 100 + len(books))))
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(cube_module, "DELTA_LINES", 2 if small_delta else 20_000)
        for n, (lines, batch) in enumerate(zip(books, batches, strict=True), start=1):
            write(n, batch, lines, places)
            known += [Posted(n, *list(vars(line).values())[1:]) for line in lines]
            if data.draw(st.booleans()):
                cube.view_at()
        n = data.draw(st.integers(0, len(books)))
        day, codes = data.draw(st.integers(0, 5)), data.draw(st.sets(st.sampled_from(CODES[1:])))
        compare(cube, [line for line in known if line.n <= n], n, day, tuple(codes), places)
        compare(cube, known, len(books), day, tuple(codes), places)
        transaction.set_rollback(True)


def compare(cube, lines, n, day, codes, places):
    view, book, on = cube.view_at(n), chart(), DAY_0 + timedelta(days=day)
    now = tree(on)
    stock = now.sums(view.stock([book.number(code) for code in codes], on).spread(now, on))
    assert {name: int(stock[now.position(place)]) for name, place in places.items()} == naive_stock(lines, codes, day)
    frm, to = book.matching(("figtrial:*", "outside:figtrial")), book.matching("figtrial:*:cleared")
    first = DAY_0 + timedelta(days=max(0, day - 2))
    assert int(view.flow(frm, to, (first, on)).values.sum()) == naive_flow(lines, max(0, day - 2), day)


ONE = [Posted(1, CODES[0], CODES[1], "P", "P", 0, 5)]
TWO = [Posted(2, CODES[1], CODES[3], "P", "P", 1, 2)]


def pending(cube: Cube, on: date = DAY_0 + timedelta(days=9)) -> int:
    return int(cube.view().stock([chart().number(CODES[1])], on).values.sum())


def test_cube_is_never_older_than_the_clock(places):
    cube = Cube()
    assert pending(cube) == 0
    write(1, 7, ONE, places)
    assert pending(cube) == 5
    write(2, 3, TWO, places)
    assert pending(cube) == 3


def test_cube_forgets_what_was_rolled_back(places):
    cube = Cube()
    with transaction.atomic():
        write(1, 7, ONE, places)
        assert pending(cube) == 5
        transaction.set_rollback(True)
    assert pending(cube) == 0


@pytest.fixture
def writing(monkeypatch, home):
    """Let the cube write its files, though every test is a transaction, at every fold; return their folder."""
    monkeypatch.setattr(cube_module, "DELTA_LINES", 0)
    monkeypatch.setattr(cube_module, "connection", SimpleNamespace(in_atomic_block=False))
    return home.path / "cube"


def test_files_of_the_cube_change_nothing_but_time(places, writing):
    folder = writing
    write(1, 7, ONE, places)
    assert pending(Cube()) == 5
    base = kept.load(folder)
    assert base is not None and base.n == 1
    write(2, 3, TWO, places)
    assert pending(Cube()) == 3
    shutil.rmtree(folder)
    assert pending(Cube()) == 3


def test_what_was_rolled_back_leaves_the_files_in_use(places, writing, monkeypatch):
    write(1, 7, ONE, places)
    cube, read = Cube(), []
    assert pending(cube) == 5
    plain = cube_module.reading.lines_between
    monkeypatch.setattr(cube_module, "DELTA_LINES", 20_000)
    monkeypatch.setattr(cube_module.reading, "lines_between", lambda *span: read.append(span) or plain(*span))
    with suppress(ZeroDivisionError), transaction.atomic():
        write(2, 3, TWO, places)
        assert pending(cube) == 3
        raise ZeroDivisionError
    assert pending(cube) == 5
    assert read == [(1, 2)]


def test_what_was_folded_is_mapped_from_its_file_at_once(places, writing):
    cube = Cube()
    write(1, 7, ONE, places)
    assert pending(cube) == 5
    assert isinstance(cube._base.lines.count, np.memmap)
    write(2, 3, TWO, places)
    assert pending(cube) == 3


def test_a_damaged_base_is_rebuilt_from_the_books(places, writing):
    write(1, 7, ONE, places)
    assert pending(Cube()) == 5
    for path in writing.glob("*/base.json"):
        path.write_text("{", "utf-8")
    assert pending(Cube()) == 5


def test_files_of_other_books_are_not_used(places, writing):
    write(1, 8, ONE, places)
    view = Cube().view()
    assert pending(Cube()) == 5
    shutil.rmtree(writing)
    kept.save(kept.Base(1, "another", view.parts[0].take(slice(0, 0)), kept.Base.empty().fold), writing)
    assert pending(Cube()) == 5
