"""Outcomes and codes in words, in the language of whoever reads them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext

from tongchou.base.refusals import words
from tongchou.intake.codes import CODES
from tongchou.intake.kinds import Kind
from tongchou.intake.staged import Staged

OUTCOME_WORDS = {
    "stored": words("已錄入"),
    "flagged": words("已錄入，待確認"),
    "refused": words("退回"),
    "duplicate": words("重複"),
    "superseded": words("已被取代"),
    "not_data": words("非數據行"),
}


def outcome_words(outcome: str) -> str:
    """Return an outcome in words."""
    return gettext(OUTCOME_WORDS[outcome])


def code_words(code: str, *, column: str = "", row: str = "") -> str:
    """Return a code in words."""
    text = gettext(CODES[code].text)
    return text % {"column": column, "row": row} if "%(" in text else text


def reason(staged: Staged, index: int, codes: Sequence[str], kind: Kind) -> str:
    """Return why a data row got its outcome, all of its codes in one line."""
    if not codes:
        return ""
    titles = {f"{c.name}_{what}": gettext(c.title) for c in kind.columns for what in ("missing", "wanting")}
    row = _row_words(staged, staged.repeats[index]) if index in staged.repeats else ""
    return "".join(code_words(code, column=titles.get(code, ""), row=row) for code in codes)


def _row_words(staged: Staged, index: int) -> str:
    frame = staged.table.frame
    sheets = staged.listing.sheets
    number = str(frame["row"][index])
    return f"{sheets[frame['sheet'][index]].name} {number}" if len(sheets) > 1 else number
