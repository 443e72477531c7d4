"""Totals that a sheet prints of itself: kept, compared with the rows above, and told where they differ.

A total is no row of the list and never goes in. One that is neither the sum of the rows since the last total (小計) nor
of all rows of its sheet (合計) becomes `total_differs`; the rows stand as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tongchou.base.refusals import words
from tongchou.intake.codes import NOT_DATA, declare
from tongchou.intake.columns import Column, Hint
from tongchou.intake.kinds import Kind
from tongchou.intake.layout import Region
from tongchou.intake.recognise import preferred
from tongchou.intake.table import Table

DIFFERS = declare("total_differs", NOT_DATA, words("合計與各行之和不符，以各行為準，請核對。"))


@dataclass(frozen=True)
class Said:
    """A total as a sheet prints it: at which of the walked rows, and after how many data rows."""

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
    return found


def compared(said: Sequence[Said], table: Table) -> list[dict[str, Any]]:
    """Return each printed total beside the sum of the rows it stands under, in steps of the column."""
    results: list[dict[str, Any]] = []
    since: dict[int, int] = {}
    sheets = table["sheet"]
    for total in said:
        start = next((i for i, sheet in enumerate(sheets) if sheet == total.sheet), total.after)
        part = since.get(total.sheet, start)
        for name, printed in total.values.items():
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
