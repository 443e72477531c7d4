"""The key of organisations' contacts: who is rung, and at which number."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from tongchou.base.sealing import Sealer


@lru_cache(maxsize=4)
def _sealer(secret: bytes) -> Sealer:
    return Sealer(secret, "orgs.contact")


def contacts() -> Sealer:
    """Return the sealer of contacts' names and telephones."""
    return _sealer(settings.HOME.key("people"))
