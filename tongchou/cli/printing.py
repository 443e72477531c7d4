"""What the command line prints: for people, or as one JSON object with `--json`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from rich.console import Console
from rich.table import Table

from tongchou.base.refusals import Refused

#: Wide enough for a row when output goes to a file, where there is no terminal to ask.
console = Console(soft_wrap=True, width=None if sys.stdout.isatty() else 180)


def as_json(value: object) -> None:
    """Print one value as JSON, Chinese as it is."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=_plain) + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, UUID):
        return str(value)
    if hasattr(value, "item"):
        return value.item()
    return str(value)


def table(heads: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = "") -> None:
    """Print rows as a table; numbers to the right."""
    made = Table(title=title or None, header_style="bold")
    kept = [list(row) for row in rows]
    for i, head in enumerate(heads):
        right = bool(kept) and all(isinstance(row[i], int | float) or row[i] is None for row in kept)
        made.add_column(head, justify="right" if right else "left", overflow="fold")
    for row in kept:
        made.add_row(*("" if cell is None else f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row))
    console.print(made)


def say(text: str) -> None:
    """Print a sentence."""
    console.print(text)


def refusal(refused: Refused) -> None:
    """Print why something was refused, with its code; as JSON where that was asked for."""
    text = refused.text % refused.params if refused.params else refused.text
    if "--json" in sys.argv:
        as_json({"refused": refused.code, "text": text})
        return
    Console(stderr=True, soft_wrap=True).print(f"[red]{refused.code}[/red]  {text}")


def file_refused(name: str, kind: str, refused: Refused, *, json: bool) -> None:
    """Print why one file of several was refused whole; the others go on."""
    text = refused.text % refused.params if refused.params else refused.text
    if json:
        as_json({"file": name, "kind": kind, "refused": refused.code, "text": text})
    else:
        Console(stderr=True, soft_wrap=True).print(f"{name}  [red]{refused.code}[/red]  {text}")
