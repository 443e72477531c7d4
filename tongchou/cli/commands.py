"""All commands, each a thin face over one service. Heavy imports wait until a command runs."""

from __future__ import annotations

import typer

from tongchou.cli import announcing, bench, books, county, figures, lists, paper, posts, reports, rosters


def add_to(app: typer.Typer) -> None:
    """Register every command under its name."""
    for module in (county, posts, lists, announcing, paper, figures, books, reports, rosters, bench):
        for name, command in module.COMMANDS.items():
            app.command(name)(command)
