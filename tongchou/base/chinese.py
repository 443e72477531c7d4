"""Chinese text in either script: OpenCC's tables, loaded once for everybody."""

from __future__ import annotations

from functools import cache, lru_cache

from opencc import OpenCC


@cache
def converter(way: str) -> OpenCC:
    """Return the converter of a way: `t2s` into simplified characters, `s2t` into traditional ones."""
    return OpenCC(way)


@lru_cache(maxsize=65536)
def turned(text: str, way: str) -> str:
    """Return a short text in the characters of a way; what was turned before is remembered."""
    return text if text.isascii() else str(converter(way).convert(text))


def simplified(text: str) -> str:
    """Return a short text in simplified characters."""
    return turned(text, "t2s")


def spellings(text: str) -> set[str]:
    """Return a text as it stands, in simplified and in traditional characters: what a search in the store tries."""
    return {text, simplified(text), turned(text, "s2t")}
