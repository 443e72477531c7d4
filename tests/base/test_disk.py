"""What is written is waited for, but where somebody builds from nothing; there once, at the end."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tongchou.base import disk


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the waits as they come."""
    told: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda handle: told.append("file"))
    monkeypatch.setattr(os, "sync", lambda: told.append("everything"))
    return told


def test_a_file_and_a_folder_are_waited_for(waits: list[str], tmp_path: Path) -> None:
    with (tmp_path / "one").open("wb") as out:
        disk.wait_for(out.fileno())
    disk.wait_for_folder(tmp_path)
    assert waits == ["file", "file"]


def test_a_build_waits_once_for_everything_and_then_again_for_each(waits: list[str], tmp_path: Path) -> None:
    with disk.not_waiting():
        disk.wait_for_folder(tmp_path)
        assert waits == []
    disk.wait_for_folder(tmp_path)
    assert waits == ["everything", "file"]


def test_a_build_that_fails_leaves_waiting_on(waits: list[str], tmp_path: Path) -> None:
    with pytest.raises(ValueError), disk.not_waiting():
        raise ValueError
    disk.wait_for_folder(tmp_path)
    assert waits == ["file"]
