"""Rows that say again what was said: within a file, and against earlier lists of the same sender."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from uuid import UUID

import polars as pl

from tongchou.intake.codes import CODES, REFUSE
from tongchou.intake.kinds import Kind
from tongchou.intake.staged import FLAGGED, STORED, Staged
from tongchou.intake.table import Listing, Table

#: Part of the smaller list's rows that must be in the other before two lists under different titles are the same list.
SAME_LIST = 0.5


def also_digests(table: Table, kind: Kind, listing: Listing) -> list[bytes | None]:
    """Return for each row the digest of the other key it may be known by (`Kind.also`)."""
    return [None if key is None else _digest(key) for key in kind.also(table, listing)]


def digests(table: Table, kind: Kind, listing: Listing) -> tuple[list[bytes | None], list[bytes]]:
    """Return for each row the digest of what it is about (None if nothing names that) and of what it says."""
    keys = [None if key is None else _digest(key) for key in kind.keys(table, listing)]
    names = [n for n in (kind.content or tuple(c.name for c in kind.columns)) if n in table]
    if not names:
        return keys, [b""] * len(table)
    parts = []
    for name in names:
        dtype = table.frame.schema[name]
        column = pl.col(name).list.join("/") if dtype == pl.List(pl.String) else pl.col(name).cast(pl.String)
        parts.append(column.fill_null(""))
    texts = table.frame.select(pl.concat_str(parts, separator="\x1f").alias("text"))["text"].to_list()
    return keys, [_digest(text) for text in texts]


def _digest(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=16).digest()


def mark_repeats(staged: Staged) -> None:
    """Mark rows of a file that repeat another row of it; a refused row is repeated by nobody.

    The earlier row stands; but one with its number stands before one of the same name and telephone without.
    """
    first: dict[bytes, int] = {}
    numbered = _numbered(staged)
    rows = [i for i, key in enumerate(staged.keys) if key is not None and not refused(staged.table.codes.get(i, ()))]
    if numbered:
        rows.sort(key=lambda index: staged.keys[index] in numbered)
    for index in rows:
        key = staged.keys[index]
        assert key is not None
        standing = first.setdefault(numbered.get(key) or key, index)
        if standing != index:
            same = staged.contents[standing] == staged.contents[index]
            staged.table.mark(index, "duplicate_row" if same else "duplicate_differs")
            staged.repeats[index] = standing


def _numbered(staged: Staged) -> dict[bytes, bytes | None]:
    """Return the key with a number for each key without that only one number of the file stands behind."""
    found: dict[bytes, bytes | None] = {}
    bare = set(staged.keys)
    for index, (also, key) in enumerate(zip(staged.also, staged.keys, strict=False)):
        if also is not None and also in bare and not refused(staged.table.codes.get(index, ())):
            found[also] = key if found.get(also, key) == key else None
    return found


def refused(codes: Sequence[str]) -> bool:
    """Say whether any of the codes refuses its row."""
    return any(CODES[code].effect == REFUSE for code in codes)


def overlap(staged: Staged, earlier: Staged) -> float:
    """Return which part of the smaller list's rows the two have in common."""
    mine, theirs = _names(staged), _names(earlier)
    smaller = min(len(mine), len(theirs))
    return len(mine & theirs) / smaller if smaller else 0.0


def apart(staged: Staged, earlier: Staged) -> bool:
    """Say whether no row of the one has what names it, or what it says, in common with any row of the other."""
    mine = {name for name in (*staged.keys, *staged.also, *staged.contents) if name is not None}
    return all(mine.isdisjoint(theirs) for theirs in (earlier.keys, earlier.also, earlier.contents))


def _names(staged: Staged) -> set[bytes]:
    return {
        staged.keys[i] or staged.contents[i]
        for i in range(len(staged.table))
        if not refused(staged.table.codes.get(i, ()))
    }


def mark_earlier(staged: Staged, earlier: Sequence[tuple[UUID, Staged]]) -> None:
    """Mark rows that earlier lists (latest first) have already: the same is `duplicate`, another content supersedes.

    Rows that nothing names are compared by their content, as many times as the earlier list has it.
    """
    known: dict[bytes, tuple[str, int, bytes]] = {}
    without_number: dict[bytes, tuple[str, int, bytes]] = {}
    nameless: Counter[bytes] = Counter()
    for upload, other in earlier:
        name = str(upload)
        for index, outcome in enumerate(other.outcomes):
            if outcome not in (STORED, FLAGGED):
                continue
            key = other.keys[index]
            said = (name, index, other.contents[index])
            if key is None:
                nameless[other.contents[index]] += 1
            else:
                known.setdefault(key, said)
            if other.also and (also := other.also[index]) is not None:
                without_number.setdefault(also, said)
    taken: set[tuple[str, int]] = set()
    for index in staged.to_store() if earlier else ():
        key, content = staged.keys[index], staged.contents[index]
        if key is None:
            if nameless[content] > 0:
                nameless[content] -= 1
                staged.table.mark(index, "duplicate_earlier")
            continue
        also = staged.also[index] if staged.also else None
        found = known.get(key) or (known.get(also) if also else None) or without_number.get(key)
        if found is None or found[:2] in taken:
            continue
        taken.add(found[:2])
        if found[2] == content:
            staged.table.mark(index, "duplicate_earlier")
        else:
            staged.table.mark(index, "supersedes")
            staged.replaces[index] = found[:2]
    staged.judge()
