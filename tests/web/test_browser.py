"""The desk in a real Chromium: both widths, no script error, nothing refused by the page's own policy."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web import browsing, county, days

pytestmark = pytest.mark.browser

NOW = county.NOW.isoformat()
PAGES = {
    "command": (
        "/",
        "/lists/",
        "/closing/",
        "/bulletin/",
        "/figures/",
        "/figures/screening_pending/",
        "/books/",
        "/seals/",
    ),
    "town": (
        "/",
        "/lists/1/",
        "/checks/",
        "/checks/1/",
        "/disputes/",
        "/visits/",
        "/unclaimed/",
        "/staff/",
        "/intake/",
    ),
    "worker": ("/", "/checks/", "/visits/", "/checks/meet/", "/people/1/"),
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a home of its own with a few days of the little county in it, on SQLite."""
    home = tmp_path_factory.mktemp("home")
    env = {name: value for name, value in os.environ.items() if name != "TONGCHOU_DATABASE"}
    subprocess.run([sys.executable, "-m", "tests.web.county", str(home)], env=env, check=True, cwd=Path.cwd())
    with browsing.served(home, clock=NOW) as served:
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start one Chromium for the module."""
    with browsing.chromium() as started:
        yield started


@pytest.mark.parametrize("width", list(browsing.WIDTHS))
@pytest.mark.parametrize("user", list(PAGES))
def test_pages_fit_their_window_and_say_no_error(browser: Browser, address: str, user: str, width: str) -> None:
    page = browsing.open_page(browser, address, user, width=width)
    errors = browsing.errors_of(page)
    wide = {}
    for path in PAGES[user]:
        answer = page.goto(address + path)
        assert answer is not None and answer.status == 200, path
        wide[path] = browsing.overflow(page)
    assert {path: over for path, over in wide.items() if over} == {}
    assert errors == []
    page.context.close()


def test_a_list_is_pasted_looked_at_and_taken_in(browser: Browser, address: str) -> None:
    page = browsing.open_page(browser, address, "officer")
    page.goto(f"{address}/intake/")
    page.fill("#id_sender", "罗镜镇")
    page.fill("#id_on", "2020-03-20")
    number = days.id_number(5001)
    page.fill("#id_text", f"接龙\n1. 吴某 {number} 13900002222 从武汉回来 罗镜镇水摆村第1格\n")
    page.get_by_role("button", name="讀取").click()
    expect(page.get_by_text("試讀，尚未錄入")).to_be_visible()
    page.get_by_role("button", name="錄入 1 行").click()
    expect(page.get_by_role("status").first).to_contain_text("已錄入 1 行")
    page.context.close()


def test_a_check_is_done_by_keyboard(browser: Browser, address: str) -> None:
    page = browsing.open_page(browser, address, "town")
    errors = browsing.errors_of(page)
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/checks/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/checks/*/")
    page.keyboard.press("o")
    page.keyboard.press("1")
    expect(page.get_by_role("status").first).to_contain_text("已錄入")
    assert errors == []
    page.context.close()


def test_the_keys_are_shown_on_request(browser: Browser, address: str) -> None:
    page = browsing.open_page(browser, address, "town")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.context.close()


def test_the_desk_works_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-TW")
    page = context.new_page()
    _sign_in(page, address, "village")
    page.get_by_role("link", name="重點人員待核查").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("待核查")
    page.locator("details.menu summary").last.click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("To be checked")
    context.close()


def _sign_in(page: Page, address: str, user: str) -> None:
    page.goto(f"{address}/sign-in/")
    page.fill("#id_username", user)
    page.fill("#id_password", browsing.PASSWORD)
    page.click("button.btn-primary")
