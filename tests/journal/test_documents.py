"""The pages about the books say what the books do: every pair of `books` and `standing` blocks is played."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tongchou.journal.chart import Register, declare

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("docs/explanation/books.md", "docs/reference/notation.md")
PAIR = re.compile(r"```books\n(.*?)```(?:(?!```).)*?(?:```standing\n(.*?)```)", re.DOTALL)

declare(Register("check", "outside:people", ("pending", "cleared", "to-quarantine"), ("from-abroad", "from-key-area")))


def examples() -> list[tuple[str, str, str]]:
    return [
        (page, text, standing)
        for page in PAGES
        for text, standing in PAIR.findall((ROOT / page).read_text(encoding="utf-8"))
    ]


def test_the_pages_have_examples():
    assert [page for page, _, _ in examples()] == [PAGES[0]] * 2 + [PAGES[1]] * 4


@pytest.mark.parametrize(("page", "text", "standing"), examples())
def test_an_example_of_a_page_is_true(books, page, text, standing):
    b = books(text)
    for name in b.said:
        b.post(name)
    said = dict(line.split(maxsplit=1) for line in standing.strip().splitlines())
    assert {case: b.standing(case) for case in b.cases} == said


@pytest.mark.parametrize(("page", "text", "standing"), examples())
def test_an_example_ends_the_same_when_it_arrives_backwards(books, page, text, standing):
    b = books(text)
    for name in reversed(b.said):
        b.post(name)
    said = dict(line.split(maxsplit=1) for line in standing.strip().splitlines())
    assert {case: b.standing(case) for case in b.cases} == said
