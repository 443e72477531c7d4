"""Run a command with a real PostgreSQL: `python -m tests.postgresql pytest tests/journal`.

The server lives in a temporary folder and stops with the command; see `tongchou/bench/stores.py`.
"""

from __future__ import annotations

import os
import subprocess
import sys

from tongchou.bench.stores import postgresql


def main() -> int:
    """Start the server, run the command, stop the server; return the command's exit code."""
    with postgresql() as address:
        return subprocess.call(sys.argv[1:], env=os.environ | {"TONGCHOU_DATABASE": address})


if __name__ == "__main__":
    sys.exit(main())
