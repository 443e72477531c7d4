"""A pytest plugin: gives the tests a home of their own before the settings are read.

pytest-django reads the settings before any conftest.py is loaded, so setting the home there would be too late, and the
tests would write vouchers and day-books into the home of whoever runs them. `pyproject.toml` loads this with `-p`.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile


def _forget(home: str, maker: int) -> None:
    # A process that a test forked ends before the tests do.
    if os.getpid() == maker:
        shutil.rmtree(home, ignore_errors=True)


# Also in each worker process of pytest-xdist: two of them must not share a folder of day-books.
os.environ["TONGCHOU_HOME"] = tempfile.mkdtemp(prefix="tongchou-test-")
atexit.register(_forget, os.environ["TONGCHOU_HOME"], os.getpid())
