"""What quarantine adds to a person's page: their stays, and whether one of them is the reader's to look after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tongchou.pillars.quarantine import queries
from tongchou.pillars.quarantine.accounts import RESTRICTED
from tongchou.web.people.panels import Panel
from tongchou.web.quarantine.showing import stay_rows
from tongchou.web.shell.who import Who


def _stays(reader: Who, cases: Sequence[int]) -> list[queries.StayRow]:
    if not cases or not reader.may("quarantine.read"):
        return []
    return queries.stays(reader.scope, states=("*",), cases=cases)


def context(reader: Who, cases: Sequence[int]) -> dict[str, Any]:
    """Return the stays as the template shows them."""
    return {"stays": stay_rows(reader, _stays(reader, cases))}


def is_assigned(reader: Who, cases: Sequence[int]) -> bool:
    """Tell whether an open stay among the cases is at a site or on a trip that the reader answers for."""
    mine = reader.may("quarantine.admit") or reader.may("quarantine.run_trip")
    return mine and any(row.state in RESTRICTED for row in _stays(reader, cases))


PANEL = Panel("quarantine", "web/quarantine/_person.html", context, is_assigned)
