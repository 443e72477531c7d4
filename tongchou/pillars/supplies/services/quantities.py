"""What cases carry, read from the books: a case's quantities are the lines of its entry that lead to its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

import numpy as np

from tongchou.journal.chart import chart
from tongchou.journal.models import Entry
from tongchou.journal.rows import columns, listed
from tongchou.pillars.supplies import accounts
from tongchou.pillars.supplies.models import Request, Shipment

Quantities = dict[int, int]


def carried(shipments: Iterable[int]) -> dict[int, Quantities]:
    """Return what each shipment carries: lot -> quantity."""
    rows = Shipment.objects.filter(case__in=list(shipments)).values_list("case", "entry", "place")
    return _led_to(list(rows), (accounts.IN_TRANSIT, accounts.UNDER_ISSUE))


def asked(requests: Iterable[int]) -> dict[int, Quantities]:
    """Return what each request asked for: item -> quantity."""
    rows = Request.objects.filter(case__in=list(requests)).values_list("case", "entry", "place")
    return _led_to(list(rows), ("asked:open",))


def _led_to(rows: Sequence[tuple[int, UUID, int]], codes: Sequence[str]) -> dict[int, Quantities]:
    found: dict[int, Quantities] = {case: {} for case, _, _ in rows}
    entries = {row.id: (row.number, row.batch) for row in Entry.objects.filter(id__in={entry for _, entry, _ in rows})}
    if not entries:
        return found
    case_of = {(entries[entry][0], place): case for case, entry, place in rows if entry in entries}
    with listed(np.unique(np.array([batch for _, batch in entries.values()], np.int64))) as (among, params):
        numbers = ", ".join(str(chart().number(code)) for code in codes)
        lines = columns(
            f"SELECT entry, to_place, item, quantity FROM line WHERE batch {among} AND to_account IN ({numbers})",
            params,
            4,
        )
    for entry, place, item, quantity in zip(*(column.tolist() for column in lines), strict=True):
        if (case := case_of.get((entry, place))) is not None:
            found[case][item] = found[case].get(item, 0) + quantity
    return found
