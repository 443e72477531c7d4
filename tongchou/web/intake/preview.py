"""What the preview shows of a staged list: counts, columns, rows with their reasons, addresses that stay open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext

from tongchou.intake import settling
from tongchou.intake.reasons import OUTCOME_WORDS, code_words, outcome_words, reason
from tongchou.intake.report import Report
from tongchou.intake.staged import OUTCOMES, walk_rows
from tongchou.registers.people import masking

#: Numbers of houses and groups, which say nothing of the village: hidden.
_NUMBERS = re.compile(r"[0-9０-９]+")
#: Rows of one page of the preview.
SIZE = 50
#: How a column was recognised, in words; exact ones need none.
HOW = {"fuzzy", "contained", "sniffed", "pattern"}


def counts(report: Report) -> list[dict[str, Any]]:
    """Return the outcomes with their number of rows; they add up to all rows of the file."""
    found = report.counts
    return [{"outcome": one, "words": gettext(OUTCOME_WORDS[one]), "count": found[one]} for one in OUTCOMES]


def columns(report: Report) -> list[dict[str, Any]]:
    """Return the file's columns, each with what it was taken for."""
    several = len(report.staged.listing.sheets) > 1
    return [
        {
            "sheet": report.staged.listing.sheets[one.sheet].name if several else "",
            "letter": one.letter,
            "header": one.source,
            "column": one.column or "",
            "how": one.how,
            "is_guess": one.how in HOW,
            "is_dropped": one.how == "dropped",
        }
        for one in report.staged.columns
        if one.source or one.column
    ]


def addresses(report: Report, *, leaf: str) -> dict[str, Any] | None:
    """Return a page of the addresses that may be in several places, with their candidates; None where there are none.

    `leaf` is the page's number, from 1. Towns are left out of a candidate's name where all candidates share one.
    """
    found = settling.open_addresses(report.staged, report.kind)
    if not found:
        return None
    last = (len(found) - 1) // SIZE + 1
    number = min(max(int(leaf), 1), last) if leaf.isdigit() and len(leaf) < 6 else 1
    return {
        "shown": [
            {
                "mark": one.mark,
                "address": _NUMBERS.sub("*", one.address),
                "rows": one.rows,
                "candidates": one.candidates,
                "said": one.said,
            }
            for one in found[(number - 1) * SIZE : number * SIZE]
        ],
        "total": len(found),
        "rows": sum(one.rows for one in found),
        "open": sum(1 for one in found if not one.said),
        "number": number,
        "last": last,
        "before": number - 1 if number > 1 else None,
        "after": number + 1 if number < last else None,
    }


def choices(report: Report) -> list[tuple[str, str]]:
    """Return what a column may be taken for."""
    return [(column.name, gettext(column.title)) for column in report.kind.columns]


def rows(report: Report, *, outcome: str, window: slice) -> tuple[list[dict[str, Any]], int]:
    """Return a page of the rows with an outcome (those with something to say, without one), and how many there are."""
    staged = report.staged
    chosen = [found for found in _reasoned(report) if outcome in ("", found[2])]
    names = [sheet.name for sheet in staged.listing.sheets]
    shown = []
    for sheet, row, verdict, index, code in chosen[window]:
        cells = _cells(report, index) if index >= 0 else {}
        shown.append(
            {
                "sheet": names[sheet] if len(names) > 1 else "",
                "row": row,
                "outcome": verdict,
                "words": _words(verdict, report),
                "reason": reason(staged, index, staged.table.codes.get(index, []), report.kind)
                if index >= 0
                else code_words(code),
                "name": masking.name(str(cells.get("name") or "")),
                "address": masking.address(str(cells.get("address") or "")),
                "candidates": [one.split(" ", 1)[-1] for one in cells.get("candidates") or ()],
            }
        )
    return shown, len(chosen)


def _words(outcome: str, report: Report) -> str:
    """Return an outcome in words; before a list is taken in, as what will become of the row."""
    coming = {"stored": gettext("可錄入"), "flagged": gettext("可錄入，待確認")}
    return coming.get(outcome, outcome_words(outcome)) if report.upload.committed_at is None else outcome_words(outcome)


def _reasoned(report: Report) -> Iterator[tuple[int, int, str, int, str]]:
    """Yield (sheet, row, outcome, data index or -1, code) of the rows that have something to say."""
    staged = report.staged
    for sheet, row, code, index in walk_rows(staged):
        if index >= 0:
            if staged.outcomes[index] != "stored" or staged.table.codes.get(index):
                yield sheet, row, staged.outcomes[index], index, ""
        elif code and code != "blank":
            yield sheet, row, "not_data", -1, code


def _cells(report: Report, index: int) -> dict[str, Any]:
    frame = report.staged.table.frame
    wanted = [name for name in ("name", "address", "candidates") if name in frame.columns]
    # A frame without columns has no rows either.
    return dict(zip(wanted, frame.select(wanted).row(index), strict=True)) if wanted else {}
