"""A worker knows its pages before it is open; what keeps it from that does not keep it from opening."""

from __future__ import annotations

import logging

import pytest
from django.db import DatabaseError, connections

from tests.web import county, days
from tongchou.base import clock
from tongchou.bulletin import report
from tongchou.config.warming import warm_up
from tongchou.figures.cube import cube
from tongchou.journal import reading
from tongchou.journal.clockwork import last_commit

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture(autouse=True)
def _connected(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's own connection stays open: a worker's is closed when it is warm."""
    monkeypatch.setattr(connections, "close_all", lambda: None)


def test_a_warm_worker_has_the_cube(monkeypatch: pytest.MonkeyPatch) -> None:
    def again(*commits: int) -> None:
        raise AssertionError("the lines were read when it was warmed")

    with clock.at(county.NOW):
        county.build()
        days.play(last=county.TODAY, days=1)
        cube().forget()
        warm_up()
    monkeypatch.setattr(reading, "lines_between", again)
    assert cube().view().n == last_commit() > 0


def test_a_home_without_places_starts_cold(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "tongchou.config.warming"):
        warm_up()
    assert "no_edition" in caplog.text


def test_a_store_that_does_not_answer_is_told_and_the_worker_starts(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: object, **more: object) -> None:
        raise DatabaseError("the server is gone")

    monkeypatch.setattr(report, "basis_of", broken)
    warm_up()
    assert "starting cold" in caplog.text
