"""Serves the current home for the browser tests: `python -m tests.web.serving PORT [INSTANT]`."""

from __future__ import annotations

import sys
from datetime import datetime
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server


class Quiet(WSGIRequestHandler):
    """Logs nothing: a test's output is its own."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Threaded(ThreadingMixIn, WSGIServer):
    """Answers several requests at once, as a browser asks."""

    daemon_threads = True


def main(port: int, clock_at: str) -> None:
    """Serve until ended."""
    from tongchou.base import clock
    from tongchou.config.wsgi import application

    if clock_at:
        clock.start_from(datetime.fromisoformat(clock_at))
    make_server("127.0.0.1", port, application, server_class=Threaded, handler_class=Quiet).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
