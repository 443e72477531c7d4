"""Without coverage, with answers lost, killed in mid-send, on a full disk: nothing is lost, and nothing is claimed."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Error, expect

from tests.field.browser.hand import SIZE, Hand, in_hand
from tests.field.browser.network import Network
from tests.web import browsing
from tests.web.county import NOW

pytestmark = pytest.mark.browser
Hands = Callable[..., Hand]
SYNC = "/field/api/sync"


def kept_by_worker(phone: Hand) -> None:
    """Wait until the service worker keeps the page."""
    phone.page.wait_for_function(
        "async () => (await navigator.serviceWorker.getRegistration('/field/'))?.active?.state === 'activated'"
    )


def test_the_page_opens_works_and_keeps_with_no_network(hand: Hands, net: Network) -> None:
    phone = hand("worker")
    kept_by_worker(phone)
    net.down()
    phone.open()
    phone.type_pin()
    phone.at_work()
    expect(phone.page.locator(".status")).to_contain_text("離線")
    phone.conclude("陈某一")
    phone.page.locator(".notice.done").wait_for()
    phone.person("陈某二")
    phone.tap("[data-found=nobody-home]")
    phone.tap(".save .primary")
    phone.sees("saved", "saved")
    expect(phone.page.locator(".status")).to_contain_text("2 件未送")
    # Killed by the phone's own memory manager, opened again: still there.
    phone.open()
    phone.type_pin()
    phone.at_work()
    phone.sees("saved", "saved")
    net.up()
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.sees("booked", "booked")
    expect(phone.page.locator(".status")).to_contain_text("已連線")


def test_the_browser_says_offline_and_online(hand: Hands) -> None:
    phone = hand("worker")
    phone.page.context.set_offline(True)
    phone.conclude("陈某二")
    phone.sees("saved")
    phone.page.context.set_offline(False)
    phone.sees("booked")


def test_an_answer_that_is_lost_leaves_sent_and_counts_once(hand: Hands, net: Network) -> None:
    phone = hand("worker")
    before = net.count(SYNC)
    net.lose.add(SYNC)
    phone.conclude("陈某四")
    phone.sees("sent")
    expect(phone.page.locator(".acts li")).to_contain_text("還沒收到回執")
    assert net.count(SYNC) > before
    net.lose.clear()
    phone.send()
    phone.sees("booked")
    # The books have it once, so no phone sees a dispute.
    other = hand("second")
    expect(other.page.get_by_text("陈某四")).to_have_count(0)


def test_an_overloaded_server_is_waited_for(hand: Hands, net: Network) -> None:
    phone = hand("worker")
    net.busy.add(SYNC)
    phone.conclude("陈某五")
    expect(phone.page.locator(".status")).to_contain_text("服務器繁忙")
    tried = net.count(SYNC)
    phone.sees("sent")
    net.busy.clear()
    phone.page.wait_for_timeout(2_100)
    phone.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    phone.sees("booked")
    assert net.count(SYNC) == tried + 1


def test_two_phones_on_one_person_are_both_in_the_books_and_told(hand: Hands, net: Network) -> None:
    one, two = hand("worker"), hand("second")
    one.page.context.set_offline(True)
    two.page.context.set_offline(True)
    one.conclude("陈某六")
    two.conclude("陈某六", "home-quarantine")
    one.page.context.set_offline(False)
    one.sees("booked")
    two.page.context.set_offline(False)
    two.sees("conflict")
    expect(two.page.locator(".acts li")).to_contain_text("由負責人裁定")
    expect(two.page.locator(".acts li")).to_contain_text(re.compile(r"回執 \d+"))
    # The first learns of it too, with the people.
    one.bar("more")
    one.press("發送並刷新名單")
    one.sees("conflict")
    expect(one.page.locator(".status")).to_contain_text("1 件須處理")


def test_a_refused_act_says_why_and_can_be_corrected(hand: Hands, net: Network) -> None:
    # A rule that changed while the phone was away: the phone still offers an outcome that is none any more.
    net.replaced["/field/api/bundle"] = ('"code": "in-transit"', '"code": "dissolved"')
    phone = hand("worker")
    net.replaced.clear()
    phone.conclude("陈某七", "dissolved")
    phone.sees("refused")
    line = phone.page.locator(".acts li")
    expect(line).to_contain_text("沒有")
    expect(line).to_contain_text("沒有入賬，內容已交負責人留存")
    expect(line).to_contain_text(re.compile(r"回執 \d+"))
    phone.press("查看、更正")
    phone.tap("[data-outcome=cleared]")
    phone.tap(".save .primary")
    phone.sees("refused", "booked")


def test_a_correction_before_sending_comes_after_its_former(hand: Hands) -> None:
    phone = hand("worker")
    phone.page.context.set_offline(True)
    phone.conclude("陈某八", "not-found")
    phone.tap(".done summary")
    phone.person("陈某八")
    phone.press("記錯了，更正")
    phone.tap("[data-outcome=cleared]")
    phone.tap(".save .primary")
    phone.sees("saved", "saved")
    phone.page.context.set_offline(False)
    phone.sees("booked", "booked")


def test_a_wrong_clock_is_told_and_both_times_go(hand: Hands, net: Network) -> None:
    phone = hand("worker", at=NOW + timedelta(hours=3))
    expect(phone.page.locator("[data-clock]")).to_contain_text("快了3 小時")
    with phone.page.expect_request(f"**{SYNC}") as sent:
        phone.conclude("陈某九")
    body = json.loads(sent.value.post_data or "")
    assert body["entries"][0]["made_at"].startswith("2020-03-20T18:3")
    assert body["sent_at"].startswith("2020-03-20T18:3")
    phone.sees("booked")
    # On screen it stands at the county's time.
    expect(phone.page.locator(".acts li")).to_contain_text("15:3")


#: Writes into a store of its own until not even a hundred bytes fit.
FILL = """async () => {
  const opened = await new Promise((done) => { const asked = indexedDB.open("filler", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("s", { autoIncrement: true });
    asked.onsuccess = () => done(asked.result); });
  const put = (size) => new Promise((done) => { const t = opened.transaction("s", "readwrite");
    t.objectStore("s").add(crypto.getRandomValues(new Uint8Array(size)));
    t.oncomplete = () => done(true); t.onabort = () => done(false); });
  for (const size of [60000, 10000, 1000, 100]) while (await put(size));
  opened.close();
}"""
EMPTY = """() => new Promise((done) => { const asked = indexedDB.deleteDatabase("filler");
  asked.onsuccess = () => done(true); })"""


def test_a_full_disk_says_so_before_it_claims_anything(hand: Hands, net: Network) -> None:
    phone = hand()
    phone.open()
    session = phone.page.context.new_cdp_session(phone.page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": phone.address, "quotaSize": 4_000_000})
    phone.sign_in("worker")
    net.down()
    phone.conclude("陈某十")
    phone.page.evaluate(FILL)
    phone.person("陈某百")
    phone.tap("[data-outcome=cleared]")
    phone.tap("summary")
    phone.page.get_by_label("備註").fill("家中兩人")
    phone.tap(".save .primary")
    expect(phone.page.get_by_role("alert")).to_contain_text("沒有存下")
    # Still in the hand: what was typed, and what was saved before.
    expect(phone.page.get_by_label("備註")).to_have_value("家中兩人")
    phone.page.go_back()
    phone.page.go_back()
    phone.sees("saved")
    with phone.page.expect_download() as saved:
        phone.press("存成文件")
    assert json.loads(Path(saved.value.path()).read_text())["format"] == "tongchou-outbox-1"
    # Its owner can still get in, to do just that.
    phone.bar("more")
    phone.press("鎖上（保留名單）")
    phone.type_pin()
    phone.at_work()
    phone.page.evaluate(EMPTY)
    session.detach()
    phone.conclude("陈某百")
    net.up()
    phone.send()
    phone.sees("booked", "booked")


def test_a_new_version_waits_to_be_taken_and_keeps_what_is_unsent(hand: Hands, net: Network) -> None:
    phone = hand("worker")
    kept_by_worker(phone)
    phone.open()
    phone.type_pin()
    phone.at_work()
    net.lose.add(SYNC)
    phone.conclude("温某甲")
    net.added["/field/worker.js"] = "\n// a new build"
    phone.page.evaluate("navigator.serviceWorker.getRegistration('/field/').then((r) => r.update())")
    expect(phone.page.get_by_text("有新版本")).to_be_visible()
    phone.sees("sent")
    with phone.page.expect_navigation():
        phone.press(re.compile("有新版本"))
    phone.type_pin()
    phone.at_work()
    phone.sees("sent")
    net.lose.clear()
    phone.send()
    phone.sees("booked")


def test_a_session_that_ended_asks_for_the_password_and_keeps_the_outbox(hand: Hands) -> None:
    phone = hand("worker")
    phone.page.context.clear_cookies(name="sessionid")
    phone.conclude("陈某三", "not-found")
    expect(phone.page.locator(".status")).to_contain_text("須重新登錄")
    sign_in_again(phone)
    phone.sees("booked")


def sign_in_again(phone: Hand) -> None:
    """Type the password that the page asks for."""
    phone.press("點此輸入密碼，繼續發送")
    phone.page.get_by_label("密碼").fill(browsing.PASSWORD)
    phone.press("登錄")
    expect(phone.page.locator(".status")).to_contain_text("已連線")


@contextmanager
def chromium_process(kind: BrowserType, profile: Path) -> Iterator[tuple[Any, subprocess.Popen[bytes]]]:
    """Start a Chromium that can be killed, with a disk of its own."""
    port = browsing.free_port()
    command = [
        browsing.CHROMIUM,
        "--headless=new",
        "--accept-lang=zh-TW",
        *browsing.FLAGS,
        f"--remote-debugging-port={port}",
    ]
    command += [f"--user-data-dir={profile}", "about:blank"]
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        for _ in range(100):
            try:
                browser = kind.connect_over_cdp(f"http://127.0.0.1:{port}")
                break
            except Error:
                time.sleep(0.2)
        yield browser, started
    finally:
        kill(started)


def kill(started: subprocess.Popen[bytes]) -> None:
    """End a process that was started here, and what it started, at once."""
    if started.poll() is None:
        os.killpg(started.pid, signal.SIGKILL)
        started.wait(10)


def test_a_phone_killed_in_mid_send_goes_on_where_it_was(chromium: Browser, net: Network, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    with chromium_process(chromium.browser_type, profile) as (browser, process):
        phone = _only_page(browser, net)
        phone.sign_in("worker")
        net.hold.add(SYNC)
        phone.conclude("梁某护", "persuaded")
        assert net.arrived.acquire(timeout=20), "the batch reached the server"
        kill(process)
    net.go_on.set()
    net.hold.clear()
    with chromium_process(chromium.browser_type, profile) as (browser, _):
        phone = _only_page(browser, net)
        phone.open()
        phone.type_pin()
        phone.at_work()
        # A browser killed so soon may have lost its sign-in as well; never the act.
        expect(phone.page.locator(".status")).to_contain_text(re.compile("已連線|須重新登錄"))
        if "須" in phone.page.locator(".status").inner_text():
            sign_in_again(phone)
        phone.sees("booked")
        assert phone.errors == []


def _only_page(browser: Any, net: Network) -> Hand:
    context = browser.contexts[0]
    phone = in_hand(context, net.address)
    phone.page.set_viewport_size(SIZE)
    phone.touchless = True
    return phone
