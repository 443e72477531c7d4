"""From the address parts of each row to a place, through the kind's finder; each distinct address is matched once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import polars as pl

from tongchou.intake.kinds import Kind, PlaceMatch
from tongchou.intake.table import Listing, Table
from tongchou.intake.titles import without_days
from tongchou.registers.places.matching import match_many
from tongchou.registers.places.queries import tree
from tongchou.registers.places.tree import Tree

#: Words that only mean something to whoever wrote the list.
_HERE = re.compile("本镇|本村|本街道|本社区|本居委|我镇|我村|本鎮|我鎮|本社區")
#: A group's number alone is one of the village that the list is about.
_GROUP = re.compile(r"第?(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:村民)?(?:小?组|小?組|队|隊)(?:\d{1,4}号)?")
#: Words that point away from the heading above.
_ELSEWHERE = re.compile("备注|備註|不详|不詳|不明|未知|外")
#: What each certainty does to its row: exact and variant spellings are certain.
_CODES = {
    "fuzzy": "place_fuzzy",
    "ambiguous": "place_ambiguous",
    "part": "place_part",
    "none": "place_unknown",
    "outside": "place_outside",
}


#: The codes of addresses that are not certain.
PLACE_CODES = frozenset(_CODES.values())


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
    present = [name for name in names if table.says(name)]
    if len(present) <= 1:
        return [text or "" for text in table[present[0]]] if present else [""] * len(table)
    return [joined(parts) for parts in zip(*(table[name] for name in names), strict=True)]


def place(table: Table, kind: Kind, listing: Listing) -> None:
    """Fill `place`, `place_code`, `certainty`, `candidates` and mark what is not certain.

    Each address is matched by itself first. One that leaves several candidates, or is only a group's number, is looked
    at again within the group heading above it, then within the unit that the sheet or the list names: a town's own list
    names its own villages. Under a village's heading, whoever has no other address is of that village; so are all of a
    sheet that has no addresses at all (one sheet a village) and is called after one, or stand open at its town.
    """
    if kind.place is None:
        return
    addresses = addresses_of(table, kind.address)
    distinct = [address for address in dict.fromkeys(addresses) if address]
    found: dict[str, PlaceMatch] = dict(zip(distinct, kind.place(distinct, None, listing.on), strict=True))
    matches = [found.get(address) for address in addresses]
    _narrow(matches, addresses, table, kind, listing)
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


def _narrow(matches: list[PlaceMatch | None], addresses: list[str], table: Table, kind: Kind, listing: Listing) -> None:
    """Settle ambiguous addresses, in place, by what stands around them."""
    sections, sheets = table["section"], table["sheet"]
    addressed = {sheet for sheet, address in zip(sheets, addresses, strict=True) if address}
    open_rows = [
        index
        for index, match in enumerate(matches)
        if (match is not None and match.certainty == "ambiguous")
        or _HERE.search(addresses[index])
        or _GROUP.fullmatch(addresses[index])
        or (sections[index] and (match is None or match.certainty == "none"))
        or sheets[index] not in addressed
    ]
    if not open_rows:
        return
    settle = _Settler(kind, listing)
    for index in open_rows:
        section, sheet = sections[index] or "", sheets[index]
        settled = settle(addresses[index], section, sheet)
        if settled is None and sheet not in addressed:
            settled = settle.named(section, sheet)
        if settled is not None:
            matches[index] = settled
            table.mark(index, "place_by_unit")


def _within(now: Tree, place: int, upper: int | None) -> bool:
    """Return whether a place is another or below it."""
    if upper is None:
        return False
    left, right = now.interval(upper)
    return left <= now.position(place) < right


class _Settler:
    """Finds an address within what its list says it is about; every question is asked once."""

    def __init__(self, kind: Kind, listing: Listing) -> None:
        assert kind.place is not None
        self._find = kind.place
        self._listing = listing
        self._within: dict[tuple[str, tuple[str, ...]], int | None] = {}
        self._answers: dict[tuple[str, int], PlaceMatch] = {}

    def __call__(self, address: str, section: str, sheet: int) -> PlaceMatch | None:
        units = self._units(sheet)
        asked = f"本村{address}" if _GROUP.fullmatch(address) else address
        for text in (section, *units):
            within = self._context(text, units)
            if within is None:
                continue
            for question in dict.fromkeys(
                [asked, f"本村，{address}"] if text is section and not _ELSEWHERE.search(address) else [asked]
            ):
                if question and (match := self._ask(question, within)).certainty in ("exact", "variant"):
                    return match
        return None

    def named(self, section: str, sheet: int) -> PlaceMatch | None:
        """Return the place that a sheet without addresses is called after: a village, or a town where it is left open.

        That it is a list of the county says nothing of its people.
        """
        units, now = self._units(sheet), tree(self._listing.on)
        found: PlaceMatch | None = None
        for text in (section, *units):
            within = self._context(text, units)
            match = None if within is None else self._ask("本村", within)
            if match is None or match.place is None or match.place == int(now.root):
                continue
            if found is None or _within(now, match.place, found.place):
                found = match
        return found if found and found.certainty in ("exact", "variant", "part") else None

    def _units(self, sheet: int) -> tuple[str, ...]:
        """Return what says whose list a sheet is, the nearest first."""
        facts, listing = self._listing.sheets[sheet], self._listing
        return facts.unit, facts.title, facts.name, listing.unit, listing.title, listing.file_name

    def _context(self, text: str, units: tuple[str, ...]) -> int | None:
        """Return the place that a heading, a unit or a title names with certainty; None if it names none.

        A name that two towns share is looked for within the units: the heading 三和村委會 of 生江鎮's own list.
        """
        if not text:
            return None
        if (text, units) not in self._within:
            match = self._find([without_days(text)], None, self._listing.on)[0]
            if match.certainty == "ambiguous":
                towns = [self._context(unit, ()) for unit in units if unit != text]
                inner = [self._ask(without_days(text), town) for town in towns if town is not None]
                match = next((m for m in inner if m.certainty in ("exact", "variant")), match)
            self._within[text, units] = match.place if match.certainty in ("exact", "variant", "part") else None
        return self._within[text, units]

    def _ask(self, address: str, within: int) -> PlaceMatch:
        if (address, within) not in self._answers:
            self._answers[address, within] = self._find([address], within, self._listing.on)[0]
        return self._answers[address, within]
