"""The desk's little county with two days behind it, and the command line run in its home."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from tests.web import county, days
from tongchou.base import clock
from tongchou.cli import commands, main
from tongchou.figures.cube import cube
from tongchou.journal import chart

Run = Callable[..., Result]


@pytest.fixture
def played(db: None) -> Iterator[None]:
    """Let two days go by; the clock stands at the afternoon of the last."""
    chart.forget()
    cube().forget()
    with clock.at(county.NOW):
        county.build()
        days.play(last=county.TODAY, days=2)
        yield
    cube().forget()


@pytest.fixture
def run() -> Run:
    """Run the command line: `run("close", "2020-03-20", by="officer")`. A refusal is the result's exception."""
    app = typer.Typer(callback=main.choose_home)
    commands.add_to(app)

    def go(*words: str, by: str = "") -> Result:
        return CliRunner().invoke(app, [*words, *(["--by", by] if by else [])])

    return go
