"""Which column of ours a column of theirs is: as said, remembered, written, nearly written, or by content."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz, process

from tongchou.intake.columns import Column
from tongchou.intake.headers import FOREIGN, IGNORED, OTHER, bare, forbidden, plain, readings
from tongchou.intake.kinds import Kind
from tongchou.intake.values import Name

#: Nearness of two headers above which they are the same; below 87 电话 and 座机电话 fall together with 电邮.
FUZZY = 88
#: Part of a column's cells that must look like an ID number or a telephone before it is taken for one.
SNIFFED = 0.7
#: How sure each way of recognising is, for finding the header row.
WEIGHTS = {
    "exact": 3.0,
    "parent": 3.0,
    "part": 2.5,
    "pattern": 2.5,
    "contained": 2.0,
    "fuzzy": 1.5,
    "ignored": 1.0,
    "dropped": 2.0,
    "beside": 0.0,
}
#: Parts of an address that brackets behind 现居住地 name.
_LEVELS = ("county", "town", "village", "hamlet")
_IN_BRACKETS = re.compile(r"[（(]([^（()）]+)[）)]\s*$")

#: What a place is split into under one parent ('来源地' over '省' and '市'): joined again, left to right.
_PARTS = frozenset(
    [
        *("省", "市", "县", "区", "州", "国家", "省份", "城市", "省市", "地市", "市州"),
        *("县区", "区县", "县市区", "县市", "详细", "具体", "具体地址", "详细地址"),
    ]
)


@dataclass(frozen=True)
class Source:
    """A column of theirs: where it stands (from 0), its header as written, and which of ours it is, if any."""

    at: int
    label: str
    parent: str = ""
    column: str | None = None
    how: str = "unrecognised"

    @property
    def header(self) -> str:
        """Return the whole header, parent first."""
        return f"{self.parent}／{self.label}" if self.parent else self.label


@dataclass(frozen=True)
class _Index:
    exact: Mapping[str, tuple[str, int]]
    patterns: tuple[tuple[re.Pattern[str], str], ...]
    longest: tuple[str, ...]
    lone: frozenset[str]


@lru_cache(maxsize=64)
def _index(columns: tuple[Column, ...]) -> _Index:
    exact: dict[str, tuple[str, int]] = {}
    patterns: list[tuple[re.Pattern[str], str]] = []
    lone: set[str] = set()
    for column in columns:
        for rank, synonym in enumerate((column.title, *column.synonyms)):
            synonym, only = synonym.removeprefix("="), synonym.startswith("=")
            if only:
                lone.add(plain(synonym))
            if "?" in synonym:
                body = ".{1,4}".join(re.escape(plain(part)) for part in synonym.split("?"))
                patterns.append((re.compile(body), column.name))
            else:
                exact.setdefault(plain(synonym), (column.name, rank))
    contained = sorted((s for s in exact if len(s) >= 2 and s not in lone), key=len, reverse=True)
    return _Index(exact, tuple(patterns), tuple(contained), frozenset(lone))


def header_words(kind: Kind) -> frozenset[str]:
    """Return every word that stands over a column of the kind, folded: 身份证号 in a name's cell is no person."""
    return frozenset(_index(kind.columns).exact)


def recognise(label: str, parent: str, kind: Kind) -> tuple[str | None, str]:
    """Return our column for a header, and how it was recognised (the keys of `WEIGHTS`, or unrecognised)."""
    return _recognise(label, parent, kind.columns)


@lru_cache(maxsize=16384)
def _recognise(label: str, parent: str, columns: tuple[Column, ...]) -> tuple[str | None, str]:
    if forbidden(label, parent):
        return None, "dropped"
    index = _index(columns)
    ways = readings(label)
    if not ways:
        return None, "unrecognised"
    foreign_parent = bool(parent) and FOREIGN.search(bare(parent)) is not None
    nearest = ""
    if parent:
        nearest = bare(parent.rsplit("／", 1)[-1])
        joined = nearest + ways[0]
        if joined in index.exact:
            return index.exact[joined][0], "parent"
    if foreign_parent:
        return None, "unrecognised"
    if (level := _level(label, ways[0], index)) is not None:
        return level, "exact"
    of_another = bool(parent) and OTHER.search(bare(parent)) is not None
    for way in ways:
        if way in index.exact and not (of_another and way in index.lone):
            return index.exact[way][0], "exact"
    if parent and ways[0] in _PARTS and nearest in index.exact:
        return index.exact[nearest][0], "part"
    if ways[0] in IGNORED:
        return None, "ignored"
    for way in ways:
        for pattern, name in index.patterns:
            if pattern.fullmatch(way):
                return name, "pattern"
    return _nearly(ways[0], index)


def _level(label: str, way: str, index: _Index) -> str | None:
    """Return which part of an address a header's brackets say it holds: 现居住地（乡镇） is the town."""
    found = _IN_BRACKETS.search(label)
    if found is None or index.exact.get(way, ("", 0))[0] != "address":
        return None
    column = index.exact.get(plain(found.group(1)), ("", 0))[0]
    return column if column in _LEVELS else None


def _nearly(text: str, index: _Index) -> tuple[str | None, str]:
    """Return a column whose synonym stands in the header, or is nearly it; never for somebody else's name."""
    if FOREIGN.search(text) or len(text) > 24:
        return None, "unrecognised"
    for synonym in index.longest:
        if synonym in text and _tells(text, synonym) and not _asks(text, synonym) and not _of_another(text, synonym):
            return index.exact[synonym][0], "contained"
    for pattern, name in index.patterns:
        if pattern.search(text) and not _of_another(text, ""):
            return name, "contained"
    if len(text) >= 4:
        near = process.extractOne(text, index.longest, scorer=fuzz.ratio, score_cutoff=FUZZY)
        if near and not _of_another(text, near[0]):
            return index.exact[near[0]][0], "fuzzy"
    return None, "unrecognised"


def _tells(text: str, synonym: str) -> bool:
    """Say whether a contained synonym is what the header is about: its last word, or most of it."""
    share = 0.34 if len(synonym) > 2 else 0.6
    return text.endswith(synonym) or len(synonym) >= share * len(text)


def _of_another(text: str, synonym: str) -> bool:
    """Say whether a word beside the synonym makes the header another thing's (单位地址, 计划离开时间)."""
    return any(word not in synonym for word in OTHER.findall(text))


def _asks(text: str, synonym: str) -> bool:
    """Say whether a header asks a question about the thing instead of holding it ('是否有固定住址', '电话是否接通')."""
    return ("是否" in text or "有无" in text) and "是否" not in synonym and "有无" not in synonym


def sources_of(labels: Sequence[tuple[str, str]], kind: Kind) -> list[Source]:
    """Return a source for each (parent, label) pair that is not empty."""
    found: list[Source] = []
    for at, (parent, label) in enumerate(labels):
        if label:
            column, how = recognise(label, parent, kind)
            if column and _is_theirs(column, found, kind):
                column, how = None, "unrecognised"
            found.append(Source(at, label, parent, column, how))
    return _beside(found, kind)


def _beside(sources: list[Source], kind: Kind) -> list[Source]:
    """Return the sources, those of a second list beside the first marked so: 姓名 电话 | 姓名 电话.

    What they hold is another person's and never fills up what the first one's cells leave out.
    """
    named = [n for n, s in enumerate(sources) if s.column and isinstance(kind.column(s.column).reader, Name)]
    if not named:
        return sources
    first = sources[named[0]]
    for n in named[1:]:
        left = {(s.parent, s.label) for s in sources[:n]}
        again = [s for s in sources[n:] if s.column and (s.parent, s.label) in left]
        if (sources[n].parent, sources[n].label) == (first.parent, first.label) and len(again) > 1:
            return [*sources[:n], *(replace(s, how="beside") if s.column else s for s in sources[n:])]
    return sources


def _is_theirs(column: str, before: Sequence[Source], kind: Kind) -> bool:
    """Say whether a telephone belongs to the contact named just left of it, the person's own being further left."""
    return (
        kind.column(column).gathers
        and bool(before)
        and before[-1].column is None
        and _is_foreign(before[-1])
        and any(source.column == column for source in before)
    )


def score(sources: Sequence[Source]) -> tuple[float, int]:
    """Return how much a row looks like the header: the weight of its distinct columns, and how many those are."""
    best: dict[str, float] = {}
    extra = 0.0
    for source in sources:
        weight = WEIGHTS.get(source.how, 0.0)
        if source.column:
            best[source.column] = max(best.get(source.column, 0.0), weight)
        else:
            extra += weight
    return sum(best.values()) + min(extra, 4.0), len(best)


def signature(sources: Sequence[Source]) -> str:
    """Return what a remembered mapping is kept under: a digest of the headers in their order."""
    text = "\n".join(f"{s.at}:{plain(s.parent)}/{plain(s.label)}" for s in sources)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def letter(at: int) -> str:
    """Return the spreadsheet's letters of a column numbered from 0."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(65 + rest) + name
    return name


def corrected(sources: Sequence[Source], mapping: Mapping[str, str | None], kind: Kind, how: str) -> list[Source]:
    """Return the sources as somebody said: keys are headers or column letters, values our names, or None to leave out.

    What may not be read stays dropped, whatever is said.
    """
    names = {column.name for column in kind.columns}
    result = []
    for source in sources:
        keys = (source.header, source.label, letter(source.at))
        key = next((k for k in keys if k in mapping), None)
        if key is None or source.how == "dropped":
            result.append(source)
            continue
        wanted = mapping[key]
        result.append(replace(source, column=wanted if wanted in names else None, how=how))
    return result


def sniffed(sources: Sequence[Source], sample: Sequence[Sequence[Any]], kind: Kind) -> list[Source]:
    """Return the sources with unrecognised columns taken for what their cells can only be (ID numbers, telephones).

    Where several columns hold names (村干部, 醫生, 民警), each row is of several people and none of them is its name.
    """
    taken = {s.column for s in sources if s.column}
    written = bool(taken)
    result = list(sources)
    for column in kind.columns:
        if column.name in taken or not hasattr(column.reader, "sniff"):
            continue
        best, best_part, alike = -1, SNIFFED, 0
        for index, source in enumerate(result):
            if source.how != "unrecognised" or _is_foreign(source):
                continue
            if isinstance(column.reader, Name) and _PLACE_HEADER.search(bare(source.label)):
                continue
            cells = [row[source.at] for row in sample if source.at < len(row) and row[source.at] not in (None, "")]
            if len(cells) < max(1, min(3, len(sample))):
                continue
            part = column.reader.sniff(cells)
            alike += part >= SNIFFED
            if part >= best_part and (best < 0 or part > best_part):
                best, best_part = index, part
        if best >= 0 and not (alike > 1 and isinstance(column.reader, Name) and written):
            result[best] = replace(result[best], column=column.name, how="sniffed")
            taken.add(column.name)
    return result


#: What stands under it are places, however much a town's name looks like a person's.
_PLACE_HEADER = re.compile(r"地点|地址|位置|所在地|[镇村街]|区域|网点|站点")


def _is_foreign(source: Source) -> bool:
    return FOREIGN.search(bare(source.label) + bare(source.parent)) is not None


def preferred(sources: Sequence[Source], kind: Kind) -> dict[str, list[Source]]:
    """Return for each of our columns its sources, the more reliable first.

    What was seen at the door comes before what was told by telephone, a header that says it exactly before one that
    contains it, a stronger synonym before a weaker one, left before right.
    """
    index = _index(kind.columns)

    def rank(source: Source) -> tuple[int, float, int, int]:
        seen = 0 if re.search("入户|上门|实地|现场", bare(source.parent)) else 1
        weight = WEIGHTS.get(source.how, 4.0)
        synonym = min((index.exact[w][1] for w in readings(source.label) if w in index.exact), default=99)
        return seen, -weight, synonym, source.at

    grouped: dict[str, list[Source]] = {}
    for source in sorted(sources, key=rank):
        if source.column:
            grouped.setdefault(source.column, []).append(source)
    return grouped
