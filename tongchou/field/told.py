"""What a phone tells of an act that is in dispute: both times, who was beside whom, the note."""

from __future__ import annotations

import json
from collections.abc import Collection

from tongchou.field import sealing
from tongchou.field.models import Received
from tongchou.pillars.screening import doors


def announce() -> None:
    """Let disputes ask."""
    doors.register(doors.PHONE, told)


def told(entries: Collection[int]) -> dict[int, doors.Told]:
    """Return how the entries that came from phones came, by their numbers."""
    found = {}
    for one in Received.objects.filter(number__in=entries):
        body = json.loads(sealing.acts().open(one.sealed)) if one.sealed else {}
        teller, note = body.get("told_by"), body.get("note")
        found[one.number] = doors.Told(
            doors.PHONE,
            one.phone_at,
            one.received_at,
            teller if isinstance(teller, int) and not isinstance(teller, bool) else None,
            note if isinstance(note, str) else "",
        )
    return found
