"""Databases that a test makes for itself on the PostgreSQL it runs on, and throws away."""

from __future__ import annotations

import psycopg


def drop_database(address: str, name: str) -> None:
    """Drop a database whose processes may have been killed a moment ago.

    Not WITH (FORCE): that refuses to end an autovacuum worker, which belongs to the superuser and may be at work there
    at any moment; the plain command asks the worker to stop, and waits.
    """
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND backend_type = 'client backend'",
            [name],
        )
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
