"""The county's clock, set when a process starts: the real time, or a demonstration county's own, running on."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import DatabaseError

from tongchou.base import clock


def set_county_clock() -> None:
    """Let this process's clock run from the home's instant, or from what its books know, whichever is later."""
    told = str(settings.HOME.settings.get("clock", ""))
    if not told:
        return
    from tongchou.journal.models import Clock

    instant = datetime.fromisoformat(told)
    try:
        known = Clock.objects.values_list("known_at", flat=True).filter(id=1).first()
    except DatabaseError:
        known = None
    clock.start_from(max(instant, known) if known else instant)
