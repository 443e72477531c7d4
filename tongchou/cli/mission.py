"""The articles' table, row by row, from one demonstration home or several, each asked in a process of its own."""

from __future__ import annotations

import json as codec
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tongchou.base.refusals import Refused, words
from tongchou.cli import printing

HEADS = ("id", "quote", "value", "computed", "place", "on", "verdict")


def mission(table: Path, homes: list[Path], *, json: bool) -> None:
    """Print for every row of the file what it says, what the books say, and whether the two agree."""
    rows = _from_homes(table, homes) if homes else _here(table)
    if json:
        printing.as_json(rows)
        return
    printing.table(HEADS, [[row[head] for head in HEADS] for row in rows])
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["verdict"]] = counts.get(row["verdict"], 0) + 1
    printing.say("  ".join(f"{verdict} {count}" for verdict, count in sorted(counts.items())))


def _here(table: Path) -> list[dict[str, Any]]:
    from tongchou.cli.setup import ready

    ready()
    from tongchou.figures.mission import mission_table

    return [row.as_plain() for row in mission_table(table)]


def _from_homes(table: Path, homes: list[Path]) -> list[dict[str, Any]]:
    """Ask each home; a row is answered by the first home that has an answer for it."""
    found: dict[str, dict[str, Any]] = {}
    for home in homes:
        command = [sys.executable, "-m", "tongchou.cli.main", "figures", "--mission", str(table), "--json"]
        done = subprocess.run(command, env=os.environ | {"TONGCHOU_HOME": str(home.resolve())}, capture_output=True)
        if done.returncode:
            text = words("%(home)s 沒有可問的台賬。")
            raise Refused("home_unreadable", text, home=str(home))
        for row in codec.loads(done.stdout):
            if row["id"] not in found or found[row["id"]]["verdict"] == "not yet":
                found[row["id"]] = row
    return list(found.values())
