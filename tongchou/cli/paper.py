"""`sheet`: a team's day sheet as a PDF; `key`: lines of a sheet keyed back from a file or the keyboard."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from tongchou.base import clock
from tongchou.cli import printing
from tongchou.cli.access import ruled
from tongchou.cli.setup import scope_of, user_named

By = Annotated[str | None, typer.Option(help="以誰的名義，默認台賬的 operator")]
Json = Annotated[bool, typer.Option("--json")]


@ruled("paper.print")
def sheet(
    out: Annotated[Path | None, typer.Argument(help="寫到哪個 PDF；不給就列出可作表的小組")] = None,
    team: Annotated[int | None, typer.Option(help="小組編號")] = None,
    number: Annotated[int | None, typer.Option(help="重印第幾號，不另作")] = None,
    address: Annotated[str, typer.Option(help="錄回的網址，印在表尾")] = "",
    lang: Annotated[str, typer.Option(help="zh-Hant、zh-Hans 或 en")] = "zh-Hant",
    by: By = None,
    json: Json = False,
) -> None:
    """Make a team's day sheet and write it as a PDF; each print is a look at everyone on it."""
    from tongchou.paper import making
    from tongchou.paper import printing as sheets
    from tongchou.registers.places.queries import labels

    scope, today = scope_of(by), clock.today()
    if out is None or not (team or number):
        teams = making.teams_to_print(scope, on=today)
        named = labels({one.place for one in teams}, today)
        rows = [{"team": one.pk, "place": named.get(one.place, "")} for one in teams]
        printing.as_json(rows) if json else printing.table(["team", "place"], [list(row.values()) for row in rows])
        return
    made = number or making.make(scope, team or 0, at=clock.now()).pk
    out.write_bytes(sheets.paper(scope, made, at=clock.now(), address=address, lang=lang))
    printing.as_json({"sheet": made, "file": str(out)}) if json else printing.say(f"{made}  {out}")


@ruled("paper.key")
def key(
    number: Annotated[int, typer.Argument(help="第幾號")],
    lines: Annotated[Path | None, typer.Argument(help="一行一條的文件，默認從鍵盤讀")] = None,
    wrote: Annotated[str, typer.Option(help="現場填寫人的用戶名，默認錄入人")] = "",
    correct: Annotated[bool, typer.Option("--correct", help="與此前所錄不同的，作為更正")] = False,
    by: By = None,
    json: Json = False,
) -> None:
    """Key lines of a sheet back (`07K A 36.8`), each saved as it comes and answered."""
    from tongchou.base.refusals import Refused
    from tongchou.paper.keying import key as key_line
    from tongchou.paper.queries import sheet_of

    scope = scope_of(by)
    sheet_of(scope, number)
    writer = user_named(wrote or by).pk
    answers, refused = [], False
    for text in lines.read_text("utf-8").splitlines() if lines else (line.rstrip("\n") for line in sys.stdin):
        if not text.strip():
            continue
        try:
            done = key_line(scope, number, text, wrote_by=writer, at=clock.now(), correct=correct)
            answers.append({"code": text.split()[0], "answer": done.answer, "said": done.line.said})
        except Refused as fault:
            refused = True
            answers.append({"code": text.split()[0], "answer": fault.code, "said": ""})
        if not json:
            printing.say("  ".join(answers[-1].values()))
    if json:
        printing.as_json(answers)
    if refused:
        raise typer.Exit(2)


COMMANDS = {"sheet": sheet, "key": key}
