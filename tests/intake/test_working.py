"""How far a long list is can be asked by anybody, and a process that was killed leaves word where it stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.intake.conftest import Books
from tests.intake.lists import AT, people, person
from tongchou.base import progress
from tongchou.base.ids import new_id
from tongchou.base.refusals import Refused
from tongchou.intake import services, working
from tongchou.intake.doors import receive
from tongchou.intake.kinds import Handed, Handing
from tongchou.intake.models import Upload
from tongchou.intake.report import Report


def test_stages_and_rows_are_seen_while_it_works_and_nothing_after() -> None:
    upload = new_id()
    assert working.progress_of(upload) is None
    with working.at_work(upload):
        found = working.progress_of(upload)
        assert found is not None and (found.alive, found.stage, found.step) == (True, "compare", 1)
        progress.tell("people", 250, 1_000)
        found = working.progress_of(upload)
        assert found is not None and (found.stage, found.done, found.of, found.step) == ("people", 250, 1_000, 2)
        with working.at_work(upload):
            # Another that asks meanwhile only goes on.
            assert working.progress_of(upload) == found
    assert working.progress_of(upload) is None


def test_progress_that_nobody_asked_for_is_told_to_nobody() -> None:
    progress.tell("people", 1, 2)


def test_killed_process_leaves_word_and_no_lock() -> None:
    upload = new_id()
    script = f"""
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "tongchou.config.settings"
import django, time
django.setup()
from uuid import UUID
from tongchou.base import progress
from tongchou.intake import working
with working.at_work(UUID("{upload}")):
    progress.tell("people", 10, 10)
    print("at work", flush=True)
    time.sleep(60)
"""
    environment = {**os.environ, "TONGCHOU_HOME": str(settings.HOME.path)}
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, cwd=root) as process:
        assert process.stdout is not None and process.stdout.readline() == b"at work\n"
        found = working.progress_of(upload)
        assert found is not None and (found.alive, found.stage) == (True, "people")
        process.send_signal(signal.SIGKILL)
        process.wait()
    stopped = working.progress_of(upload)
    assert stopped is not None and (stopped.alive, stopped.stage) == (False, "people")
    working.forget(upload)
    assert working.progress_of(upload) is None


@pytest.mark.django_db
def test_long_list_says_how_far_it_is(books: Books, user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "LONG", 1)
    upload = receive("roster", people(person(1), person(2, "李某")), "a.xlsx", user=user, at=AT)
    seen: list[tuple[str, int, int]] = []
    plain = books.commit

    def commit(handing: Handing) -> Handed:
        found = working.progress_of(upload.pk)
        assert found is not None
        seen.append((found.stage, found.done, found.of))
        return plain(handing)

    monkeypatch.setattr(books, "commit", commit)
    from tests.intake.conftest import roster
    from tongchou.intake import kinds

    kinds.register(roster(books))
    services.commit(upload.pk, at=AT)
    assert seen == [("compare", 0, 0)]
    assert working.progress_of(upload.pk) is None


@pytest.mark.django_db
def test_list_that_its_kind_refuses_whole_waits_for_its_sender_and_not_for_a_restart(
    books: Books, user: Any, send: Callable[..., Report]
) -> None:
    books.fail = Refused("no_tree", "…")
    with pytest.raises(Refused):
        send(people(person(1)))
    assert services.pending() == []
    Upload.objects.update(commit_asked_at=AT)
    assert services.resume(at=AT) == []
    books.fail = None
    services.commit(Upload.objects.get().pk, at=AT)
    assert Upload.objects.get().committed_at == AT


def test_note_of_how_far_it_is_costs_nothing_worth_speaking_of() -> None:
    with working.at_work(new_id()):
        begun = time.perf_counter()
        for row in range(20_000):
            progress.tell("people", row, 100_000)
        assert time.perf_counter() - begun < 1
