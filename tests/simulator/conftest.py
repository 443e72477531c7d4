"""`--seed N` plays one seed alone; `--seeds N` plays so many instead of a thousand."""

from __future__ import annotations

import pytest

SEEDS = 1000


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the options, whether or not somebody else's folder is tested too."""
    parser.addoption("--seed", type=int, default=None, help="play this seed of the simulator alone")
    parser.addoption("--seeds", type=int, default=SEEDS, help="play so many seeds of the simulator")
