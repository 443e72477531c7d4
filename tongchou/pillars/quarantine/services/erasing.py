"""What an emergency's end takes with it: every document that says something of a person."""

from __future__ import annotations

from tongchou.pillars.quarantine.models import (
    Aboard,
    AtHome,
    Care,
    Reading,
    Reported,
    Request,
    RoomUse,
    SiteSays,
    Stay,
    Support,
)


def erase_documents() -> int:
    """Delete every document of a request or a stay, for good; return how many. What is in the books stays."""
    gone = 0
    for model in (Aboard, AtHome, Care, Reading, Reported, Request, RoomUse, SiteSays, Support, Stay):
        count, _ = model.objects.all().delete()
        gone += count
    return gone
