"""The key of staff telephones: apart from the people's, because these are called, not searched."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from tongchou.base.sealing import Sealer


@lru_cache(maxsize=4)
def _sealer(secret: bytes) -> Sealer:
    return Sealer(secret, "staff.phone")


def phones() -> Sealer:
    """Return the sealer of staff telephones."""
    return _sealer(settings.HOME.key("staff"))
