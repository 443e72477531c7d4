"""Real processes: writers, and a closer that is killed with -9 in the middle of closing."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests.databases import drop_database

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start an act of `world` in a home, and on PostgreSQL a database, that is this test's alone."""
    env = os.environ | {"TONGCHOU_HOME": str(tmp_path / "home")}
    address, name = env.get("TONGCHOU_DATABASE", ""), f"killed_{uuid4().hex[:12]}"
    if address:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        env["TONGCHOU_DATABASE"] = address.replace("/tongchou?", f"/{name}?")

    def start(*act: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.closing.world", *act]
        return subprocess.Popen(command, env=env, cwd=PROJECT, stdout=subprocess.PIPE, text=True)

    (tmp_path / "home").mkdir()
    assert done(start("setup")) == []
    yield start
    if address:
        drop_database(address, name)


def done(process: subprocess.Popen[str]) -> list[str]:
    """Wait for an act that must succeed, and return what it said."""
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said
    return said.split()


def test_nothing_slips_between_check_and_seal_though_the_closer_is_killed(run):
    """Two writers post into open and closed days; the closer is killed twice at any moment of closing, and goes on.

    Each time the day is either sealed or open, the books are right, and the first open day closes.
    """
    writers = [run("write", "8") for _ in range(2)]
    draw, day = random.Random(), 20
    for _ in range(2):
        closer = run("close", str(day), "30")
        assert closer.stdout is not None
        assert closer.stdout.readline()
        time.sleep(draw.uniform(0, 0.15))
        os.kill(closer.pid, signal.SIGKILL)
        closer.communicate()
        (next_day,) = done(run("go_on"))
        day = int(next_day[-2:]) + 1
    posted = [entry for writer in writers for entry in done(writer)]
    assert len(posted) > 20
    assert done(run("check", *posted)) == []
