"""Several writers and a closer at once, committing for good, on whichever store the tests run."""

from __future__ import annotations

import os

import pytest

ON_POSTGRESQL = bool(os.environ.get("TONGCHOU_DATABASE"))
#: On SQLite writers take turns and wait for the disk each time, so that little can meet.
TIMES = 100 if ON_POSTGRESQL else 15

RIGHT = {
    "wrong": [],
    "differences": [],
    "standings_put_right": 0,
    "known_at_rises": True,
    "numbers": True,
    "total": 0,
    "short": 0,
}


@pytest.fixture(autouse=True)
def _march() -> None:
    """Nothing here needs the test's own database."""


@pytest.mark.parametrize("seed", [1, 2, 3] if ON_POSTGRESQL else [1])
def test_four_writers_and_a_closer_leave_right_books(store, seed):
    end = store.play("crowd", seed=seed, cases=40, writers=4)
    assert end.pop("closes") >= 3
    assert end == RIGHT | {"booked_after_close": 0}


def test_writers_who_hold_the_clock_while_they_write_leave_right_books_too(store):
    """What posting does after closings have undone it a few times, done by everybody from the start."""
    end = store.play("crowd", seed=4, cases=40, writers=4, impatient_tries=0)
    assert end.pop("closes") >= 3
    assert end == RIGHT | {"booked_after_close": 0}


def test_the_first_two_claims_of_a_new_case_may_arrive_together(store):
    times = 4 * TIMES
    assert store.play("newborn", times=times) == RIGHT | {"pending": times // 2, "cleared": times // 2}


def test_one_entry_sent_by_two_at_once_is_created_once(store):
    assert store.play("twins", times=TIMES) == RIGHT | {"answers": [["created", "exists"]], "entries": TIMES}


def test_a_claim_and_the_entry_it_waits_for_never_miss_each_other(store):
    assert store.play("crossing", times=TIMES) == RIGHT | {"conflicts": TIMES}


def test_the_levels_of_two_days_may_arrive_together(store):
    assert store.play("levels", units=TIMES) == RIGHT | {"stock": 130 * TIMES}


def test_of_small_batches_sent_at_once_a_refused_one_hurts_no_other(store):
    end = store.play("batches", writers=6, each=10)
    assert end == RIGHT | {
        "unseen": [],
        "answers": {"claim_malformed": 12, "created": 96},
    }


def test_two_requests_never_share_the_same_goods(store):
    assert store.play("requests", times=TIMES) == RIGHT | {"granted": TIMES, "left": [200]}
