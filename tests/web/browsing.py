"""A real Chromium for the browser tests, and a served home for it to visit.

`python -m tests.web.browsing HOME FOLDER USER PATH...` takes pictures of pages at both widths, to be looked at.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
#: A closed network: without these Chromium keeps asking for hosts that nobody answers for.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: How long something may take to be seen, in milliseconds: the whole suite shares two processors.
expect.set_options(timeout=20_000)
WIDTHS = {"desk": (1280, 900), "phone": (360, 740)}


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium, and end it."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(home: Path, *, clock: str = "") -> Iterator[str]:
    """Serve a home on the loopback and yield its address."""
    port = free_port()
    # A home that is visited keeps its books in its own folder, whichever store the suite runs on.
    kept = {name: value for name, value in os.environ.items() if name != "TONGCHOU_DATABASE"}
    settings = os.environ.get("DJANGO_SETTINGS_MODULE", "tongchou.config.settings")
    env = kept | {"TONGCHOU_HOME": str(home), "DJANGO_SETTINGS_MODULE": settings}
    command = [sys.executable, "-m", "tests.web.serving", str(port), clock]
    server = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/sign-in/", server)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    # A machine that runs the whole suite at once starts a server slowly.
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert server.poll() is None, "the server ended before it answered"
        try:
            with urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer within a minute")


def open_page(browser: Browser, address: str, user: str = "", *, width: str = "desk", locale: str = "zh-TW") -> Page:
    """Return a page of a fresh visitor, signed in where a user is named; requests to other hosts fail the test."""
    wide, high = WIDTHS[width]
    context = browser.new_context(viewport={"width": wide, "height": high}, locale=locale)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.on("request", lambda request: _only(address, request.url))
    if user:
        page.goto(f"{address}/sign-in/")
        page.fill("#id_username", user)
        page.fill("#id_password", PASSWORD)
        page.press("#id_password", "Enter")
        page.wait_for_url(lambda url: "/sign-in/" not in url)
    return page


def errors_of(page: Page) -> list[str]:
    """Return the list into which the page's script errors go, refusals of its own content policy among them."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    return errors


PASSWORD = os.environ.get("TONGCHOU_TEST_PASSWORD", "tongchou-2020")


def _only(address: str, url: str) -> None:
    assert url.startswith((address, "data:")), f"a request to another host: {url}"


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window; 0 is right."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def take(home: Path, folder: Path, user: str, paths: list[str], *, clock: str = "") -> None:
    """Take a full picture of each page at both widths."""
    folder.mkdir(parents=True, exist_ok=True)
    with served(home, clock=clock) as address, chromium() as browser:
        for width in WIDTHS:
            page = open_page(browser, address, user, width=width)
            for path in paths:
                page.goto(address + path)
                page.wait_for_timeout(300)
                name = path.strip("/").replace("/", "_").replace("?", "_").replace("&", "_") or "home"
                page.screenshot(path=folder / f"{name}-{user or 'nobody'}-{width}.png", full_page=True)
                if overflow(page):
                    print(f"{path} at {width}: {overflow(page)} px too wide")  # noqa: T201


if __name__ == "__main__":
    take(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4:], clock=os.environ.get("TONGCHOU_CLOCK", ""))
