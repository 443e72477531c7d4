"""Entry ids that came again with other content: kept aside, the first stands, until a person settles it.

Settling posts nothing and undoes nothing: whoever settles looks at both contents, and posts what is missing as an entry
of its own. Closing waits for `open_conflicts` to be empty.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import cbor2
from django.db import transaction

from tongchou.base.canonical import canonical
from tongchou.base.refusals import NotFound, Refused, words
from tongchou.journal.entries import Entry
from tongchou.journal.models import Conflict, ConflictSettled


def keep_conflict(entry: Entry, digest: bytes, *, now: datetime) -> None:
    """Keep aside an entry whose id came before with other content. Once for each content."""
    if not Conflict.objects.filter(entry=entry.id, digest=digest).exists():
        Conflict.objects.create(entry=entry.id, digest=digest, body=canonical(entry.content()), known_at=now)


def open_conflicts() -> list[Conflict]:
    """Return the conflicts that nobody has settled yet, the oldest first."""
    return list(Conflict.objects.filter(conflictsettled=None).order_by("id"))


def content_of(conflict: Conflict) -> list[Any]:
    """Return the content that was kept aside, as `Entry.content` gave it."""
    content: list[Any] = cbor2.loads(bytes(conflict.body))
    return content


def settle_conflict(conflict: int, *, actor: int, reason: str, at: datetime) -> ConflictSettled:
    """Note that a named person has looked at a conflict, and why it is none any more. Settled once, never reopened.

    Raises:
        NotFound("conflict_unknown"), Refused("conflict_settled"): another has settled it.
        Refused("reason_missing"): no reason code.
    """
    if not reason:
        raise Refused("reason_missing", words("請寫明處理的事由。"))
    with transaction.atomic():
        found = Conflict.objects.select_for_update().filter(id=conflict).first()
        if found is None:
            raise NotFound("conflict_unknown", words("沒有這一項錄入衝突。"))
        done = ConflictSettled.objects.filter(conflict=found).first()
        if done is None:
            return ConflictSettled.objects.create(conflict=found, actor=actor, reason=reason, settled_at=at)
        if (done.actor, done.reason) != (actor, reason):
            raise Refused("conflict_settled", words("這一項錄入衝突已由他人處理。"))
        return done
