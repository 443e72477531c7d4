"""How the answer to a list is shown, and where its workbook goes: beside the file that was sent."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from tongchou.cli import printing
from tongchou.intake.doors import write_answer_beside
from tongchou.intake.report import Report

#: Rows shown on the screen; the workbook has all of them.
SHOWN = 20


def show(report: Report, file: Path) -> None:
    """Print the counts and the rows that want a person, and write the answer workbook beside the file."""
    counts = report.counts
    printing.say(f"[bold]{file.name}[/bold]")
    printing.table(list(counts), [list(counts.values())])
    wanted = report.rows(outcomes=("refused", "flagged"))
    rows = [[r["sheet"], r["row"], r["outcome"], " ".join(r["codes"])] for r in islice(wanted, SHOWN)]
    if rows:
        printing.table(["sheet", "row", "outcome", "codes"], rows)
    printing.say(str(write_answer_beside(report, file)))
