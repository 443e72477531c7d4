"""The network between a phone and the server, which a test breaks as it likes.

A proxy on the loopback: what the browser sees is what a phone sees when coverage goes. It forwards whole requests, so
that it can let one arrive and lose its answer.
"""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class Network:
    """How the network is at the moment, and what went over it.

    `lose`: addresses whose requests arrive and whose answers do not. `hold`: beginnings of addresses
    that arrive, and are answered when `go_on` is set. `busy`: addresses answered 429 without reaching the server.
    `added`: text put at the end of an answer, by address. `replaced`: words of an answer put in place of others.
    """

    def __init__(self, target: str) -> None:
        self.target = urlsplit(target).netloc
        self.port = 0
        self.server: ThreadingHTTPServer | None = None
        self.open_lines: set[socket.socket] = set()
        self.lose: set[str] = set()
        self.hold: set[str] = set()
        self.busy: set[str] = set()
        self.added: dict[str, str] = {}
        self.replaced: dict[str, tuple[str, str]] = {}
        self.arrived = threading.Semaphore(0)
        self.go_on = threading.Event()
        self.seen: list[tuple[str, str]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def up(self) -> None:
        """Let connections be made."""
        if self.server is None:
            self.server = Lines(("127.0.0.1", self.port), type("Bound", (Handler,), {"network": self}))
            self.port = self.server.server_port
            threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def down(self) -> None:
        """Refuse connections, and break those that are open: no coverage."""
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None
        for line in list(self.open_lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def heal(self) -> None:
        """Put everything right again."""
        self.up()
        self.lose, self.hold, self.busy, self.added, self.replaced = set(), set(), set(), {}, {}
        self.go_on = threading.Event()
        self.arrived = threading.Semaphore(0)

    def count(self, path: str) -> int:
        """Return how many requests for a path left the phone and reached the network."""
        return sum(1 for _, seen in self.seen if seen == path)


class Lines(ThreadingHTTPServer):
    """Listens; a test that ends leaves nobody waiting."""

    daemon_threads = True
    block_on_close = False


class Handler(BaseHTTPRequestHandler):
    """One connection's requests."""

    protocol_version = "HTTP/1.1"
    network: Network

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def setup(self) -> None:
        """Remember the line, so that it can be broken."""
        super().setup()
        self.network.open_lines.add(self.connection)

    def finish(self) -> None:
        """Forget the line."""
        self.network.open_lines.discard(self.connection)
        with suppress(OSError):
            super().finish()

    def _pass(self) -> None:
        network, path = self.network, urlsplit(self.path).path
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        network.seen.append((self.command, path))
        if path in network.busy:
            self._answer(429, {"Retry-After": "1", "Content-Type": "application/json"}, b'{"code":"busy","text":""}')
            return
        status, headers, content = self._forward(body)
        if path in network.lose:
            self._drop()
            return
        if path.startswith(tuple(network.hold)):
            go_on = network.go_on
            network.arrived.release()
            go_on.wait(30)
        before, after = network.replaced.get(path, ("", ""))
        content = content.replace(before.encode(), after.encode()) if before else content
        self._answer(status, headers, content + network.added.get(path, "").encode())

    def _forward(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        onward = http.client.HTTPConnection(self.network.target, timeout=60)
        kept = {name: value for name, value in self.headers.items() if name.lower() not in ("connection", "keep-alive")}
        onward.request(self.command, self.path, body or None, kept)
        answer = onward.getresponse()
        content = answer.read()
        self._cookies = answer.headers.get_all("Set-Cookie") or []
        onward.close()
        skipped = ("connection", "transfer-encoding", "content-length", "set-cookie")
        return answer.status, {n: v for n, v in answer.getheaders() if n.lower() not in skipped}, content

    def _answer(self, status: int, headers: dict[str, str], content: bytes) -> None:
        try:
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, value)
            for cookie in getattr(self, "_cookies", []):
                self.send_header("Set-Cookie", cookie)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            # Whoever asked is gone: killed, or out of coverage.
            self.close_connection = True

    def _drop(self) -> None:
        self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = _pass


@contextmanager
def network(target: str) -> Iterator[Network]:
    """Open a network to a server, and close it."""
    net = Network(target)
    net.up()
    try:
        yield net
    finally:
        net.down()
