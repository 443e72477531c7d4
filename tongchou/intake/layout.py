"""Where the header of a sheet is, and what each of its rows is: one walk over rows that are never all held."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice, pairwise
from typing import Any, NamedTuple

from tongchou.base.units import UNITS
from tongchou.intake.headers import bare
from tongchou.intake.kinds import Kind
from tongchou.intake.recognise import Source, corrected, header_words, recognise, score, signature, sniffed, sources_of
from tongchou.intake.rows import Judge, is_empty, looks_like_data, text_of
from tongchou.intake.sheets import Range, Sheet
from tongchou.intake.values import IdNumber, Name, Phones, Uscc
from tongchou.intake.values.dates import day_in

#: Rows at the top in which a header is looked for, and rows sampled for what a column holds.
HEAD_ROWS, SAMPLE_ROWS = 80, 200
#: Tiers a header may have.
TIERS = 3
#: A header scores at least this (two exact columns; see recognise.WEIGHTS).
ENOUGH = 5.0
#: Text of a header cell that may still be a header with its instructions.
LONGEST_LABEL = 400

_FORM_LINE = re.compile(
    r"(?:填报|填表|报送|上报|制表|汇总|统计|填写|报告|责任|所在)?(?:单位|企业名称|公司名称|单位名称|日期|时间|部门|镇街|乡镇|村居|人|社区)(?:[（(][^）)]*[)）])?[:：]|(?:填报|填表|报送)(?:单位|日期|时间)"
)
_UNIT = re.compile(
    r"(?:填报|填表|报送|上报|汇总|统计|责任|所属|所在)?(?:企业名称|公司名称|单位名称|单位|部门|镇街|乡镇|村居|社区)(?:[（(][^）)]*[)）])?\s*[:：]\s*([^\s:：]{2,30}?)(?=[\s,，;；]|填报|填表|日期|时间|联系|制表|报送|负责|$)"
)
#: A unit of measure above the table, not a unit that reports: 單位：萬元, 計量單位：斤、個.
_WORD_OF_MEASURE = (
    "[亿万千百]*(?:" + "|".join(sorted({re.escape(u) for m in UNITS.values() for u in m}, key=len, reverse=True)) + ")"
)
_MEASURE = re.compile(
    rf"(?:计量|金额|货币)?单位\s*[:：]\s*({_WORD_OF_MEASURE}(?:[、,，/]{_WORD_OF_MEASURE})*)(?=[)）\s,，;；]|$)"
)
#: What stands above a title and is none: 附件2, 密级.
_MARGIN = re.compile(
    r"附[件表录][\d一二三四五六七八九十]*(?:[-—]\d+)?[:：]?|表[\d一二三四五六七八九十]+|内部资料.{0,12}|密级.{0,8}|绝密|机密|秘密"
)
#: What a list's own title ends in, when an office's name stands above it.
_LISTED = re.compile(r"(?:表|名单|台账|名册|花名册|清单|登记|统计|汇总|情况|信息)(?:[（(][^）)]*[）)])*$")
#: What digits mean in yes-or-no columns, where the lines above the header say it.
_LEGEND = re.compile(r"[01]\s*[=:：为是\-、]?\s*(?:是|否|有|无)[\s,，;；、]*[01]\s*[=:：为是\-、]?\s*(?:是|否|有|无)")


@dataclass
class Region:
    """A header and the rows under it, until the next header: which columns it has, and how its rows are judged."""

    header_rows: tuple[int, ...]
    sources: list[Source]
    signature: str
    judge: Judge
    usable: bool
    headers: dict[int, str] = field(default_factory=dict)


class Row(NamedTuple):
    """A row: its number, what it is ('' for data), its cells with merged values, and the heading above it.

    `below` are the columns whose value stands in a merged cell that began further up.
    """

    number: int
    code: str
    cells: Sequence[Any]
    region: int
    section: str = ""
    below: frozenset[int] = frozenset()


@dataclass
class _Heading:
    rows: tuple[int, ...]
    labels: list[tuple[str, str]]
    sources: list[Source]
    worth: float


class SheetWalk:
    """A walk over one sheet: `for row in walk` gives every row once; facts and regions fill as it goes.

    `mappings` are remembered corrections by header signature, `said` the ones of this upload.
    """

    def __init__(
        self,
        sheet: Sheet,
        kind: Kind,
        *,
        said: Mapping[str, str | None] | None = None,
        mappings: Mapping[str, Mapping[str, str | None]] | None = None,
    ) -> None:
        self.sheet = sheet
        self.kind = kind
        self.said = said or {}
        self.mappings = mappings or {}
        self.on: date | None = None
        self.title = ""
        self.unit = ""
        self.measures: tuple[str, ...] = ()
        self.legend = ""
        self.regions: list[Region] = []
        self.of = -1
        self._lines: list[tuple[str, date | None]] = []
        self._by_top: dict[int, list[Range]] = {}
        for merge in sheet.merges:
            self._by_top.setdefault(merge[0], []).append(merge)
        source = iter(sheet.rows())
        self._head = list(islice(source, HEAD_ROWS + SAMPLE_ROWS))
        self._rest = source
        self._first_header()

    def _first_header(self) -> None:
        if self.sheet.labels:
            self._preface([[line] for line in self.sheet.preface])
            self._open((), [("", label) for label in self.sheet.labels], 0)
            return
        heading = find_heading(self._head[:HEAD_ROWS], self.sheet.merges, self.kind)
        if heading is not None:
            self._preface(self._head[: heading.rows[0]])
            self._open(heading.rows, heading.labels, heading.rows[-1] + 1)
        else:
            self._headless()

    def find_day(self, anchor: date) -> None:
        """Find the day that the rows above the header, or the sheet's name, carry; `anchor` completes the year."""
        for line, day in self._lines:
            self.on = self.on or day or day_in(line, anchor)
        self.on = self.on or day_in(self.sheet.name, anchor)

    def take_over(self, left: SheetWalk) -> None:
        """Take over what the list left of this one says above both of them."""
        self.title, self.unit, self.legend = (
            self.title or left.title,
            self.unit or left.unit,
            self.legend or left.legend,
        )
        self.measures = self.measures or left.measures
        self._lines = [*self._lines, *left._lines]

    def sample(self) -> Sequence[Sequence[Any]]:
        """Return the first rows, for a look at what the columns hold."""
        return self._head[:SAMPLE_ROWS]

    def _headless(self) -> None:
        """Take a sheet without a header for a list, if its cells can only be one: an ID number or a telephone a row."""
        width = max((len(row) for row in self._head), default=0)
        labels = [("", f"第{at + 1}列") for at in range(width)]
        blank = [Source(at, label) for at, (_, label) in enumerate(labels)]
        found = sniffed(blank, [row for row in self._head if sum(not is_empty(c) for c in row) >= 2], self.kind)
        if any(s.column and isinstance(self.kind.column(s.column).reader, IdNumber | Phones) for s in found):
            self._open((), labels, 0)
        else:
            self._preface(self._head[:6])

    def _open(self, rows: tuple[int, ...], labels: list[tuple[str, str]], data_from: int) -> None:
        sources = sources_of(labels, self.kind)
        sample = self._head[data_from : data_from + SAMPLE_ROWS]
        sources = sniffed(sources, sample, self.kind)
        key = signature(sources)
        if key in self.mappings:
            sources = corrected(sources, self.mappings[key], self.kind, "remembered")
        sources = corrected(sources, self.said, self.kind, "said")
        self.regions.append(region_of(rows, sources, key, self.kind))

    def _preface(self, rows: Sequence[Sequence[Any]]) -> None:
        """Read the list's title, unit and day from the rows above its header."""
        lines = [" ".join(str(c) for c in row if isinstance(c, str) and c.strip()) for row in rows]
        for row, line in zip(rows, lines, strict=True):
            folded = text_of(line.replace(" ", "\u0001")).replace("\u0001", " ")
            if line.strip() and not _FORM_LINE.match(folded) and not _MARGIN.fullmatch(folded) and len(line) <= 100:
                self.title = _title_of(self.title, line.strip())
            if match := _MEASURE.search(folded):
                self.measures += tuple(re.split("[、,，/]", match.group(1)))
                folded = _MEASURE.sub("", folded)
            if not self.unit and (match := _UNIT.search(folded)):
                self.unit = match.group(1)
            if not self.legend and (match := _LEGEND.search(folded)):
                self.legend = match.group()
            day = next((date(c.year, c.month, c.day) for c in row if isinstance(c, date)), None)
            self._lines.append((line, day))

    def __iter__(self) -> Iterator[Row]:
        if not self.regions:
            yield from self._without_header()
            return
        carried: dict[int, tuple[int, Any]] = {}
        section = ""
        header_rows = set(self.regions[0].header_rows)
        first_data = max(header_rows, default=-1) + 1
        pending: list[int] = []
        for at, cells in enumerate(chain(self._head, self._rest)):
            number = at + 1
            if number in self.sheet.verdicts:
                if self.sheet.verdicts[number] == "section":
                    section = text_of(cells[0])
                yield Row(number, self.sheet.verdicts[number], cells, 0)
                continue
            if at < first_data:
                yield Row(number, "header" if at in header_rows else self._above(cells), cells, 0)
                continue
            if pending and at in pending:
                yield Row(number, "header", cells, len(self.regions) - 1)
                continue
            judge = self.regions[-1].judge
            if not self._by_top and judge.plainly_data(cells):
                yield Row(number, self._usable(""), cells, len(self.regions) - 1, section)
                continue
            code = judge.judge(cells, spans=self._spans(at), near_header=at < first_data + 3)
            if (
                code in ("", "header", "section")
                and not judge.plainly_data(cells)
                and (again := self._another(at, cells))
            ):
                pending = list(range(at, at + len(again.rows)))
                first_data = at + len(again.rows)
                carried.clear()
                yield Row(number, "header", cells, len(self.regions) - 1)
                continue
            if code == "section":
                section = next((text_of(c) for c in cells if not is_empty(c)), "")
            whole = self._carry(at, cells, carried)
            below = frozenset(c for c in carried if (c < len(cells) and is_empty(cells[c])) or c >= len(cells))
            yield Row(number, self._usable(code), whole, len(self.regions) - 1, section, below)

    def _usable(self, code: str) -> str:
        return code or ("" if self.regions[-1].usable else "other_sheet")

    def _without_header(self) -> Iterator[Row]:
        for at, cells in enumerate(chain(self._head, self._rest)):
            blank = all(is_empty(cell) for cell in cells)
            yield Row(at + 1, "blank" if blank else "no_header", cells, -1)

    def _above(self, cells: Sequence[Any]) -> str:
        texts = [text_of(cell) for cell in cells if not is_empty(cell)]
        if not texts:
            return "blank"
        if any(_FORM_LINE.match(text) for text in texts):
            return "form_line"
        return "note" if len(texts[0]) > 60 or re.match("说明|注|填表说明|填报说明|备注", texts[0]) else "title"

    def _spans(self, at: int) -> int:
        return max((right - left + 1 for _, left, _, right in self._by_top.get(at, ())), default=0)

    def _carry(self, at: int, cells: Sequence[Any], carried: dict[int, tuple[int, Any]]) -> Sequence[Any]:
        """Return the cells with the values of vertical merges carried down to them."""
        tall = [m for m in self._by_top.get(at, ()) if m[2] > m[0]]
        if not carried and not tall:
            return cells
        filled = list(cells)
        for column, (bottom, value) in list(carried.items()):
            if at > bottom:
                del carried[column]
            elif column >= len(filled) or is_empty(filled[column]):
                filled += [""] * (column + 1 - len(filled))
                filled[column] = value
        for _, left, bottom, _right in tall:
            if left < len(cells) and not is_empty(cells[left]):
                carried[left] = (bottom, cells[left])
        return filled

    def _another(self, at: int, cells: Sequence[Any]) -> _Heading | None:
        """Open a region if this row is a header with other columns than the one in force."""
        texts = [c for c in cells if not is_empty(c)]
        if len(texts) < 3 or any(looks_like_data(c) for c in texts) or not all(isinstance(c, str) for c in texts):
            return None
        labels = [("", c if isinstance(c, str) else "") for c in cells]
        sources = sources_of(labels, self.kind)
        exact = [s for s in sources if s.how in ("exact", "pattern", "ignored", "dropped", "parent")]
        if len(exact) < 3 or len(exact) * 2 < len(texts):
            return None
        present = list(self.regions[-1].sources)
        if {(s.at, bare(s.label)) for s in sources} <= {(s.at, bare(s.label)) for s in present}:
            return None
        heading = _Heading((at,), labels, sources, score(sources)[0])
        self._open((at,), labels, len(self._head))
        return heading


def _title_of(title: str, line: str) -> str:
    """Return the title of a list, given one more line above its header: the first, but the first that names a list."""
    return line if not title or (_LISTED.search(text_of(line)) and not _LISTED.search(text_of(title))) else title


def region_of(rows: tuple[int, ...], sources: list[Source], key: str, kind: Kind) -> Region:
    """Return the region under a header, with a judge that knows where names and numbers stand."""
    where: dict[type, list[int]] = {}
    for source in sources:
        if source.column:
            where.setdefault(type(kind.column(source.column).reader), []).append(source.at)
    found = {s.column for s in sources if s.column}
    lacking = [c for c in kind.columns if c.required and c.name not in found]
    known_by = bool({IdNumber, Phones, Uscc} & set(where))
    judge = Judge(
        {s.at: (s.label, s.header, s.parent) for s in sources},
        frozenset(s.at for s in sources if s.how == "ignored"),
        [*where.get(Name, ())],
        [*where.get(IdNumber, ()), *where.get(Uscc, ())],
        where.get(Phones, ()),
        [s.at for s in sources if s.column == "note"],
        header_words(kind),
    )
    headers = {s.at: s.header for s in sources}
    return Region(rows, sources, key, judge, bool(found) and (not lacking or known_by), headers)


def find_heading(rows: Sequence[Sequence[Any]], merges: Sequence[Range], kind: Kind) -> _Heading | None:
    """Return the header among the first rows: the block of one to three rows in which most columns are recognised."""
    best: _Heading | None = None
    for at, row in enumerate(rows):
        if all(is_empty(cell) for cell in row):
            continue
        for tiers in range(1, TIERS + 1):
            if at + tiers > len(rows):
                break
            heading = _block(rows, at, tiers, merges, kind)
            if heading is not None and (best is None or _better(heading, best, merges)):
                best = heading
    if best is None:
        return None
    # A further table below may have more columns: the rows of the first one are no titles of it.
    first = find_heading(rows[: best.rows[0]], merges, kind)
    between = rows[first.rows[-1] + 1 : best.rows[0]] if first else ()
    return first if any(looks_like_data(cell) for row in between for cell in row) else best


def _better(heading: _Heading, best: _Heading, merges: Sequence[Range]) -> bool:
    """Say whether a block beats the best so far; of equal ones the lower: a merged title is nobody's parent.

    Of two that begin in one row, the one down to which cells of that row are merged: 手機 and 固話 under 聯繫方式.
    """
    if abs(heading.worth - best.worth) < 0.01:
        top, bottom = heading.rows[0], heading.rows[-1]
        if top == best.rows[0] and bottom > best.rows[-1]:
            return any(m[0] == top and m[2] == bottom for m in merges) or _only_under(heading, best, merges)
        return len(heading.rows) < len(best.rows)
    return heading.worth > best.worth


def _only_under(heading: _Heading, best: _Heading, merges: Sequence[Range]) -> bool:
    """Say whether the lower tier stands under cells merged across alone, two or more: a row of data fills others."""
    top = heading.rows[0]
    wide = {c for m in merges if m[0] == m[2] == top and m[3] > m[1] for c in range(m[1], m[3] + 1)}
    under = {c for c, (parent, _) in enumerate(heading.labels) if parent}
    rest = [c for c in range(len(heading.labels)) if c not in wide]
    return len(under) > 1 and under <= wide and all(heading.labels[c][1] == _at(best.labels, c) for c in rest)


def _at(labels: Sequence[tuple[str, str]], column: int) -> str:
    return labels[column][1] if column < len(labels) else ""


def _block(rows: Sequence[Sequence[Any]], at: int, tiers: int, merges: Sequence[Range], kind: Kind) -> _Heading | None:
    block = rows[at : at + tiers]
    for row in block:
        for cell in row:
            if looks_like_data(cell) or (isinstance(cell, str) and len(cell) > LONGEST_LABEL):
                return None
    spread = _spread(block, at, merges)
    if tiers > 1 and (spread is None or not _stacked(spread, kind)):
        return None
    if spread is None:
        return None
    labels = [_label([tier[column] for tier in spread]) for column in range(len(spread[0]))]
    sources = sources_of(labels, kind)
    worth, distinct = score(sources)
    filled = sum(1 for _, label in labels if label)
    lone = [s for s in sources if s.column and s.how in ("exact", "pattern")]
    if distinct < 2 and not (filled <= 3 and len(lone) == 1 and kind.column(lone[0].column or "").required):
        return None
    if worth < ENOUGH and not (lone and filled <= 3):
        return None
    return _Heading(tuple(range(at, at + tiers)), labels, sources, worth)


def _spread(block: Sequence[Sequence[Any]], at: int, merges: Sequence[Range]) -> list[list[str]] | None:
    """Return the block's texts with merged ranges filled, or parents drawn over the blank cells right of them.

    None where a lower tier has no cell at all, so that it is no tier.
    """
    width = max((len(row) for row in block), default=0)
    width = max([width, *(m[3] + 1 for m in merges if at <= m[0] < at + len(block))]) if block else width
    grid = [[_text(row[c]) if c < len(row) else "" for c in range(width)] for row in block]
    if any(not any(tier) for tier in grid):
        return None
    merged = [m for m in merges if at <= m[0] and m[2] < at + len(block)]
    held = set()
    for top, left, bottom, right in merged:
        value = grid[top - at][left]
        for r in range(top - at, bottom - at + 1):
            for c in range(left, min(right, width - 1) + 1):
                grid[r][c] = value
                held.add((r, c))
    for here, (upper, lower) in enumerate(pairwise(grid)):
        for c in range(1, width):
            if not upper[c] and lower[c] and upper[c - 1] and (here, c) not in held and not _ends(c, upper, lower):
                upper[c] = upper[c - 1]
    return grid


def _ends(column: int, upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Say whether the cell to the left has no sub-header of its own: then it is no parent that reaches over here."""
    return not lower[column - 1] or lower[column - 1] == upper[column - 1]


def _stacked(grid: Sequence[Sequence[str]], kind: Kind) -> bool:
    """Say whether lower tiers are sub-headers: a parent over several of them, each a text of its own."""
    for upper, lower in pairwise(grid):
        under = [c for c in range(len(lower)) if lower[c] and lower[c] != upper[c]]
        parented = [c for c in under if upper[c]]
        spans = {upper[c] for c in parented if sum(1 for d in parented if upper[d] == upper[c]) > 1}
        if not spans and not (parented and len(parented) < len([c for c in range(len(lower)) if upper[c]]) / 2):
            return False
        known = sum(1 for c in under if recognise(lower[c], upper[c], kind)[1] not in ("unrecognised",))
        lonely = [c for c in parented if upper[c] not in spans]
        if known == 0 or len(lonely) > len(under) // 2:
            return False
    return True


def _label(tiers: Sequence[str]) -> tuple[str, str]:
    """Return (parent, label) of a column's texts from the top down, repeats left out."""
    distinct = [text for index, text in enumerate(tiers) if text and (index == 0 or text != tiers[index - 1])]
    if not distinct:
        return "", ""
    return "／".join(distinct[:-1]), distinct[-1]


def _text(cell: Any) -> str:
    if cell is None or (isinstance(cell, float | int) and not isinstance(cell, bool)):
        return "" if cell is None else text_of(cell)
    return str(cell).strip() if isinstance(cell, str) else text_of(cell)
