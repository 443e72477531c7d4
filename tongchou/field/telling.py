"""What has become since of what a phone sent: told with the next bundle, so that nobody need send again to learn it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tongchou.field.answers import CREATED, EXISTS, Kept, refreshed, told
from tongchou.field.models import Device, Received

#: What is older was told long ago.
LATELY = timedelta(days=14)
MOST = 2000


def told_lately(device: Device, *, at: datetime) -> list[dict[str, Any]]:
    """Return the answers of a device's acts that wait or are in conflict now, or were so when they were first told."""
    rows = (
        Received.objects.filter(device=device.id, user=device.user, received_at__gte=at - LATELY, number__gt=0)
        .order_by("-acknowledgement")
        .values_list("id", "acknowledgement", "digest", "answer", "why", "number")[:MOST]
    )
    first = {row[0]: Kept(row[1], bytes(row[2]), *row[3:]) for row in rows}
    now = refreshed(first)
    return [
        as_plain(told(str(entry), one))
        for entry, one in now.items()
        if one.answer not in (CREATED, EXISTS) or first[entry].answer != CREATED
    ]


def as_plain(answer: Any) -> dict[str, Any]:
    """Return an answer as plain values; without a reason there is neither code nor text."""
    plain = {"id": answer.id, "answer": answer.answer, "acknowledgement": answer.acknowledgement}
    return plain | ({"code": answer.code, "text": answer.text} if answer.code else {})
