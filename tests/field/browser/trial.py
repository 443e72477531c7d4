"""The timed trial: somebody signs in and checks ten people by taps alone.

`python -m tests.field.browser.trial ADDRESS [USER [PASSWORD]]` does it against a served county (`make demo`), and
prints what it took. A machine's finger is fast: the taps are the measure, and a person's second a tap.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass

from tests.field.browser.hand import Hand, phone
from tests.web import browsing


@dataclass(frozen=True)
class Measured:
    """What it took: taps to get in (two fields typed beside), taps for the people, and seconds of each."""

    people: int
    taps_to_enter: int
    taps: int
    seconds_to_enter: float
    seconds: float

    def __str__(self) -> str:
        return (
            f"sign-in and PIN: {self.taps_to_enter} taps, two fields typed, {self.seconds_to_enter:.1f} s\n"
            f"{self.people} people: {self.taps} taps, {self.seconds:.1f} s of the page's own time; "
            f"at one tap a second {self.taps + self.seconds:.0f} s"
        )


def trial(hand: Hand, user: str, *, people: int = 10) -> Measured:
    """Sign in for the first time on a phone and check people, the topmost of the list each time."""
    begun = time.monotonic()
    hand.sign_in(user)
    entered, hand_taps = time.monotonic(), hand.taps
    hand.taps = 0
    for _ in range(people):
        before = hand.left()
        hand.tap("main > .rows .person")
        hand.tap("[data-outcome]")
        hand.tap(".save .primary")
        hand.page.locator(f"[data-left='{before - 1}']").wait_for()
    done = time.monotonic()
    return Measured(people, hand_taps, hand.taps, entered - begun, done - entered)


if __name__ == "__main__":
    address, user = sys.argv[1].rstrip("/"), (sys.argv[2:] or ["worker"])[0]
    if len(sys.argv) > 3:
        browsing.PASSWORD = sys.argv[3]
    with browsing.chromium() as browser:
        print(trial(phone(browser, address, at=None), user))  # noqa: T201
