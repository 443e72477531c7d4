"""The home's signing key. The private half never leaves the home; the public half is what `verify` needs."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tongchou.config.home import Home


def private_key(home: Home) -> Ed25519PrivateKey:
    """Return the key that signs this home's day-books, made at first use."""
    return Ed25519PrivateKey.from_private_bytes(home.key("seal"))


def public_key(home: Home) -> bytes:
    """Return the 32 bytes that verify this home's day-books."""
    return private_key(home).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def publish_key(home: Home) -> Path:
    """Write the public key, in hex, beside the day-books, and return its path."""
    path = home.path / "daybooks" / "public-key.txt"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(public_key(home).hex() + "\n", "ascii")
    return path
