"""The one `tongchou` command: chooses the home, wakes Django, and hands on to the command's own file."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="tongchou",
    help="統籌：一縣一本台賬。A county's one set of books for an emergency and the recovery beside it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)


@app.callback()
def choose_home(
    home: Annotated[Path | None, typer.Option(help="台賬所在的資料夾，默認 $TONGCHOU_HOME 或 ./.tongchou")] = None,
) -> None:
    """Work in a home folder."""
    if home is not None:
        os.environ["TONGCHOU_HOME"] = str(home.resolve())


def run() -> None:
    """Run the command line; a refusal is told in words, with exit code 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongchou.config.settings")
    _home_early(sys.argv)
    from tongchou.base.refusals import Refused
    from tongchou.cli import commands, printing

    commands.add_to(app)
    try:
        app()
    except Refused as refused:
        printing.refusal(refused)
        sys.exit(2)


def _home_early(argv: list[str]) -> None:
    """Take `--home` wherever it stands: settings are read before the commands are, and it may follow the command."""
    for i, word in enumerate(argv):
        if word == "--home" and i + 1 < len(argv) and "--mission" not in argv:
            os.environ["TONGCHOU_HOME"] = str(Path(argv[i + 1]).resolve())
            del argv[i : i + 2]
            return
        if word.startswith("--home=") and "--mission" not in argv:
            os.environ["TONGCHOU_HOME"] = str(Path(word.split("=", 1)[1]).resolve())
            del argv[i]
            return


if __name__ == "__main__":
    run()
