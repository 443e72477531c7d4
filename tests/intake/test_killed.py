"""`kill -9` in the middle of a commit: nothing half-posted, and the next start goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import os, signal, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tongchou.config.settings"
import django
django.setup()
from types import SimpleNamespace
from django.conf import settings
from django.core.management import call_command
from tests.intake.conftest import Books, roster
from tests.intake.lists import AT, people, person
from tongchou.intake import kinds, services
from tongchou.intake.doors import take
from tongchou.intake.kinds import Handed
from tongchou.intake.models import RememberedMapping, Upload

def commit(handing):
    # Something the kind stores: it must be there once, or not at all.
    RememberedMapping.objects.create(
        kind="posted", sender=str(handing.entry), signature="x", mapping={}, user=1, at=handing.at
    )
    if sys.argv[1] == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    return Handed(persons=[1] * len(handing.table), refs=[1] * len(handing.table))

books = Books()
object.__setattr__(books, "commit", commit)
kinds.register(roster(books))
if sys.argv[1] == "killed":
    settings.HOME.prepare()
    call_command("migrate", verbosity=0, interactive=False)
    take("roster", people(person(1)), "a.xlsx", user=SimpleNamespace(pk=1), at=AT)
else:
    assert not RememberedMapping.objects.exists(), "half-posted"
    assert len(services.resume(at=AT)) == 1
    assert services.pending() == [] and services.resume(at=AT) == []
    upload = Upload.objects.get()
    posted = RememberedMapping.objects.get()
    assert (upload.committed_at, posted.sender) == (AT, str(upload.entry))
    assert services.result_of(upload).counts()["stored"] == 1
    print("went on")
"""


def test_killed_commit_is_taken_up_again(tmp_path: Path) -> None:
    def run(what: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "TONGCHOU_HOME": str(tmp_path / "home")}
        environment.pop("TONGCHOU_DATABASE", None)
        return subprocess.run(
            [sys.executable, "-c", SCRIPT, what],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    assert run("killed").returncode == -signal.SIGKILL
    after = run("after")
    assert after.stdout == "went on\n", after.stderr[-2000:]
