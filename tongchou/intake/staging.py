"""A file to a staged list: walk its sheets, read its cells, check, place, compare. Nothing is posted here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import polars as pl

from tongchou.intake.beside import split
from tongchou.intake.collect import Collector
from tongchou.intake.kinds import Kind
from tongchou.intake.layout import SheetWalk
from tongchou.intake.recognise import letter
from tongchou.intake.repeats import also_digests, digests, mark_repeats
from tongchou.intake.rows import is_empty
from tongchou.intake.sheets import Workbook
from tongchou.intake.staged import ROWS_SCHEMA, ColumnFound, Staged
from tongchou.intake.table import Listing, SheetFacts
from tongchou.intake.values import Day
from tongchou.intake.values.dates import day_in, read_day

#: How long ago the latest full date in a list without a day of its own may be before the list is taken to be of then.
STALE = timedelta(days=120)


@dataclass(frozen=True)
class Asked:
    """What the door was told of a list: its day (None: to be found), whose it is, and corrections of its columns."""

    at: datetime
    today: date
    user: int
    sender: str = ""
    file_name: str = ""
    on: date | None = None
    mapping: Mapping[str, str | None] = field(default_factory=dict)
    remembered: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)


def stage(book: Workbook, kind: Kind, asked: Asked) -> Staged:
    """Return the staged list: every row judged, every data row read, checked, placed and compared within the file."""
    walks = list(_walks(book, kind, asked))
    listing = _listing(book, walks, kind, asked)
    collector = Collector(kind, listing)
    for index, walk in enumerate(walks):
        collector.gather(index, walk)
    rows, table = collector.result()
    staged = Staged(
        listing,
        pl.DataFrame(rows, schema=ROWS_SCHEMA),
        table,
        columns=_columns(walks),
        signatures={r.signature: {s.header: s.column for s in r.sources} for w in walks for r in w.regions},
        ignored=list(book.ignored),
        form=book.form,
        totals=collector.compared,
    )
    staged.keys, staged.contents = digests(table, kind, listing)
    staged.also = also_digests(table, kind, listing)
    mark_repeats(staged)
    staged.judge()
    return staged


def _walks(book: Workbook, kind: Kind, asked: Asked) -> Iterator[SheetWalk]:
    """Yield a walk for each sheet, and for each list of those that stand side by side on one."""
    for index, sheet in enumerate(book.sheets):
        whole = SheetWalk(sheet, kind, said=asked.mapping, mappings=asked.remembered)
        parts = split(whole)
        if len(parts) == 1:
            walks = [whole]
        else:
            walks = [SheetWalk(part, kind, said=asked.mapping, mappings=asked.remembered) for part in parts]
        for walk in walks:
            walk.of = index
            if walk is not walks[0]:
                # Title, unit and day stand once, over both.
                walk.take_over(walks[0])
            yield walk


def _columns(walks: Sequence[SheetWalk]) -> list[ColumnFound]:
    return [
        ColumnFound(index, letter(source.at), source.header, source.column, source.how)
        for index, walk in enumerate(walks)
        for region in walk.regions
        for source in region.sources
    ]


def _listing(book: Workbook, walks: Sequence[SheetWalk], kind: Kind, asked: Asked) -> Listing:
    anchor = asked.on or _anchor(walks, kind, asked.today)
    for walk in walks:
        walk.find_day(anchor)
    of_files = {sheet.file: day_in(_stem(sheet.file), anchor) for sheet in book.sheets if sheet.file}
    for walk in walks:
        walk.on = walk.on or of_files.get(walk.sheet.file)
    told = [walk.on for walk in walks if walk.on and walk.regions] or [walk.on for walk in walks if walk.on]
    found = asked.on or (max(told) if told else None) or day_in(_stem(asked.file_name), anchor)
    facts = tuple(SheetFacts(i, w.sheet.name, w.title, w.unit, w.on, w.sheet.hidden, w.of) for i, w in enumerate(walks))
    return Listing(
        kind=kind.name,
        on=found or anchor,
        at=asked.at,
        user=asked.user,
        sender=asked.sender,
        file_name=asked.file_name,
        title=next((w.title for w in walks if w.title), ""),
        unit=next((w.unit for w in walks if w.unit), ""),
        sheets=facts,
        on_assumed=found is None,
    )


def _anchor(walks: Sequence[SheetWalk], kind: Kind, today: date) -> date:
    """Return the day from which dates without a year are completed.

    It is today, unless the list's own full dates all lie long before it: then it is the latest of them.
    """
    latest: date | None = None
    for walk in walks:
        for source in (s for region in walk.regions for s in region.sources if s.column):
            reader = kind.column(source.column or "").reader
            if not isinstance(reader, Day) or reader.birth:
                continue
            for row in walk.sample():
                cell = row[source.at] if source.at < len(row) else None
                if is_empty(cell):
                    continue
                day, _, codes = read_day(cell, today)
                if day and not codes and day <= today and (latest is None or day > latest):
                    latest = day
    return latest if latest is not None and today - latest > STALE else today


def _stem(file_name: str) -> str:
    return re.sub(r"\.[A-Za-z]{2,5}$", "", file_name.replace("\\", "/").rsplit("/", 1)[-1])
