"""What was counted again and came out otherwise, in words and by number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tongchou.base.refusals import words
from tongchou.journal.chart import chart


@dataclass(frozen=True)
class Difference:
    """Something that was counted again and came out otherwise. `what` and `number` name it: `case 512`, `line 77`."""

    code: str
    text: str
    what: str
    number: int
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.code}: {self.what} {self.number}: {self.expected} != {self.found}"


def standing_difference(case: int, expected: str, found: str) -> Difference:
    """Return that a case stands elsewhere than its claims say."""
    text = words("第 %(number)s 號個案的現狀與它的各項主張不符：應為 %(expected)s，實為 %(found)s。")
    return Difference("standing_differs", text, "case", case, expected, found)


def shown(standing: Mapping[str, int]) -> str:
    """Return a standing as an auditor reads it."""
    code = chart().codes.get(standing["account"], str(standing["account"]))
    rest = " ".join(f"{name}={value}" for name, value in standing.items() if name not in ("account", "place"))
    return f"{code} @ {standing['place']} {rest}"


def line_difference(number: int, expected: str, found: str) -> Difference:
    """Return that a line carries other cases than it counts."""
    text = words("第 %(number)s 筆分錄的數與它的逐案變動不符：應為 %(expected)s，實為 %(found)s。")
    return Difference("line_differs", text, "line", number, expected, found)


def walk_difference(case: int) -> Difference:
    """Return that the movements of a case lead elsewhere than it stands."""
    text = words("第 %(number)s 號個案的逐案變動沒有通到它的現狀。")
    return Difference("walk_differs", text, "case", case, "where its movements lead", "where it stands")


def kept_difference(table: str, number: int, expected: str, found: str) -> Difference:
    """Return that the columns kept beside the books say otherwise than the store; `number` names the row."""
    text = words("留存的數列與台賬不符，第 %(number)s 號：台賬為 %(expected)s，留存為 %(found)s；數列已重做。")
    return Difference("kept_differs", text, table, number, expected, found)
