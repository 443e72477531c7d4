"""The server's workers are forked: each must have connections of its own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.db import connection

from tongchou.cli import county

SCRIPT = """
import os, sys, django
django.setup()
from django.db import connection
from tongchou.config.stores import let_go_of_connections

def backend():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]

print(backend(), flush=True)
let_go_of_connections()
for _ in "ab":
    if not os.fork():
        print(backend(), flush=True)
        os._exit(0)
for _ in "ab":
    os.wait()
"""


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is served by one process")
def test_no_worker_inherits_a_connection(tmp_path) -> None:
    mine = {"TONGCHOU_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.journal.bare_settings"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=os.environ | mine, capture_output=True, text=True, check=True, timeout=60
    )
    backends = done.stdout.split()
    assert len(backends) == 3 and len(set(backends)) == 3, "two processes spoke over one connection"


def test_the_server_lets_go_before_it_forks(monkeypatch) -> None:
    did: list[str] = []

    class Server:
        def __init__(self, *args: object, **kwargs: object) -> None:
            pass

        def serve(self) -> None:
            did.append("fork")

    monkeypatch.setattr("granian.Granian", Server)
    monkeypatch.setattr("tongchou.config.stores.let_go_of_connections", lambda: did.append("let go"))
    monkeypatch.setattr(county, "ready", lambda: None)
    monkeypatch.setattr(county, "_go_on_after_a_stop", lambda: did.append("go on"))
    monkeypatch.setenv("TONGCHOU_DAILY", "")
    monkeypatch.setenv("TONGCHOU_HOME", "")
    county.serve()
    assert did == ["go on", "let go", "fork"]
