"""`--seed N` plays one seed alone; `--seeds N` plays so many from the first on."""

from __future__ import annotations

import os

import pytest

#: A thousand on SQLite. PostgreSQL pays a round trip for every statement, three times as long in all: there the next
#: three hundred are played.
SEEDS = (1000, 1300) if os.environ.get("TONGCHOU_DATABASE") else (0, 1000)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the options."""
    parser.addoption("--seed", type=int, default=None, help="play this seed of the simulator alone")
    parser.addoption("--seeds", type=int, default=None, help="play the first so many seeds of the simulator")


def chosen(config: pytest.Config) -> range:
    """Return the seeds to play; without the options, where another folder's tests are run too, those of `make test`."""
    seed, many = config.getoption("--seed", None), config.getoption("--seeds", None)
    if seed is not None:
        return range(seed, seed + 1)
    return range(*SEEDS) if many is None else range(many)
