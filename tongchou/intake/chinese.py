"""Simplified and traditional characters, folded to simplified for comparing, never for keeping."""

from __future__ import annotations

from functools import cache, lru_cache

from opencc import OpenCC


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=65536)
def simplified(text: str) -> str:
    """Return text in simplified characters."""
    return text if text.isascii() else _converter().convert(text)
