"""`tongchou intake`: several files in one command, each answered, whatever becomes of the others."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.intake.conftest import Books
from tests.intake.lists import AT, people, person
from tests.intake.test_reader import locked
from tongchou.base import clock
from tongchou.cli import access, commands, lists, main

pytestmark = pytest.mark.django_db
Run = Callable[..., tuple[int, list[dict[str, Any]]]]


@pytest.fixture
def run(books: Books, user: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run the command on files and return its exit code and the objects it printed."""
    monkeypatch.setattr(access, "_hold", lambda rule, by: None)
    monkeypatch.setattr(lists, "user_named", lambda name: user)
    commands.add_to(main.app)

    def ran(*files: Path, **options: str) -> tuple[int, list[dict[str, Any]]]:
        said = [f"--{name}={value}" for name, value in options.items()]
        result = CliRunner().invoke(main.app, ["intake", "roster", *map(str, files), "--json", *said])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, _objects(result.stdout)

    with clock.at(AT):
        yield ran


def _objects(text: str) -> list[dict[str, Any]]:
    found, decoder = [], json.JSONDecoder()
    while text := text.lstrip():
        value, end = decoder.raw_decode(text)
        found.append(value)
        text = text[end:]
    return found


def test_a_refused_file_stops_no_other_and_the_exit_code_says_so(run: Run, tmp_path: Path) -> None:
    files = {
        "甲.xlsx": people(person(1)),
        "乙.pdf": b"%PDF-1.4",
        "丙.xlsx": locked(people(person(2, "李某")), "x"),
        "丁.xlsx": people(person(3)),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    code, said = run(*(tmp_path / name for name in files))
    assert code == 2
    assert [one.get("refused") for one in said] == [None, "format_unsupported", "password_needed", None]
    assert [one["file"] for one in said] == list(files)
    assert [one["counts"]["stored"] for one in said if "counts" in one] == [1, 1]


def test_all_taken_is_exit_code_zero(run: Run, tmp_path: Path) -> None:
    (tmp_path / "甲.xlsx").write_bytes(people(person(1)))
    (tmp_path / "丙.xlsx").write_bytes(locked(people(person(2)), "x"))
    assert run(tmp_path / "甲.xlsx")[0] == 0
    code, said = run(tmp_path / "丙.xlsx", password="x")
    assert (code, said[0]["counts"]["stored"]) == (0, 1)
