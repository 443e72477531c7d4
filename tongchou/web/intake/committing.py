"""Taking a long list in beside the page: the page answers at once and asks how far it is."""

from __future__ import annotations

import logging
import threading
from datetime import datetime
from uuid import UUID

from django.db import connections

from tongchou.base import clock
from tongchou.base.refusals import Refused, words
from tongchou.intake import services, working

logger = logging.getLogger(__name__)

_begun: set[UUID] = set()
_guard = threading.Lock()


def begin(upload: UUID, *, at: datetime) -> None:
    """Start taking a staged list in, if nobody does. A process that dies half-way goes on at its next start."""
    with _guard:
        if is_working(upload):
            return
        working.forget(upload)
        _begun.add(upload)
    threading.Thread(target=_commit, args=(upload, at), name=f"intake-{upload}", daemon=True).start()


def is_working(upload: UUID) -> bool:
    """Say whether this process or another is taking the list in."""
    found = working.progress_of(upload)
    return upload in _begun or (found is not None and found.alive)


def refusal_of(upload: UUID) -> Refused | None:
    """Return why a list was not taken in, once."""
    found = working.progress_of(upload)
    if found is None or found.alive or not found.refused:
        return None
    working.forget(upload)
    return Refused(found.refused, found.text, **(found.params or {}))


def _commit(upload: UUID, at: datetime) -> None:
    try:
        with clock.at(at):
            services.commit(upload, at=at)
    except Refused as refusal:
        working.stopped_by(upload, code=refusal.code, text=refusal.text, params=refusal.params)
    except Exception:
        logger.exception("a list was not taken in")
        text = words("系統出錯，所錄內容未入賬。請稍後再試。")
        working.stopped_by(upload, code="broken", text=text, params={})
    finally:
        _begun.discard(upload)
        connections.close_all()
