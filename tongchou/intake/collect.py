"""Gathers the rows of a walk: what each is, and slice by slice the values of those that are data."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from tongchou.base.units import unit_in
from tongchou.intake import totals
from tongchou.intake.columns import Codes, Column, Hint
from tongchou.intake.kinds import Kind
from tongchou.intake.layout import Region, Row, SheetWalk
from tongchou.intake.placing import place
from tongchou.intake.recognise import Source, preferred
from tongchou.intake.rows import is_empty
from tongchou.intake.table import Listing, Table
from tongchou.intake.values import Choice, Day, IdNumber, Name, Quantity, Text, YesNo
from tongchou.intake.values.base import is_ditto

#: Rows read at once: enough for the vectorised readers, few enough that a million are never Python objects together.
SLICE = 50_000
#: What describes: 同上 may be written for it. A name, a number or a telephone is nobody else's.
REPEATABLE = (Text, Choice, Day, YesNo)
#: Address parts that people write only in the first row of a village's block.
FILLED_DOWN = ("county", "town", "village")


class Collector:
    """Turns walks into row verdicts and one table; a slice never spans two headers."""

    def __init__(self, kind: Kind, listing: Listing) -> None:
        self.kind = kind
        self.listing = listing
        self.rows: dict[str, list[Any]] = {"sheet": [], "row": [], "code": [], "data": []}
        self._frames: list[pl.DataFrame] = []
        self._codes: dict[int, list[str]] = {}
        self.compared: list[dict[str, Any]] = []
        self._count = 0
        self._cells: list[Sequence[Any]] = []
        self._numbers: list[int] = []
        self._sections: list[str] = []
        self._below: dict[int, frozenset[int]] = {}
        self._totals: list[totals.Said] = []
        self._previous: dict[str, Any] = {}
        self._above: dict[int, tuple[Any, str]] = {}

    def gather(self, index: int, walk: SheetWalk) -> None:
        """Take in one sheet."""
        sheets, numbers, codes, data = (self.rows[name] for name in ("sheet", "row", "code", "data"))
        region = -1
        for row in walk:
            sheets.append(index)
            numbers.append(row.number)
            if row.code:
                codes.append(row.code)
                data.append(-1)
                if row.code == "total" and walk.regions:
                    self._note_total(index, walk, row)
                continue
            if row.region != region or len(self._cells) >= SLICE:
                self._flush(index, walk, region)
                if row.region != region:
                    self._previous, self._above = {}, {}
                region = row.region
            codes.append(None)
            data.append(self._count + len(self._cells))
            if row.below:
                self._below[len(self._cells)] = row.below
            self._cells.append(row.cells)
            self._numbers.append(row.number)
            self._sections.append(row.section)
        self._flush(index, walk, region)
        self._previous, self._above = {}, {}

    def result(self) -> tuple[dict[str, list[Any]], Table]:
        """Return the verdicts of all rows and the table of the data rows."""
        if not self._frames:
            return self.rows, Table(_empty(self.kind))
        frame = pl.concat([_empty(self.kind), *self._frames], how="diagonal_relaxed")
        table = Table(frame, self._codes)
        self.compared = totals.compared(self._totals, table)
        for one in self.compared:
            if not one["agrees"]:
                self.rows["code"][one["at"]] = totals.DIFFERS
        return self.rows, table

    def _note_total(self, sheet: int, walk: SheetWalk, row: Row) -> None:
        """Keep what a total row prints, with how many data rows stand above it."""

        def hint(column: Column, header: str) -> Hint:
            return self._hint(walk, column, header)

        printed = totals.read(walk.regions[row.region], row.cells, self.kind, hint)
        if printed:
            at, after = len(self.rows["row"]) - 1, self._count + len(self._cells)
            self._totals.append(totals.Said(sheet, at, row.number, after, printed))

    def _flush(self, sheet: int, walk: SheetWalk, region: int) -> None:
        if not self._cells:
            return
        table = self._read(sheet, walk, walk.regions[region])
        hidden = walk.sheet.hidden_rows
        if hidden:
            table.mark_all((i for i, number in enumerate(self._numbers) if number in hidden), "hidden_row")
        if walk.sheet.hidden:
            table.mark_all(range(len(table)), "hidden_sheet")
        if walk.sheet.unsaid:
            table.mark_all(self._unsaid(walk, walk.regions[region]), "formula_unsaid")
        self.kind.check(table, self.listing)
        place(table, self.kind, self.listing)
        self._frames.append(table.frame)
        for index, codes in table.codes.items():
            self._codes[self._count + index] = codes
        self._count += len(self._cells)
        self._cells, self._numbers, self._sections, self._below = [], [], [], {}

    def _unsaid(self, walk: SheetWalk, region: Region) -> Iterator[int]:
        """Yield the data rows with a formula that was never calculated, in a column that is read."""
        read = {source.at for sources in preferred(region.sources, self.kind).values() for source in sources}
        for index, number in enumerate(self._numbers):
            if read & walk.sheet.unsaid.get(number, set()):
                yield index

    def _read(self, sheet: int, walk: SheetWalk, region: Region) -> Table:
        count = len(self._cells)
        on = walk.on or self.listing.on
        frame = pl.DataFrame(
            {
                "sheet": pl.Series([sheet], dtype=pl.Int16).extend_constant(sheet, count - 1),
                "row": pl.Series(self._numbers, dtype=pl.Int32),
                "listed_on": pl.Series([on], dtype=pl.Date).extend_constant(on, count - 1),
                "section": pl.Series(self._sections, dtype=pl.String),
            }
        )
        table = Table(frame)
        found = preferred(region.sources, self.kind)
        for column in self.kind.columns:
            if column.name in found:
                values = self._column(column, found[column.name], table, walk)
                table.put(column.name, values, column.dtype)
                self._missing(column, values, table)
            elif column.required:
                table.mark_all(range(count), f"{column.name}_missing")
        return table

    def _hint(self, walk: SheetWalk, column: Column, header: str) -> Hint:
        return Hint(walk.on or self.listing.on, _said(column, header, walk))

    def _column(self, column: Column, sources: Sequence[Source], table: Table, walk: SheetWalk) -> list[Any]:
        """Return the values of one of our columns out of its sources, and mark their codes."""
        values: list[Any] | None = None
        for source in sources:
            cells = self._cells_of(source.at)
            if column.repeatable and isinstance(column.reader, REPEATABLE):
                cells = self._repeated(source.at, cells, table)
            if column.name in FILLED_DOWN and column.name in self.kind.address:
                cells = self._filled_down(column.name, cells)
            read, codes = column.reader.read(cells, self._hint(walk, column, source.header))
            if column.name in self.kind.once:
                self._leave_out_below(source.at, read, codes, table)
            if values is None:
                values = read
                for index, marks in codes.items():
                    for code in marks:
                        table.mark(index, code)
            elif source.how == "beside":
                if isinstance(column.reader, Name | IdNumber):
                    table.mark_all((i for i, value in enumerate(read) if value is not None), "two_records")
            else:
                self._join(column, values, read, codes, table, part=source.how == "part")
        assert values is not None
        return values

    def _leave_out_below(self, at: int, read: list[Any], codes: Codes, table: Table) -> None:
        """Let a cell that is merged over several rows speak for the first of them."""
        for index, below in self._below.items():
            if at in below and read[index] is not None:
                read[index] = None
                codes.pop(index, None)
                table.mark(index, "shared_above")

    def _join(
        self, column: Column, values: list[Any], read: list[Any], codes: dict[int, Any], table: Table, *, part: bool
    ) -> None:
        for index, value in enumerate(read):
            if value is None:
                continue
            mine = values[index]
            if column.gathers:
                joined = list(dict.fromkeys([*(mine or []), *value]))
                values[index] = joined
                if len(joined) > 1:
                    table.mark(index, "phone_several")
            elif mine is None:
                values[index] = value
            elif part and isinstance(mine, str):
                values[index] = mine if value in mine else mine + value
            elif mine != value:
                twice = isinstance(column.reader, Name | IdNumber)
                table.mark(index, "two_records" if twice else "columns_disagree")
                continue
            else:
                continue
            for code in codes.get(index, ()):
                table.mark(index, code)

    def _cells_of(self, at: int) -> list[Any]:
        return [cells[at] if at < len(cells) else None for cells in self._cells]

    def _repeated(self, at: int, cells: list[Any], table: Table) -> list[Any]:
        """Return the cells of a column with 同上 replaced by what the data row above says in it.

        Not across a heading: what stands above it is another group's.
        """
        above, section = self._above.get(at, (None, ""))
        if any(is_ditto(cell) for cell in set(cells)):
            cells = list(cells)
            for index, cell in enumerate(cells):
                if self._sections[index] != section:
                    above, section = None, self._sections[index]
                if is_ditto(cell):
                    table.mark(index, "ditto_unresolved" if is_empty(above) else "ditto")
                    cells[index] = above
                above = cells[index]
        self._above[at] = cells[-1], self._sections[-1]
        return cells

    def _filled_down(self, name: str, cells: list[Any]) -> list[Any]:
        """Return the cells of a town or village column with a block's first value in its blank rows.

        Only where the column is plainly written so: never the same value in two rows running, and at least a third of
        the rows blank. Where every row says its village, a blank is somebody whose village is not known.
        """
        filled = [not is_empty(cell) for cell in cells]
        runs = sum(1 for a, b in itertools.pairwise(cells) if not is_empty(a) and a == b)
        blank = len(cells) - sum(filled)
        carried = self._previous.get(name)
        if not blank or runs or (not filled[0] and carried is None) or blank * 3 < len(cells) or sum(filled) == 0:
            self._previous[name] = None
            return cells
        result = []
        for cell, has in zip(cells, filled, strict=True):
            carried = cell if has else carried
            result.append(carried)
        self._previous[name] = carried
        return result

    def _missing(self, column: Column, values: Sequence[Any], table: Table) -> None:
        if not column.required and not column.expected:
            return
        code = f"{column.name}_missing" if column.required else f"{column.name}_wanting"
        table.mark_all((i for i, value in enumerate(values) if value is None), code)


def _empty(kind: Kind) -> pl.DataFrame:
    schema: dict[str, Any] = {"sheet": pl.Int16, "row": pl.Int32, "listed_on": pl.Date, "section": pl.String}
    schema |= {column.name: column.dtype for column in kind.columns}
    return pl.DataFrame(schema=schema)


def _said(column: Column, header: str, walk: SheetWalk) -> str:
    """Return a header with what the lines above it say of its column: a yes-or-no's legend, a quantity's unit."""
    if isinstance(column.reader, YesNo):
        return f"{header} {walk.legend}".strip()
    if isinstance(column.reader, Quantity) and not unit_in(header, column.reader.dimension):
        above = (f"（{measure}）" for measure in walk.measures)
        return header + next((unit for unit in above if unit_in(unit, column.reader.dimension)), "")
    return header
