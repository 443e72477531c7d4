"""What an emergency's end takes with it: every document that says something of a person."""

from __future__ import annotations

from tongchou.intake import vouchers
from tongchou.restrictions.models import Appeal, Determination, MassApproval, Order, Vote


def erase_documents() -> int:
    """Delete every order, objection and determination with its text, for good; return how many."""
    texts = list(Determination.objects.values_list("text", flat=True))
    gone = 0
    for model in (Vote, Appeal, Order, Determination, MassApproval):
        count, _ = model.objects.all().delete()
        gone += count
    for text in texts:
        vouchers.destroy(text)
    return gone
