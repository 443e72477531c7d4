"""From the address parts of each row to a place, through the kind's finder; each distinct address is matched once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from tongchou.intake.kinds import Kind, PlaceMatch
from tongchou.intake.table import Listing, Table
from tongchou.registers.places.matching import match_many

#: What each certainty does to its row: exact and variant spellings are certain.
_CODES = {
    "fuzzy": "place_fuzzy",
    "ambiguous": "place_ambiguous",
    "part": "place_part",
    "none": "place_unknown",
    "outside": "place_outside",
}


def by_register(addresses: Sequence[str], within: int | None, on: date) -> Sequence[PlaceMatch]:
    """Match addresses against the county's register of places."""
    return match_many(addresses, within=within, on=on)


def joined(parts: Sequence[str | None]) -> str:
    """Return one text of the parts of an address, from the outside in, without a part that the next ones repeat.

    The last part, the address itself, is set off by a comma: what town and village columns say is beside it.
    """
    last = parts[-1] or ""
    before = [part for part in parts[:-1] if part]
    kept = [part for i, part in enumerate(before) if part not in last and not any(part in b for b in before[i + 1 :])]
    outer = "".join(kept)
    return f"{outer}，{last}" if outer and last else outer or last


def addresses_of(table: Table, names: Sequence[str]) -> list[str]:
    """Return the joined address of each row; an empty string where there is none."""
    if not any(name in table for name in names):
        return [""] * len(table)
    return [joined(parts) for parts in zip(*(table[name] for name in names), strict=True)]


def place(table: Table, kind: Kind, listing: Listing) -> None:
    """Fill `place`, `place_code`, `certainty`, `candidates` and mark what is not certain.

    An ambiguous address is looked at again within the unit that sent the list, where that is itself certain.
    """
    if kind.place is None:
        return
    addresses = addresses_of(table, kind.address)
    distinct = [address for address in dict.fromkeys(addresses) if address]
    found: dict[str, PlaceMatch] = dict(zip(distinct, kind.place(distinct, None, listing.on), strict=True))
    _narrow(found, kind, listing)
    matches = [found.get(address) for address in addresses]
    table.put("place", [m.place if m else None for m in matches], pl.Int64)
    table.put("place_code", [m.code if m else None for m in matches], pl.String)
    table.put("certainty", [m.certainty if m else "none" for m in matches], pl.String)
    candidates = [[f"{c[0]} {c[1]}" for c in m.candidates] if m and m.candidates else None for m in matches]
    table.put("candidates", candidates, pl.List(pl.String))
    for index, match in enumerate(matches):
        if match is None:
            table.mark(index, "address_missing")
        elif match.certainty in _CODES:
            table.mark(index, _CODES[match.certainty])


def _narrow(found: dict[str, PlaceMatch], kind: Kind, listing: Listing) -> None:
    """Settle ambiguous addresses by the place of the 填報單位: a town's own list names its own villages."""
    open_ones = [address for address, match in found.items() if match.certainty == "ambiguous"]
    if not open_ones or not listing.unit or kind.place is None:
        return
    unit = kind.place([listing.unit], None, listing.on)[0]
    if unit.place is None or unit.certainty not in ("exact", "variant"):
        return
    for address, match in zip(open_ones, kind.place(open_ones, unit.place, listing.on), strict=True):
        if match.certainty in ("exact", "variant"):
            found[address] = match
