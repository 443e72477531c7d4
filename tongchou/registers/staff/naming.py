"""A username for someone who comes on a list without one: the same for the same name and telephone, telling neither."""

from __future__ import annotations

from base64 import b32encode

from tongchou.registers.staff import sealing


def username_of(name: str, phone: str) -> str:
    """Return a username: `u` and twelve characters of a keyed mark."""
    mark = sealing.phones().mark(f"{name}|{phone}")
    return "u" + b32encode(mark)[:12].decode().lower()
