"""`intake`: any list, from the file a department sent, with the answer workbook beside it."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer

from tongchou.base import clock
from tongchou.cli.setup import day, may_take, ready, user_named


def intake(
    kind: Annotated[str, typer.Argument(help="名單類別：places、people、staff、screening …")],
    files: Annotated[list[Path], typer.Argument(help="部門發來的文件", exists=True, dir_okay=False)],
    on: Annotated[str | None, typer.Option(help="名單日期，默認按文件所寫")] = None,
    by: Annotated[str | None, typer.Option(help="以誰的名義")] = None,
    sender: Annotated[str, typer.Option(help="來文單位")] = "",
    password: Annotated[str | None, typer.Option(help="文件密碼；只用一次，不保存")] = None,
    try_: Annotated[bool, typer.Option("--try", help="只試讀，不錄入")] = False,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Take lists in: keep the voucher, check, hand on, and answer every row."""
    ready()
    from tongchou.base.refusals import Refused
    from tongchou.cli.intake_answer import show
    from tongchou.intake.doors import take

    user = user_named(by)
    may_take(user)
    listed = day(on) if on else None
    for file in files:
        given = password
        while True:
            try:
                report = take(
                    kind, file, user=user, at=clock.now(), on=listed, sender=sender, password=given, try_only=try_
                )
                break
            except Refused as refused:
                if refused.code != "password_needed" or json or not sys.stdin.isatty():
                    raise
                given = getpass.getpass(f"{file.name}: ")
        if json:
            report.write_json(sys.stdout)
            sys.stdout.write("\n")
        else:
            show(report, file)


COMMANDS = {"intake": intake}
