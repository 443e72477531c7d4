"""The phone page as files: small, strict, the same for everybody, whole without a network; and its session."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.web.conftest import visitor
from tongchou.field import page
from tongchou.field.words import by_key
from tongchou.registers.staff.models import User

pytestmark = pytest.mark.django_db(databases="__all__")

SOURCES = Path(__file__).resolve().parents[2] / "frontend" / "src" / "field"
#: What a phone pays for the first time it opens the page, all told.
FIRST_LOAD = 150_000
#: Keys whose end is a code of the books or of the server.
OPEN_ENDED = ("group.", "state.", "visit.", "month.", "found.", "mark.", "act.", "do.", "bar.", "status.", "meet.")


def content_of(address: str) -> bytes:
    """Return what an address of the page answers."""
    if address.startswith(settings.STATIC_URL):
        return (settings.STATIC_ROOT / address.removeprefix(settings.STATIC_URL)).read_bytes()
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer.content


def test_first_load_is_light() -> None:
    words = [f"/field/words.{language}.json" for language in page.LANGUAGES[1:]]
    loaded = [address for address in page.built().files if address not in words]
    sizes = {address: len(gzip.compress(content_of(address))) for address in [*loaded, "/field/worker.js"]}
    assert sum(sizes.values()) < FIRST_LOAD, sizes


def test_worker_names_every_file_the_page_loads_and_nothing_else() -> None:
    said = Client().get("/field/worker.js").content.decode()
    assert page.PLACE_OF_FILES not in said
    files = re.search(r"[0-9a-f]{12} (/[^`'\"]*)", said)
    assert files is not None
    assert tuple(files.group(1).split(" ")) == page.built().files
    shell = content_of("/field/").decode()
    loaded = set(re.findall(r'(?:src|href)="([^"]+)"', shell))
    assert loaded <= set(page.built().files)
    assert all(content_of(address) for address in page.built().files)


def test_shell_runs_nothing_inline_and_asks_no_other_host() -> None:
    answer = Client().get("/field/")
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["manifest-src"] == policy["worker-src"] == "'self'"
    body = answer.content.decode()
    assert not re.search(r"<script(?![^>]* src=)|<style|style=|\son\w+=|https?://", body)


def test_shell_is_the_same_for_everybody() -> None:
    answers = {visitor(user).get("/field/").content for user in ("", "worker", "town")}
    assert len(answers) == 1


def test_manifest_installs_with_icons_that_exist() -> None:
    told = json.loads(content_of("/field/manifest.webmanifest"))
    assert (told["start_url"], told["scope"], told["display"]) == ("/field/", "/field/", "standalone")
    for icon in told["icons"]:
        picture = content_of(icon["src"])
        assert picture[:8] == b"\x89PNG\r\n\x1a\n"
        wide = int.from_bytes(picture[16:20], "big")
        assert icon["sizes"] == f"{wide}x{wide}"


@pytest.mark.parametrize("language", page.LANGUAGES)
def test_words_come_in_every_language(language: str) -> None:
    told = json.loads(content_of(f"/field/words.{language}.json"))
    assert set(told) == set(by_key())
    assert told["save"] == {"zh-hant": "保存", "zh-hans": "保存", "en": "Save"}[language]
    assert told["mark.booked"] == {"zh-hant": "已入賬", "zh-hans": "已入账", "en": "In the books"}[language]


def keys_used() -> Iterator[str]:
    """Give every key that a source of the page asks for in full."""
    for file in SOURCES.rglob("*.ts*"):
        source = file.read_text("utf-8")
        for call in re.findall(r"\bt\(([^`]*?)\)", source):
            yield from re.findall(r'"([a-z_]+(?:\.[a-z_-]+)*)"', call)


def test_every_word_that_the_page_asks_for_is_there() -> None:
    assert sorted(set(keys_used()) - set(by_key()) - {"id", "name"}) == []


def test_no_word_outlives_its_use() -> None:
    known = {key for key in by_key() if not key.startswith(OPEN_ENDED)}
    source = "".join(file.read_text("utf-8") for file in SOURCES.rglob("*.ts*"))
    assert sorted(key for key in known if f'"{key}"' not in source and f"`{key}`" not in source) == []


PASSWORD = "tongchou-2020"


@pytest.fixture
def worker() -> User:
    """Give the worker a password."""
    found = User.objects.get(username="worker")
    found.set_password(PASSWORD)
    found.save()
    return found


def sign_in(client: Client, username: str, password: str) -> tuple[int, dict[str, object]]:
    said = {"username": username, "password": password}
    answer = client.post("/field/session", json.dumps(said), content_type="application/json")
    return answer.status_code, json.loads(answer.content)


def test_session_begins_is_told_and_ends(worker: User) -> None:
    client = Client()
    assert client.get("/field/session").json() is None
    status, said = sign_in(client, "worker", PASSWORD)
    assert (status, said["username"], said["name"]) == (200, "worker", worker.display_name)
    assert client.get("/field/session").json() == said
    assert client.delete("/field/session").json() is None
    assert client.get("/field/session").json() is None


def test_session_refuses_a_wrong_password_and_what_is_no_sign_in(worker: User) -> None:
    client = Client(headers={"accept": "application/json"})
    assert sign_in(client, "worker", "wrong")[1]["code"] == "wrong_password"
    answer = client.post("/field/session", "{", content_type="application/json")
    assert answer.json()["code"] == "sign_in_malformed"
    assert client.get("/field/session").json() is None


def test_session_asks_for_the_token_that_its_own_page_has(worker: User) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/field/session", "{}", content_type="application/json").status_code == 403
    client.get("/field/session")
    token = client.cookies["csrftoken"].value
    said = json.dumps({"username": "worker", "password": PASSWORD})
    answer = client.post("/field/session", said, content_type="application/json", headers={"x-csrftoken": token})
    assert answer.status_code == 200
