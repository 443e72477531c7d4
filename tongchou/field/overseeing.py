"""What a lead sees to: the phones of their places, and what was sent and is not in the books."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.db import transaction

from tongchou.base.refusals import NotFound, Refused, words
from tongchou.field import sealing
from tongchou.field.answers import CONFLICT, REFUSED, Kept
from tongchou.field.devices import device_unknown
from tongchou.field.models import Device, Received, Settled
from tongchou.registers.staff.access import Scope, require

#: Why an act that is not in the books needs nothing more.
REASONS = {
    "entered-again": words("已另行錄入"),
    "told-worker": words("已告知本人重報"),
    "no-matter": words("無須錄入"),
    "mistake": words("本人誤報"),
}


def devices_of(scope: Scope, *, place: int | None = None) -> list[Device]:
    """Return the phones of the reader's places, those seen longest ago first."""
    require(scope, "field.devices")
    return list(scope.narrow(Device.objects.order_by("withdrawn_at", "seen_at"), within=place)[:1000])


def withdraw(scope: Scope, device: UUID, *, at: datetime) -> Device:
    """Withdraw a phone: with its next bundle it is told to wipe whom it holds, and it is given nobody any more.

    Raises:
        NotFound("device_unknown"): not there, or not of the actor's places.
    """
    require(scope, "field.devices")
    with transaction.atomic():
        row = Device.objects.select_for_update().filter(id=device).first()
        if row is None or not scope.covers(row.place):
            raise device_unknown()
        if row.withdrawn_at is None:
            row.withdrawn_at, row.withdrawn_by = at, scope.user_id
            row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return row


@dataclass(frozen=True)
class Aside:
    """One act that is not in the books: how it was answered, by whom it came, and what it says."""

    row: Received
    refusal: Refused | None
    content: dict[str, Any]


def aside(scope: Scope, *, place: int | None = None, limit: int = 200) -> list[Aside]:
    """Return the acts of phones of the reader's places that are not in the books and that nobody settled."""
    require(scope, "field.devices")
    rows = Received.objects.filter(answer__in=(REFUSED, CONFLICT), number=0, settled=None).order_by("acknowledgement")
    return [_opened(row) for row in scope.narrow(rows, within=place)[:limit]]


def settle(scope: Scope, acknowledgement: int, *, reason: str, at: datetime) -> None:
    """Say why an act that is not in the books needs nothing more. Settled once; the same again is harmless.

    Raises:
        NotFound("act_unknown"): none of the actor's places. Refused("reason_missing").
    """
    require(scope, "field.devices")
    if reason not in REASONS:
        raise Refused("reason_missing", words("請選擇處理的理由。"))
    row = Received.objects.filter(acknowledgement=acknowledgement, number=0).first()
    if row is None or not scope.covers(row.place):
        raise NotFound("act_unknown", words("在您負責的範圍內沒有這一筆。"))
    Settled.objects.get_or_create(received=row, defaults={"user": scope.user_id, "reason": reason, "settled_at": at})


def _opened(row: Received) -> Aside:
    kept = Kept(row.acknowledgement, bytes(row.digest), row.answer, row.why, row.number)
    return Aside(row, kept.refusal, _content(row))


def _content(row: Received) -> dict[str, Any]:
    """Return what an act says, empty once it was erased."""
    if row.sealed is None:
        return {}
    try:
        found = json.loads(sealing.acts().open(row.sealed))
    except (InvalidTag, ValueError):
        return {}
    return found if isinstance(found, dict) else {"": found}
