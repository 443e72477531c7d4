"""The verbs of restrictions, for every pillar that orders them. A pillar draws orders up, posts, and keeps them."""

from tongchou.restrictions.services.appeals import answer_appeal, escalate, file_appeal
from tongchou.restrictions.services.approvals import approve_many
from tongchou.restrictions.services.determinations import is_genuine, sign, text_of, withdraw
from tongchou.restrictions.services.erasing import erase_documents
from tongchou.restrictions.services.orders import DatedRule, Wanted, draw_up, keep, keep_each

__all__ = [
    "DatedRule",
    "Wanted",
    "answer_appeal",
    "approve_many",
    "draw_up",
    "erase_documents",
    "escalate",
    "file_appeal",
    "is_genuine",
    "keep",
    "keep_each",
    "sign",
    "text_of",
    "withdraw",
]
