"""Identifiers that a client makes and keeps before it sends: UUIDv7, so a retry is recognised."""

from __future__ import annotations

from uuid import UUID

import uuid6


def new_id() -> UUID:
    """Return a fresh UUIDv7 (RFC 9562): unique, and ordered by the millisecond it was made."""
    return UUID(int=uuid6.uuid7().int)
