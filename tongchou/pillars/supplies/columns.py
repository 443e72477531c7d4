"""The columns of a donation register: the headers they are known by (`columns.toml`), and who reads their cells."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from tongchou.intake import common
from tongchou.intake.columns import Column, Hint, Reader
from tongchou.intake.values import Day, Quantity, Text, YesNo
from tongchou.intake.values.base import NOTHING, CellReader, Reading, as_text, tidy
from tongchou.registers.items.catalogue import unit_in_header


class Counted(CellReader):
    """A number with whatever unit is written behind it, as text: '3万个', '20箱'. The header's unit stands in for one
    that is left out; what it is of is known only beside the item."""

    def prepare(self, hint: Hint) -> Hint:
        return Hint(hint.on, unit_in_header(hint.header))

    def one(self, cell: Any, hint: Hint) -> Reading:
        text = tidy(as_text(cell))
        if not text or text in ("-", "/", "—", "无", "無"):
            return NOTHING
        bare = text.replace(",", "").replace("，", "")
        return (f"{bare}{hint.header}" if bare.replace(".", "", 1).isdigit() else text), ()


#: Who reads a column's cells; whatever is not named here is plain text.
READERS: dict[str, Reader] = {
    "donated_on": Day(),
    "made_on": Day(window=False),
    "expires_on": Day(window=False),
    "said_quantity": Counted(),
    "price_fen": Quantity("money"),
    "value_fen": Quantity("money"),
    "money_fen": Quantity("money"),
    "said_anonymous": YesNo(yes_words="匿名|不公开|不愿"),
    "published": YesNo(yes_words="同意|公开|公示"),
}


def _columns() -> tuple[Column, ...]:
    rows = tomllib.loads((Path(__file__).parent / "columns.toml").read_text("utf-8"))["column"]
    return tuple(
        Column(row["name"], row["title"], tuple(row["headers"].split()), READERS.get(row["name"], Text()))
        for row in rows
    )


COLUMNS = (*_columns(), common.PHONES, common.NOTE)
