"""Outcomes and codes in words, in the language of whoever reads them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext

from tongchou.base.refusals import words
from tongchou.intake.codes import CODES, NOTE
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


class Reasons:
    """Says why data rows got their outcome; rows with the same codes have the same words, found once."""

    def __init__(self, staged: Staged, kind: Kind) -> None:
        self._staged = staged
        self._titles = {f"{c.name}_{what}": c.title for c in kind.columns for what in ("missing", "wanting")}
        self._known: dict[tuple[str, ...], str] = {}

    def of(self, index: int) -> str:
        """Return why a data row got its outcome, all that decided it in one line; empty where nothing is to be said."""
        codes = tuple(c for c in self._staged.table.codes.get(index, ()) if _is_said(c))
        if not codes:
            return ""
        if index in self._staged.repeats:
            return self._words(codes, _row_words(self._staged, self._staged.repeats[index]))
        if codes not in self._known:
            self._known[codes] = self._words(codes, "")
        return self._known[codes]

    def _words(self, codes: Sequence[str], row: str) -> str:
        return "".join(
            code_words(c, column=gettext(self._titles.get(c, "")) if c in self._titles else "", row=row) for c in codes
        )


def reason(staged: Staged, index: int, codes: Sequence[str], kind: Kind) -> str:
    """Return why one data row got its outcome; for a whole list use `Reasons`."""
    return Reasons(staged, kind).of(index)


#: Notes that a reader of the answer wants beside the row; the others only say how a cell was read.
_SAID_NOTES = frozenset(
    ["supersedes", "place_by_unit", "place_settled", "ditto", "columns_disagree", "hidden_row", "hidden_sheet"]
)


def _is_said(code: str) -> bool:
    return CODES[code].effect != NOTE or code in _SAID_NOTES


def _row_words(staged: Staged, index: int) -> str:
    frame = staged.table.frame
    sheets = staged.listing.sheets
    number = str(frame["row"][index])
    return f"{sheets[frame['sheet'][index]].name} {number}" if len(sheets) > 1 else number
