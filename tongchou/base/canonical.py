"""One byte form for one content: RFC 8949 core deterministic CBOR, for digests and Merkle leaves."""

from __future__ import annotations

import hashlib
from typing import Any

import cbor2


def canonical(value: Any) -> bytes:
    """Return the deterministic CBOR of plain values (None, int, str, bytes, list, dict)."""
    return cbor2.dumps(value, canonical=True)


def digest(value: Any) -> bytes:
    """Return the SHA-256 of the canonical form, 32 bytes."""
    return hashlib.sha256(canonical(value)).digest()
