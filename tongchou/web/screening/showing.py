"""A check as the desk's tables show it: masked person, group, outcome, place, list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tongchou.journal.models import Standing
from tongchou.pillars.screening.models import Roster
from tongchou.pillars.screening.queries import CheckRow
from tongchou.registers.people import queries as people
from tongchou.registers.places import queries as places
from tongchou.web.shell.who import Who


def check_rows(reader: Who, rows: Sequence[CheckRow]) -> list[dict[str, Any]]:
    """Return checks with their persons masked, places named and lists titled. Four queries, whatever their number."""
    cards = people.cards(reader.scope, (row.person for row in rows))
    labels = places.labels({row.place for row in rows}, reader.today)
    titles = dict(Roster.objects.filter(pk__in={row.roster for row in rows}).values_list("pk", "title"))
    return [
        {
            "row": row,
            "card": cards.get(row.person),
            "place": labels.get(row.place, ""),
            "title": titles.get(row.roster, ""),
            "is_disputed": bool(row.flags & Standing.DISPUTED),
            "is_waiting": bool(row.flags & Standing.WAITING),
        }
        for row in rows
    ]
