"""Of whom screening lets an outward roster be made: those under home quarantine or monitoring."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tongchou.base.refusals import words
from tongchou.bulletin.rosters.sources import Row, Source, declare
from tongchou.bulletin.speaking import said
from tongchou.pillars.screening import queries
from tongchou.pillars.screening.accounts import OBSERVED
from tongchou.registers.places import queries as places
from tongchou.registers.staff.access import Scope
from tongchou.restrictions.kinds import kinds
from tongchou.restrictions.models import Order

#: A roster is an exception; whoever needs more than this needs a form of totals.
MOST = 5_000


def observed(scope: Scope, place: int, on: date) -> Sequence[Row]:
    """Return the people under observation now at and below a place."""
    patterns = [f"screening:*:{state}" for state in OBSERVED]
    rows = queries.checks(scope, patterns=patterns, place=place, limit=MOST)
    ends = dict(Order.objects.filter(case__in=[r.case for r in rows]).order_by("claim").values_list("case", "ends_on"))
    labels = places.labels({row.place for row in rows}, on)
    return [
        Row(
            row.person,
            {
                "place": labels.get(row.place, ""),
                "measure": said(kinds()[row.state].title),
                "ends_on": ends[row.case].isoformat() if row.case in ends else "",
                "arrived_on": row.arrived_on.isoformat() if row.arrived_on else "",
            },
        )
        for row in rows
    ]


declare(
    Source(
        "screening.observed",
        words("居家醫學觀察和健康監測人員"),
        {
            "place": words("所在網格"),
            "measure": words("措施"),
            "ends_on": words("期滿日"),
            "arrived_on": words("到達日期"),
        },
        observed,
    )
)
