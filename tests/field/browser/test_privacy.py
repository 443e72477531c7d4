"""What a phone gives away: nothing on its disk, nothing to who finds it, nothing to who uses it next."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.field.browser import cell
from tests.field.browser.hand import SIZE, Hand, in_hand
from tests.field.browser.network import Network
from tests.web import browsing

pytestmark = pytest.mark.browser
Hands = Callable[..., Hand]
SYNC = "/field/api/sync"

#: Every database, store and cache of the origin as text: bytes one character each, keys and structures by JSON.
DUMP = """async () => {
  const text = (v) => v instanceof ArrayBuffer ? String.fromCharCode(...new Uint8Array(v))
    : ArrayBuffer.isView(v) ? String.fromCharCode(...new Uint8Array(v.buffer, v.byteOffset, v.byteLength))
    : v && typeof v === "object" ? Object.entries(v).map(([k, w]) => k + "=" + text(w)).join(";") : String(v);
  let found = JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie;
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((done) => { const a = indexedDB.open(name); a.onsuccess = () => done(a.result); });
    for (const store of db.objectStoreNames) {
      const rows = await new Promise((done) => {
        const a = db.transaction(store).objectStore(store).getAll(); a.onsuccess = () => done(a.result); });
      found += rows.map((row) => "§" + store + ":" + text(row)).join("\\n");
    }
    db.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const asked of await cache.keys()) found += asked.url + await (await cache.match(asked)).text();
  }
  return found;
}"""


def private_words() -> set[str]:
    """Return what must not stand on a phone in the open: names, numbers, telephones, a note."""
    numbers = {str(13800000000 + number) for _, number, _ in (*cell.FRESH, *cell.OVERDUE, *cell.OBSERVED)}
    return {*cell.NAMES, *(name[:2] for name in cell.NAMES), *numbers, "家中有老人", "4453****"}


CODINGS = ("utf-8", "utf-16-le", "utf-16-be")


def forms(word: str) -> tuple[str, ...]:
    """Return a word as a store may hold it: as it is, and by its bytes."""
    return (word, *(word.encode(coding).decode("latin-1") for coding in CODINGS))


def test_nothing_of_anybody_stands_on_the_disk(chromium: Browser, net: Network, tmp_path: Path) -> None:
    context = chromium.browser_type.launch_persistent_context(
        tmp_path / "profile", executable_path=browsing.CHROMIUM, args=browsing.FLAGS, viewport=SIZE, locale="zh-TW",
        has_touch=True,
    )  # fmt: skip
    phone = in_hand(context, net.address)
    phone.sign_in("worker")
    net.down()
    phone.person("陈某一")
    phone.tap("[data-outcome=cleared]")
    phone.tap("summary")
    phone.page.get_by_label("備註").fill("家中有老人")
    phone.tap(".save .primary")
    phone.sees("saved")
    dumped = phone.page.evaluate(DUMP)
    assert "§outbox:" in dumped and "§bundles:" in dumped and "§corners:" in dumped, "the dump reads the stores"
    assert "worker" in dumped, "what is in the open is found"
    assert [word for word in private_words() for form in forms(word) if form in dumped] == []
    context.close()
    disk = b"".join(file.read_bytes() for file in (tmp_path / "profile").rglob("*") if file.is_file())
    # Short runs of digits may be anything in so many bytes; names, telephones and the note may not.
    written = [word for word in private_words() if not word.startswith("4453")]
    assert [word for word in written for coding in CODINGS if word.encode(coding) in disk] == []


def test_the_page_locks_itself_and_opens_with_the_pin_alone(hand: Hands) -> None:
    phone = hand("worker")
    phone.page.clock.fast_forward("11:00")
    expect(phone.page.get_by_role("heading", name="請輸入 PIN")).to_be_visible()
    assert "陈某" not in phone.page.content()
    phone.type_pin("314159")
    expect(phone.page.get_by_role("alert").first).to_contain_text("還可試 9 次")
    phone.type_pin()
    phone.at_work()


def test_ten_wrong_pins_wipe_the_people_and_never_the_work(hand: Hands, net: Network) -> None:
    phone = hand("worker")
    net.down()
    phone.conclude("陈某二")
    phone.bar("more")
    phone.press("鎖上（保留名單）")
    for left in range(9, -1, -1):
        phone.type_pin("314159")
        expected = f"還可試 {left} 次" if left else "連錯十次"
        expect(phone.page.get_by_role("alert").filter(has_text=expected)).to_be_visible()
    assert "§bundles:" not in phone.page.evaluate(DUMP)
    net.up()
    # The password and a new PIN open what was not sent: its key comes from the server.
    phone.password("worker")
    expect(phone.page.get_by_role("heading", name="設一個六位數 PIN")).to_be_visible()
    phone.type_pin("161803")
    phone.page.get_by_role("heading", name="再輸入一次").wait_for()
    phone.type_pin("161803")
    phone.at_work()
    phone.sees("booked")


def test_signing_out_wipes_the_people_and_keeps_what_is_unsent(hand: Hands, net: Network) -> None:
    phone = hand("worker")
    phone.conclude("陈某三")
    phone.sees("booked")
    net.down()
    phone.bar("today")
    phone.conclude("陈某四")
    phone.bar("more")
    phone.press("下班，登出")
    expect(phone.page.get_by_text("1 件未送出的記錄會加密留在本機")).to_be_visible()
    phone.press("清除名單並登出")
    expect(phone.page.get_by_label("用戶名")).to_have_value("worker")
    dumped = phone.page.evaluate(DUMP)
    assert "§bundles:" not in dumped
    assert dumped.count("§outbox:") == 2 and dumped.count(";content=iv=") == 1, (
        "the receipt stays, its content does not"
    )
    net.up()
    phone.open()
    # The session of the one who left is ended as soon as the server is reached.
    phone.page.wait_for_function("async () => (await (await fetch('/field/session')).json()) === null")
    phone.password("worker")
    expect(phone.page.get_by_role("heading", name="請輸入 PIN")).to_be_visible()
    phone.type_pin()
    phone.at_work()
    phone.sees("booked", "booked")


def test_after_the_countys_days_the_people_are_gone(hand: Hands, net: Network) -> None:
    phone = hand("worker")
    phone.conclude("陈某五")
    phone.sees("booked")
    net.down()
    phone.bar("today")
    phone.conclude("陈某六")
    phone.page.clock.fast_forward(73 * 3600 * 1000)
    phone.page.wait_for_timeout(500)
    expect(phone.page.get_by_role("heading", name="請輸入 PIN")).to_be_visible()
    dumped = phone.page.evaluate(DUMP)
    assert "§bundles:" not in dumped
    assert dumped.count("§outbox:") == 1, "what is settled is forgotten, what is unsent stays"
    phone.type_pin()
    expect(phone.page.get_by_text("本機還沒有名單")).to_be_visible()
    phone.sees("saved")


def test_a_second_user_reads_nothing_of_the_first_and_loses_nothing_of_theirs(hand: Hands, net: Network) -> None:
    phone = hand("worker")
    net.down()
    phone.conclude("陈某七")
    phone.bar("more")
    phone.press("鎖上（保留名單）")
    net.up()
    phone.press("另一人登錄")
    phone.password("next-door")
    phone.page.get_by_role("heading", name="設一個六位數 PIN").wait_for()
    phone.type_pin("161803")
    phone.page.get_by_role("heading", name="再輸入一次").wait_for()
    phone.type_pin("161803")
    phone.at_work()
    assert "陈某" not in phone.page.content()
    phone.sees()
    phone.bar("more")
    phone.press("下班，登出")
    phone.press("清除名單並登出")
    # The first comes back: their PIN, their people, their act; the session is not theirs until they say so.
    expect(phone.page.get_by_role("heading", name="worker")).to_be_visible()
    phone.type_pin()
    phone.at_work()
    phone.sees("saved")
    phone.press("點此輸入密碼，繼續發送")
    phone.page.get_by_label("密碼").fill(browsing.PASSWORD)
    phone.press("登錄")
    phone.sees("booked")


def test_acts_never_go_out_under_anothers_session(hand: Hands, net: Network) -> None:
    phone = hand("worker")
    net.down()
    phone.conclude("陈某八")
    # Meanwhile somebody signs in on the desk's page of the same browser, past the phone's network.
    desk = phone.page.context.new_page()
    desk.context.clear_cookies(name="sessionid")
    desk.goto(f"http://{net.target}/sign-in/")
    desk.fill("#id_username", "second")
    desk.fill("#id_password", browsing.PASSWORD)
    desk.press("#id_password", "Enter")
    desk.wait_for_url(lambda url: "/sign-in/" not in url)
    desk.close()
    net.up()
    phone.send()
    expect(phone.page.locator(".status")).to_contain_text("須重新登錄")
    phone.sees("saved")


def test_the_outbox_file_is_sealed_and_signed_and_holds_what_is_unsent(hand: Hands, net: Network) -> None:
    phone = hand()
    phone.open()
    with phone.page.expect_response(re.compile("/field/api/device")) as registered:
        phone.sign_in("worker")
    told, asked = registered.value.json(), json.loads(registered.value.request.post_data or "")
    net.down()
    phone.conclude("陈某九", "not-found")
    phone.bar("outbox")
    with phone.page.expect_download() as saved:
        phone.press("存成文件")
    text = Path(saved.value.path()).read_text()
    assert "陈" not in text and "not-found" not in text
    file = json.loads(text)
    assert (file["format"], file["device"]) == ("tongchou-outbox-1", asked["device"])
    _verify(asked["public_key"], file)
    opened = AESGCM(base64.b64decode(told["file_key"])).decrypt(_bytes(file["iv"]), _bytes(file["sealed"]), None)
    content = json.loads(opened)
    (entry,) = content["entries"]
    assert list(entry["outcomes"].values()) == ["not-found"]
    assert (content["photos"], content["sent_at"]) == ({}, file["made_at"])


def test_what_a_browser_lost_comes_back_by_its_file_once(hand: Hands, chromium: Browser, net: Network) -> None:
    phone = hand("worker")
    net.down()
    phone.conclude("陈某十", "not-found")
    phone.bar("outbox")
    with phone.page.expect_download() as saved:
        phone.press("存成文件")
    file = saved.value.path()
    # A browser inside another app throws a page's storage away without asking.
    phone.page.evaluate("indexedDB.databases().then((all) => all.map((one) => indexedDB.deleteDatabase(one.name)))")
    net.up()
    context = chromium.new_context(viewport=SIZE, locale="zh-TW")
    desk = _at_desk(context, net)
    for answer in ("已入賬", "此前已入賬"):
        desk.set_input_files("#file", file)
        desk.get_by_role("button", name="錄入").click()
        expect(desk.locator("td[data-label=答覆]")).to_have_text([answer])
    context.close()
    following = hand("second")
    expect(following.page.locator("main > .rows")).not_to_contain_text("陈某十")


#: What a browser inside another app lacks: kept storage, locks, sharing, a clipboard.
BUILT_IN = """for (const name of ["locks", "share", "canShare", "clipboard"])
  Object.defineProperty(Navigator.prototype, name, { value: undefined, configurable: true });
Object.defineProperty(StorageManager.prototype, "persist", { value: async () => false });
Object.defineProperty(StorageManager.prototype, "persisted", { value: async () => false });"""


def test_in_a_browser_that_keeps_and_downloads_nothing_work_is_pasted_at_the_desk(
    chromium: Browser, net: Network
) -> None:
    context = chromium.new_context(
        viewport=SIZE, locale="zh-TW", has_touch=True, service_workers="block", accept_downloads=False,
        user_agent="Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 Chrome/86 Mobile MicroMessenger/7.0",
    )  # fmt: skip
    context.add_init_script(BUILT_IN)
    phone = in_hand(context, net.address)
    phone.sign_in("worker")
    phone.conclude("陈某百")
    phone.sees("booked")
    phone.bar("today")
    net.down()
    phone.conclude("温某甲", "not-found")
    phone.bar("outbox")
    phone.press("複製成文字")
    text = phone.page.get_by_label("已加密的文字", exact=True).input_value()
    context.close()
    net.up()
    said = [_pasted(chromium, net, part) for part in (text, f"{text[:500]}\n{text[500:]}")]
    assert said == ["已入賬", "此前已入賬"]


def _pasted(chromium: Browser, net: Network, text: str) -> str:
    context = chromium.new_context(viewport=SIZE, locale="zh-TW")
    desk = _at_desk(context, net)
    desk.get_by_label("或貼上手機複製的文字").fill(text)
    desk.get_by_role("button", name="錄入").click()
    answer = desk.locator("td[data-label=答覆]").inner_text()
    context.close()
    return answer


def _at_desk(context: BrowserContext, net: Network) -> Page:
    desk = context.new_page()
    desk.goto(f"{net.address}/sign-in/?next=/field/outbox/")
    desk.fill("#id_username", "village")
    desk.fill("#id_password", browsing.PASSWORD)
    desk.press("#id_password", "Enter")
    return desk


def _verify(key: dict[str, str], file: dict[str, Any]) -> None:
    x, y = (int.from_bytes(base64.urlsafe_b64decode(key[axis] + "=="), "big") for axis in "xy")
    public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    raw = _bytes(file["signature"])
    signature = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    said = "|".join((file["device"], file["made_at"], file["iv"], file["sealed"]))
    public.verify(signature, said.encode(), ec.ECDSA(hashes.SHA256()))


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)


def test_signed_in_on_two_phones_each_has_its_own_key(hand: Hands) -> None:
    one, two = hand("worker"), hand("worker")
    keys = [re.findall(r"device=([0-9a-f-]{36})", phone.page.evaluate(DUMP))[0] for phone in (one, two)]
    assert keys[0] != keys[1]
