"""Finding a changed byte: short hashes of a file's rows and columns of 256 bytes.

A day-book's safety is its signature and the SHA-256 of each file. Those say that something changed; these say where.
One changed byte changes one row and one column, so it is named exactly; more are named by their rows. Plain numpy.
"""

from __future__ import annotations

import hashlib

import numpy as np

WIDTH = 256
SHORT = 8


def marks(content: bytes) -> bytes:
    """Return the short hashes of all rows, then of all columns; the last row is filled up with zeros."""
    table = _table(content)
    rows = b"".join(hashlib.sha256(row).digest()[:SHORT] for row in table)
    columns = b"".join(hashlib.sha256(column).digest()[:SHORT] for column in np.ascontiguousarray(table.T))
    return rows + columns


def changed(content: bytes, marked: bytes) -> tuple[int, int] | None:
    """Return the range of bytes, half open, that holds what differs from what was marked; None if nothing does."""
    rows = len(marked) // SHORT - WIDTH
    found = marks(content)
    if found == marked:
        return None
    if len(found) != len(marked):
        return min(len(content), max(0, rows) * WIDTH), max(len(content), max(0, rows) * WIDTH)
    differing = [
        i for i in range(rows + WIDTH) if found[i * SHORT : (i + 1) * SHORT] != marked[i * SHORT : (i + 1) * SHORT]
    ]
    at_rows, at_columns = [i for i in differing if i < rows], [i - rows for i in differing if i >= rows]
    if len(at_rows) == 1 and at_columns:
        first = at_rows[0] * WIDTH + min(at_columns)
        return first, at_rows[0] * WIDTH + max(at_columns) + 1
    if not at_rows:
        return 0, len(content)
    return min(at_rows) * WIDTH, min((max(at_rows) + 1) * WIDTH, len(content))


def _table(content: bytes) -> np.ndarray:
    rows = -(-len(content) // WIDTH)
    return np.frombuffer(content.ljust(rows * WIDTH, b"\0"), np.uint8).reshape(rows, WIDTH)
