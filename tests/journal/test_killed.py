"""kill -9 while a list of 50,000 is posted: all of it is in the books, or nothing."""

from __future__ import annotations

import random
import time

import pytest

from tongchou.base.ids import new_id

ROWS = 50_000
TABLES = ("entry", "claim", "line", "movement", "standing", "commit_log")
NOTHING = dict.fromkeys(TABLES, 0)
#: 50,000 cases of one state at four places are four lines.
ALL = {"entry": 1, "claim": ROWS, "line": 4, "movement": ROWS, "standing": ROWS, "commit_log": 1}


@pytest.fixture(autouse=True)
def _march() -> None:
    """Nothing here needs the test's own database."""


def killed_after(store, entry: str, seconds: float) -> str:
    """Post the list and kill the process so long after it began; return what it had answered until then."""
    process = store.start("long_list", entry=entry, rows=ROWS)
    assert process.stdout is not None
    assert process.stdout.readline() == "begin\n"
    time.sleep(seconds)
    process.kill()
    answer = process.stdout.read()
    process.wait()
    return answer


def test_what_was_acknowledged_survives_the_kill_and_nothing_is_half_posted(store):
    process = store.start("taps", batches=100_000)
    assert process.stdout is not None
    assert process.stdout.readline() == "begin\n"
    acknowledged = {process.stdout.readline().strip() for _ in range(50)}
    process.kill()
    acknowledged |= {line.strip() for line in process.stdout if line.endswith("\n")}
    process.wait()
    assert acknowledged <= store.entries()
    sizes = store.sizes(*TABLES)
    assert set(sizes.values()) == {len(store.entries())}


def test_a_list_that_is_killed_is_in_the_books_whole_or_not_at_all(store):
    rng = random.Random(20200320)
    entry, done = str(new_id()), NOTHING
    for longest in (0.1, 0.3, 0.6, 1.0, 1.5):
        answered = killed_after(store, entry, rng.uniform(longest / 3, longest))
        found = store.sizes(*TABLES)
        assert found in ([NOTHING, ALL] if done == NOTHING else [ALL])
        assert found == ALL or not answered, "what was acknowledged is in the books"
        done = found
    assert store.play("long_list", entry=entry, rows=ROWS) == ("exists" if done == ALL else "created")
    assert store.sizes(*TABLES) == ALL
