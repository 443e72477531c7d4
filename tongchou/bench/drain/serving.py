"""The county's own server, as `tongchou serve` runs it, on a port of its own and without the county's daily acts."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings

from tongchou.base.refusals import Refused, words

READY_WITHIN = 60.0


@dataclass(frozen=True)
class Served:
    """A server that answers: its port, and its first process."""

    port: int
    process: int


@contextmanager
def server(*, workers: int) -> Iterator[Served]:
    """Serve this home for a block.

    Raises:
        Refused("server_did_not_start").
    """
    (settings.HOME.path / "config.toml").write_text("daily = false\n", "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "tongchou.cli.main", "serve", "--port", str(port), "--workers", str(workers)]
    # Its own group: granian's workers end with it.
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        _wait(process, port)
        yield Served(port, process.pid)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                connection.sendall(b"GET /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if connection.recv(12).startswith(b"HTTP/1.1 200"):
                    return
        except OSError:
            pass
        time.sleep(0.2)
    raise Refused("server_did_not_start", words("服務沒有起來，原因見上。"))
