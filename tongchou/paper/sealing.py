"""The key of what was noted on paper."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from tongchou.base.sealing import Sealer


@lru_cache(maxsize=4)
def _sealer(secret: bytes) -> Sealer:
    return Sealer(secret, "paper.note")


def notes() -> Sealer:
    """Return the sealer of notes."""
    return _sealer(settings.HOME.key("paper"))
