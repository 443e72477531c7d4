"""Simplified and traditional characters, folded to simplified for comparing, never for keeping."""

from __future__ import annotations

from functools import cache, lru_cache

from opencc import OpenCC


@cache
def _converter(way: str) -> OpenCC:
    return OpenCC(way)


@lru_cache(maxsize=65536)
def simplified(text: str) -> str:
    """Return text in simplified characters."""
    return text if text.isascii() else _converter("t2s").convert(text)


def spellings(text: str) -> set[str]:
    """Return a text as it stands, in simplified and in traditional characters: what a search in the store tries."""
    return {text} if text.isascii() else {text, simplified(text), str(_converter("s2t").convert(text))}
