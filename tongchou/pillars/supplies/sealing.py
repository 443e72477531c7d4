"""The key of donors' names and telephones."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from tongchou.base.sealing import Sealer


@lru_cache(maxsize=4)
def _sealer(secret: bytes) -> Sealer:
    return Sealer(secret, "supplies.donor")


def donors() -> Sealer:
    """Return the sealer of donors."""
    return _sealer(settings.HOME.key("supplies"))
