"""The bench: its own home, its page, and what it says when it is asked for something it cannot do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import run
from tongchou.base.refusals import Refused
from tongchou.bench import measuring, page, results
from tongchou.bench.machine import LOOP
from tongchou.bench.measuring import Bound
from tongchou.cli.bench import size_of

__all__ = ["run"]


def told(ratio: float, store: str = "sqlite", size: int = 1000) -> dict[str, Any]:
    bound = {"text": "at most 2x a bare insert", "found": ratio, "limit": 2.0, "least": False}
    one = {"what": "a list", "rows": 1000, "per_second": 5000.4, "p50_ms": 200.0, "p99_ms": 210.0,
           "beside_ms": 100.0, "ratio": ratio, "facts": {"turns": 3}, "bounds": [bound]}  # fmt: skip
    return {"measure": "posting", "store": store, "asked": {"size": size}, "yardstick": "a bare insert",
            "size": "rows", "machine": {"Python": "3.11", LOOP: "0.50 before, 0.52 after"}, "found": [one]}  # fmt: skip


def test_a_measure_runs_in_a_home_of_its_own(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tongchou.cli.main", "bench", "posting", "--size", "200", "--json"]
    home = tmp_path / "mine"
    environment = os.environ | {"TONGCHOU_HOME": str(home), "TONGCHOU_DATABASE": ""}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    (answer,) = json.loads(done.stdout)
    assert (answer["measure"], answer["store"], answer["asked"]) == ("posting", "sqlite", {"size": 200})
    lists = next(one for one in answer["found"] if "list" in one["what"])
    assert lists["rows"] == 200 and lists["ratio"] > 0 and lists["beside_ms"] > 0
    assert "synchronous FULL" in answer["machine"]["store"]
    assert " before, " in answer["machine"][LOOP]
    assert not home.exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [(["nonsense"], "measure_unknown"), (["posting", "--store", "oracle"], "store_unknown"),
     (["posting", "--size", "much"], "bad_size")],
)  # fmt: skip
def test_what_cannot_be_measured_is_refused_in_words(run, words, code) -> None:
    refused = run("bench", *words).exception
    assert isinstance(refused, Refused) and refused.code == code


def test_sizes_are_read_with_their_unit() -> None:
    assert [size_of(text) for text in ("0", "300", "100k", "1M")] == [0, 300, 100_000, 1_000_000]


def test_every_measure_is_named_after_its_file() -> None:
    assert [measuring.measure_named(name).name for name in measuring.names()] == measuring.names()


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(results, "FOLDER", tmp_path / "performance")
    monkeypatch.setattr(page, "PAGE", tmp_path / "performance.md")
    return page.PAGE


def test_the_page_keeps_what_other_measures_wrote_and_names_what_got_worse(docs: Path) -> None:
    page.write([told(2.0), told(2.0, "postgresql")])
    page.write([told(2.3), told(2.0, size=10_000_000)])
    assert "regression" not in docs.read_text("utf-8")
    page.write([told(3.0)])
    text = docs.read_text("utf-8")
    assert "**regression**: a list: 3.00, was 2.30" in text
    assert [line for line in text.splitlines() if line.startswith("## posting")] == [
        "## posting, postgresql, size 1k",
        "## posting, sqlite, size 10m",
        "## posting, sqlite, size 1k",
    ]
    assert text.count("| a list | 1,000 | 5,000 | 200.0 | 210.0 | 100.0 |") == 3


def test_the_page_says_beside_each_measure_which_bound_it_breaks_and_names_the_broken_first(docs: Path) -> None:
    page.write([told(1.5), told(2.5, "postgresql")])
    text = docs.read_text("utf-8")
    assert "- **over**: at most 2x a bare insert: 2.5 (at most 2); a list" in text
    assert "- holds: at most 2x a bare insert: 1.5 (at most 2); a list" in text
    over, holds = (line for line in text.splitlines() if line.startswith("|") and "at most 2x" in line)
    assert over.startswith("| **over** |") and over.endswith("posting, postgresql, size 1k | 0.50 before, 0.52 after |")
    assert holds.startswith("| holds |") and holds.endswith("posting, sqlite, size 1k | 0.50 before, 0.52 after |")


def test_the_page_says_how_much_longer_the_same_takes_on_larger_books(docs: Path) -> None:
    small, large = told(1.0), told(1.0, size=100_000)
    for one, movements, took in ((small, 1_000, 10.0), (large, 100_000, 30.0)):
        one["found"][0] |= {"growth": 2.0, "p50_ms": took, "facts": {"movements": movements}}
    page.write([small])
    assert "growth" not in docs.read_text("utf-8")
    page.write([large])
    assert (
        "| **over** | growth from 1,000 movements to 100,000: a list | 3 | at most 2 | posting, sqlite |  |"
        in docs.read_text("utf-8")
    )


@pytest.mark.parametrize(
    ("found", "least", "holds"), [(2.0, False, True), (2.1, False, False), (2.0, True, True), (1.9, True, False)]
)
def test_a_bound_holds_up_to_its_limit_and_not_beyond(found: float, least: bool, holds: bool) -> None:
    assert Bound("two", found, 2.0, least).holds is holds
    assert not Bound("no number", float("nan"), 2.0, least).holds


def test_the_largest_of_a_few_is_their_99th_percentile() -> None:
    assert measuring.percentile([3.0, 1.0, 2.0], 0.99) == 3.0
    assert measuring.percentile([float(n) for n in range(1000)], 0.5) == 500.0
