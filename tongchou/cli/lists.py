"""`intake`: any list, from the file a department sent, with the answer workbook beside it."""

from __future__ import annotations

import getpass
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tongchou.base import clock
from tongchou.cli.access import ruled
from tongchou.cli.setup import day, user_named

if TYPE_CHECKING:
    from tongchou.intake.report import Report
    from tongchou.registers.staff.models import User


@ruled("intake.take")
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
    """Take lists in: keep the voucher, check, hand on, and answer every row. A file that is refused stops no other."""
    from tongchou.base.refusals import Refused
    from tongchou.cli import printing
    from tongchou.cli.intake_answer import show
    from tongchou.intake.kinds import kind_named

    user = user_named(by)
    kind_named(kind)
    asked = Asked(kind, user, day(on) if on else None, sender, password, try_)
    refused = 0
    for file in files:
        try:
            report = _taken(file, asked, ask=not json and sys.stdin.isatty())
        except Refused as fault:
            refused += 1
            printing.file_refused(file.name, kind, fault, json=json)
            continue
        if json:
            report.write_json(sys.stdout)
            sys.stdout.write("\n")
        else:
            show(report, file)
    if refused:
        raise typer.Exit(2)


@dataclass(frozen=True)
class Asked:
    """What the command line says of all its files."""

    kind: str
    user: User
    on: date | None
    sender: str
    password: str | None
    try_only: bool


def _taken(file: Path, asked: Asked, *, ask: bool) -> Report:
    """Take one file in; with `ask` its password is asked for, as often as it is wrong."""
    from tongchou.base.refusals import Refused
    from tongchou.intake.doors import take

    password = asked.password
    while True:
        try:
            return take(
                asked.kind,
                file,
                user=asked.user,
                at=clock.now(),
                on=asked.on,
                sender=asked.sender,
                password=password,
                try_only=asked.try_only,
            )
        except Refused as refused:
            if not ask or refused.code not in ("password_needed", "password_wrong"):
                raise
            password = getpass.getpass(f"{file.name}: ")
            if not password:
                raise


COMMANDS = {"intake": intake}
