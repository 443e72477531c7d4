"""Thirty thousand phones come back at once: what cannot be taken now is told when to come again, before anything else.

Only so many requests of the phones' heavy doors are let into one process at a time; the others are answered 429 without
touching the store, each with a turn of its own: how long the requests let in have taken lately says how many can be
served a second, so the next turn is that much after the last one given. A large crowd is spread over a long time and a
small one over a short time, without counting it, down to the last phone.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from threading import BoundedSemaphore

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext

from tongchou.base.refusals import words

#: The doors that are held.
DOORS = frozenset({"/field/api/sync", "/field/api/bundle"})
#: Seconds after which a phone is told to come again, at the least and at the very most.
SOONEST, AT_MOST = 1, 900
#: How many turns are given for each request that can be served. A phone waits for its turn and up to as long again, and
#: some never come back: a server that waits for phones is worse than one that sends two of three away once more.
EAGER = 3
#: How much the latest request's time counts among those before it, and the seconds taken for granted before the first.
LATEST_COUNTS, FIRST_GUESS = 0.05, 0.5
TEXT = words("現在發送的人多，稍後會自動再送。內容仍在本機。")

Respond = Callable[[HttpRequest], HttpResponse]


class Turns:
    """When those who are sent away may come again, each later than the one before.

    `places` are taken at a time; with all of them taken, one is free again after a request's seconds divided by them.
    """

    def __init__(
        self,
        places: int,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.places, self.clock, self.chance = places, clock, chance
        self.seconds, self.last = FIRST_GUESS, clock()

    def served(self, seconds: float) -> None:
        """Note how long a request that was let in has taken."""
        self.seconds += (seconds - self.seconds) * LATEST_COUNTS

    def next(self) -> int:
        """Give the next turn: seconds from now. Two threads that meet here give the same one, which does no harm."""
        now = self.clock()
        self.last = min(max(self.last, now) + self.seconds / self.places / EAGER, now + AT_MOST)
        wait = self.last - now
        if wait >= AT_MOST:
            # Those who find the whole time given away share its second half.
            wait *= 1 - self.chance() / 2
        return max(SOONEST, int(wait + self.chance()))


class OverloadMiddleware:
    """Let `FIELD_AT_ONCE` requests of the doors in, and tell the others when to come again."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response
        self.places = BoundedSemaphore(settings.FIELD_AT_ONCE)
        self.turns = Turns(settings.FIELD_AT_ONCE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path not in DOORS:
            return self.get_response(request)
        if not self.places.acquire(blocking=False):
            return come_again(self.turns.next())
        began = self.turns.clock()
        try:
            return self.get_response(request)
        finally:
            self.places.release()
            self.turns.served(self.turns.clock() - began)


def come_again(after: int) -> HttpResponse:
    """Return the answer that asks to come again after so many seconds."""
    response = JsonResponse({"code": "busy", "text": gettext(TEXT)}, status=429, headers={"Retry-After": str(after)})
    # Said a thousand times a second while thirty thousand come back: a line of log for each would cost more than it.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
