"""The end of the emergency: whatever of resumption says who a person was goes."""

from __future__ import annotations

from tongchou.pillars.resumption.models import AbnormalFound


def erase_documents() -> int:
    """Delete which worker was told of as abnormal, for good; return how many. What is in the books stays.

    Papers and what was said of difficulties are vouchers, and go with them.
    """
    gone, _ = AbnormalFound.objects.all().delete()
    return gone
