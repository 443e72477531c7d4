"""Every test runs in a home of its own; the store is SQLite unless TONGCHOU_DATABASE names a PostgreSQL."""

from __future__ import annotations

import os
import tempfile

os.environ["TONGCHOU_HOME"] = tempfile.mkdtemp(prefix="tongchou-test-")
