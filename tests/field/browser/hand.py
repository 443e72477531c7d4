"""A worker's hand on a phone: what is tapped, and what is seen."""

from __future__ import annotations

import re
from datetime import datetime

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.web import browsing
from tests.web.county import NOW

PIN = "271828"
SIZE = {"width": 360, "height": 640}


class Hand:
    """One phone with the page open. `taps` counts what the finger did since it was last set to 0."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.taps = 0
        #: A browser joined from outside has no touch screen: a click is its tap.
        self.touchless = False
        self.errors = _errors(page)
        page.set_default_timeout(15_000)
        page.on("request", lambda request: _own(address, request.url))

    def tap(self, selector: str) -> None:
        """Tap one thing."""
        self._touch(self.page.locator(selector).first)

    def press(self, name: str | re.Pattern[str]) -> None:
        """Tap the button of a name."""
        self._touch(self.page.get_by_role("button", name=name, exact=isinstance(name, str)).first)

    def _touch(self, what: Locator) -> None:
        self.taps += 1
        if self.touchless:
            what.click()
        else:
            what.tap()

    def open(self) -> None:
        """Open the page."""
        self.page.goto(f"{self.address}/field/")

    def sign_in(self, user: str, *, pin: str = PIN) -> None:
        """Open the page, sign in for the first time, and choose a PIN."""
        self.open()
        self.password(user)
        expect(self.page.get_by_role("heading", name="設一個六位數 PIN")).to_be_visible()
        self.type_pin(pin)
        expect(self.page.get_by_role("heading", name="再輸入一次")).to_be_visible()
        self.type_pin(pin)
        self.at_work()

    def password(self, user: str) -> None:
        """Fill the sign-in form and send it."""
        self.page.get_by_label("用戶名").fill(user)
        self.page.get_by_label("密碼").fill(browsing.PASSWORD)
        self.press("登錄")

    def type_pin(self, pin: str = PIN) -> None:
        """Tap the digits."""
        for digit in pin:
            self.tap(f".keys button:text-is('{digit}')")

    def at_work(self) -> None:
        """Wait until the day's list is there."""
        expect(self.page.locator("[data-left]")).to_be_visible()
        expect(self.page.locator("li .person, .nothing").first).to_be_visible()

    def left(self) -> int:
        """Return how many people are left to check, as the page says."""
        return int(self.page.locator("[data-left]").inner_text())

    def person(self, name: str) -> None:
        """Open somebody's card from the list."""
        self.tap(f".person:has(.name:text-is('{name}'))")

    def conclude(self, name: str, outcome: str = "cleared") -> None:
        """Record an outcome in three taps."""
        self.person(name)
        self.tap(f"[data-outcome={outcome}]")
        self.tap(".save .primary")
        expect(self.page.get_by_role("status")).to_contain_text(name)

    def bar(self, name: str) -> None:
        """Go to one of the five screens."""
        self.tap(f"[data-bar={name}]")

    def marks(self) -> list[str]:
        """Return the marks of the record of acts, as the page keeps them apart, latest act first."""
        self.bar("outbox")
        self.page.wait_for_timeout(50)
        return [one.get_attribute("data-mark") or "" for one in self.page.locator(".acts .mark").all()]

    def sees(self, *marks: str) -> None:
        """Wait until the record of acts bears these marks, latest act first."""
        self.bar("outbox")
        expect(self.page.locator(".acts .mark")).to_have_count(len(marks))
        for at, mark in enumerate(marks):
            expect(self.page.locator(".acts .mark").nth(at)).to_have_attribute("data-mark", mark)

    def send(self) -> None:
        """Ask to send now."""
        self.bar("outbox")
        self.press("現在發送")


def phone(browser: Browser, address: str, *, at: datetime | None = NOW, locale: str = "zh-TW") -> Hand:
    """Return a fresh phone of 360 x 640, whose clock says `at` and runs; None: this machine's."""
    context = browser.new_context(viewport=SIZE, locale=locale, has_touch=True, timezone_id="Asia/Shanghai")
    return in_hand(context, address, at=at)


def in_hand(context: BrowserContext, address: str, *, at: datetime | None = NOW) -> Hand:
    """Take a browser's context in the hand."""
    if at is not None:
        context.clock.install(time=at)
    return Hand(context.new_page(), address)


def _errors(page: Page) -> list[str]:
    """Collect script errors and refusals of the page's own policy; a lost network is no error of the page."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda said: found.append(said.text) if said.type == "error" and _is_ours(said.text) else None)
    return found


def _is_ours(text: str) -> bool:
    return "Failed to load resource" not in text and "net::ERR" not in text


def _own(address: str, url: str) -> None:
    assert url.startswith((address, "data:", "blob:")), f"a request to another host: {url}"
