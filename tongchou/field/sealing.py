"""The keys of the field page: what acts say beside the books, and the file that an outbox is saved to."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.conf import settings

from tongchou.base.sealing import Sealer, subkey


@lru_cache(maxsize=4)
def _sealer(secret: bytes) -> Sealer:
    return Sealer(secret, "field.act")


def acts() -> Sealer:
    """Return the sealer of what acts say beside the books."""
    return _sealer(settings.HOME.key("field"))


def file_key(device: UUID, user: int) -> bytes:
    """Return the 32-byte key of what a user's acts on a device are sealed with; it can always be made again.

    Whoever signs in on a colleague's phone gets a key of their own, and opens nothing of the colleague's.
    """
    return subkey(settings.HOME.key("field"), f"outbox:{device.hex}:{user}")
