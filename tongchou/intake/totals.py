"""Totals that a sheet prints of itself: kept, compared with the rows above, and told where they differ.

A total is no row of the list and never goes in. One that is neither the sum of the rows since the last total (小計) nor
of all rows of its sheet (合計) becomes `total_differs`; the rows stand as they are. 合計23人 is compared with how many
rows there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tongchou.base.refusals import words
from tongchou.intake.codes import NOT_DATA, declare
from tongchou.intake.columns import Column, Hint
from tongchou.intake.kinds import Kind
from tongchou.intake.layout import Region
from tongchou.intake.recognise import preferred
from tongchou.intake.rows import text_of
from tongchou.intake.table import Table

#: Under this name stands how many rows a sheet says it has.
ROWS = "rows"
DIFFERS = declare("total_differs", NOT_DATA, words("合計與各行之和不符，以各行為準，請核對。"))


@dataclass(frozen=True)
class Said:
    """A total as a sheet prints it: at which of the walked rows, and after how many data rows.

    `values` has what it says of columns, and under `ROWS` of how many rows there are.
    """

    sheet: int
    at: int
    row: int
    after: int
    values: dict[str, int]


def read(region: Region, cells: Sequence[Any], kind: Kind, hint: Callable[[Column, str], Hint]) -> dict[str, int]:
    """Return what a total row says of the columns that the kind adds up; `hint` is what is known of a column."""
    found: dict[str, int] = {}
    sources = preferred(region.sources, kind)
    for name in kind.totals:
        for source in sources.get(name, ()):
            cell = cells[source.at] if source.at < len(cells) else None
            column = kind.column(name)
            values, _ = column.reader.read([cell], hint(column, source.header))
            if isinstance(values[0], int):
                found[name] = values[0]
                break
    counted = _counted([text_of(cell) for cell in cells], kind)
    return found if counted is None else {**found, ROWS: counted}


def _counted(texts: Sequence[str], kind: Kind) -> int | None:
    """Return how many rows a total row says there are: 共23人, or a lone number where the kind adds nothing else up."""
    said = re.findall(rf"(\d{{1,6}})[{kind.counted}](?!次)", " ".join(texts))
    if len(said) == 1:
        return int(said[0])
    alone = [text for text in texts if any(c.isdigit() for c in text)]
    return int(alone[0]) if not kind.totals and len(alone) == 1 and re.fullmatch(r"\d{1,6}", alone[0]) else None


def compared(said: Sequence[Said], table: Table) -> list[dict[str, Any]]:
    """Return each printed total beside the sum of the rows it stands under, in steps of the column."""
    results: list[dict[str, Any]] = []
    since: dict[int, int] = {}
    sheets = table["sheet"]
    for total in said:
        start = next((i for i, sheet in enumerate(sheets) if sheet == total.sheet), total.after)
        part = since.get(total.sheet, start)
        for name, printed in total.values.items():
            if name == ROWS:
                sums = [total.after - i for i in (start, part, 0)]
            else:
                column = table[name][: total.after]
                sums = [sum(v for v in column[i:] if v is not None) for i in (start, part)]
            agrees = printed in sums
            results.append(
                {
                    "sheet": total.sheet, "row": total.row, "at": total.at, "column": name, "printed": printed,
                    "sum": printed if agrees else sums[0], "agrees": agrees,
                }
            )  # fmt: skip
        since[total.sheet] = total.after
    return results
