"""The keys of the people register: one for ID numbers, one for phones, one for the marks that name a person."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings

from tongchou.base.sealing import Sealer


@lru_cache(maxsize=12)
def _sealer(secret: bytes, purpose: str) -> Sealer:
    return Sealer(secret, purpose)


def ids() -> Sealer:
    """Return the sealer of ID numbers."""
    return _sealer(settings.HOME.key("people"), "people.id")


def phones() -> Sealer:
    """Return the sealer of phone numbers."""
    return _sealer(settings.HOME.key("people"), "people.phone")


def keys() -> Sealer:
    """Return what marks the keys of persons, pairs and households. Nothing is ever sealed with it."""
    return _sealer(settings.HOME.key("people"), "people.key")


def small_marks(texts: Iterable[str]) -> list[int]:
    """Return a signed 64-bit mark of every text: enough to tell one person's facts apart."""
    return [int.from_bytes(mark[:8], "big", signed=True) for mark in keys().mark_all(texts)]
