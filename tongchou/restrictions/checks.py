"""Objections that wait at a day's end are carried by name; an order without genuine evidence stops the seal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from tongchou.base.refusals import words
from tongchou.closing.pending import (
    Finding,
    Question,
    register_check,
    register_pending_figure,
    register_sweep,
)
from tongchou.restrictions import services
from tongchou.restrictions.models import Determination, Order


def evidence(question: Question) -> list[Finding]:
    """Find an order that follows neither from a dated exposure nor from a determination that is still as signed."""
    without = Order.objects.filter(exposed_on=None, determination=None).values_list("case", flat=True)[:3]
    text = words("第 %(case)s 號的限制既無暴露日期，也無流行病學判定。")
    found = [Finding("restrictions.evidence", text, {"case": case}) for case in without]
    changed = words("第 %(number)s 號流行病學判定與簽署時不符。")
    carrying = Determination.objects.filter(orders__isnull=False).distinct().order_by("pk")
    return found + [
        Finding("restrictions.evidence", changed, {"number": one.pk})
        for one in carrying
        if not services.is_genuine(one)
    ]


def _escalate(*, on: date, at: datetime, places: Iterable[int] | None = None) -> int:
    return services.escalate(at=at, on=on, places=places)


register_pending_figure("restrictions.appeals", title=words("申訴未答覆"), figure_name="appeals_open")
register_sweep("restrictions.appeals", _escalate)
register_check("restrictions.evidence", evidence, title=words("限制均有依據"))
