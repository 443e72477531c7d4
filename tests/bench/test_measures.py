"""Each measure runs at a tiny size and finds what it has to find; no time is asserted."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.conf import settings

from demo import places as demo_places
from demo import staff as demo_staff
from tongchou.base import clock
from tongchou.bench import bare, books, trial
from tongchou.bench.measures import figures
from tongchou.bench.measuring import Asked, Found, measure_named
from tongchou.bench.running import run
from tongchou.figures.cube import cube
from tongchou.journal.chart import chart
from tongchou.journal.models import Claim, Line, Movement, Standing
from tongchou.journal.posting import post
from tongchou.journal.recount import audit
from tongchou.registers.places.queries import tree
from tongchou.registers.places.services import Row, open_edition

pytestmark = pytest.mark.django_db(databases="__all__")

SIZE = 4_000


@pytest.fixture(autouse=True)
def small_county(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the measures a county of three places for Luoding."""
    county = Row("445381", "罗定市", "", "county")
    towns = [Row(f"44538100{n}", f"第{n}镇", "445381", "town") for n in (1, 2)]
    monkeypatch.setattr(
        demo_places, "write_luoding", lambda: open_edition([county, *towns], from_on=date(2020, 1, 23), title="bench")
    )
    cube().forget()


def found_by(name: str, size: int = SIZE) -> list[Found]:
    found = list(measure_named(name).run(Asked(size=size)))
    assert all(one.rows > 0 and one.p50_ms > 0 and one.beside_ms > 0 and one.ratio > 0 for one in found)
    return found


def test_seeded_books_are_clean_and_as_large_as_asked() -> None:
    seeded = books.build(SIZE)
    assert audit() == []
    assert Movement.objects.count() == seeded.movements
    assert Standing.objects.count() == seeded.cases
    assert abs(seeded.movements - SIZE) < SIZE / 10


def test_the_recount_finds_seeded_books_clean_and_names_the_one_that_is_wrong() -> None:
    first, done = found_by("audit")
    assert first.facts["found"] == done.facts["found"] == "clean"
    assert done.facts["one standing wrong"] == "named"
    assert done.facts["one line wrong"] == "named"
    assert audit() == []


def bounds_of(found: list[Found]) -> dict[str, float]:
    return {bound.text: bound.found for one in found for bound in one.bounds}


def test_figures_are_the_same_from_the_cube_and_from_a_scan() -> None:
    found = found_by("figures")
    assert found[0].facts["numbers differ"] == 0
    assert bounds_of(found)["deleting the file changes nothing: figures that differ"] == 0
    assert audit() == []


def test_books_too_large_to_be_stored_are_folded_and_hold_as_many_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "STORED", 0)
    found = found_by("figures")
    assert found[0].facts["numbers differ"] == 0
    assert not Movement.objects.exists() and not Line.objects.exists()
    balances = cube().view().balances(books.LAST_ON)
    standing = sum(int(count) for a, count in zip(balances.a, balances.count, strict=True) if chart().world_of[a])
    assert standing == books.Seeded(**json.loads((settings.HOME.path / "seeded.json").read_text("utf-8"))).cases


def test_a_figure_of_the_past_is_the_same_from_the_cube_and_from_a_scan() -> None:
    never, _ = found_by("known-at")
    assert never.facts["instants that differ"] == 0
    assert never.facts["numbers known"] > 1


def test_rows_open_for_a_worker_of_one_cell_and_for_command() -> None:
    found = found_by("drill")
    assert len(found) == 6
    assert all(one.facts["rows behind the largest"] for one in found if "county" in one.what)


def test_what_posting_wrote_can_be_written_again_by_the_models() -> None:
    demo_places.write_luoding()
    trial.register()
    with clock.at(trial.NOW):
        entry, _ = trial.a_list(40, places=tree(trial.DAY).ids)
        post(entry)
    rows = bare.beside(bare.read_last())
    bare.bulk_create(rows)
    assert (Claim.objects.count(), Movement.objects.count(), Standing.objects.count()) == (80, 80, 80)
    again = Standing.objects.get(case=int(rows["standing"]["case"][0]))
    assert again.booked_on == trial.DAY and again.place == int(rows["standing"]["place"][0])


def test_growth_is_told_of_books_that_became_ten_times_as_large() -> None:
    told = run("growth", Asked(size=SIZE), store="sqlite")
    assert {bound["limit"] for one in told["found"] for bound in one["bounds"]} == {1.2}
    assert all(one["facts"]["movements stored"] > 9 * one["facts"]["movements before"] for one in told["found"])


def test_nobody_is_filed_in_a_wrong_village_where_names_repeat() -> None:
    told = run("peers", Asked(size=100), store="sqlite")
    _, repeated, anew, from_file = told["found"]
    assert repeated["facts"]["town named: filed wrong, unclaimed"] == "0, 0"
    assert repeated["facts"]["town left out: filed wrong, unclaimed"] == "0, 10"
    assert [bound["found"] for bound in repeated["bounds"]] == [0]
    assert anew["facts"]["balances"] == from_file["facts"]["balances"] > 0


def test_taps_are_posted_beside_lists_and_the_books_stay_clean() -> None:
    told = run("taps", Asked(size=300), store="sqlite")
    assert [one["rows"] for one in told["found"]] == [30, 30]
    assert told["found"][1]["facts"]["audit"] == "clean"
    assert told["found"][1]["facts"]["the list, s"] > 0


def test_of_batches_that_meet_in_the_same_cases_none_is_undone() -> None:
    (met,) = run("storm", Asked(size=24), store="sqlite")["found"]
    assert met["facts"]["audit"] == "clean"
    assert [bound["found"] for bound in met["bounds"]] == [0]


def test_readers_read_the_real_desk_while_entries_are_posted() -> None:
    told = run("desk", Asked(size=SIZE, phones=12), store="sqlite")
    assert [one["facts"]["other answers"] for one in told["found"]] == ["none"] * 3
    assert all(one["rows"] and one["facts"]["batches of 30 posted meanwhile"] > 0 for one in told["found"])


def test_full_days_close_and_their_folders_verify(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_staff, "build_luoding", list)
    (done,) = found_by("close", size=60)
    assert done.facts["verified"] == "clean"
    assert done.facts["carried on the last day"]
