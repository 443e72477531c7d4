"""Whoever decides lets in what was put aside, or throws it out with a reason; both are kept with their name."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tongchou.base.refusals import NotFound, Refused, words
from tongchou.pillars.screening.announcing.models import Announcement
from tongchou.registers.staff.access import Scope, require

#: Why an announcement is thrown out.
REASONS = {
    "not-serious": words("致電核實，並非本人申報"),
    "cannot-be-reached": words("所留電話打不通"),
    "registered-otherwise": words("已另行登記"),
}


def let_in(scope: Scope, number: UUID, *, at: datetime) -> None:
    """Let an announcement go on to its list.

    Raises:
        NotAllowed("not_allowed"), NotFound("announcement_unknown"), Refused("announcement_unread").
    """
    with transaction.atomic():
        row = _held(scope, number)
        if row.aside == "unread":
            raise Refused("announcement_unread", words("這一份列不進名單，請致電本人，在「登記上門發現的人」中登記。"))
        row.aside, row.decided_by, row.decided_at = "", scope.user_id, at
        row.save(update_fields=["aside", "decided_by", "decided_at"])


def throw_out(scope: Scope, number: UUID, *, reason: str, at: datetime) -> None:
    """Throw an announcement out: what was said is erased, that it came and who decided stays.

    Raises:
        NotAllowed("not_allowed"), NotFound("announcement_unknown"), Refused("reason_missing").
    """
    if reason not in REASONS:
        raise Refused("reason_missing", words("請選擇理由。"))
    with transaction.atomic():
        row = _held(scope, number)
        row.thrown_out, row.decided_by, row.decided_at, row.said = reason, scope.user_id, at, b""
        row.save(update_fields=["thrown_out", "decided_by", "decided_at", "said"])


def _held(scope: Scope, number: UUID) -> Announcement:
    require(scope, "announcement.decide")
    rows = Announcement.objects.select_for_update().exclude(aside="").filter(pk=number, thrown_out="", answer="")
    row = rows.first()
    if row is None or not scope.covers(row.place):
        raise NotFound("announcement_unknown", words("沒有這一份待處理的申報。"))
    return row
