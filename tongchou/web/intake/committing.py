"""Taking a long list in beside the page: the page answers at once and asks how far it is."""

from __future__ import annotations

import logging
import threading
from datetime import datetime
from uuid import UUID

from django.db import connections

from tongchou.base import clock
from tongchou.base.refusals import Refused
from tongchou.intake import services

logger = logging.getLogger(__name__)

#: A list of more rows than this is taken in beside the page, for it takes longer than somebody likes to wait.
LONG = 2_000

_refusals: dict[UUID, Refused] = {}
_working: set[UUID] = set()


def begin(upload: UUID, *, at: datetime) -> None:
    """Start taking a staged list in. A process that dies half-way goes on at its next start (`services.resume`)."""
    if upload in _working:
        return
    _working.add(upload)
    threading.Thread(target=_commit, args=(upload, at), name=f"intake-{upload}", daemon=True).start()


def is_working(upload: UUID) -> bool:
    """Say whether this process is taking the list in."""
    return upload in _working


def refusal_of(upload: UUID) -> Refused | None:
    """Return why a list was not taken in, once."""
    return _refusals.pop(upload, None)


def _commit(upload: UUID, at: datetime) -> None:
    try:
        with clock.at(at):
            services.commit(upload, at=at)
    except Refused as refusal:
        _refusals[upload] = refusal
    except Exception:
        logger.exception("a list was not taken in")
        _refusals[upload] = Refused("broken", "系統出錯，所錄內容未入賬。請稍後再試。")
    finally:
        _working.discard(upload)
        connections.close_all()
