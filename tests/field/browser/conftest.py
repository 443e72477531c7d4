"""One served cell, one Chromium, and a network between them that heals after every test."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.field.browser.hand import Hand, phone
from tests.field.browser.network import Network, network
from tests.web import browsing
from tests.web.county import NOW


@pytest.fixture(autouse=True)
def little_county() -> None:
    """Stand in the way of the county that the other tests build: these visit a served home."""


@pytest.fixture(scope="session")
def cell_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the cell once; every module serves a copy of its own."""
    home = tmp_path_factory.mktemp("cell")
    env = {name: value for name, value in os.environ.items() if name != "TONGCHOU_DATABASE"}
    subprocess.run([sys.executable, "-m", "tests.field.browser.cell", str(home)], env=env, check=True, cwd=Path.cwd())
    return home


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start one Chromium for the module."""
    with browsing.chromium() as started:
        yield started


@pytest.fixture(scope="module")
def opened_network(cell_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    """Serve a fresh copy of the cell behind a network, for a module: each of its tests has people of its own."""
    home = shutil.copytree(cell_home, tmp_path_factory.mktemp("copy") / "home")
    with browsing.served(home, clock=NOW.isoformat()) as served, network(served) as opened:
        yield opened


@pytest.fixture
def net(opened_network: Network) -> Iterator[Network]:
    """Give the network, whole; it heals after the test."""
    yield opened_network
    opened_network.heal()


@pytest.fixture
def hand(chromium: Browser, net: Network) -> Iterator[Callable[..., Hand]]:
    """Give phones: `hand()` is a fresh one, `hand("worker")` one on which somebody signed in. They end with the test.

    No phone may have had a script error, or been refused something by the page's own policy.
    """
    given: list[Hand] = []

    def give(user: str = "", **more: object) -> Hand:
        one = phone(chromium, net.address, **more)  # type: ignore[arg-type]
        given.append(one)
        if user:
            one.sign_in(user)
        return one

    yield give
    errors = [error for one in given for error in one.errors]
    for one in given:
        one.page.context.close()
    assert errors == []
