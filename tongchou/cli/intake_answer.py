"""How the answer to a list is shown, and where its workbook goes: beside the file that was sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tongchou.cli import printing


def show(report: Any, file: Path) -> None:
    """Print the counts and the rows that want a person, and write the answer workbook beside the file."""
    body = report.as_json()
    counts = body["counts"]
    printing.say(f"[bold]{body['file']['name']}[/bold]")
    printing.table(list(counts), [list(counts.values())])
    wanted = [r for r in body["rows"] if r["outcome"] in ("refused", "flagged")][:20]
    if wanted:
        printing.table(
            ["sheet", "row", "outcome", "codes"],
            [[r["sheet"], r["row"], r["outcome"], " ".join(r["codes"])] for r in wanted],
        )
    answer = file.with_name(f"{file.stem}（附結果）.xlsx")
    answer.write_bytes(report.workbook())
    printing.say(str(answer))
