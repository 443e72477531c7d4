"""Adding an item of the county's own, and making lots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tongchou.journal.rows import insert, take_numbers
from tongchou.registers.items.catalogue import Item
from tongchou.registers.items.models import OwnItem
from tongchou.registers.items.queries import own


@dataclass(frozen=True)
class NewLot:
    """A lot to be made: of which item, until when it may be used, by which case it came."""

    item: Item
    expires_on: date | None = None
    made_on: date | None = None
    code: str = ""
    source: int | None = None


def add_items(wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Item]:
    """Return the county's own items of these (name, unit), made where there are none yet."""
    keys = sorted({(name[:60], unit[:10]) for name, unit in wanted})
    if not keys:
        return {}
    OwnItem.objects.bulk_create([OwnItem(name=n, unit=u) for n, u in keys], ignore_conflicts=True)
    rows = OwnItem.objects.filter(name__in=[n for n, _ in keys])
    return {(row.name, row.unit): own(row) for row in rows}


def make_lots(lots: Sequence[NewLot]) -> list[int]:
    """Make lots and return their ids, in order."""
    first = take_numbers("lot", len(lots))
    ids = [lot.item.id + first + i for i, lot in enumerate(lots)]
    insert(
        "items_lot",
        ("id", "item", "expires_on", "made_on", "code", "source"),
        [
            (
                number,
                lot.item.id,
                lot.expires_on.toordinal() if lot.expires_on else None,
                lot.made_on.toordinal() if lot.made_on else None,
                lot.code[:40],
                lot.source,
            )
            for number, lot in zip(ids, lots, strict=True)
        ],
    )
    return ids
