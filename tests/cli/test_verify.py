"""`tongchou verify` takes what the bulletin's foot says: a day of this home; or a folder from anywhere."""

from __future__ import annotations

import shutil
from datetime import timedelta

import pytest
from django.conf import settings

from tests.web import county
from tongchou.base.refusals import Refused
from tongchou.closing import seal

pytestmark = pytest.mark.usefixtures("played")
YESTERDAY = (county.TODAY - timedelta(days=1)).isoformat()


@pytest.fixture(autouse=True)
def home(played, run, monkeypatch):
    monkeypatch.setenv("TONGCHOU_HOME", str(settings.HOME.path))
    closed = run("close", YESTERDAY, by="officer")
    assert closed.exit_code == 0, closed.output
    # A test's transaction never commits: what a killed process leaves, too.
    seal.recover()
    return settings.HOME.path / "daybooks"


def test_a_day_of_this_home_is_proved(run):
    done = run("verify", YESTERDAY)
    assert (done.exit_code, done.stdout.strip()) == (0, "1 冊無誤")


def test_a_folder_with_one_changed_byte_is_not(run, home, tmp_path):
    copy = shutil.copytree(home, tmp_path / "copy")
    file = next(path for path in sorted((copy / YESTERDAY).iterdir()) if path.suffix == ".parquet")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(bytes(content))
    done = run("verify", str(copy / YESTERDAY))
    assert done.exit_code == 1
    assert file.name in done.stdout


def test_a_day_without_a_daybook_says_what_to_give(run):
    refused = run("verify", "2019-01-01").exception
    assert isinstance(refused, Refused)
    assert refused.code == "daybook_missing"
