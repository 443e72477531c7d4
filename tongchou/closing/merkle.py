"""The Merkle tree of RFC 6962, section 2.1: root, proof that a leaf is in it, and its check. Plain Python."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def leaf_hash(leaf: bytes) -> bytes:
    """Return SHA-256(0x00 + leaf)."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return SHA-256(0x01 + left + right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the Merkle tree hash of the leaves, in their order; of no leaves, the hash of nothing."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    return levels(leaves)[-1][0]


def levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """Return the hashes level by level, leaves first.

    Pairing neighbours and carrying a last one without a partner up is the same tree as the RFC's split at the largest
    power of two below n.
    """
    level = [leaf_hash(leaf) for leaf in leaves]
    found = [level]
    while len(level) > 1:
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            paired.append(level[-1])
        level = paired
        found.append(level)
    return found


def proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the audit path of a leaf: the hashes that, with the leaf, give the root, from the bottom up."""
    path = []
    for level in levels(leaves)[:-1]:
        partner = index ^ 1
        if partner < len(level):
            path.append(level[partner])
        index //= 2
    return path


def is_in(leaf: bytes, *, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Say whether a leaf stands at an index of the tree of that size and root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf_hash(leaf)
    for step in path:
        if last == 0:
            return False
        if at % 2 or at == last:
            found = node_hash(step, found)
            while at and not at % 2:
                at, last = at // 2, last // 2
        else:
            found = node_hash(found, step)
        at, last = at // 2, last // 2
    return last == 0 and found == root
