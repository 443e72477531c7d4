"""Addresses of a staged list that stay open, and what somebody answers for them before the list is taken in.

An answer holds for every row of the list with the same address. It lives in the staged list, with who gave it and
when, and goes with it into the list as committed; a database row would hold addresses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from tongchou.base.refusals import Refused, words
from tongchou.intake.kinds import Kind
from tongchou.intake.placing import PLACE_CODES, addresses_of
from tongchou.intake.staged import DUPLICATE, REFUSED, Staged
from tongchou.registers.places.queries import tree

#: What somebody answers who leaves an address to be claimed by the villages.
LEFT_OPEN = ""


@dataclass(frozen=True)
class Open:
    """An address that may be in several places: its mark, how many rows have it, the first of them, the answer so far.

    `candidates` are code and name. `said` is the code of the place somebody chose; empty while it is open.
    """

    mark: str
    address: str
    rows: int
    first: int
    candidates: tuple[tuple[str, str], ...]
    said: str


def mark_of(address: str) -> str:
    """Return by what a page names an address: it may not stand in a field's name."""
    return blake2b(address.encode(), digest_size=12).hexdigest()


def open_addresses(staged: Staged, kind: Kind) -> list[Open]:
    """Return the addresses that have candidates and are not certain, or were settled: those of most rows first."""
    rows: dict[str, list[int]] = {}
    table = staged.table
    if "candidates" not in table or not kind.address:
        return []
    addresses = addresses_of(table, kind.address)
    candidates = table["candidates"]
    for index, found in enumerate(candidates):
        if found and addresses[index] and staged.outcomes[index] not in (DUPLICATE, REFUSED):
            rows.setdefault(addresses[index], []).append(index)
    listed = [
        Open(mark_of(a), a, len(at), at[0], _candidates(candidates[at[0]]), staged.settled.get(a, ("",))[0])
        for a, at in rows.items()
        if a in staged.settled or _is_open(staged, at[0])
    ]
    return sorted(listed, key=lambda one: (-one.rows, one.first))


def _is_open(staged: Staged, index: int) -> bool:
    return not {"place_ambiguous", "place_part", "place_unknown"}.isdisjoint(staged.table.codes.get(index, ()))


def _candidates(found: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple((code, name) for code, _, name in (one.partition(" ") for one in found))


def answer(staged: Staged, kind: Kind, said: Mapping[str, str], *, user: int, at: str) -> int:
    """Note what somebody answers, by the addresses' marks, and place every row with them; return how many rows.

    A code must be one of the address's candidates; `LEFT_OPEN` takes an answer back.

    Raises:
        Refused("address_unknown"), Refused("place_not_candidate"): nothing is noted.
    """
    known = {one.mark: one for one in open_addresses(staged, kind)}
    for mark, code in said.items():
        if mark not in known:
            raise Refused("address_unknown", words("名單中沒有這一待認領的地址，請刷新後再試。"))
        if code != LEFT_OPEN and code not in dict(known[mark].candidates):
            raise Refused("place_not_candidate", words("所選不在這一地址的可能範圍內。"))
    changed = {known[mark].address: code for mark, code in said.items() if code != known[mark].said}
    for address, code in changed.items():
        if code == LEFT_OPEN:
            staged.settled.pop(address, None)
        else:
            staged.settled[address] = (code, user, at)
    apply(staged, kind)
    return sum(known[mark].rows for mark, code in said.items() if known[mark].address in changed)


def apply(staged: Staged, kind: Kind) -> None:
    """Place every row by what was answered for its address; rows whose answer was taken back stand as they stood."""
    table = staged.table
    if "candidates" not in table or not (staged.settled or staged.unsettled):
        return
    now = tree(staged.listing.on)
    names = ("place", "place_code", "certainty")
    columns = {name: table[name] for name in names}
    for index, before in list(staged.unsettled.items()):
        for name, value in zip(names, before[:3], strict=True):
            columns[name][index] = value
        table.codes[index] = [*(c for c in table.codes.get(index, ()) if c != "place_settled"), *before[3]]
        del staged.unsettled[index]
    addresses = addresses_of(table, kind.address)
    for index, found in enumerate(table["candidates"]):
        said = staged.settled.get(addresses[index]) if found else None
        if said is None or said[0] not in dict(_candidates(found)) or said[0] not in now.by_code:
            continue
        codes = [c for c in table.codes.get(index, ()) if c in PLACE_CODES]
        staged.unsettled[index] = (*(columns[name][index] for name in names), codes)
        table.codes[index] = [c for c in table.codes.get(index, ()) if c not in PLACE_CODES]
        table.mark(index, "place_settled")
        columns["place"][index], columns["place_code"][index] = int(now.by_code[said[0]]), said[0]
        columns["certainty"][index] = "exact"
    for name in names:
        table.put(name, columns[name], table.frame.schema[name])
    staged.judge()


def answers(staged: Staged, kind: Kind) -> list[dict[str, Any]]:
    """Return what was answered beforehand: the place, by whom, when, for how many rows. No address is in it."""
    if not staged.settled:
        return []
    addresses = addresses_of(staged.table, kind.address)
    rows = Counter(addresses[index] for index in staged.unsettled)
    return [
        {"code": code, "by": user, "at": at, "rows": rows[address]}
        for address, (code, user, at) in staged.settled.items()
        if rows[address]
    ]
