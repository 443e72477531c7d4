"""`bulletin` and `forms`: what goes out of the books, each number from its figure."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from tongchou.cli import printing
from tongchou.cli.access import ruled
from tongchou.cli.setup import day, instant, scope_of


@ruled("bulletin.read")
def bulletin(
    on: Annotated[str, typer.Argument(help="日期，如 2020-03-27")],
    cut: Annotated[str | None, typer.Option(help="截止時刻，如 17:00；給了就是快報")] = None,
    format: Annotated[str, typer.Option(help="html、docx、pdf 或 md")] = "md",
    lang: Annotated[str, typer.Option(help="zh-Hant、zh-Hans 或 en")] = "zh-Hant",
    out: Annotated[Path | None, typer.Option(help="寫到文件，默認標準輸出")] = None,
    by: Annotated[str | None, typer.Option(help="以誰的名義")] = None,
) -> None:
    """Print the situation report of a day, or of a cut."""
    from tongchou.bulletin.services import make

    on_day = day(on)
    made = make(on_day, cut=instant(cut, on=on_day), fmt=format, lang=lang, user=scope_of(by))
    body = made.encode() if isinstance(made, str) else made
    if out is not None:
        out.write_bytes(body)
        printing.say(str(out))
    else:
        sys.stdout.buffer.write(body)


@ruled("bulletin.forms")
def forms(
    on: Annotated[str, typer.Argument(help="日期，如 2020-03-27")],
    by: Annotated[str | None, typer.Option(help="以誰的名義")] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Write every department's form of a day as a workbook."""
    from django.conf import settings

    from tongchou.bulletin.forms import make_all

    on_day = day(on)
    written = make_all(on_day, settings.HOME.path / "forms" / on_day.isoformat())
    if json:
        printing.as_json([str(path) for path in written])
    else:
        for path in written:
            printing.say(str(path))


COMMANDS = {"bulletin": bulletin, "forms": forms}
