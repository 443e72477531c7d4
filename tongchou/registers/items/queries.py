"""Reading the items: by id, by name, with their lots."""

from __future__ import annotations

from collections.abc import Iterable

from tongchou.base.refusals import NotFound, words
from tongchou.journal.stock import LOT_BITS
from tongchou.registers.items.catalogue import FIRST_OWN, Item, by_code, shipped
from tongchou.registers.items.models import Lot, OwnItem


def own(row: OwnItem) -> Item:
    """Return an item of the county's own."""
    return Item(FIRST_OWN + row.pk, f"own-{row.pk}", row.name, row.unit, category=row.category)


def items(ids: Iterable[int]) -> dict[int, Item]:
    """Return the item of each id, of an item or of one of its lots."""
    wanted = {number: number >> LOT_BITS for number in ids}
    known = {item.number: item for item in shipped()}
    missing = {n - FIRST_OWN for n in wanted.values() if n not in known}
    if missing:
        known |= {FIRST_OWN + row.pk: own(row) for row in OwnItem.objects.filter(pk__in=missing)}
    return {number: known[base] for number, base in wanted.items() if base in known}


def item(code: str) -> Item:
    """Return an item by its code.

    Raises:
        NotFound("item_unknown").
    """
    found = by_code().get(code)
    if found is None and code.startswith("own-") and code[4:].isdecimal():
        row = OwnItem.objects.filter(pk=int(code[4:])).first()
        found = own(row) if row else None
    if found is None:
        raise NotFound("item_unknown", words("物資目錄中沒有「%(code)s」。"), code=code)
    return found


def every_item() -> list[Item]:
    """Return every item that can lie in a store, catalogue first."""
    kept = [one for one in shipped() if one.category not in ("money", "capacity")]
    return [*kept, *(own(row) for row in OwnItem.objects.order_by("name", "unit"))]


def lots(ids: Iterable[int]) -> dict[int, Lot]:
    """Return the lots among some ids."""
    return Lot.objects.in_bulk(list(ids))


def lots_of(item_id: int) -> list[Lot]:
    """Return the lots of an item, first expired first; those without an expiry last, oldest first."""
    rows = Lot.objects.filter(item=item_id)
    return sorted(rows, key=lambda lot: (lot.expires_on is None, lot.expires_on, lot.id))
